"""What is polled: feeds, sitemaps and section pages, their validators and how their last poll went."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipelines.clock import iso
from pipelines.reasons import Reason
from pipelines.source import Source

FULL_FETCH_AFTER = timedelta(days=3)
"""After this, validators are left out once: some servers answer 304 for ever."""

_SELECT = "SELECT url, source, kind, parent, etag, last_modified, errors, last_full >= ? AS conditional FROM documents"


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """A document that is due, with what a conditional request needs."""

    url: str
    source: str
    kind: str
    """feed, sitemap or section."""
    parent: str | None
    """The index that named it; None: configured."""
    etag: str | None
    last_modified: str | None
    errors: int
    conditional: bool
    """Whether to ask conditionally; False when a full answer is due."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a poll went."""

    status: int | None
    """HTTP status; None where there was no answer."""
    etag: str | None = None
    last_modified: str | None = None
    new: int = 0
    """Links not known before."""
    reason: Reason | None = None
    """Why it failed; None: it did not."""
    detail: str = ""
    ttl: float | None = None
    """Seconds the document or server asks us to wait."""
    next_poll: str | None = None
    """When it is due again; None: at once."""


def configured(source: Source) -> list[tuple[str, str]]:
    """(url, kind) of every document a source's table names."""
    return [
        *((url, "feed") for url in source.feeds),
        *((url, "sitemap") for url in source.sitemaps),
        *((url, "section") for url in source.sections),
    ]


def enter(db: sqlite3.Connection, source: str, documents: list[tuple[str, str]], parent: str | None = None) -> None:
    """Make sure that documents (url, kind) have a row."""
    db.executemany(
        "INSERT INTO documents (url, source, kind, parent) VALUES (?, ?, ?, ?) ON CONFLICT (url) DO UPDATE"
        " SET source = excluded.source, kind = excluded.kind, parent = coalesce(documents.parent, excluded.parent)",
        [(url, source, kind, parent) for url, kind in documents],
    )


def get(db: sqlite3.Connection, url: str, now: str) -> Polled:
    """One document's row."""
    row = db.execute(f"{_SELECT} WHERE url = ?", (_full_before(now), url)).fetchone()
    return _polled(row)


def children(db: sqlite3.Connection, parent: str) -> list[str]:
    """URLs of the documents that an index named."""
    return [str(row["url"]) for row in db.execute("SELECT url FROM documents WHERE parent = ?", (parent,))]


def due(db: sqlite3.Connection, now: str) -> list[Polled]:
    """Configured documents that are due at `now`, longest overdue first."""
    query = f"{_SELECT} WHERE parent IS NULL AND (next_poll IS NULL OR next_poll <= ?) ORDER BY next_poll"
    return [_polled(row) for row in db.execute(query, (_full_before(now), now))]


def record(db: sqlite3.Connection, url: str, outcome: Outcome, now: str) -> None:
    """Write how a poll went. Validators are kept from complete answers only, and renewed by a 304 (RFC 9111, 4.3.4)."""
    failed = outcome.reason is not None
    db.execute(
        "UPDATE documents SET last_poll = :now, last_status = :status, next_poll = :next_poll, reason = :reason,"
        " detail = :detail, errors = CASE WHEN :failed THEN errors + 1 ELSE 0 END,"
        " etag = CASE WHEN :failed THEN etag WHEN :status = 304 THEN coalesce(:etag, etag) ELSE :etag END,"
        " last_modified = CASE WHEN :failed THEN last_modified WHEN :status = 304"
        " THEN coalesce(:last_modified, last_modified) ELSE :last_modified END,"
        " last_full = CASE WHEN :failed OR :status = 304 THEN last_full ELSE :now END,"
        " last_new = CASE WHEN :new > 0 THEN :now ELSE last_new END, ttl = coalesce(:ttl, ttl) WHERE url = :url",
        {
            "now": now,
            "status": outcome.status,
            "next_poll": outcome.next_poll,
            "reason": outcome.reason,
            "detail": outcome.detail[:500] or None,
            "failed": failed,
            "etag": outcome.etag,
            "last_modified": outcome.last_modified,
            "new": outcome.new,
            "ttl": outcome.ttl,
            "url": url,
        },
    )


def _full_before(now: str) -> str:
    return iso(datetime.fromisoformat(now) - FULL_FETCH_AFTER)


def _polled(row: sqlite3.Row) -> Polled:
    return Polled(**{**dict(row), "conditional": bool(row["conditional"])})
