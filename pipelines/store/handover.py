"""What a `crawl` hands over to the `run` that holds the data folder: rows of `requests`.

The asker writes one row in a short transaction of its own and waits for its summary; the runner takes it at its next
tick. A row that a killed runner had taken is taken again by the next one.
"""

from __future__ import annotations

import sqlite3


def ask(db: sqlite3.Connection, arguments: str, now: str) -> int:
    """Enter a request; returns its key. arguments: JSON, the crawler's own."""
    row = db.execute("INSERT INTO requests (asked, arguments) VALUES (?, ?)", (now, arguments))
    return int(row.lastrowid or 0)


def waiting(db: sqlite3.Connection) -> list[tuple[int, str]]:
    """(key, arguments) of the requests nobody has taken, oldest first."""
    rows = db.execute("SELECT key, arguments FROM requests WHERE taken IS NULL ORDER BY key")
    return [(int(row["key"]), str(row["arguments"])) for row in rows]


def take(db: sqlite3.Connection, key: int, now: str) -> None:
    """Mark a request as being worked on."""
    db.execute("UPDATE requests SET taken = ? WHERE key = ?", (now, key))


def finish(db: sqlite3.Connection, key: int, summary: str, now: str) -> None:
    """Write what came of a request. summary: JSON."""
    db.execute("UPDATE requests SET done = ?, summary = ? WHERE key = ?", (now, summary, key))


def answer(db: sqlite3.Connection, key: int) -> str | None:
    """The summary of a request; None until it is done."""
    row = db.execute("SELECT summary FROM requests WHERE key = ?", (key,)).fetchone()
    return str(row["summary"]) if row and row["summary"] else None


def release(db: sqlite3.Connection) -> None:
    """At start: what a killed runner had taken waits again."""
    db.execute("UPDATE requests SET taken = NULL WHERE done IS NULL")
