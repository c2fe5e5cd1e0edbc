"""What is polled: feeds, sitemaps and section pages, their validators and how their last poll went."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipelines.clock import iso
from pipelines.reasons import Reason
from pipelines.source import Source

_WATCHED = "url, source, parent, items, observed, counted, ttl, last_poll, next_poll"

FULL_FETCH_AFTER = timedelta(days=3)
"""After this, validators are left out once: some servers answer 304 for ever."""

_SELECT = (
    "SELECT url, source, kind, parent, etag, last_modified, errors, size, last_full >= ? AS conditional FROM documents"
)


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
    """Failed polls in a row."""
    conditional: bool
    """Whether to ask conditionally; False when a full answer is due."""
    size: int | None = None
    """Bytes of its last complete answer; None where unknown."""

    @property
    def validated(self) -> bool:
        """Whether it is asked for with validators: to no other question "not modified" is an answer."""
        return self.conditional and bool(self.etag or self.last_modified)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What is known of a document's pace."""

    url: str
    source: str
    parent: str | None
    """The index that named it; None: configured."""
    items: float
    """Decayed count of new articles ..."""
    observed: float
    """... over these decayed seconds ..."""
    counted: str | None
    """... up to this time; None: it was never polled with success."""
    ttl: float | None
    """Seconds it asks to wait."""
    last_poll: str | None
    next_poll: str | None


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
    """Seconds the server asks us to wait, and of the document's advice what is heeded; None: nothing is asked."""
    advice: float | None = None
    """Seconds the document's own text advises to wait; None: it does not."""
    size: int | None = None
    """Bytes of a complete answer."""
    next_poll: str | None = None
    """When it is due again; None: at once."""
    seen: tuple[float, float] | None = None
    """Its decayed `items` and `observed` seconds from now on; None: as they were."""


def configured(source: Source) -> list[tuple[str, str]]:
    """(url, kind) of every document a source's table names."""
    return [
        *((url, "feed") for url in source.feeds),
        *((url, "sitemap") for url in source.sitemaps),
        *((url, "section") for url in source.sections),
    ]


def enter(db: sqlite3.Connection, source: str, documents: list[tuple[str, str]], parent: str | None = None) -> None:
    """Make sure that documents (url, kind) have a row. What the configuration names stays its own, whoever names it."""
    db.executemany(
        "INSERT INTO documents (url, source, kind, parent) VALUES (?, ?, ?, ?) ON CONFLICT (url) DO UPDATE"
        " SET source = CASE WHEN excluded.parent IS NULL THEN excluded.source ELSE documents.source END,"
        " kind = CASE WHEN excluded.parent IS NULL THEN excluded.kind ELSE documents.kind END,"
        " parent = CASE WHEN excluded.parent IS NULL THEN NULL ELSE documents.parent END",
        [(url, source, kind, parent) for url, kind in documents],
    )


def get(db: sqlite3.Connection, url: str, now: str) -> Polled:
    """One document's row."""
    row = db.execute(f"{_SELECT} WHERE url = ?", (_full_before(now), url)).fetchone()
    return _polled(row)


def children(db: sqlite3.Connection, parent: str) -> list[str]:
    """URLs of the documents that an index named."""
    return [str(row["url"]) for row in db.execute("SELECT url FROM documents WHERE parent = ?", (parent,))]


def within_reach(db: sqlite3.Connection, parent: str, until: str) -> list[str]:
    """URLs of the documents that an index named and that are due by `until`."""
    query = "SELECT url FROM documents WHERE parent = ? AND (next_poll IS NULL OR next_poll <= ?)"
    return [str(row["url"]) for row in db.execute(query, (parent, until))]


def due(db: sqlite3.Connection, now: str, far: str) -> list[Watched]:
    """Configured documents that are due at `now`.

    Due are also those whose times cannot be right: polled in the future, or to be polled after `far` only. Their clock
    was wrong then or is now, and they must neither wait for it nor be forgotten.
    """
    query = (
        f"SELECT {_WATCHED} FROM documents WHERE parent IS NULL"  # noqa: S608 - a constant
        " AND (next_poll IS NULL OR next_poll <= :now OR next_poll > :far OR last_poll > :now)"
    )
    return [Watched(**dict(row)) for row in db.execute(query, {"now": now, "far": far})]


def watched(db: sqlite3.Connection, url: str | None = None) -> list[Watched]:
    """What is known of the pace of all documents, or of one."""
    query = f"SELECT {_WATCHED} FROM documents WHERE ? IS NULL OR url = ?"  # noqa: S608 - a constant
    return [Watched(**dict(row)) for row in db.execute(query, (url, url))]


def found_below(db: sqlite3.Connection, url: str, new: int) -> None:
    """Count articles for the indexes above a document too: an index is polled for what its children bring."""
    query = (
        "WITH RECURSIVE above (url) AS (SELECT parent FROM documents WHERE url = ?"
        " UNION SELECT d.parent FROM documents d JOIN above a ON d.url = a.url WHERE d.parent IS NOT NULL)"
        " UPDATE documents SET items = items + ? WHERE url IN (SELECT url FROM above)"
    )
    db.execute(query, (url, new))


def postpone(db: sqlite3.Connection, url: str, until: str) -> None:
    """Leave a document alone until then; nothing else is known of it."""
    db.execute("UPDATE documents SET next_poll = ? WHERE url = ?", (until, url))


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
        " last_new = CASE WHEN :new > 0 THEN :now ELSE last_new END, size = coalesce(:size, size),"
        " ttl = CASE WHEN :failed OR :status = 304 THEN coalesce(:ttl, ttl) ELSE :ttl END,"
        " items = coalesce(:items, items), observed = coalesce(:observed, observed),"
        " counted = CASE WHEN :items IS NULL THEN counted ELSE :now END WHERE url = :url",
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
            "size": outcome.size,
            "items": outcome.seen[0] if outcome.seen else None,
            "observed": outcome.seen[1] if outcome.seen else None,
            "url": url,
        },
    )


def _full_before(now: str) -> str:
    return iso(datetime.fromisoformat(now) - FULL_FETCH_AFTER)


def _polled(row: sqlite3.Row) -> Polled:
    return Polled(**{**dict(row), "conditional": bool(row["conditional"])})
