"""What a digest is made from: the catalogue, read over a span of time."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import orjson

from pipelines.alert_messages import why_of
from pipelines.clock import iso
from pipelines.digest import Counts, Digest, Edit, Section, Takedown, Told, Trouble, ordered_edits, worth_telling
from pipelines.rereading import is_ours
from pipelines.store import alerts
from pipelines.store.reading.articles import Record, by_ids
from pipelines.store.reading.stories import story
from pipelines.store.reading.telling import entries_of, facts

SHOWN = 10
"""Most stories of a watchlist, edits, takedowns, and sources that are not well."""
_MANY = 1000
_OLD = timedelta(days=1)
"""What appeared so long before the span is no news of it, though it was stored in it."""

_NEW = """
FROM articles v JOIN articles a ON a.id = v.id AND a.latest
WHERE v.latest IN (0, 1) AND v.fetched >= :since AND v.fetched < :until AND v.revision = 1
    AND coalesce(v.published, v.first_seen) >= :floor
"""
_STORIES = f"""
SELECT coalesce(a.story, a.id) AS story {_NEW}
GROUP BY 1 ORDER BY count(DISTINCT a.source) DESC, count(*) DESC, min(v.fetched), 1 LIMIT :limit
"""
_EDITS = """
SELECT v.line, v.fetched, o.line AS old FROM articles v JOIN articles o ON o.id = v.id AND o.revision = v.revision - 1
WHERE v.latest IN (0, 1) AND v.fetched >= ? AND v.fetched < ? AND v.revision > 1 ORDER BY v.fetched DESC LIMIT ?
"""
_TAKEDOWNS = """
SELECT u.id, r.taken_down FROM revisits r JOIN urls u ON u.key = r.url
WHERE r.taken_down >= ? AND r.taken_down < ? ORDER BY r.taken_down DESC LIMIT ?
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which digest is wanted."""

    name: str
    since: str
    """ISO."""
    until: str
    """ISO, excluded."""
    outlets: Mapping[str, str]
    """What outlets are called, by source id."""
    watchlists: Mapping[str, str] = field(default_factory=dict)
    """What watchlists are called, by id: those it has sections of, in this order."""
    only: bool = False
    """Whether it holds nothing but what these caught."""
    stories: int = 10
    """Most top stories."""


def digest_of(db: sqlite3.Connection, asked: Asked) -> Digest:
    """A digest of what the catalogue holds now."""
    return Digest(
        name=asked.name,
        since=asked.since,
        until=asked.until,
        counts=_counts(db, asked),
        stories=() if asked.only else _top(db, asked),
        sections=_sections(db, asked),
        edits=_edits(db, asked),
        takedowns=_takedowns(db, asked),
        troubles=_troubles(db, asked),
    )


def _span(asked: Asked) -> dict[str, str | int]:
    floor = iso(datetime.fromisoformat(asked.since) - _OLD)
    return {"since": asked.since, "until": asked.until, "floor": floor, "limit": asked.stories}


def _counts(db: sqlite3.Connection, asked: Asked) -> Counts:
    query = f"SELECT count(*), coalesce(sum(a.duplicate_of IS NOT NULL), 0), count(DISTINCT a.source) {_NEW}"
    articles, copies, outlets = db.execute(query, _span(asked)).fetchone()
    return Counts(articles=articles, copies=copies, outlets=outlets)


def _top(db: sqlite3.Connection, asked: Asked) -> tuple[Told, ...]:
    idents = [str(row["story"]) for row in db.execute(_STORIES, _span(asked))]
    found = [one for one in (story(db, ident) for ident in idents) if one is not None]
    return tuple(
        Told(
            story=facts(one, asked.outlets),
            article=one.first,
            outlet=asked.outlets.get(one.first["source"], one.first["source"]),
        )
        for one in found
    )


def _sections(db: sqlite3.Connection, asked: Asked) -> tuple[Section, ...]:
    sections = (_section(db, asked, ident) for ident in asked.watchlists)
    return tuple(section for section in sections if section.stories)


def _section(db: sqlite3.Connection, asked: Asked, watchlist: str) -> Section:
    """The stories that a watchlist told in the span, each by its newest alert."""
    told = [row for row in alerts.newest_of(db, watchlist, _MANY, asked.since) if row["at"] < asked.until]
    newest: dict[str, Record] = {}
    for row in told:
        held = db.execute("SELECT story FROM articles WHERE id = ? AND latest", (row["article"],)).fetchone()
        if held:
            newest.setdefault(held["story"] or row["article"], row)
    shown = entries_of(db, list(newest.values())[:SHOWN], asked.outlets)
    return Section(
        name=asked.watchlists[watchlist],
        stories=tuple(Told(story=e.story, article=e.article, outlet=e.outlet, why=why_of(e.alert)) for e in shown),
        more=max(len(newest) - SHOWN, 0),
    )


def _edits(db: sqlite3.Connection, asked: Asked) -> tuple[Edit, ...]:
    found = []
    for row in db.execute(_EDITS, (asked.since, asked.until, _MANY)):
        new, old = orjson.loads(row["line"]), orjson.loads(row["old"])
        kinds = _kinds(db, old, new)
        if not is_ours(new) and worth_telling(kinds) and _concerns(db, asked, new["id"]):
            found.append(
                Edit(
                    article=new,
                    outlet=asked.outlets.get(new["source"], new["source"]),
                    at=row["fetched"],
                    kinds=kinds,
                    old_title=old["title"] if old["title"] != new["title"] else None,
                )
            )
    return ordered_edits(found, SHOWN)


def _kinds(db: sqlite3.Connection, old: Record, new: Record) -> tuple[str, ...]:
    """What sorts of change a version brought; where nobody has told them apart, whether it has another headline."""
    query = "SELECT type FROM edits WHERE id = ? AND revision = ?"
    kinds = tuple(str(row["type"]) for row in db.execute(query, (new["id"], new["revision"])))
    return kinds or (("headline",) if old["title"] != new["title"] else ("wording",))


def _takedowns(db: sqlite3.Connection, asked: Asked) -> tuple[Takedown, ...]:
    rows = db.execute(_TAKEDOWNS, (asked.since, asked.until, _MANY)).fetchall()
    held = by_ids(db, [row["id"] for row in rows if _concerns(db, asked, row["id"])][:SHOWN])
    return tuple(
        Takedown(
            article=held[row["id"]],
            outlet=asked.outlets.get(held[row["id"]]["source"], held[row["id"]]["source"]),
            at=row["taken_down"],
        )
        for row in rows
        if row["id"] in held
    )


def _concerns(db: sqlite3.Connection, asked: Asked, article: str) -> bool:
    """Whether an article belongs to a digest: one of watchlists alone holds only what they told of."""
    if not asked.only:
        return True
    rows = db.execute("SELECT watchlist FROM alerts WHERE article = ?", (article,))
    return any(row["watchlist"] in asked.watchlists for row in rows)


def _troubles(db: sqlite3.Connection, asked: Asked) -> tuple[Trouble, ...]:
    """Alarms that are raised, those of the longest standing first."""
    query = "SELECT source, kind, since, detail FROM alarms WHERE until IS NULL AND since < ? ORDER BY since LIMIT ?"
    return tuple(
        Trouble(
            outlet=asked.outlets.get(row["source"], row["source"]),
            kind=row["kind"],
            since=row["since"],
            detail=row["detail"],
        )
        for row in db.execute(query, (asked.until, SHOWN))
    )
