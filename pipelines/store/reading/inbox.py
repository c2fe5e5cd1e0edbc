"""The inbox of the review desk: one row a story, in an order that can be gone through without gap or repetition.

A page is told by where the one before it ended (keyset paging), not by a number of rows to skip, so that articles that
come in meanwhile move nothing. A story stands where its newest selected article stands.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from pipelines.store.reading.articles import of_stories
from pipelines.store.reading.selection import DATED, NEWEST, Selection, Statement, statement
from pipelines.store.reading.stories import Story, arranged

Order = Literal["newest", "spread", "rank"]
REVIEWS = ("unseen", "star", "relevant", "irrelevant", "undecided")
"""States by which reviewed articles may be selected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What a selection is narrowed by beside its tree."""

    review: str | None = None
    """Only articles in this state, one of REVIEWS: unseen and star as `reviewer` says, the others as anybody does."""
    label: str | None = None
    """Only articles with this label, whoever gave it."""
    reviewer: str = ""
    """Who asks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One page of the inbox."""

    selection: Selection
    """Which articles."""
    bounds: Bounds = field(default_factory=Bounds)
    """And of these."""
    order: Order = "newest"
    """What comes first."""
    after: str = ""
    """Where the page before ended, as its `next` says; '': the first page."""
    limit: int = 30
    """Stories of a page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxPage:
    """What was found."""

    stories: list[Story]
    """In the order asked for."""
    matches: int
    """Articles that match, counted up to NEWEST."""
    total: int
    """Stories among them."""
    next: str
    """Where the following page begins; '' on the last one."""

    @property
    def capped(self) -> bool:
        """Whether there are older matches that were not counted."""
        return self.matches >= NEWEST


def inbox_page(db: sqlite3.Connection, asked: Asked) -> InboxPage:
    """A page of stories. Leaves the newest matches in temp.matched, for counts by facets.facets.

    A cursor that no page gave is taken for the beginning.
    """
    held = _bounded(asked)
    held.prepare(db)
    _fill(db, held)
    places = {"newest": _by_time, "spread": _by_spread, "rank": _by_place}[asked.order]
    rows = [row for row, _ in zip(places(db, held, asked.after), range(asked.limit + 1), strict=False)]
    more = len(rows) > asked.limit
    rows = rows[: asked.limit]
    grouped = of_stories(db, [story for story, _, _ in rows])
    stories = [arranged(story, grouped[story], hit) for story, hit, _ in rows if grouped[story]]
    matches, total = db.execute("SELECT count(*), count(DISTINCT story) FROM temp.matched").fetchone()
    return InboxPage(stories=stories, matches=matches, total=total, next=rows[-1][2] if more else "")


_Place = tuple[str, str, str]
"""A story, the article by which it was found, and the cursor that leads on from it."""


def _bounded(asked: Asked) -> Statement:
    """The selection's statement with the bounds in it. What few articles have leads to them by their ids."""
    held = statement(asked.selection)
    bounds = asked.bounds
    chosen = {"label": bounds.label, bounds.review: bounds.review}
    named = [name for name, value in chosen.items() if name in _CONDITIONS and value]
    held.where = " AND ".join([held.where, *(_CONDITIONS[name] for name in named if name)])
    held.values |= {"b_label": bounds.label or "", "b_who": bounds.reviewer}
    held.narrow |= any(name not in ("unseen", "undecided") for name in named)
    held.broad &= not named
    return held


_REMARKED = (
    "(SELECT r.article FROM remarks r WHERE r.kind = '{kind}' AND {such}"
    " AND r.key = (SELECT max(l.key) FROM remarks l WHERE l.article = r.article AND l.kind = r.kind"
    " AND l.reviewer = r.reviewer AND l.undone IS NULL))"
)
_DECIDED = (
    "(SELECT m.article FROM marks m WHERE m.decision = '{decision}' AND m.key ="
    " (SELECT max(l.key) FROM marks l WHERE l.article = m.article AND l.undone IS NULL))"
)
_MINE = "r.value != '' AND r.reviewer = :b_who"
_CONDITIONS: dict[str | None, str] = {
    "label": "a.id IN " + _REMARKED.format(kind="label", such="r.value = :b_label"),
    "star": "a.id IN " + _REMARKED.format(kind="star", such=_MINE),
    "unseen": "a.id NOT IN " + _REMARKED.format(kind="seen", such=_MINE),
    "relevant": "a.id IN " + _DECIDED.format(decision="relevant"),
    "irrelevant": "a.id IN " + _DECIDED.format(decision="irrelevant"),
    "undecided": "NOT EXISTS (SELECT 1 FROM marks m WHERE m.article = a.id AND m.undone IS NULL)",
}


