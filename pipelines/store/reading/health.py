"""How the sources and the store are doing, in numbers."""

from __future__ import annotations

import sqlite3
from typing import Any

Counts = list[tuple[str, int]]
Row = dict[str, Any]


def documents(db: sqlite3.Connection) -> list[dict[str, Any]]:
    """Every feed, sitemap and section page with the state of its polls, failing ones first."""
    rows = db.execute(
        "SELECT source, url, kind, last_poll, last_status, last_new, next_poll, errors, reason, detail "
        "FROM documents ORDER BY errors > 0 DESC, source, url"
    )
    return [dict(row) for row in rows]


def polled_sources(db: sqlite3.Connection) -> list[Row]:
    """Every polled source with source, last_success, last_poll, next_poll, and the errors of its worst document."""
    rows = db.execute(
        "SELECT source, max(counted) AS last_success, max(last_poll) AS last_poll, min(next_poll) AS next_poll,"
        " max(errors) AS errors FROM documents WHERE parent IS NULL AND last_poll IS NOT NULL"
        " GROUP BY source ORDER BY source"
    )
    return [dict(row) for row in rows]


def open_urls(db: sqlite3.Connection) -> dict[str, int]:
    """Number of URLs in each state but stored and rejected, from their own index."""
    states = ("wanted", "fetching", "failed", "held")
    query = "SELECT state, count(*) FROM urls WHERE state IN ('wanted', 'fetching', 'failed', 'held') GROUP BY state"
    return dict.fromkeys(states, 0) | dict(db.execute(query).fetchall())


def url_states(db: sqlite3.Connection) -> dict[str, int]:
    """Number of URLs in each state."""
    return dict(db.execute("SELECT state, count(*) FROM urls GROUP BY state").fetchall())


def held(db: sqlite3.Connection) -> list[Row]:
    """Pages that are not trusted, newest first: id, source, url, why, and when they were held."""
    query = (
        "SELECT id, source, url, detail AS why, settled AS at FROM urls"
        " WHERE state IN ('wanted', 'fetching', 'failed', 'held') AND state = 'held' ORDER BY settled DESC, key DESC"
    )
    return [dict(row) for row in db.execute(query)]


def outcomes(db: sqlite3.Connection, since: str | None) -> Counts:
    """Number of URLs settled since then, by state and reason."""
    rows = db.execute(
        "SELECT state || coalesce(': ' || reason, ''), count(*) FROM urls "
        "WHERE ? IS NULL OR coalesce(settled, first_seen) >= ? GROUP BY 1 ORDER BY 2 DESC, 1",
        (since, since),
    )
    return [(row[0], row[1]) for row in rows]


def last_run(db: sqlite3.Connection) -> dict[str, Any] | None:
    """The newest crawl or start of the scheduler; None where there was none."""
    row = db.execute("SELECT command, pid, started, ended, exit_code FROM runs ORDER BY key DESC LIMIT 1").fetchone()
    return dict(row) if row else None


def newest_article(db: sqlite3.Connection) -> dict[str, Any] | None:
    """id, source, title and time of the article fetched last."""
    row = db.execute(
        "SELECT id, source, title, url, fetched FROM articles WHERE latest = 1 ORDER BY fetched DESC LIMIT 1"
    ).fetchone()
    return dict(row) if row else None


def articles_since(db: sqlite3.Connection, day: str) -> int:
    """Articles, each counted once, of that day (configured time zone) and later ones."""
    return int(db.execute("SELECT count(*) FROM articles WHERE latest = 1 AND day >= ?", (day,)).fetchone()[0])


def per_day(db: sqlite3.Connection, since_day: str) -> dict[str, dict[str, int]]:
    """Source -> day -> number of articles, from that day on."""
    found: dict[str, dict[str, int]] = {}
    query = "SELECT source, day, count(*) FROM articles WHERE latest = 1 AND day >= ? GROUP BY day, source"
    for source, day, number in db.execute(query, (since_day,)):
        found.setdefault(source, {})[day] = number
    return found


def last_of_sources(db: sqlite3.Connection) -> dict[str, str]:
    """Source -> when its newest article was fetched."""
    query = "SELECT source, max(fetched) FROM articles WHERE +latest = 1 GROUP BY source"  # +: by articles_source
    return dict(db.execute(query).fetchall())


_BY_COLUMN = {"day": "day", "source": "source", "language": "language", "agency": "agency", "kind": "kind"}
COUNTED_BY = (*_BY_COLUMN, "country", "topic", "outcome")


def counted(db: sqlite3.Connection, by: str, since: str | None) -> Counts:
    """Articles by one of COUNTED_BY, fetched since an ISO time; days in order, all else most frequent first.

    An absent value counts under ''.
    """
    if by == "outcome":
        return outcomes(db, since)
    bound = "latest = 1" if since is None else "latest = 1 AND fetched >= :since"
    if by in _BY_COLUMN:
        query = f"SELECT coalesce({_BY_COLUMN[by]}, '') AS v, count(*) AS n FROM articles WHERE {bound} GROUP BY v"  # noqa: S608 - constants
    else:
        within = f"AND article IN (SELECT key FROM articles WHERE {bound})" if since else ""  # noqa: S608 - constants
        query = f"SELECT value AS v, count(*) AS n FROM article_values WHERE field = :by {within} GROUP BY v"  # noqa: S608 - constants
    order = "v" if by == "day" else "n DESC, v"
    rows = db.execute(f"{query} ORDER BY {order}", {"since": since, "by": by})
    return [(row[0], row[1]) for row in rows]
