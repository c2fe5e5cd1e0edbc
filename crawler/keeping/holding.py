"""Holding a data folder for a piece of work that is no crawl, and keeping backups and rewriting apart."""

from __future__ import annotations

import fcntl
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crawler.folder import HeldFolder
from pipelines.errors import FolderBusy

log = logging.getLogger("presswatch")


@contextmanager
def held_alone(held: HeldFolder) -> Iterator[HeldFolder]:
    """A held folder in which files may be rewritten; given up at the end. Raises FolderBusy during a backup."""
    try:
        for warning in held.warnings:
            log.warning("%s", warning)
        with rewriting(held.path):
            yield held
    finally:
        held.close()


@contextmanager
def rewriting(folder: Path) -> Iterator[None]:
    """While files are rewritten, no backup reads them. Raises FolderBusy where one does."""
    with _locked(folder, fcntl.LOCK_EX, "a backup is being made of it"):
        yield


@contextmanager
def copying(folder: Path) -> Iterator[None]:
    """While files are copied they only grow. Raises FolderBusy where they are being rewritten."""
    with _locked(folder, fcntl.LOCK_SH, "its files are being rewritten"):
        yield


@contextmanager
def _locked(folder: Path, kind: int, cause: str) -> Iterator[None]:
    """A lock on the folder itself (flock), beside the crawler's: a dead process gives it up."""
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        try:
            fcntl.flock(handle, kind | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise FolderBusy("the data folder is in use", str(folder), cause, "try again when that is done") from error
        yield
    finally:
        os.close(handle)


def leftovers(folder: Path) -> list[Path]:
    """Files in which something was set aside after a crash: no catalogue knows what they hold."""
    return sorted(folder.rglob("*.bad"))
