"""How often a document brings something, and how often it should be asked. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipelines.article import Link

STEPS = tuple(60.0 * minutes for minutes in (5, 10, 15, 20, 30, 60, 120, 180, 360, 720, 1440))
"""Intervals that are proposed, in seconds."""
DAY = 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """What the dates of a document's items say."""

    items: int
    """Items in all."""
    dated: int
    """How many carry a date that can be true."""
    newest: datetime | None
    """The newest of them."""
    per_day: float | None
    """Items a day over the time they span; None where fewer than two are dated."""
    span: float | None
    """Seconds from the oldest to the newest."""

    def age(self, now: datetime) -> timedelta | None:
        """How old the newest item is; None where none is dated."""
        return max(now - self.newest, timedelta(0)) if self.newest else None


def pace_of(links: Iterable[Link], now: datetime) -> Pace:
    """The pace of a document's items. Dates more than a day ahead are not believed."""
    links = list(links)
    moments = sorted(
        at
        for link in links
        if (text := link.published or link.modified) and (at := datetime.fromisoformat(text)) <= now + timedelta(days=1)
    )
    span = (moments[-1] - moments[0]).total_seconds() if len(moments) > 1 else None
    return Pace(
        items=len(links),
        dated=len(moments),
        newest=moments[-1] if moments else None,
        per_day=(len(moments) - 1) * DAY / span if span else None,
        span=span,
    )


def interval(paces: Iterable[Pace]) -> float | None:
    """Seconds between polls: about one new item a poll, and never so long that half of a document passes unseen.

    None where nothing is known: then presswatch finds its own pace.
    """
    found = [pace for pace in paces if pace.per_day and pace.span]
    if not found:
        return None
    gap = min(DAY / pace.per_day for pace in found if pace.per_day)
    window = min(pace.span / 2 for pace in found if pace.span)
    fitting = [step for step in STEPS if step <= max(min(gap, window), STEPS[0])]
    return fitting[-1]


def spoken(age: timedelta | None) -> str:
    """`12 min`, `5 h`, `3 days`; 'unknown' for None."""
    if age is None:
        return "unknown"
    seconds = age.total_seconds()
    for unit, size in (("days", DAY), ("h", 3600.0), ("min", 60.0)):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return "2 min" if seconds >= 60 else "1 min"
