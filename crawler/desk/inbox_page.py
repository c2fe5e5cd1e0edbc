"""The inbox, as a page and as a feed of the same view."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from crawler.desk.addresses import View
from crawler.desk.pages import Pages
from crawler.desk.plots import strokes
from crawler.desk.render import day_heading
from pipelines.excerpts import marked, passage
from pipelines.querying.errors import QueryError
from pipelines.querying.tree import Term, wanted_terms
from pipelines.store.reading.facets import facets, topic_labels
from pipelines.store.reading.inbox import Asked, Bounds, InboxPage, inbox_page
from pipelines.store.reading.opening import reading
from pipelines.store.reading.review import Review, caught_by, review_counts, review_of
from pipelines.store.reading.selection import Selection
from pipelines.store.reading.stories import Story, appeared, dated

A_PAGE = 20
SLOTS = 12
"""Strokes of a row's sparkline."""
MOST_SHOWN = 80
"""Articles of a story that are looked at for a row."""
_LONGEST_VALUE = 200
"""Characters of a value that may be a facet: it stands in an address."""
_MARKED_LENGTH = 20_000
"""Characters of a text that are looked through for the words to mark."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One story of the inbox."""

    story: Story
    shown: dict[str, Any]
    """The article whose headline is shown: the hit of a search, else the first one."""
    title: list[tuple[str, bool]]
    """Its headline, cut at the matches."""
    excerpt: list[tuple[str, bool]]
    """The passage with the matches; empty without a search."""
    spark: str
    """How it spread, as an SVG path."""
    review: Review
    caught: dict[str, list[str]]
    """Watchlist id -> the words by which it caught the story."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a view shows."""

    page: InboxPage
    rows: list[Row]
    facets: dict[str, list[tuple[str, int]]]
    labels: dict[str, str]
    """Topic code -> label."""


def inbox(pages: Pages, request: Request) -> HTMLResponse:
    """Stories, newest or most spread first, searched and filtered by the URL."""
    view = View.of(request.query_params)
    try:
        found = look(pages, view, pages.reviewer(request))
    except QueryError as problem:
        # an answer like any other: a query is often malformed while it is typed
        return pages.page(request, "inbox.html", {"problem": problem, "found": None})
    words = pages.words_for(request)
    shown = {
        "found": found.page, "facets": found.facets, "labels": found.labels, "problem": None,
        "groups": groups(pages, found.rows, words, by_day=view.by == "newest"), "searched": bool(view.q),
        "feed": view.to("/feed.xml"), "next": view.next(found.page.next) if found.page.next else "",
        "slots": SLOTS, "dated": dated,
    }  # fmt: skip
    return pages.page(request, "inbox.html", shown)


def feed(pages: Pages, request: Request) -> Response:
    """The newest stories of a view as RSS 2.0. Its links lead back to this desk."""
    view = replace(View.of(request.query_params), after="", by="newest")
    try:
        found = look(pages, view, pages.reviewer(request))
    except QueryError as problem:
        return Response(f"{problem}\n", HTTPStatus.BAD_REQUEST, media_type="text/plain")
    base = f"{request.url.scheme}://{request.headers['host']}"
    shown = pages.always(request) | {"rows": found.rows, "base": base, "dated": dated, "rfc822": _rfc822}
    body = pages.templates.get_template("feed.xml").render(shown)
    return Response(body, media_type="application/rss+xml; charset=utf-8")


def look(pages: Pages, view: View, reviewer: str) -> Found:
    """What a view shows. Raises QueryError."""
    tree, query = view.tree(), view.query()
    terms = wanted_terms(query) if query else []
    by_rank = view.by == "rank" and bool(terms)
    with reading(pages.desk.data) as db:
        labels = topic_labels(db)
        asked = Asked(
            selection=Selection(tree=tree, zone=pages.desk.zone, labels=labels, by_rank=by_rank),
            bounds=Bounds(review=view.review or None, label=view.label or None, reviewer=reviewer),
            order="newest" if view.by == "rank" and not by_rank else view.by,
            after=view.after,
            limit=A_PAGE,
        )
        return found_by(db, asked, terms)


def found_by(db: sqlite3.Connection, asked: Asked, terms: list[Term]) -> Found:
    """What was asked for, with what reviewers and watchlists say of it."""
    page, reviewer = inbox_page(db, asked), asked.bounds.reviewer
    every = facets(db, limit=10) | review_counts(db)
    counts = {name: [pair for pair in values if len(pair[0]) <= _LONGEST_VALUE] for name, values in every.items()}
    rows = []
    for story in page.stories:
        ids = [held["id"] for held in story.articles[:MOST_SHOWN]]
        rows.append(_row(story, terms, review_of(db, ids, reviewer), caught_by(db, ids)))
    return Found(page=page, rows=rows, facets=counts, labels=dict(asked.selection.labels))


def groups(pages: Pages, rows: Sequence[Row], words: dict[str, str], *, by_day: bool) -> list[tuple[str, list[Row]]]:
    """Stories under the headings of their days; in another order under none."""
    found: list[tuple[str, list[Row]]] = []
    for row in rows:
        day = day_heading(dated(row.story.matched), pages.clock(), words, pages.desk.zone) if by_day else ""
        if not found or found[-1][0] != day:
            found.append((day, []))
        found[-1][1].append(row)
    return found


def _row(story: Story, terms: list[Term], review: Review, caught: dict[str, list[str]]) -> Row:
    shown = story.matched if terms else story.first
    return Row(
        story=story,
        shown=shown,
        title=marked((shown["title"] or "")[:300], terms),
        excerpt=passage(shown["text"][:_MARKED_LENGTH], terms) if terms else [],
        spark=strokes(_spread(story), height=16, step=4) if len(story.articles) > 1 else "",
        review=review,
        caught=caught,
    )


def _spread(story: Story) -> list[int]:
    """The story's articles over the time from the first to the last, counted in SLOTS."""
    moments = [datetime.fromisoformat(appeared(held)).timestamp() for held in story.articles]
    span = (moments[-1] - moments[0]) or 1.0
    counts = [0] * SLOTS
    for moment in moments:
        counts[min(int((moment - moments[0]) / span * SLOTS), SLOTS - 1)] += 1
    return counts


def _rfc822(moment: str) -> str:
    """A stored time as RSS wants it (RFC 822)."""
    from email.utils import format_datetime

    return format_datetime(datetime.fromisoformat(moment))
