"""Whose an error is that was met while writing: the disk's, a lock's, the catalogue's, or the one job's that met it.

A job that cannot be written is undone alone, and all others go on; only what would meet every job stops the writer.
Codes: https://sqlite.org/rescode.html, errno(3).
"""

from __future__ import annotations

import errno
import sqlite3
from enum import StrEnum

_OF_THE_DISK = frozenset(
    {
        errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS, errno.EFBIG, errno.ENXIO, errno.ENODEV, errno.ESTALE,
        errno.ENOMEM, errno.EMFILE, errno.ENFILE, errno.EACCES, errno.EPERM,
    }
)  # fmt: skip
_CODES_OF_THE_DISK = frozenset(
    {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}
)
_CODES_OF_DAMAGE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


class Blame(StrEnum):
    """What an error is due to."""

    DISK = "disk"
    """No room, no right, or no working disk: everything else would fail as well."""
    LOCK = "lock"
    """Another program writes to the catalogue."""
    DAMAGE = "damage"
    """The catalogue cannot be read."""
    JOB = "job"
    """What one job asks for, or holds: a fault of ours, or data that cannot be stored."""


MEND = {
    Blame.DISK: "free space or mend the disk, then start again: nothing that was stored is lost",
    Blame.LOCK: "end the other program that writes to it, then start again: nothing that was stored is lost",
    Blame.DAMAGE: "restore it from a backup; articles/*.jsonl hold everything stored",
    Blame.JOB: "a fault of presswatch itself, the log says more; start again: nothing that was stored is lost",
}
"""What to do where such an error has stopped the writer."""


def blame(error: BaseException) -> Blame:
    """What an error is due to, by its code. Pure."""
    if isinstance(error, OSError):
        return Blame.DISK if error.errno in _OF_THE_DISK else Blame.JOB
    if not isinstance(error, sqlite3.Error):
        return Blame.JOB
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF  # without it: raised by Python's module
    if code in _CODES_OF_THE_DISK:
        return Blame.DISK
    if code in _CODES_OF_DAMAGE:
        return Blame.DAMAGE
    return Blame.LOCK if code == sqlite3.SQLITE_BUSY else Blame.JOB
