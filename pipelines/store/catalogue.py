"""Opening the catalogue: DATA/presswatch.db, SQLite in WAL mode with synchronous=FULL."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from pipelines.errors import FolderError
from pipelines.store.schema import MIGRATIONS, VERSION

FILE_NAME = "presswatch.db"


def open_catalogue(folder: Path, *, readonly: bool = False) -> sqlite3.Connection:
    """The catalogue of a data folder; for writing it is made if need be.

    Autocommit mode: transactions are opened by hand. Rows come as sqlite3.Row. Raises FolderError for a folder that is
    missing (readonly), not writable, damaged, older (run `presswatch migrate`) or newer than this program.
    """
    path = folder / FILE_NAME
    if readonly and not path.exists():
        raise FolderError(
            "no data", str(folder), "nothing was crawled into it yet", "run `presswatch crawl` or give --data"
        )
    try:
        db = _connect(path, readonly=readonly)
        _check_version(db, path, fresh=not readonly)
    except sqlite3.DatabaseError as error:
        raise FolderError("cannot open the catalogue", str(path), str(error), _mend(error)) from error
    except OSError as error:
        raise FolderError(
            "cannot use the data folder", str(folder), _why(error), "choose another with --data"
        ) from error
    return db


def migrate(folder: Path) -> tuple[int, int]:
    """Raise a data folder to this program's version; returns (from, to). One transaction a step: killed, it resumes."""
    if not (folder / FILE_NAME).exists():
        raise FolderError("nothing to migrate", str(folder), "there is no catalogue", "give --data")
    db = _connect(folder / FILE_NAME, readonly=False)
    before = _version(db)
    if before > VERSION:
        raise _too_new(folder / FILE_NAME, before)
    _raise_version(db, before)
    db.close()
    return before, VERSION


def _connect(path: Path, *, readonly: bool) -> sqlite3.Connection:
    if readonly:
        db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=30, isolation_level=None)
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        # the connection is made by one thread and used by the writer's
        db = sqlite3.connect(path, timeout=60, isolation_level=None, check_same_thread=False)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA cache_size = -8000")  # full within minutes, so that a crawler's memory then stands still
    db.row_factory = sqlite3.Row
    return db


def _version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def _check_version(db: sqlite3.Connection, path: Path, *, fresh: bool) -> None:
    version = _version(db)
    if version == 0 and fresh and not db.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
        _raise_version(db, 0)
    elif version > VERSION:
        raise _too_new(path, version)
    elif version < VERSION:
        raise FolderError(
            "the data folder is of an older version",
            str(path),
            f"it has version {version}, this program writes {VERSION}",
            "run `presswatch migrate`",
        )


def _raise_version(db: sqlite3.Connection, version: int) -> None:
    for step, script in enumerate(MIGRATIONS[version:], version + 1):
        db.executescript(f"BEGIN IMMEDIATE;\n{script}\nPRAGMA user_version = {step};\nCOMMIT;")


def _too_new(path: Path, version: int) -> FolderError:
    return FolderError(
        "the data folder is of a newer version",
        str(path),
        f"it has version {version}, this program knows {VERSION}",
        "install the newer presswatch",
    )


def _mend(error: sqlite3.DatabaseError) -> str:
    if "readonly" in str(error) or "unable to open" in str(error):
        return "check that the folder exists and is writable, or choose another with --data"
    if "locked" in str(error):
        return "another program holds it; try again when it is done"
    return "restore it from a backup; articles/*.jsonl hold everything stored"


def _why(error: OSError) -> str:
    return error.strerror or str(error)
