"""What is overdue after sleep, a restart or a clock that jumped: each once, the most awaited first, not all at once."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, TypeVar

DAY = 86400.0
AT_ONCE = 5
"""Overdue polls that may go out in one tick, however few there are."""
SPREAD = 30
"""Ticks over which overdue polls are spread, where the budget allows."""
WOKE_AFTER = 60.0
"""A gap between two ticks, in seconds, that means the machine slept, or its clock was set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdue:
    """A document that is due."""

    last: float | None
    """Seconds since it was last polled; None: never."""
    planned: float | None
    """Seconds between that and when it should have been polled; None: at once."""
    rate: float
    """Articles a second to expect."""


class HasOverdue(Protocol):
    """Anything that knows how overdue it is."""

    @property
    def overdue(self) -> Overdue:
        """How overdue it is."""


T = TypeVar("T", bound=HasOverdue)


def awaited(overdue: Overdue) -> float:
    """Articles that are likely to wait there; a day's worth where it was never polled."""
    return overdue.rate * min(DAY if overdue.last is None else max(overdue.last, 0.0), DAY)


def quota(overdue: int, budget: float) -> int:
    """How many overdue polls go out in one tick of a second. budget: polls a minute, which catching up may double."""
    return max(AT_ONCE, min(math.ceil(overdue / SPREAD), math.ceil(2 * budget / 60)))


def pick(due: Iterable[T], budget: float) -> list[T]:
    """Those of the due that go out in this tick, the one with most articles waiting first."""
    ordered = sorted(due, key=lambda one: awaited(one.overdue), reverse=True)
    return ordered[: quota(len(ordered), budget)]


def missed(overdue: Overdue) -> int:
    """Polls that should have been and were not, beside the one that is due now."""
    if overdue.last is None or not overdue.planned or overdue.planned <= 0:
        return 0
    return max(int(overdue.last / overdue.planned) - 1, 0)
