"""Writing review decisions beside a running crawler: a short transaction, whose line stands before it is committed.

The crawler appends its lines after its commit and then counts all before them as on disk. A second process keeps that
true by appending within its own transaction, while it alone may announce lines: a kill in between leaves bytes that no
catalogue knows, which the next start sets aside.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path

from crawler.keeping.holding import copying
from pipelines.clock import Clock, iso, utc_now
from pipelines.errors import FolderError
from pipelines.store.catalogue import FILE_NAME, open_catalogue
from pipelines.store.files import LineFiles


@dataclass(frozen=True, slots=True, kw_only=True)
class Deciding:
    """A transaction for pipelines.store.marks."""

    db: sqlite3.Connection
    """The catalogue."""
    now: str
    """Present time, ISO."""
    zone: tzinfo
    """The configured time zone."""
    lines: list[tuple[str, int, bytes]] = field(default_factory=list)
    """Announced lines."""


@contextmanager
def deciding(folder: Path, zone: tzinfo, clock: Clock = utc_now) -> Iterator[Deciding]:
    """A transaction of its own on the data folder, committed at the end; undone where an exception ends it.

    Raises FolderBusy while files are rewritten (`forget`, `export --rebuild`), and FolderError for a folder that is
    missing or cannot be written.
    """
    if not (folder / FILE_NAME).exists():
        cause = "nothing was crawled into it yet"
        raise FolderError("no data", str(folder), cause, "run `presswatch crawl` or give --data")
    with copying(folder), closing(open_catalogue(folder)) as db:
        db.execute("BEGIN IMMEDIATE")
        try:
            work = Deciding(db=db, now=iso(clock()), zone=zone)
            yield work
            LineFiles(folder).append(work.lines)
            db.execute("COMMIT")
        except BaseException:
            db.execute("ROLLBACK")
            raise
