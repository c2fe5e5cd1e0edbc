"""The request ledger's table: sums by day, source, why and outcome, so that it stays small."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Literal

Why = Literal["poll", "article", "retry", "revisit", "credit", "robots"]
"""A document's turn; an article just found; one that failed before; a stored one's turn; what one credits; rules."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One request that was made; each hop of a redirect is one."""

    source: str
    """Source id; '' where none is configured."""
    why: str
    """One of Why."""
    outcome: str
    """2xx, 304, 3xx, 4xx, 5xx, or none: no answer."""
    conditional: bool = False
    """Whether it sent a validator."""
    bytes: int = 0
    """Of the body as received."""
    saved: int = 0
    """For a 304: bytes of the last complete answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A sum of requests, as the table holds it."""

    day: str
    """In the configured time zone."""
    source: str
    why: str
    outcome: str
    requests: int
    conditional: int
    bytes: int
    saved: int


def outcome_of(status: int) -> str:
    """The class of an HTTP status, 304 apart."""
    return "304" if status == 304 else f"{status // 100}xx"


def add(db: sqlite3.Connection, lines: Iterable[Line]) -> None:
    """Add sums to what is counted already."""
    db.executemany(
        "INSERT INTO traffic (day, source, why, outcome, requests, conditional, bytes, saved)"
        " VALUES (:day, :source, :why, :outcome, :requests, :conditional, :bytes, :saved)"
        " ON CONFLICT (day, source, why, outcome) DO UPDATE SET requests = requests + excluded.requests,"
        " conditional = conditional + excluded.conditional, bytes = bytes + excluded.bytes,"
        " saved = saved + excluded.saved",
        [asdict(line) for line in lines],
    )


def used(db: sqlite3.Connection, day: str) -> dict[str, int]:
    """Requests of a day by source."""
    query = "SELECT source, sum(requests) FROM traffic WHERE day = ? GROUP BY source"
    return {str(source): int(count) for source, count in db.execute(query, (day,))}


def by_why(db: sqlite3.Connection, day: str) -> dict[str, int]:
    """Requests of a day by why they were made."""
    query = "SELECT why, sum(requests) FROM traffic WHERE day = ? GROUP BY why"
    return {str(why): int(count) for why, count in db.execute(query, (day,))}


def table(db: sqlite3.Connection, since: str) -> list[dict[str, int | str]]:
    """Sums over all days from `since` on, by source, why and outcome, most requests first."""
    rows = db.execute(
        "SELECT source, why, outcome, sum(requests) AS requests, sum(conditional) AS conditional,"
        " sum(bytes) AS bytes, sum(saved) AS saved FROM traffic WHERE day >= ? GROUP BY source, why, outcome"
        " ORDER BY requests DESC, source, why, outcome",
        (since,),
    )
    return [dict(row) for row in rows]
