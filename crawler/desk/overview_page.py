"""The overview: how much comes in and when, who is first, how fresh it is, and what it is about."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse

from crawler.desk.pages import Pages
from crawler.desk.plots import bars, strokes
from pipelines.store.reading import overview
from pipelines.store.reading.facets import topic_labels
from pipelines.store.reading.opening import reading

DAYS = 30
RECENT = 7
"""Days over which hours, firsts and freshness are told."""


def overview_page(pages: Pages, request: Request) -> HTMLResponse:
    """The whole desk at a glance."""
    return pages.page(request, "overview.html", overview_shown(pages))


def overview_shown(pages: Pages) -> dict[str, Any]:
    """What the template of the overview draws."""
    now, zone = pages.clock(), pages.desk.zone
    days = overview.days_until(now, zone, DAYS)
    with reading(pages.desk.data) as db:
        per_day, per_hour = overview.per_day(db, days), overview.per_hour(db, now, zone, RECENT)
        firsts, fresh = overview.firsts(db, now, RECENT), overview.freshness(db, now, RECENT)
        topics, labels = overview.topics_over_time(db, days), topic_labels(db)
    spans = [number for _, number in fresh.spans] if fresh else []
    return {
        "days": days, "per_day": per_day, "per_hour": per_hour, "firsts": firsts[:15],
        "fresh": fresh, "recent": RECENT,
        "day_bars": bars(per_day, height=110, step=20),
        "hour_bars": bars(per_hour, height=110, step=25),
        "fresh_bars": bars(spans, height=110, step=60),
        "most_first": max([one.first for one in firsts], default=1) or 1,
        "topics": [(labels.get(code, code), code, counts, strokes(counts, height=28, step=6))
                   for code, counts in topics.items()],
    }  # fmt: skip
