"""What the catalogue knows of how a source does: for alarms, and for `status`."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo
from typing import Any

import orjson

from pipelines.clock import iso
from pipelines.watching.signs import ENOUGH_BEFORE, RECENT, Feed, Signs
from pipelines.watching.usual import SPAN, Usual, usual_of

_PAGES = 80
"""Newest outcomes that are looked at."""
_LENGTHS = RECENT + 5 * ENOUGH_BEFORE
_MOMENT = "min(coalesce(published, first_seen), fetched)"  # as the index articles_paced has it


def signs_of(db: sqlite3.Connection, source: str, documents: Sequence[str]) -> Signs:
    """Of one source. documents: the URLs that its table names."""
    rows = [row for row in _polled(db, source) if row["url"] in documents]
    polls = [row["counted"] for row in rows if row["counted"]]
    news = [row["last_new"] for row in rows if row["last_new"]]
    newest = last_article(db, source)
    return Signs(
        feeds=[Feed(url=r["url"], errors=r["errors"], reason=r["reason"], detail=r["detail"]) for r in rows],
        last_success=_moment(max(polls, default=None)),
        last_article=_moment(max([*news, *([newest] if newest else [])], default=None)),
        usual=usual(db, source),
        reasons=_reasons(db, source),
        lengths=_lengths(db, source),
        held=_held(db, source),
    )


def last_article(db: sqlite3.Connection, source: str) -> str | None:
    """When the newest article of a source was published, or first seen where that is not known."""
    query = f"SELECT max({_MOMENT}) FROM articles WHERE source = ? AND latest = 1"  # noqa: S608 - a constant
    found: str | None = db.execute(query, (source,)).fetchone()[0]
    return found


def articles_between(db: sqlite3.Connection, source: str, since: str, until: str) -> int:
    """Articles of a source that were published, or first seen, from `since` to `until`."""
    query = f"SELECT count(*) FROM articles WHERE source = ? AND latest = 1 AND {_MOMENT} > ? AND {_MOMENT} <= ?"  # noqa: S608 - a constant
    return int(db.execute(query, (source, since, until)).fetchone()[0])


def usual(db: sqlite3.Connection, source: str) -> Usual | None:
    """What was learned last of a source; None: nothing yet."""
    row = db.execute("SELECT per_day, spread, rates FROM usual WHERE source = ?", (source,)).fetchone()
    if row is None:
        return None
    return Usual(per_day=row["per_day"], spread=row["spread"], rates=tuple(orjson.loads(row["rates"])))


def learned(db: sqlite3.Connection, source: str, zone: tzinfo) -> Usual | None:
    """What is usual for a source, counted now: over the weeks before its last article, from when it was first seen.

    A silence that goes on is left out, so that it never becomes usual.
    """
    last, first = last_article(db, source), _first_seen(db, source)
    if last is None or first is None:
        return None
    until = datetime.fromisoformat(last)
    since = max(datetime.fromisoformat(first), until - SPAN)
    query = (
        f"SELECT substr({_MOMENT}, 1, 13), count(*) FROM articles"  # noqa: S608 - a constant
        f" WHERE source = ? AND latest = 1 AND {_MOMENT} >= ? GROUP BY 1"
    )
    rows = db.execute(query, (source, iso(since))).fetchall()
    hours = {datetime.fromisoformat(f"{hour}:00").replace(tzinfo=UTC): count for hour, count in rows}
    return usual_of(hours, since, until, zone)


def keep_usual(db: sqlite3.Connection, source: str, found: Usual, now: str) -> None:
    """Note what was learned, inside the writer's transaction."""
    db.execute(
        "INSERT INTO usual (source, at, per_day, spread, rates) VALUES (?, ?, ?, ?, ?) ON CONFLICT (source) DO UPDATE"
        " SET at = excluded.at, per_day = excluded.per_day, spread = excluded.spread, rates = excluded.rates",
        (source, now, found.per_day, found.spread, orjson.dumps([round(rate, 4) for rate in found.rates]).decode()),
    )


def _polled(db: sqlite3.Connection, source: str) -> list[Any]:
    query = (
        "SELECT url, errors, reason, detail, counted, last_new FROM documents"
        " WHERE source = ? AND last_poll IS NOT NULL ORDER BY url"
    )
    return db.execute(query, (source,)).fetchall()


def _reasons(db: sqlite3.Connection, source: str) -> list[str | None]:
    query = (
        "SELECT CASE WHEN state = 'stored' THEN NULL ELSE reason END FROM urls"
        " WHERE source = ? AND settled IS NOT NULL ORDER BY settled DESC LIMIT ?"
    )
    return [row[0] for row in db.execute(query, (source, _PAGES))]


def _held(db: sqlite3.Connection, source: str) -> list[str]:
    query = (
        "SELECT detail FROM urls WHERE state IN ('wanted', 'fetching', 'failed', 'held') AND source = ?"
        " AND state = 'held' ORDER BY settled DESC, key DESC"
    )
    return [row[0] or "" for row in db.execute(query, (source,))]


def _lengths(db: sqlite3.Connection, source: str) -> list[int]:
    query = "SELECT word_count FROM articles WHERE source = ? AND latest = 1 ORDER BY fetched DESC LIMIT ?"
    return [int(row[0]) for row in db.execute(query, (source, _LENGTHS))]


def _first_seen(db: sqlite3.Connection, source: str) -> str | None:
    found: str | None = db.execute("SELECT min(first_seen) FROM urls WHERE source = ?", (source,)).fetchone()[0]
    return found


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