def _fill(db: sqlite3.Connection, held: Statement) -> None:
    """Put the newest, or best, matches into temp.matched."""
    db.execute("DROP TABLE IF EXISTS temp.matched")
    db.execute(
        "CREATE TEMP TABLE matched (place INTEGER PRIMARY KEY, key INTEGER, id TEXT, dated TEXT, story TEXT, "
        "source TEXT, language TEXT, agency TEXT, day TEXT)"
    )
    db.execute(
        "INSERT INTO temp.matched (key, id, dated, story, source, language, agency, day) "  # noqa: S608 - values are bound
        f"SELECT a.key, a.id, {DATED}, coalesce(a.story, a.id), a.source, a.language, a.agency, a.day "
        f"FROM {held.tables} WHERE {held.where} ORDER BY {held.order} LIMIT {NEWEST}",
        held.values,
    )


def _by_time(db: sqlite3.Connection, held: Statement, after: str) -> Iterator[_Place]:
    """Stories by their newest match. A story of which a newer match stood on an earlier page is passed over."""
    dated, _, key = after.rpartition("~")
    if not dated or not key.isdecimal():
        yield from _first_of(db.execute("SELECT story, id, dated, key FROM temp.matched ORDER BY place"))
        return
    values = {**held.values, "c_dated": dated, "c_key": int(key)}
    older = f"{DATED} <= :c_dated AND ({DATED} < :c_dated OR a.key < :c_key)"
    rows = db.execute(
        f"SELECT coalesce(a.story, a.id), a.id, {DATED}, a.key FROM {held.tables} "  # noqa: S608 - values are bound
        f"WHERE {held.where} AND {older} ORDER BY {held.order}",
        values,
    )
    newer = f"{DATED} > :c_dated OR ({DATED} = :c_dated AND a.key >= :c_key)"
    shown = (  # SQLite would rather go through all that is newer
        "SELECT 1 FROM articles a INDEXED BY articles_story WHERE a.story = :story AND a.latest"  # noqa: S608 - as above
        f" AND {held.where} AND ({newer}) LIMIT 1"
    )
    for place in _first_of(rows):
        if db.execute(shown, {**values, "story": place[0]}).fetchone() is None:
            yield place


def _first_of(rows: sqlite3.Cursor) -> Iterator[_Place]:
    """The first row of each story."""
    met: set[str] = set()
    for story, ident, dated, key in rows:
        if story not in met:
            met.add(story)
            yield story, ident, f"{dated}~{key}"


def _by_spread(db: sqlite3.Connection, _: Statement, after: str) -> Iterator[_Place]:
    """Stories by the number of outlets among their matches, then the newest first."""
    parts = after.split("~", 2)
    bound = (int(parts[0]), *parts[1:]) if len(parts) == 3 and parts[0].isdecimal() and len(parts[0]) < 6 else None
    rows = db.execute(
        "SELECT story, id, count(DISTINCT source) AS outlets, max(dated) AS dated FROM temp.matched GROUP BY story "
        "HAVING ?1 IS NULL OR outlets < ?1 OR (outlets = ?1 AND (dated < ?2 OR (dated = ?2 AND story > ?3))) "
        "ORDER BY outlets DESC, dated DESC, story",
        bound or (None, None, None),
    )
    for story, ident, number, newest in rows:
        yield story, ident, f"{number}~{newest}~{story}"


def _by_place(db: sqlite3.Connection, _: Statement, after: str) -> Iterator[_Place]:
    """Stories by their best match."""
    passed = int(after) if after.isdecimal() and len(after) < 10 else 0
    rows = db.execute(
        "SELECT story, id, min(place) AS place FROM temp.matched GROUP BY story HAVING place > ? ORDER BY place",
        (passed,),
    )
    for story, ident, place in rows:
        yield story, ident, str(place)
