"""Which digests were made, of which time, and what they show."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

import orjson

FOLDER = "digests"
"""Folder below DATA in which they are written, as NAME.html and NAME.txt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A digest that was made."""

    name: str
    since: str
    """ISO."""
    until: str
    """ISO, excluded."""
    made: str
    """When, ISO."""
    articles: Sequence[str]
    """Ids of the articles it shows."""


def note(db: sqlite3.Connection, made: Made) -> bool:
    """Note a digest; one whose name is there already stays as it is. Whether it was noted."""
    row = db.execute(
        "INSERT OR IGNORE INTO digests (name, since, until, made, articles) VALUES (?, ?, ?, ?, ?)",
        (made.name, made.since, made.until, made.made, orjson.dumps(list(made.articles)).decode()),
    )
    return row.rowcount == 1


def is_made(db: sqlite3.Connection, name: str) -> bool:
    """Whether a digest of this name was made."""
    return db.execute("SELECT 1 FROM digests WHERE name = ?", (name,)).fetchone() is not None


def last_before(db: sqlite3.Connection, moment: str) -> str | None:
    """Up to when the last planned digest before a moment reached; None where there was none."""
    query = "SELECT max(until) FROM digests WHERE until < ? AND length(name) = 10"
    row = db.execute(query, (moment,)).fetchone()
    return str(row[0]) if row[0] else None


def span_of(db: sqlite3.Connection, name: str) -> tuple[str, str] | None:
    """From when up to when a digest reaches."""
    row = db.execute("SELECT since, until FROM digests WHERE name = ?", (name,)).fetchone()
    return (str(row[0]), str(row[1])) if row else None


def showing(db: sqlite3.Connection, article: str) -> list[str]:
    """Paths below DATA of the files of digests that show an article."""
    query = "SELECT name FROM digests WHERE EXISTS (SELECT 1 FROM json_each(articles) WHERE value = ?)"
    return [f"{FOLDER}/{row[0]}.{ending}" for row in db.execute(query, (article,)) for ending in ("html", "txt")]
