"""What the full-text index holds: the folded tokens of the newest version of each article, and its odd spellings.

The index keeps no text, so what is taken out must be what was put in: both are made of the stored line by
pipelines.querying.fold.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from pipelines.querying.document import Document, document_of
from pipelines.querying.fts import COLUMNS, written

_NAMES = ", ".join(COLUMNS)
_ADD = f"INSERT INTO articles_fts (rowid, {_NAMES}) VALUES (?, ?, ?, ?, ?, ?)"  # noqa: S608 - constants
_REMOVE = f"INSERT INTO articles_fts (articles_fts, rowid, {_NAMES}) VALUES ('delete', ?, ?, ?, ?, ?, ?)"  # noqa: S608 - constants
_COLLECTED = 16 << 20
"""Bytes of words that are held in memory where many articles come at once."""


def add(db: sqlite3.Connection, key: int, document: Document) -> None:
    """Put an article version in, within the caller's transaction. key: articles.key."""
    db.execute(_ADD, (key, *columns_of(document)))


def add_many(db: sqlite3.Connection, rows: Iterable[tuple[object, ...]]) -> None:
    """The same of many: the key of each, and what `columns_of` made of it."""
    db.executemany(_ADD, rows)


@contextmanager
def filled_at_once(db: sqlite3.Connection) -> Iterator[None]:
    """Let the index be filled in half the time: it collects more before it writes, and merges nothing on the way.

    hashsize is that of fts5_config.c, automerge section 6 of sqlite.org/fts5.html; afterwards both are what they were.
    """
    _set(db, hashsize=_COLLECTED, automerge=0)
    try:
        yield
    finally:
        _set(db, hashsize=1 << 20, automerge=4)


def remove(db: sqlite3.Connection, key: int, held: Mapping[str, Any]) -> None:
    """Take one out, within the caller's transaction. held: its line as it was when it was put in."""
    db.execute(_REMOVE, (key, *columns_of(document_of(held))))


def _set(db: sqlite3.Connection, **options: int) -> None:
    db.executemany("INSERT INTO articles_fts (articles_fts, rank) VALUES (?, ?)", options.items())


def columns_of(document: Document) -> list[str]:
    """What each column of the index holds of an article."""
    return [" ".join(tokens) for tokens in (*document.folded, map(written, document.unlike))]
