"""The page of the sources: how their polls go, how much they bring, and how their pages are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse

from crawler.desk.pages import Pages
from crawler.desk.plots import bars, strokes
from pipelines.store.reading import health
from pipelines.store.reading.opening import reading
from pipelines.store.reading.overview import days_until
from pipelines.store.reading.site_states import SiteState, site_states
from pipelines.store.reading.sources import by_source

A_PAGE = 40
DAYS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """One source on the page."""

    id: str
    state: Mapping[str, Any]
    """As pipelines.store.reading.sources.by_source has it."""
    polls: Mapping[str, Any] | None
    """As health.polled_sources has it; None where it was never polled."""
    counts: list[int]
    """Articles on each of the last DAYS days."""
    sites: list[SiteState]
    """What its sites taught."""

    @property
    def spark(self) -> str:
        """The counts as the path of a small chart."""
        return strokes(self.counts, height=20, step=4)

    @property
    def is_ill(self) -> bool:
        """Whether it needs looking after."""
        return bool(self.state["alarms"] or self.state["errors"])


def sources_page(pages: Pages, request: Request) -> HTMLResponse:
    """Every source that was polled or has articles, those that are not well first."""
    asked = request.query_params.get("page", "1")
    number = int(asked) if asked.isascii() and asked.isdigit() and 0 < len(asked) < 4 else 1
    return pages.page(request, "sources.html", sources_shown(pages, max(number, 1), A_PAGE))


def sources_shown(pages: Pages, number: int, a_page: int) -> dict[str, Any]:
    """What the template of the sources shows on one of its pages."""
    now = pages.clock()
    days = days_until(now, pages.desk.zone, DAYS)
    with reading(pages.desk.data) as db:
        counts = health.per_day(db, days[0])
        polled = {row["source"]: row for row in health.polled_sources(db)}
        named = {name: _documents(pages, db, name) for name in sorted({*counts, *polled, *health.last_of_sources(db)})}
        states = by_source(db, named, now)
        sites = site_states(db)
    held = {name: [found.get(day, 0) for day in days] for name, found in counts.items()}
    rows = [
        SourceRow(
            id=state["source"], state=state, polls=polled.get(state["source"]),
            counts=held.get(state["source"], [0] * DAYS), sites=_sites_of(pages, state["source"], sites),
        )
        for state in states
    ]  # fmt: skip
    totals = [sum(column) for column in zip(*held.values(), strict=True)] or [0] * DAYS
    return {
        "rows": rows[(number - 1) * a_page : number * a_page], "more": number * a_page < len(rows), "number": number,
        "days": days, "polled": len(polled), "failing": sum(row.is_ill for row in rows), "totals": totals,
        "bars": bars(totals, height=72, step=12),
    }  # fmt: skip


def _documents(pages: Pages, db: Any, source: str) -> list[str]:  # noqa: ANN401 - a connection, which only queries here
    """URLs of a source's documents: as configured, and where it is not, as they were polled."""
    configured = pages.desk.documents.get(source)
    if configured is not None:
        return list(configured)
    return [
        row["url"] for row in db.execute("SELECT url FROM documents WHERE source = ? AND parent IS NULL", (source,))
    ]


def _sites_of(pages: Pages, source: str, sites: Mapping[str, SiteState]) -> list[SiteState]:
    domains = pages.desk.domains.get(source, ())
    return [
        state
        for site, state in sites.items()
        for host in [site.partition(":")[0]]
        if any(host == one or host.endswith(f".{one}") for one in domains)
    ]
