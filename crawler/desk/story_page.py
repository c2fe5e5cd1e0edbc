"""The page of a story: how it spread, who credits whom, and what each copy cut and added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse

from crawler.desk.comparing import Kept, kept
from crawler.desk.pages import Pages
from crawler.desk.plots import Arc, Axis, arc, short_span
from crawler.desk.render import lapse
from pipelines.store.reading.edges import Edge, edges
from pipelines.store.reading.opening import reading
from pipelines.store.reading.review import caught_by, review_of
from pipelines.store.reading.stories import Story, appeared, minutes_between, story

LONGEST_TIMELINE = 60
MOST_NODES = 24
MOST_LANES = 14
MOST_COMPARED = 12
_AXIS = 640.0
_ROW = 34


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One article of the timeline."""

    held: dict[str, Any]
    after: str
    """How long after the first, as a person says it."""
    at: str
    """When it appeared."""
    x: float
    """Where it stands on the axis."""
    kept: Kept | None
    """Of a copy: what it left of the first article's text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One line of the lineage drawing: an article, or a credited text that is not stored."""

    held: dict[str, Any] | None
    name: str
    """The outlet, or who is credited."""
    url: str | None = None


def story_page(pages: Pages, request: Request) -> HTMLResponse:
    """One story."""
    with reading(pages.desk.data) as db:
        told = story(db, request.path_params["id"])
        if told is None:
            return pages.failure(request, HTTPStatus.NOT_FOUND)
        ids = [held["id"] for held in told.articles[:LONGEST_TIMELINE]]
        links = edges(db, ids[:MOST_NODES])
        review, caught = review_of(db, ids, pages.reviewer(request)), caught_by(db, ids)
    shown = story_shown(told, links, pages.words_for(request))
    return pages.page(request, "story.html", shown | {"review": review, "caught": caught})


def story_shown(told: Story, links: Sequence[Edge], words: Mapping[str, str]) -> dict[str, Any]:
    """What the template of a story draws; the same for the desk and for a report."""
    begin = appeared(told.first)
    last = minutes_between(begin, appeared(told.articles[:LONGEST_TIMELINE][-1]))
    axis = Axis(last=max(last, 10), width=_AXIS)
    timeline = [_moment(told, number, axis, words) for number in range(min(len(told.articles), LONGEST_TIMELINE))]
    nodes, arcs = lineage_drawing(told, links)
    return {
        "story": told, "timeline": timeline, "nodes": nodes, "arcs": arcs, "row": _ROW, "axis": axis,
        "lanes": _lanes(timeline), "ticks": [(x, short_span(minutes)) for x, minutes in axis.ticks()],
        "edges": links, "by_id": {held["id"]: held for held in told.articles},
    }  # fmt: skip


def lineage_drawing(told: Story, links: Sequence[Edge]) -> tuple[list[Node], list[Arc]]:
    """The lines of the drawing in order of appearance, texts that are not stored last, and the arcs between them."""
    nodes = [Node(held=held, name=held["source"]) for held in told.articles[:MOST_NODES]]
    places = {held["id"]: number for number, held in enumerate(told.articles[:MOST_NODES])}
    arcs = []
    for link in links:
        origin = places.get(link.origin or "")
        if link.taker not in places or (origin is None and link.origin):
            continue
        if origin is None:
            key = link.url or link.name or ""
            if key not in places and len(nodes) < 2 * MOST_NODES:
                places[key] = len(nodes)
                nodes.append(Node(held=None, name=link.name or link.url or "", url=link.url))
            origin = places.get(key)
        if origin is not None:
            arcs.append(Arc(path=arc(places[link.taker], origin, row=_ROW), kind=link.kind))
    return nodes, arcs


def _moment(told: Story, number: int, axis: Axis, words: Mapping[str, str]) -> Moment:
    held = told.articles[number]
    minutes = minutes_between(appeared(told.first), appeared(held))
    copied = held["duplicate_of"] is not None and number <= MOST_COMPARED and held["language"] == told.first["language"]
    return Moment(
        held=held,
        after=lapse(minutes, words),
        at=appeared(held),
        x=axis.x(minutes),
        kept=kept(told.first["text"], held["text"]) if copied else None,
    )


def _lanes(timeline: Sequence[Moment]) -> list[tuple[str, list[Moment]]]:
    """The moments of each outlet, in the order in which the outlets came; the last lane takes all that are left."""
    lanes: dict[str, list[Moment]] = {}
    for moment in timeline:
        source = moment.held["source"]
        full = len(lanes) >= MOST_LANES and source not in lanes
        lanes.setdefault("" if full else source, []).append(moment)
    return list(lanes.items())
