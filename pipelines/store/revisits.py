"""Stored articles that are looked at again: when, with what validators, and what was found."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

import orjson

from pipelines.store import ledger
from pipelines.store.ledger import Wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class PageState:
    """What a complete answer said of the version of its page."""

    etag: str | None
    last_modified: str | None
    size: int | None
    """Bytes of the body as received."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A visit that is due."""

    wanted: Wanted
    """The article's row."""
    page: PageState
    """As last had."""
    since: str
    """From when its plan counts."""
    errors: int
    """Visits in a row without an answer to go by."""
    misses: int
    """Visits in a row that found the page gone."""
    taken_down: str | None
    """Since when the article counts as taken down; None: it does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """What a visit changes."""

    next_visit: str | None
    """None: there is no further one."""
    errors: int = 0
    misses: int = 0
    taken_down: str | None = None
    page: PageState | None = None
    """Of the answer; None: as it was."""


def plan(db: sqlite3.Connection, key: int, page: PageState, moments: tuple[str, str]) -> None:
    """Note an article just stored, and the page it was read from. moments: from when its plan counts, its first visit.

    One that is noted already keeps its plan.
    """
    db.execute(
        "INSERT INTO revisits (url, since, next_visit, etag, last_modified, size) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (url) DO UPDATE SET etag = excluded.etag, last_modified = excluded.last_modified,"
        " size = excluded.size",
        (key, *moments, page.etag, page.last_modified, page.size),
    )


def due(db: sqlite3.Connection, sources: list[str], now: str, limit: int) -> list[Visit]:
    """Visits of these sources that are due, those that became due last first."""
    query = (
        "SELECT u.key, u.id, u.url, u.source, u.host, u.first_seen, u.attempts, u.link,"
        " r.since, r.etag, r.last_modified, r.size, r.errors, r.misses, r.taken_down"
        " FROM revisits r JOIN urls u ON u.key = r.url WHERE r.next_visit <= ? AND u.state = 'stored'"
        " AND u.source IN (SELECT value FROM json_each(?)) ORDER BY r.next_visit DESC LIMIT ?"
    )
    return [_visit(row) for row in db.execute(query, (now, orjson.dumps(sources).decode(), limit))]


def note(db: sqlite3.Connection, key: int, noted: Noted, now: str) -> None:
    """Write what a visit found."""
    page = noted.page
    db.execute(
        "UPDATE revisits SET last_visit = ?, next_visit = ?, errors = ?, misses = ?, taken_down = ? WHERE url = ?",
        (now, noted.next_visit, noted.errors, noted.misses, noted.taken_down, key),
    )
    if page:
        db.execute(
            "UPDATE revisits SET etag = ?, last_modified = ?, size = coalesce(?, size) WHERE url = ?",
            (page.etag, page.last_modified, page.size, key),
        )


def bring_near(db: sqlite3.Connection, far: str, now: str) -> int:
    """Let what is planned absurdly late, by a clock that was wrong, be due now; returns how many."""
    return db.execute("UPDATE revisits SET next_visit = ? WHERE next_visit > ?", (now, far)).rowcount


def _visit(row: sqlite3.Row) -> Visit:
    return Visit(
        wanted=ledger.wanted_of(row),
        page=PageState(etag=row["etag"], last_modified=row["last_modified"], size=row["size"]),
        **{name: row[name] for name in ("since", "errors", "misses", "taken_down")},
    )
