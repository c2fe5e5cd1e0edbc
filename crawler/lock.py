"""One crawler a data folder: DATA/crawler.lock is held with flock, which a dead process gives up by itself."""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path
from typing import Any

import orjson

from pipelines.clock import iso, utc_now
from pipelines.errors import FolderBusy, FolderError

FILE_NAME = "crawler.lock"


class FolderLock:
    """Holds a data folder for as long as it is open."""

    def __init__(self, folder: Path, command: str) -> None:
        """Raises FolderBusy when another crawler holds it, FolderError when the folder cannot be used."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._handle = os.open(folder / FILE_NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            cause = error.strerror or str(error)
            raise FolderError("cannot use the data folder", str(folder), cause, "choose another with --data") from error
        if not _locked(self._handle):
            os.close(self._handle)
            raise _busy(folder)
        holder = {"pid": os.getpid(), "command": command, "started": iso(utc_now())}
        os.ftruncate(self._handle, 0)
        os.pwrite(self._handle, orjson.dumps(holder), 0)

    def close(self) -> None:
        """Give the folder up."""
        os.close(self._handle)


def _locked(handle: int) -> bool:
    """Take the lock, in a few tries: one who only looks whether it is held has it for a moment."""
    for pause in (0.0, 0.02, 0.05, 0.1, 0.2):
        time.sleep(pause)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            continue
        return True
    return False


def holder_of(folder: Path) -> dict[str, Any] | None:
    """{"pid", "command", "started"} of the crawler that holds a data folder; None where none does."""
    try:
        handle = os.open(folder / FILE_NAME, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _read(handle)
    finally:
        os.close(handle)
    return None


def _read(handle: int) -> dict[str, Any]:
    try:
        holder: dict[str, Any] = orjson.loads(os.pread(handle, 4096, 0))
    except orjson.JSONDecodeError:  # the other one is just writing it
        return {"pid": 0, "command": "unknown", "started": ""}
    return holder


def _busy(folder: Path) -> FolderBusy:
    holder = holder_of(folder) or {"pid": 0, "command": "crawler"}
    return FolderBusy(
        "the data folder is in use",
        str(folder),
        f"`presswatch {holder['command']}` with process id {holder['pid']} holds it",
        "stop that one, or give another --data",
    )
