"""Alerts in the catalogue: derived from the hits of watchlists, each once, in the order of settling.

Every hit is judged once, in a transaction of the writer that also moves the cursor and enters the messages: a kill at
any moment leaves hits to be judged, never an alert without its message.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson

from pipelines.alerts import EARLIEST, Caught, Told, Verdict, alert_id, judge
from pipelines.rereading import is_ours
from pipelines.store import digests

BATCH = 500
"""Hits judged in one transaction at most."""
FIRST_LOOK = timedelta(hours=1)
"""Links found so soon after a source's first one were there before we looked."""
_LONGEST_CHAIN = 8

_HITS = """
SELECT h.key, h.watchlist, h.article, h.revision, h.at, h.terms, a.source, a.line, a.story, a.published, a.first_seen,
    a.fetched
FROM watch_hits h JOIN articles a ON a.id = h.article AND a.revision = h.revision
WHERE h.key > ? ORDER BY h.key LIMIT ?
"""
_TOLD = """
SELECT al.article, al.terms FROM alerts al JOIN articles a ON a.id = al.article AND a.latest
WHERE al.watchlist = ? AND a.story = (SELECT story FROM articles WHERE id = ? AND latest)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """An alert that was just made."""

    id: str
    watchlist: str
    article: str
    at: str
    """When it was caught."""


def unread(db: sqlite3.Connection) -> bool:
    """Whether there are hits that were not judged."""
    last = db.execute("SELECT max(key) FROM watch_hits").fetchone()[0]
    return last is not None and int(last) > cursor(db, "hits")


def derive(db: sqlite3.Connection, limit: timedelta) -> list[Alert]:
    """Judge the next hits, and write the alerts that they make. limit: the age of old news. In a transaction."""
    start = cursor(db, "hits")
    last = db.execute("SELECT max(key) FROM (SELECT key FROM watch_hits WHERE key > ? ORDER BY key LIMIT ?)",
                      (start, BATCH)).fetchone()[0]  # fmt: skip
    made = []
    for row in db.execute(_HITS, (start, BATCH)).fetchall():
        if row["key"] <= last:
            made += _derive_one(db, row, limit)
    if last is not None:
        move_cursor(db, "hits", int(last))
    return made


def cursor(db: sqlite3.Connection, name: str) -> int:
    """The last key that a reader has read; 0 where it has read none."""
    row = db.execute("SELECT key FROM cursors WHERE name = ?", (name,)).fetchone()
    return int(row[0]) if row else 0


def move_cursor(db: sqlite3.Connection, name: str, key: int) -> None:
    """Note up to where a reader has read."""
    db.execute("INSERT OR REPLACE INTO cursors (name, key) VALUES (?, ?)", (name, key))


def by_ids(db: sqlite3.Connection, ids: list[str]) -> list[dict[str, Any]]:
    """The alerts of these ids that are still there, in that order: id, watchlist, article, revision, at, why, terms,
    fresh."""
    rows = [db.execute("SELECT * FROM alerts WHERE id = ?", (id_,)).fetchone() for id_ in ids]
    return [_record(row) for row in rows if row]


def newest_of(db: sqlite3.Connection, watchlist: str, limit: int, since: str = "") -> list[dict[str, Any]]:
    """The newest alerts of a watchlist, newest first, as by_ids gives them."""
    query = "SELECT * FROM alerts WHERE watchlist = ? AND at >= ? ORDER BY at DESC, rowid DESC LIMIT ?"
    return [_record(row) for row in db.execute(query, (watchlist, since, limit))]


def feed_path(watchlist: str) -> str:
    """Where the feed of a watchlist lies below DATA."""
    return f"feeds/{watchlist}.xml"


def forget(db: sqlite3.Connection, article: str) -> list[str]:
    """Take the alerts of an article out; paths below DATA of the feeds and digests that show it, which must go.

    To be called when its hits are gone. A feed is written anew by whoever tells next.
    """
    rows = db.execute("SELECT DISTINCT watchlist FROM alerts WHERE article = ?", (article,))
    paths = [feed_path(row["watchlist"]) for row in rows]
    db.execute("DELETE FROM alerts WHERE article = ?", (article,))
    last = db.execute("SELECT coalesce(max(key), 0) FROM watch_hits").fetchone()[0]
    # keys of removed hits are given again: the cursor must not be beyond them
    db.execute("UPDATE cursors SET key = min(key, ?) WHERE name = 'hits'", (last,))
    return [*paths, *digests.showing(db, article)]


def _derive_one(db: sqlite3.Connection, row: sqlite3.Row, limit: timedelta) -> list[Alert]:
    caught = _caught(db, row)
    id_ = alert_id(caught.watchlist, caught.article, caught.revision)
    if db.execute("SELECT 1 FROM alerts WHERE id = ?", (id_,)).fetchone():
        return []
    verdict = judge(caught, _told(db, caught), limit)
    if verdict.why is None:
        return []
    _insert(db, id_, caught, verdict)
    return [Alert(id=id_, watchlist=caught.watchlist, article=caught.article, at=caught.at)]


def _insert(db: sqlite3.Connection, id_: str, caught: Caught, verdict: Verdict) -> None:
    db.execute(
        "INSERT INTO alerts (id, watchlist, article, revision, at, why, terms, fresh) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(id_, caught.watchlist, caught.article, caught.revision, caught.at, verdict.why),
            *(orjson.dumps(terms).decode() for terms in (caught.terms, verdict.fresh)),
        ),
    )


def _caught(db: sqlite3.Connection, row: sqlite3.Row) -> Caught:
    line = orjson.loads(row["line"])
    return Caught(
        watchlist=row["watchlist"],
        article=row["article"],
        revision=row["revision"],
        at=row["at"],
        terms=tuple(orjson.loads(row["terms"])),
        root=root_of(db, row["article"]),
        published=row["published"],
        day_only=line["published_precision"] == "day",
        first_seen=row["first_seen"],
        fetched=row["fetched"],
        reread=is_ours(line),
        found_at_start=(row["published"] or "") < EARLIEST and _found_at_start(db, row),
    )


def root_of(db: sqlite3.Connection, article: str) -> str:
    """The article that one repeats in the end, by what is known now; itself where it is no copy."""
    seen = [article]
    while len(seen) < _LONGEST_CHAIN:
        row = db.execute("SELECT duplicate_of FROM articles WHERE id = ? AND latest", (seen[-1],)).fetchone()
        if row is None or row[0] is None or row[0] in seen:
            break
        seen.append(str(row[0]))
    return seen[-1]


def _told(db: sqlite3.Connection, caught: Caught) -> list[Told]:
    rows = db.execute(_TOLD, (caught.watchlist, caught.article)).fetchall()
    return [Told(root=root_of(db, row["article"]), terms=tuple(orjson.loads(row["terms"]))) for row in rows]


def _found_at_start(db: sqlite3.Connection, row: sqlite3.Row) -> bool:
    query = "SELECT first_seen FROM urls WHERE key = (SELECT min(key) FROM urls WHERE source = ?)"
    first = db.execute(query, (row["source"],)).fetchone()
    start = datetime.fromisoformat(first[0]) if first else None
    return start is not None and datetime.fromisoformat(row["first_seen"]) - start <= FIRST_LOOK


def _record(row: sqlite3.Row) -> dict[str, Any]:
    return dict(row) | {name: orjson.loads(row[name]) for name in ("terms", "fresh")}
