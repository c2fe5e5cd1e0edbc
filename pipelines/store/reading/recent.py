"""The newest matches of words that half the archive holds, without looking all of them up.

Only what was stored last is looked at, and what it gives is taken where nothing that was stored before can be newer: no
article is dated later than it was fetched (selection.DATED).
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from pipelines.store.reading.selection import DATED, Statement

RECENT = 5_000
"""Article versions looked at first, where there are at least ..."""
MANY = 4
"""... this many times as many."""

_LATER = "SELECT 1 FROM articles WHERE latest = 1 AND fetched >= ? AND key <= ? LIMIT 1"
_EARLIER_ORIGINAL = "SELECT 1 FROM articles WHERE id = ? AND +latest = 1 AND key <= ?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which rows of a statement."""

    columns: str
    """Columns of `a`, `duplicate_of` among them."""
    limit: int
    """How many, the first ones."""
    recent: int = RECENT
    """How many article versions are looked at first."""


def first_rows(db: sqlite3.Connection, asked: Statement, wanted: Wanted) -> list[sqlite3.Row]:
    """The first rows of a statement."""
    rows = _recent_rows(db, asked, wanted)
    if rows is None:
        asked.prepare(db)
        rows = _rows(db, asked, wanted)
    return rows


def _recent_rows(db: sqlite3.Connection, asked: Statement, wanted: Wanted) -> list[sqlite3.Row] | None:
    """The same from what was stored last; None where that does not settle it."""
    newest = db.execute("SELECT max(key) FROM articles").fetchone()[0] or 0
    after = newest - wanted.recent
    if asked.ranked or not asked.leaves or newest < MANY * wanted.recent:
        return None
    asked.prepare(db, after)
    if db.execute("SELECT count(*) FROM temp.hits").fetchone()[0] < wanted.limit:
        return None
    rows = _rows(db, asked, wanted)
    return rows if len(rows) == wanted.limit and _is_settled(db, rows, after) else None


def _rows(db: sqlite3.Connection, asked: Statement, wanted: Wanted) -> list[sqlite3.Row]:
    head = f"SELECT {wanted.columns}, {DATED} AS dated FROM {asked.tables}"  # noqa: S608 - our own words
    query = f"{head} WHERE {asked.where} ORDER BY {asked.order} LIMIT :limit"
    return db.execute(query, asked.values | {"limit": wanted.limit}).fetchall()


def _is_settled(db: sqlite3.Connection, rows: list[sqlite3.Row], after: int) -> bool:
    """Nothing stored before is newer than the last row, and no row is a copy of what was stored before: whether that
    original is selected, too, was not looked up."""
    if db.execute(_LATER, (rows[-1]["dated"], after)).fetchone():
        return False
    originals = {row["duplicate_of"] for row in rows} - {None}
    return not any(db.execute(_EARLIER_ORIGINAL, (original, after)).fetchone() for original in originals)
