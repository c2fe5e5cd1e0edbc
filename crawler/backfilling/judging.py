"""Which documents are worth walking and which links are wanted, for a stretch of days. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from enum import Enum, auto

from crawler.backfilling.spans import Span, span_in
from crawler.discovery import Child
from pipelines.article import Link


class Day(Enum):
    """Where a link lies."""

    WITHIN = auto()
    BEFORE = auto()
    AFTER = auto()
    UNKNOWN = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """The days that are wanted, and the zone whose days they are."""

    days: Span
    zone: tzinfo = UTC

    def of(self, moment: str) -> date:
        """The day of a stored time."""
        return datetime.fromisoformat(moment).astimezone(self.zone).date()

    def place(self, span: Span) -> Day:
        """Where a span lies; UNKNOWN where it lies partly within."""
        if self.days.covers(span):
            return Day.WITHIN
        if not self.days.overlaps(span):
            return Day.BEFORE if span.last < self.days.first else Day.AFTER
        return Day.UNKNOWN


def judge_link(link: Link, stretch: Stretch, document: Span | None = None) -> Day:
    """Where a link lies, by what is most to be trusted: its claimed publication, its address, its document, lastmod.

    document: the days that the sitemap's own address names. A lastmod after the stretch says nothing: the article may
    have been published within and touched later. One before it says that all of the article lies before.
    """
    if link.published:
        day = stretch.of(link.published)
        return stretch.place(Span(first=day, last=day))
    for span in (span_in(link.url), document):
        if span is not None and (place := stretch.place(span)) is not Day.UNKNOWN:
            return place
    if not link.modified:
        return Day.UNKNOWN
    day = stretch.of(link.modified)
    if day > stretch.days.last:
        return Day.UNKNOWN
    return Day.WITHIN if day in stretch.days else Day.BEFORE


def worth_walking(child: Child, stretch: Stretch) -> bool:
    """Whether a child of an index can hold links of the stretch: by its address, and by when it last changed."""
    span = span_in(child.url)
    if span is not None and not stretch.days.overlaps(span):
        return False
    return child.modified is None or stretch.of(child.modified) >= stretch.days.first


def walking_order(child: Child) -> tuple[int, str]:
    """Children whose address names days first, then those that changed soonest after it."""
    return (0 if span_in(child.url) else 1, child.modified or "9999")


def is_past(days: list[Day]) -> bool:
    """Whether a page of a list, newest first, has come to lie before the stretch: nothing dated on it is younger."""
    dated = [day for day in days if day is not Day.UNKNOWN]
    return bool(dated) and all(day is Day.BEFORE for day in dated)
