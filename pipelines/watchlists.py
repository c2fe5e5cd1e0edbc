"""Watchlists: what a user wants to be told about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import Literal

Urgency = Literal["digest", "normal", "high"]
"""digest: told in the digest alone; normal: at once, but after quiet hours; high: at once, quiet hours or not."""

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""In the order of date.weekday()."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watchlist:
    """One table of watchlists.toml."""

    id: str
    """Name of its table: what the catalogue and articles hold."""
    name: str
    """How people call it."""
    query: str
    """What it looks for, as written; it was read without fault."""
    channels: tuple[str, ...] = ()
    """Names of the channels it is told on; empty: it is seen in the desk and in the digest."""
    urgency: Urgency = "normal"
    """How soon it is told."""
    quiet: tuple[time, time] | None = None
    """Begin (included) and end (excluded) of the hours in which it waits, in the configured time zone; the end may lie
    on the next day. None: no such hours."""
    days: tuple[Weekday, ...] = WEEKDAYS
    """Days, in the configured time zone, on which it is told; on the others it waits."""
    throttle: float = 0.0
    """Least seconds between two notices; what is caught in between comes with the next. 0: none."""
    enabled: bool = True
    """Whether it is matched at all."""
