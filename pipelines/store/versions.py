"""The full-text index of versions that were replaced by newer ones: when a phrase appeared, and when it went.

`articles_fts` holds newest versions; few articles are ever revised, so what is held here is small beside it. What is
taken out must be what was put in, as there.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any

from pipelines.querying.document import document_of
from pipelines.querying.fts import COLUMNS
from pipelines.store.fulltext import columns_of

_NAMES = ", ".join(COLUMNS)
_MARKS = ", ".join("?" * len(COLUMNS))
_ADD = f"INSERT INTO versions_fts (rowid, {_NAMES}) VALUES (?, {_MARKS})"  # noqa: S608 - constants
_REMOVE = f"INSERT INTO versions_fts (versions_fts, rowid, {_NAMES}) VALUES ('delete', ?, {_MARKS})"  # noqa: S608 - constants


def add(db: sqlite3.Connection, key: int, held: Mapping[str, Any]) -> None:
    """Put in a version that was the newest until now. key: articles.key; held: its line."""
    add_columns(db, key, _columns(held))


def add_columns(db: sqlite3.Connection, key: int, columns: list[str]) -> None:
    """The same with what pipelines.store.fulltext.columns_of made of it."""
    db.execute(_ADD, (key, *columns))


def remove(db: sqlite3.Connection, key: int, held: Mapping[str, Any]) -> None:
    """Take one out. held: its line as it was when it was put in."""
    db.execute(_REMOVE, (key, *_columns(held)))


def _columns(held: Mapping[str, Any]) -> list[str]:
    return columns_of(document_of(held))
