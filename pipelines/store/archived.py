"""Archived pages that can be read anew, and what is stored of each."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

import orjson

from pipelines.article import PageRef, link_from_json
from pipelines.reasons import Reason
from pipelines.store.ledger import Wanted
from pipelines.store.texts import DROPPED

_NEVER = (Reason.SAME_ARTICLE, Reason.FORGOTTEN)
"""Their pages are none of their own."""
_KEYS = """
SELECT u.key FROM urls u LEFT JOIN articles a ON a.id = u.id AND a.latest
WHERE EXISTS (SELECT 1 FROM captures c WHERE c.id = u.id) AND u.state IN ('stored', 'held', 'rejected', 'failed')
    AND (u.reason IS NULL OR u.reason NOT IN (?, ?)) AND (?3 IS NULL OR u.source = ?3)
    AND (?4 IS NULL OR coalesce(a.fetched, u.settled) >= ?4)
ORDER BY coalesce(a.key, 1e18), u.key
"""
_ROW = """
SELECT u.*, a.line AS line, a.agency AS agency FROM urls u LEFT JOIN articles a ON a.id = u.id AND a.latest
WHERE u.key = ?
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Archived:
    """A page, and what became of it."""

    wanted: Wanted
    state: str
    """State of its URL."""
    reason: str | None
    """Why it is not stored; None where it is."""
    page: PageRef
    """Where it lies."""
    stored: dict[str, Any] | None
    """The newest stored version as written; None where none is."""
    agency: str | None
    """The stored article's agency as known now, learned later or not."""

    @property
    def textless(self) -> bool:
        """Whether its text was dropped for its age: then it must not come back."""
        return self.stored is not None and self.stored["provenance"].get("text") == DROPPED


def keys(db: sqlite3.Connection, source: str | None, since: str | None) -> list[int]:
    """Row keys of the URLs of which a page is archived, in the order in which they were stored, the others last.

    source: one source id, None for all. since: ISO time from which on they were fetched.
    """
    return [int(row["key"]) for row in db.execute(_KEYS, (*_NEVER, source, since))]


def load(db: sqlite3.Connection, key: int) -> Archived | None:
    """One of them; None where its page is gone."""
    row = db.execute(_ROW, (key,)).fetchone()
    stored = orjson.loads(row["line"]) if row["line"] else None
    page = _page(db, row, stored)
    if page is None:
        return None
    names = ("key", "id", "url", "source", "host", "first_seen", "attempts")
    wanted = Wanted(**{name: row[name] for name in names}, link=link_from_json(orjson.loads(row["link"])))
    return Archived(
        wanted=wanted, state=row["state"], reason=row["reason"], page=page, stored=stored, agency=row["agency"]
    )


def _page(db: sqlite3.Connection, row: sqlite3.Row, stored: dict[str, Any] | None) -> PageRef | None:
    """The page that the stored version was read from, else the last one of the URL."""
    if stored is None:
        return PageRef(warc=row["warc"], offset=row["warc_offset"]) if row["warc"] else None
    if stored["page"] is None:
        return None
    page = PageRef(**stored["page"])
    kept = db.execute("SELECT 1 FROM captures WHERE warc = ? AND warc_offset = ?", (page.warc, page.offset))
    return page if kept.fetchone() else None
