"""Which article versions watchlists caught, and by which words."""

from __future__ import annotations

import sqlite3

import orjson

from pipelines.querying.percolator import Caught
from pipelines.settling import Settling


def note(settling: Settling, caught: Caught) -> None:
    """Enter what a watchlist caught, within the caller's transaction."""
    article = settling.article
    settling.db.execute(
        "INSERT INTO watch_hits (watchlist, article, revision, at, terms, first) VALUES (?1, ?2, ?3, ?4, ?5,"
        " NOT EXISTS (SELECT 1 FROM watch_hits WHERE watchlist = ?1 AND article = ?2))",
        (caught.name, article.id, article.revision, settling.now, orjson.dumps(caught.terms).decode()),
    )


def forget(db: sqlite3.Connection, article: str) -> None:
    """Remove what is known of an article, within the caller's transaction."""
    db.execute("DELETE FROM watch_hits WHERE article = ?", (article,))


def counts(db: sqlite3.Connection) -> dict[str, tuple[int, str]]:
    """Watchlist -> number of articles that it caught, and when it last did."""
    rows = db.execute("SELECT watchlist, count(DISTINCT article), max(at) FROM watch_hits GROUP BY watchlist")
    return {name: (number, last) for name, number, last in rows}
