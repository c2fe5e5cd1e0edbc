"""The catalogue, for reading."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.errors import FolderError
from pipelines.store.catalogue import FILE_NAME, open_catalogue


@contextmanager
def reading(folder: Path) -> Iterator[sqlite3.Connection]:
    """A connection that cannot write, with its own temporary tables in memory; closed at the end.

    Raises FolderError where the folder is missing, or damaged as far as it is read.
    """
    db = open_catalogue(folder, readonly=True)
    try:
        db.execute("PRAGMA temp_store = MEMORY")
        yield db
    except sqlite3.OperationalError as error:
        raise FolderError("cannot read the catalogue", str(folder / FILE_NAME), str(error), "try again") from error
    except sqlite3.DatabaseError as error:
        mend = "restore it from a backup; articles/*.jsonl hold everything stored"
        raise FolderError("the catalogue is damaged", str(folder / FILE_NAME), str(error), mend) from error
    finally:
        db.close()
