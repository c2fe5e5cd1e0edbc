"""Files that tell: a feed of each watchlist in DATA/feeds, and digests in DATA/digests. Written whole or not at all."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from crawler.alerting.content import Context
from pipelines.alert_feed import ITEMS, feed_of
from pipelines.digest import Digest
from pipelines.digest_html import digest_html
from pipelines.digest_text import digest_text
from pipelines.store import alerts, digests
from pipelines.store.reading.opening import reading
from pipelines.store.reading.telling import entries_of
from pipelines.watchlists import Watchlist

HOME = "http://localhost/"
"""The feeds' link where nobody gave a URL as contact: RSS wants one."""


def stale_feeds(context: Context) -> list[str]:
    """Ids of the watchlists whose feed is missing, or older than their newest alert."""
    with reading(context.folder) as db:
        newest = dict(db.execute("SELECT watchlist, max(at) FROM alerts GROUP BY watchlist").fetchall())
    return [id_ for id_ in context.watchlists if _is_stale(context.folder / alerts.feed_path(id_), newest.get(id_))]


def write_feeds(context: Context, watchlists: Iterable[str], contact: str) -> None:
    """Write the feeds of these watchlists anew; an id that is not configured is passed over. Raises OSError."""
    home = contact if contact.startswith("http") else HOME
    with reading(context.folder) as db:
        for watchlist in (context.watchlists[id_] for id_ in watchlists if id_ in context.watchlists):
            write_whole(context.folder / alerts.feed_path(watchlist.id), _feed(db, context, watchlist, home))


def write_digest(context: Context, digest: Digest) -> list[Path]:
    """Write a digest as text and HTML; where they lie. Raises OSError."""
    folder = context.folder / digests.FOLDER
    text, html = folder / f"{digest.name}.txt", folder / f"{digest.name}.html"
    write_whole(text, digest_text(digest, context.zone, digest.name).encode())
    write_whole(html, digest_html(digest, context.zone, digest.name).encode())
    return [text, html]


def write_whole(path: Path, data: bytes) -> None:
    """Put a file in place at once: a reader finds the old one or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.{os.getpid()}.new")
    with new.open("wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    new.replace(path)


def _is_stale(path: Path, newest: str | None) -> bool:
    try:
        written = path.stat().st_mtime
    except OSError:
        return True
    return newest is not None and datetime.fromisoformat(newest).timestamp() >= written - 1


def _feed(db: sqlite3.Connection, context: Context, watchlist: Watchlist, home: str) -> bytes:
    entries = entries_of(db, alerts.newest_of(db, watchlist.id, ITEMS), context.names)
    return feed_of(watchlist.name, entries, home)
