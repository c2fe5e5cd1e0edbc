"""What is usual of a site's pages: facts of its newest stored ones, and of those that are held."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterable

from pipelines.watching.drift import RECENT, USUAL_PAGES, Facts

REMEMBERED = USUAL_PAGES + RECENT
"""Newest trusted pages of a site that are kept, and as many held ones."""


def before(db: sqlite3.Connection, site: str, url: int) -> list[Facts]:
    """Facts of a site's pages, newest first. url: row key in `urls` of the page that is judged, which is left out."""
    query = "SELECT * FROM page_facts WHERE site = ? AND url != ? ORDER BY key DESC"
    return [_facts(row) for row in db.execute(query, (site, url))]


def note(db: sqlite3.Connection, site: str, url: int, facts: Facts) -> None:
    """Remember a page that was stored or held, and forget the oldest, inside the caller's transaction.

    A page that was known keeps its place: it may be looked at again long after it was new.
    """
    values = (facts.words, facts.told, " ".join(sorted(facts.lacks)), _pack(facts.headline), _pack(facts.lines))
    db.execute(
        "INSERT INTO page_facts (url, site, held, words, told, lacks, headline, lines)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (url) DO UPDATE SET held = excluded.held, words = excluded.words, told = excluded.told,"
        " lacks = excluded.lacks, headline = excluded.headline, lines = excluded.lines",
        (url, site, facts.held, *values),
    )
    db.execute(
        "DELETE FROM page_facts WHERE key IN (SELECT key FROM page_facts WHERE site = ? AND held = ?"
        " ORDER BY key DESC LIMIT -1 OFFSET ?)",
        (site, facts.held, REMEMBERED),
    )


def _facts(row: sqlite3.Row) -> Facts:
    return Facts(
        words=row["words"],
        told=row["told"],
        lacks=frozenset(row["lacks"].split()),
        headline=frozenset(_unpack(row["headline"])),
        lines=_unpack(row["lines"]),
        held=bool(row["held"]),
    )


def _pack(hashes: Iterable[int]) -> bytes:
    return array("I", hashes).tobytes()


def _unpack(packed: bytes) -> array[int]:
    return array("I", packed)
