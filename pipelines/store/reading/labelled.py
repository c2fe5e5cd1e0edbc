"""Articles that reviewers labelled, each with its latest label that stands."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipelines.store.reading.articles import by_ids
from pipelines.store.reading.opening import reading

_LABELS = """
SELECT article, label FROM marks m WHERE undone IS NULL AND label IS NOT NULL AND key =
(SELECT max(key) FROM marks l WHERE l.article = m.article AND l.undone IS NULL AND l.label IS NOT NULL) ORDER BY key
"""
_AT_ONCE = 100


@contextmanager
def labelled(folder: Path) -> Iterator[Iterator[dict[str, Any]]]:
    """Records with the label as `topic`, in the order in which they were labelled."""
    with reading(folder) as db:
        yield _rows(db)


def _rows(db: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    pairs = [(row["article"], row["label"]) for row in db.execute(_LABELS)]
    for start in range(0, len(pairs), _AT_ONCE):
        part = pairs[start : start + _AT_ONCE]
        held = by_ids(db, [article for article, _ in part])
        yield from (held[article] | {"topic": label} for article, label in part if article in held)
