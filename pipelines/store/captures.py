"""Which raw page lies where in DATA/pages, and which article it is of."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from pipelines.article import PageRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One archived page."""

    page: PageRef
    """Where its answer begins."""
    id: str
    """The article it is of; of a page that led to another article's address, that one."""
    original: PageRef | None = None
    """For a revisit record: where the payload lies that it repeats; None: it holds its own."""


def note(db: sqlite3.Connection, capture: Capture) -> None:
    """Enter a page, inside the transaction that makes it known."""
    original = capture.original
    db.execute(
        "INSERT INTO captures (warc, warc_offset, id, original_warc, original_offset) VALUES (?, ?, ?, ?, ?)",
        (
            capture.page.warc,
            capture.page.offset,
            capture.id,
            original.warc if original else None,
            original.offset if original else None,
        ),
    )


def of_article(db: sqlite3.Connection, article_id: str) -> list[PageRef]:
    """Every page of an article, the first one first."""
    rows = db.execute("SELECT warc, warc_offset FROM captures WHERE id = ? ORDER BY 1, 2", (article_id,))
    return [PageRef(warc=str(warc), offset=int(offset)) for warc, offset in rows]


def repeating(db: sqlite3.Connection, page: PageRef) -> list[Capture]:
    """The revisits that get their payload from a page."""
    rows = db.execute(
        "SELECT warc, warc_offset, id FROM captures WHERE original_warc = ? AND original_offset = ? ORDER BY 1, 2",
        (page.warc, page.offset),
    )
    return [
        Capture(page=PageRef(warc=str(warc), offset=int(offset)), id=str(id_), original=page)
        for warc, offset, id_ in rows
    ]


def drop(db: sqlite3.Connection, page: PageRef) -> None:
    """Take a page out: nothing of the catalogue points at it any more, but for lines as they were written."""
    where = (page.warc, page.offset)
    db.execute("DELETE FROM captures WHERE warc = ? AND warc_offset = ?", where)
    db.execute("UPDATE urls SET warc = NULL, warc_offset = NULL WHERE warc = ? AND warc_offset = ?", where)


def needed(db: sqlite3.Connection) -> list[tuple[str, str]]:
    """(file, file whose payloads it repeats): the second must not go while the first stays."""
    rows = db.execute("SELECT DISTINCT warc, original_warc FROM captures WHERE original_warc IS NOT NULL")
    return [(str(warc), str(original)) for warc, original in rows if warc != original]
