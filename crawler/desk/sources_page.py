"""The page of the sources: how their polls go and how much they bring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse

from crawler.desk.addresses import View
from crawler.desk.pages import Pages
from crawler.desk.render import bars
from pipelines.store.reading.health import documents, last_of_sources, per_day
from pipelines.store.reading.opening import reading

A_PAGE = 40
DAYS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceHealth:
    """One source on the page."""

    id: str
    """Source id."""
    failing: list[dict[str, Any]]
    """Its documents whose last poll failed."""
    last_poll: str | None
    """When one of its documents was last asked."""
    next_poll: str | None
    """When one is asked next; None: at once."""
    newest: str | None
    """When its newest article was fetched."""
    counts: list[int]
    """Articles on each of the last DAYS days."""

    @property
    def total(self) -> int:
        """Articles in that time."""
        return sum(self.counts)


def sources_page(pages: Pages, request: Request) -> HTMLResponse:
    """Every source that was polled or has articles, failing ones first."""
    today = pages.clock().astimezone(pages.desk.zone).date()
    days = [(today - timedelta(days=back)).isoformat() for back in reversed(range(DAYS))]
    with reading(pages.desk.data) as db:
        polled, counts, newest = documents(db), per_day(db, days[0]), last_of_sources(db)
    held = {name: [found.get(day, 0) for day in days] for name, found in counts.items()}
    health = _health(polled, held, newest)
    page = View.of(request.query_params).page
    totals = [sum(column) for column in zip(*held.values(), strict=True)] or [0] * DAYS
    return pages.page(request, "sources.html", {
        "rows": health[(page - 1) * A_PAGE : page * A_PAGE], "more": page * A_PAGE < len(health), "days": days,
        "polled": sum(one.last_poll is not None for one in health), "failing": sum(bool(one.failing) for one in health),
        "totals": totals, "bars": bars,
    })  # fmt: skip


def _health(polled: list[dict[str, Any]], counts: dict[str, list[int]], newest: dict[str, str]) -> list[SourceHealth]:
    own: dict[str, list[dict[str, Any]]] = {name: [] for name in newest}
    for document in polled:
        own.setdefault(document["source"], []).append(document)
    health = [
        SourceHealth(
            id=name,
            failing=[document for document in held if document["errors"]],
            last_poll=max((document["last_poll"] for document in held if document["last_poll"]), default=None),
            next_poll=min((document["next_poll"] for document in held if document["next_poll"]), default=None),
            newest=newest.get(name),
            counts=counts.get(name, [0] * DAYS),
        )
        for name, held in own.items()
    ]
    return sorted(health, key=lambda one: (not one.failing, -one.total, one.id))
