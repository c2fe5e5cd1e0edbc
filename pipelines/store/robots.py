"""robots.txt as it was last had, so that a restart does not ask every host again."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An answer to a request for robots.txt that meant something (RFC 9309, 2.3.1.1 and 2.3.1.3)."""

    status: int
    """HTTP status."""
    body: bytes
    """Decoded, cut at the limit."""
    fetched: str
    """When it was had."""


def recall(db: sqlite3.Connection, origin: str, since: str) -> Kept | None:
    """The answer of an origin, if it was had after `since`."""
    query = "SELECT status, body, fetched FROM robots WHERE origin = ? AND fetched > ?"
    row = db.execute(query, (origin, since)).fetchone()
    return Kept(status=int(row["status"]), body=bytes(row["body"]), fetched=str(row["fetched"])) if row else None


def keep(db: sqlite3.Connection, origin: str, kept: Kept) -> None:
    """Note an answer, inside the caller's transaction."""
    db.execute(
        "INSERT OR REPLACE INTO robots (origin, fetched, status, body) VALUES (?, ?, ?, ?)",
        (origin, kept.fetched, kept.status, kept.body),
    )
