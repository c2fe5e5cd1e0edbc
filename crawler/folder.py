"""A data folder held by this process: locked, opened, and made good after whatever happened to the last crawler."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from crawler.archive import Archive
from crawler.keeping.finishing import finish
from crawler.lock import FolderLock
from pipelines.clock import Clock, utc_now
from pipelines.errors import FolderError
from pipelines.store import files, handover, ledger
from pipelines.store.catalogue import FILE_NAME, open_catalogue

SMALL = 64 << 20
"""Bytes of a catalogue that is looked through at every start; a larger one only after a run that did not end."""


class HeldFolder:
    """DATA, for the one crawler that may write to it."""

    def __init__(self, folder: Path, command: str, clock: Clock = utc_now) -> None:
        """command: crawl or run, told to others who find the folder in use. Raises FolderBusy or FolderError."""
        self.path = folder
        self.command = command
        self.clock = clock
        self._lock = FolderLock(folder, command)
        try:
            self.db = open_catalogue(folder)
            check_sound(self.db, folder)
            self.warnings = make_good(self.db, folder)
            self.archive = Archive(folder / "pages", clock=clock)
        except BaseException:
            self._lock.close()
            raise

    def close(self) -> None:
        """Give it up."""
        self.archive.close()
        self.db.close()
        self._lock.close()


def check_sound(db: sqlite3.Connection, folder: Path) -> None:
    """Raise FolderError for a catalogue with damaged pages, before anything is built on them."""
    path = folder / FILE_NAME
    try:
        last = db.execute("SELECT ended FROM runs ORDER BY key DESC LIMIT 1").fetchone()
        if path.stat().st_size > SMALL and (last is None or last["ended"]):
            return
        found = [str(row[0]) for row in db.execute("PRAGMA quick_check(1)")]
    except sqlite3.DatabaseError as error:
        found = [str(error)]
    if found != ["ok"]:
        cause = " ".join(found[0].split())
        mend = "restore it from a backup, or move the folder away: articles/*.jsonl hold everything stored"
        raise FolderError("the catalogue is damaged", str(path), cause, mend)


def make_good(db: sqlite3.Connection, folder: Path) -> list[str]:
    """After a crash: files as long as the catalogue knows them, and nothing left as being worked on; warnings."""
    warnings = finish(db, folder)
    known = dict(db.execute("SELECT path, length FROM files WHERE path LIKE 'pages/%'").fetchall())
    warnings += [*Archive.recover(folder / "pages", known), *files.recover(db, folder)]
    ledger.release(db)
    handover.release(db)
    return warnings
