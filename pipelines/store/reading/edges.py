"""Who took a text from whom among the articles of a story, as edges of a graph."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """One article leads to where its text comes from."""

    taker: str
    """Id of the article that credits or repeats."""
    origin: str | None
    """Id of the other article; None where it is not stored."""
    kind: Literal["credit", "copy"]
    how: str
    """Kind of the credit or of the copy."""
    name: str | None = None
    """Who is credited, as written."""
    url: str | None = None
    """Address of the credited text."""


def edges(db: sqlite3.Connection, articles: Sequence[str]) -> list[Edge]:
    """The credits and copies of these articles. Of several ways from one to another the strongest is kept."""
    found: dict[tuple[str, str], Edge] = {}
    for article in articles:
        for edge in [*_credits(db, article), *_copies(db, article)]:
            found.setdefault((edge.taker, edge.origin or edge.url or edge.name or ""), edge)
    return list(found.values())


def _credits(db: sqlite3.Connection, article: str) -> list[Edge]:
    rows = db.execute(
        "SELECT kind, coalesce(name, agency), url, target FROM credits WHERE article = ? ORDER BY position", (article,)
    )
    return [
        Edge(taker=article, origin=row[3], kind="credit", how=row[0], name=row[1], url=row[2])
        for row in rows
        if row[3] != article
    ]


def _copies(db: sqlite3.Connection, article: str) -> list[Edge]:
    rows = db.execute("SELECT kind, original FROM duplicates WHERE article = ? ORDER BY score DESC", (article,))
    return [Edge(taker=article, origin=row[1], kind="copy", how=row[0]) for row in rows]
