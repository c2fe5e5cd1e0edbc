"""Stored articles as they stand now: the line as written, with what was learned later in its place."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from pipelines.errors import PresswatchError
from pipelines.store import attributions
from pipelines.store.reading.recent import Wanted, first_rows
from pipelines.store.reading.selection import Selection, statement

Record = dict[str, Any]
"""An article as JSON: the fields of pipelines.article.Article."""

_FIELDS = "a.key, a.id, a.line, a.agency, a.story, a.duplicate_of, a.duplicate_kind"
_SHORTEST = 6


class NotStored(PresswatchError):
    """No stored article answers to an id, the beginning of one, or a URL."""


def record(row: sqlite3.Row) -> Record:
    """The article of a row that holds _FIELDS."""
    held: Record = orjson.loads(row["line"])
    return held | {name: row[name] for name in ("agency", "story", "duplicate_of", "duplicate_kind")}


def newest(db: sqlite3.Connection, selection: Selection, limit: int) -> list[Record]:
    """The first `limit` articles of a selection."""
    rows = first_rows(db, statement(selection), Wanted(columns=_FIELDS, limit=limit))
    return _with_targets(db, [record(row) for row in rows])


def each(db: sqlite3.Connection, selection: Selection, limit: int | None = None) -> Iterator[Record]:
    """The articles of a selection in its order, one after the other: no more than their keys is held in memory."""
    asked = statement(selection)
    asked.prepare(db)
    rows = db.execute(
        f"SELECT a.key FROM {asked.tables} WHERE {asked.where} ORDER BY {asked.order} LIMIT :limit",  # noqa: S608 - our own words
        asked.values | {"limit": -1 if limit is None else limit},
    )
    for key in array("q", (row["key"] for row in rows)):
        row = db.execute(f"SELECT {_FIELDS} FROM articles a WHERE a.key = ?", (key,)).fetchone()  # noqa: S608 - constants
        if row:  # not forgotten meanwhile
            yield from _with_targets(db, [record(row)])


def by_ids(db: sqlite3.Connection, ids: Iterable[str]) -> dict[str, Record]:
    """The newest versions of the given articles, by id; those not stored are left out."""
    found = {}
    for ident in ids:
        row = db.execute(f"SELECT {_FIELDS} FROM articles a WHERE a.id = ? AND +a.latest = 1", (ident,)).fetchone()  # noqa: S608 - constants
        if row:
            found[ident] = record(row)
    return found


def of_stories(db: sqlite3.Connection, stories: Iterable[str]) -> dict[str, list[Record]]:
    """The newest versions of all articles of each story."""
    grouped: dict[str, list[Record]] = {}
    for story in stories:
        rows = db.execute(f"SELECT {_FIELDS} FROM articles a WHERE a.story = ? AND a.latest", (story,)).fetchall()  # noqa: S608 - constants
        grouped[story] = [record(row) for row in rows] or list(by_ids(db, [story]).values())
    return grouped


def one(db: sqlite3.Connection, ident: str) -> Record:
    """The newest version of an article. Raises NotStored."""
    found = by_ids(db, [ident])
    if not found:
        raise NotStored("no such article", ident, "nothing is stored under this id", "see `presswatch list`")
    return _with_targets(db, [found[ident]])[0]


def resolve(db: sqlite3.Connection, text: str) -> str:
    """The article id that an id, at least 6 characters of one, or a URL means. Raises NotStored."""
    text = text.strip()
    ids = _ids_of_url(db, text) if "://" in text else _ids_of_prefix(db, text)
    if len(ids) > 1:
        raise NotStored("not clear which article", text, f"it begins {len(ids)} ids or more", "give more of the id")
    if not ids:
        raise NotStored("no such article", text, *_why_not(db, text))
    return ids[0]


def revisions(db: sqlite3.Connection, ident: str) -> list[Record]:
    """Every version of an article, the first one first, as written."""
    rows = db.execute("SELECT line FROM articles WHERE id = ? ORDER BY revision", (ident,))
    return [orjson.loads(row["line"]) for row in rows]


def changes(db: sqlite3.Connection, ident: str) -> list[Record]:
    """What was learned about an article after its line was written: at, field, old, new, why."""
    rows = db.execute("SELECT at, field, old, new, why FROM changes WHERE id = ? ORDER BY seq", (ident,))
    return [dict(row) | {name: row[name] and orjson.loads(row[name]) for name in ("old", "new")} for row in rows]


def copies_of(db: sqlite3.Connection, ident: str) -> int:
    """How many stored articles repeat this one."""
    return int(db.execute("SELECT count(*) FROM duplicates WHERE original = ?", (ident,)).fetchone()[0])


def _with_targets(db: sqlite3.Connection, records: list[Record]) -> list[Record]:
    """The records with the credited articles that are known by now."""
    for held in records:
        held["credits"] = attributions.standing(db, held["id"], held["credits"])
    return records


def _ids_of_prefix(db: sqlite3.Connection, text: str) -> list[str]:
    if len(text) < _SHORTEST:
        raise NotStored("too short for an id", text, f"fewer than {_SHORTEST} characters", "give more of the id")
    query = "SELECT DISTINCT id FROM articles WHERE id >= ? AND id < ? LIMIT 2"
    return [row["id"] for row in db.execute(query, (text, text + "\U0010ffff"))]


def _ids_of_url(db: sqlite3.Connection, url: str) -> list[str]:
    """By the key of the URL, which survives tracking parameters, then as spelled."""
    from pipelines.urls import url_key

    key = url_key(url)
    for query in (
        "SELECT u.id FROM urls u WHERE u.url_key = ? AND EXISTS (SELECT 1 FROM articles a WHERE a.id = u.id)",
        "SELECT id FROM aliases WHERE url_key = ?",
    ):
        if row := db.execute(query, (key,)).fetchone():
            return [row["id"]]
    return [row["id"] for row in db.execute("SELECT DISTINCT id FROM articles WHERE url = ? LIMIT 2", (url,))]


def _why_not(db: sqlite3.Connection, text: str) -> tuple[str, str]:
    """Cause and mend for what is wanted but not stored."""
    row = db.execute("SELECT state, reason, detail FROM urls WHERE url = :t OR id = :t", {"t": text}).fetchone()
    if row is None:
        return "nothing is stored under it", "see `presswatch list`, or fetch it with `presswatch crawl --url`"
    known = ", ".join(part for part in (row["state"], row["reason"], row["detail"]) if part)
    return f"its URL is known, but not stored ({known})", "try `presswatch crawl --url`"
