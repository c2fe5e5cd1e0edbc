"""Dropping the text of old articles (keep_text): catalogue, index and files keep everything but the text."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import orjson

from pipelines.querying.document import document_of
from pipelines.store import fulltext, versions
from pipelines.store.forgetting import take_from_index
from pipelines.store.rebuilding import lay_out

DROPPED = "dropped by keep_text"
"""What the provenance of a dropped text says."""


def old_files(db: sqlite3.Connection, day: str, most: int) -> list[str]:
    """The oldest files of articles of days before `day` (YYYY-MM-DD) that hold text, at most so many."""
    rows = db.execute(
        "SELECT path FROM files WHERE path >= 'articles/' AND path < ? AND NOT textless ORDER BY path LIMIT ?",
        (f"articles/{day}", most),
    )
    return [str(row["path"]) for row in rows]


def drop_texts(db: sqlite3.Connection, folder: Path, path: str) -> None:
    """Drop the texts of one file, within the caller's transaction; the file follows after the commit."""
    rows = db.execute("SELECT key, id, latest, line FROM articles WHERE file = ?", (path,)).fetchall()
    for row in rows:
        held = orjson.loads(row["line"])
        if held["text"]:
            _drop(db, row, held)
    lay_out(db, folder, path)
    db.execute("UPDATE files SET textless = 1 WHERE path = ?", (path,))


def _drop(db: sqlite3.Connection, row: sqlite3.Row, held: dict[str, object]) -> None:
    if row["latest"]:
        take_from_index(db, row["key"], row["line"])
        fulltext.add(db, row["key"], document_of(held | {"text": ""}))
    else:
        versions.remove(db, row["key"], held)
        versions.add(db, row["key"], held | {"text": ""})
    provenance = held["provenance"]
    assert isinstance(provenance, dict)  # noqa: S101 - a stored line
    written = held | {"text": "", "provenance": provenance | {"text": DROPPED}}
    line = orjson.dumps(written, option=orjson.OPT_APPEND_NEWLINE)
    db.execute("UPDATE articles SET line = ? WHERE key = ?", (line, row["key"]))
    db.execute(
        "UPDATE urls SET link = json_set(link, '$.content', NULL)"
        " WHERE id = ? AND json_extract(link, '$.content') IS NOT NULL",
        (row["id"],),
    )
