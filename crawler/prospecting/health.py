"""Whether a configured source still works, by what its documents and one article answered. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from crawler.prospecting.pace import spoken
from crawler.prospecting.probes import Probe
from crawler.prospecting.samples import Sample

State = Literal["ok", "degraded", "broken"]

ASLEEP = timedelta(days=14)
"""A source whose newest item is older is degraded: it sleeps, or it has moved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkup:
    """What one source answered."""

    source: str
    enabled: bool
    probes: tuple[Probe, ...]
    """One for each configured document."""
    samples: tuple[Sample, ...]
    """Articles that were tried; the last one counts."""
    now: datetime

    @property
    def newest(self) -> datetime | None:
        """The newest item of all documents."""
        return max((at for probe in self.probes if (at := probe.pace(self.now).newest)), default=None)

    @property
    def items(self) -> int:
        """Items of all documents."""
        return sum(len(probe.links) for probe in self.probes)


def judge(checkup: Checkup) -> tuple[State, tuple[str, ...]]:
    """The state of a source and what is wrong with it.

    broken: no document gives a link, or no article could be read. degraded: some document fails, the newest item is
    old, or articles are read in part only.
    """
    failing = [f"{probe.url}: {probe.why}" for probe in checkup.probes if probe.reason is not None]
    if not any(probe.reason is None for probe in checkup.probes):
        return "broken", tuple(failing) or ("it has no feed, sitemap or section",)
    last = checkup.samples[-1] if checkup.samples else None
    if last is None:
        return "broken", (*failing, "no document gives a link to an article")
    unread = f"{last.url}: {last.why}" if last.why else ""
    if last.reason is not None or last.scripted:
        return "broken", (unread, *failing)
    weak = [*failing, *_asleep(checkup), *([unread] if unread else [])]
    if not weak and last.published is None:
        weak = [f"{last.url}: no date of publication could be read"]
    return ("degraded" if weak else "ok"), tuple(weak)


def _asleep(checkup: Checkup) -> list[str]:
    if checkup.newest is None or checkup.now - checkup.newest <= ASLEEP:
        return []
    return [f"its newest item is {spoken(checkup.now - checkup.newest)} old"]


def summary(checkup: Checkup) -> str:
    """What was met, on one line."""
    reached = [probe for probe in checkup.probes if probe.reason is None]
    kinds = ", ".join(dict.fromkeys(probe.told for probe in reached)) or "nothing"
    age = spoken(checkup.now - checkup.newest) if checkup.newest else "unknown"
    words = next((f", article of {sample.words} words" for sample in checkup.samples[::-1] if sample.words), "")
    return f"{len(reached)}/{len(checkup.probes)} documents ({kinds}), {checkup.items} items, newest {age}{words}"


def exit_code(states: Sequence[tuple[Checkup, State]]) -> int:
    """1 where an enabled source is broken."""
    return int(any(state == "broken" and checkup.enabled for checkup, state in states))
