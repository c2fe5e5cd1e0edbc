"""Making a data folder from a backup. Nothing of the archive's own names is trusted; the catalogue comes last."""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import sqlite3
import tarfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

import orjson

from crawler.folder import make_good
from crawler.keeping.backup import FORMAT, MANIFEST
from crawler.lock import FILE_NAME as LOCK
from crawler.lock import FolderLock
from pipelines.errors import FolderError, PresswatchError
from pipelines.store.catalogue import FILE_NAME
from pipelines.store.rebuilding import sync_folder
from pipelines.store.schema import VERSION

_NAME = re.compile(
    r"presswatch\.db|backup\.json|config/[a-z]+\.toml|pages/[\w-]+\.warc\.gz"
    r"|articles/\d{4}-\d\d-\d\d/[\w-]+\.jsonl|changes/\d{4}-\d\d-\d\d\.jsonl"
)
"""What may lie in a backup; anything else, as a path that leads out of the folder, is refused."""
_BLOCK = 1 << 20
_LARGEST_MANIFEST = 500_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What came out of a backup."""

    made: str
    """When the backup was made, ISO."""
    files: int
    articles: int
    mended: tuple[str, ...]
    """What was made good, since a crawler was writing when the backup was made."""


def restore(source: Path, data: Path) -> Restored:
    """Make the data folder `data`, which must be empty or missing. Verified: sizes, digests, the catalogue itself.

    Raises FolderError for a folder that is not empty, PresswatchError for a file that is no whole, sound backup; what
    was unpacked by then is removed again.
    """
    _check_empty(data)
    lock = FolderLock(data, "restore")
    unpacked = _Unpacked(data)
    try:
        made = _unpack(source, unpacked)
        articles, mended = _check_catalogue(data, unpacked.fresh(FILE_NAME))
        unpacked.fresh(FILE_NAME).replace(data / FILE_NAME)
        sync_folder(data)
    except BaseException:
        unpacked.remove()
        raise
    finally:
        lock.close()
    return Restored(made=made, files=len(unpacked.digests), articles=articles, mended=tuple(mended))


def _check_empty(data: Path) -> None:
    found = sorted(path.name for path in data.iterdir()) if data.is_dir() else []
    if set(found) - {LOCK, "lost+found"}:
        cause = f"it holds {found[0]} and {len(found) - 1} more" if len(found) > 1 else f"it holds {found[0]}"
        raise FolderError("cannot restore", str(data), cause, "give an empty or new folder with --data")


class _Unpacked:
    """Files written below a folder, and what they hold."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self.digests: dict[str, list[Any]] = {}

    def fresh(self, name: str) -> Path:
        """Where a member is written: the catalogue gets its name only when all is well."""
        return self._data / (f"{name}.restoring" if name == FILE_NAME else name)

    def write(self, info: tarfile.TarInfo, content: BinaryIO) -> None:
        """Write a member, on the disk when this returns."""
        path, digest, size = self.fresh(info.name), hashlib.blake2b(digest_size=32), 0
        path.parent.mkdir(parents=True, exist_ok=True)
        self.digests[info.name] = []
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600), "wb") as out:
            while block := content.read(_BLOCK):
                out.write(block)
                digest.update(block)
                size += len(block)
            out.flush()
            os.fsync(out.fileno())
        os.utime(path, (info.mtime, info.mtime))
        self.digests[info.name] = [size, digest.hexdigest()]

    def remove(self) -> None:
        """Take everything away again."""
        for name in self.digests:
            self.fresh(name).unlink(missing_ok=True)
        for suffix in ("-wal", "-shm", "-journal"):
            self._data.joinpath(f"{FILE_NAME}.restoring{suffix}").unlink(missing_ok=True)
        for folder in sorted({self.fresh(name).parent for name in self.digests}, reverse=True):
            while folder != self._data and folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
                folder = folder.parent  # noqa: PLW2901 - upwards


def _unpack(source: Path, unpacked: _Unpacked) -> str:
    """Write all members, and hold them against the manifest; when the backup was made."""
    manifest: dict[str, Any] | None = None
    try:
        with tarfile.open(source, "r|*") as tar:
            for info in tar:
                content = _checked(info, source, unpacked, tar)
                if info.name == MANIFEST:
                    manifest = orjson.loads(content.read(_LARGEST_MANIFEST))
                else:
                    unpacked.write(info, content)
    except (tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError, orjson.JSONDecodeError) as error:
        raise _unsound(source, f"it cannot be read ({error})") from error
    except OSError as error:
        cause = error.strerror or str(error)
        raise PresswatchError("cannot restore", str(error.filename or source), cause, "see to it, try again") from error
    return _verified(source, unpacked, manifest)


def _checked(info: tarfile.TarInfo, source: Path, unpacked: _Unpacked, tar: tarfile.TarFile) -> BinaryIO:
    if not info.isreg() or not _NAME.fullmatch(info.name) or info.name in unpacked.digests:
        raise _unsound(source, f"it holds {info.name[:100]!r}, which no backup does")
    return cast("BinaryIO", tar.extractfile(info))


def _verified(source: Path, unpacked: _Unpacked, manifest: dict[str, Any] | None) -> str:
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise _unsound(source, "its table of contents is missing or of another kind")
    if manifest.get("version", 0) > VERSION:
        mend = "install the newer presswatch"
        raise PresswatchError("cannot restore", str(source), "a newer presswatch made it", mend)
    wrong = [name for name in manifest["files"] if unpacked.digests.get(name) != manifest["files"][name]]
    if wrong or FILE_NAME not in unpacked.digests or unpacked.digests.keys() != manifest["files"].keys():
        raise _unsound(source, f"{wrong[0] if wrong else 'a file'} is not what was backed up")
    return str(manifest.get("made"))


def _check_catalogue(data: Path, file: Path) -> tuple[int, list[str]]:
    """Look the catalogue over, and bring the files to what it knows; how many articles it holds, and what was mended.

    An older version is left as it is, for `presswatch migrate`.
    """
    try:
        db = sqlite3.connect(file, isolation_level=None)
        db.row_factory = sqlite3.Row
        try:
            (sound,) = db.execute("PRAGMA integrity_check(1)").fetchone()
            if sound != "ok":
                raise _unsound(file, f"the catalogue is damaged: {sound}")
            (version,) = db.execute("PRAGMA user_version").fetchone()
            (articles,) = db.execute("SELECT count(*) FROM articles WHERE latest").fetchone()
            return int(articles), make_good(db, data) if version == VERSION else []
        finally:
            db.close()
    except sqlite3.DatabaseError as error:
        raise _unsound(file, f"the catalogue is damaged: {error}") from error


def _unsound(source: Path, cause: str) -> PresswatchError:
    return PresswatchError("cannot restore", str(source), cause, "take another backup")
