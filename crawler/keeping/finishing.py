"""Doing what a commit decided about files: right after it, or at the next start."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from crawler.keeping.blanking import blank
from pipelines.store.forgetting import purge
from pipelines.store.rebuilding import Rewrite, decided, done, drop_strays, put_in_place


def finish(db: sqlite3.Connection, folder: Path) -> list[str]:
    """Do everything that `rewrites` holds, each step such that doing it again is harmless; warnings for a start.

    Raises OSError where the disk refuses; what is left is done at the next start.
    """
    rewrites = decided(db)
    for rewrite in rewrites:
        _do(db, folder, rewrite)
    done(db, rewrites)
    drop_strays(folder)
    return [f"{len(rewrites)} changes of files made good after an interrupted removal"] if rewrites else []


def _do(db: sqlite3.Connection, folder: Path, rewrite: Rewrite) -> None:
    if rewrite.how == "blank":
        blank(folder / rewrite.path, rewrite.start, rewrite.length)
    elif rewrite.how == "purge":
        purge(db)
    else:
        put_in_place(folder, rewrite)
