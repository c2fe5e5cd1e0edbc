"""What the full-text index holds: the folded tokens of the newest version of each article, and its odd spellings.

The index keeps no text, so what is taken out must be what was put in: both are made of the stored line by
pipelines.querying.fold.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any

from pipelines.querying.document import Document, document_of
from pipelines.querying.fts import COLUMNS, written

_NAMES = ", ".join(COLUMNS)
_ADD = f"INSERT INTO articles_fts (rowid, {_NAMES}) VALUES (?, ?, ?, ?, ?, ?)"  # noqa: S608 - constants
_REMOVE = f"INSERT INTO articles_fts (articles_fts, rowid, {_NAMES}) VALUES ('delete', ?, ?, ?, ?, ?, ?)"  # noqa: S608 - constants


def add(db: sqlite3.Connection, key: int, document: Document) -> None:
    """Put an article version in, within the caller's transaction. key: articles.key."""
    add_columns(db, key, columns_of(document))


def add_columns(db: sqlite3.Connection, key: int, columns: list[str]) -> None:
    """The same with what `columns_of` made of it."""
    db.execute(_ADD, (key, *columns))


def remove(db: sqlite3.Connection, key: int, held: Mapping[str, Any]) -> None:
    """Take one out, within the caller's transaction. held: its line as it was when it was put in."""
    db.execute(_REMOVE, (key, *columns_of(document_of(held))))


def columns_of(document: Document) -> list[str]:
    """What each column of the index holds of an article."""
    return [" ".join(tokens) for tokens in (*document.folded, map(written, document.unlike))]
