"""Which documents of the past a backfill has read to their end, so that the next run passes them over."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """The days that a backfill asks for."""

    first: str
    """Day, `2024-07-01`."""
    last: str
    """Day, included."""
    undated: bool
    """Whether links of unknown day are wanted too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Walked:
    """A document that was walked."""

    following: str | None
    """The next page of a list, as it was named then."""


def find(db: sqlite3.Connection, url: str, stretch: Stretch) -> Walked | None:
    """The walk that left nothing of this stretch in a document: a wider one, made after the stretch was over."""
    row = db.execute(
        "SELECT following FROM walked WHERE url = ? AND first <= ? AND last >= ? AND undated >= ?"
        " AND substr(at, 1, 10) > ? ORDER BY at DESC LIMIT 1",
        (url, stretch.first, stretch.last, stretch.undated, stretch.last),
    ).fetchone()
    return Walked(following=row["following"]) if row else None


def note(db: sqlite3.Connection, url: str, stretch: Stretch, walked: tuple[str | None, str]) -> None:
    """A document was read and all its links of the stretch are entered; walked: the following page, and when."""
    following, at = walked
    db.execute(
        "INSERT OR REPLACE INTO walked (url, first, last, undated, at, following) VALUES (?, ?, ?, ?, ?, ?)",
        (url, stretch.first, stretch.last, int(stretch.undated), at, following),
    )
