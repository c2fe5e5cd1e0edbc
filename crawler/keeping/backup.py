"""A consistent copy of a data folder in one tar file, made while a crawler writes.

First the catalogue is copied (SQLite's online backup, one read transaction): it fixes a moment. Then every file it
knows is copied up to the length it knows. Files only grow meanwhile, but for raw pages that go with age: those that
are gone are taken out of the copied catalogue. What a crash may leave (a line announced and not yet appended) is made
good from the catalogue, as at any start.
"""

from __future__ import annotations

import hashlib
import io
import os
import sqlite3
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

import orjson

from crawler.keeping.holding import copying
from pipelines.clock import Clock, iso, utc_now
from pipelines.errors import PresswatchError
from pipelines.store import pages
from pipelines.store.catalogue import FILE_NAME, open_catalogue
from pipelines.store.schema import VERSION

MANIFEST = "backup.json"
"""Last member: {"format", "version", "made", "files": {path: [bytes, BLAKE2b-256 in hex]}}."""
FORMAT = 1
CONFIGURATION = "config"
"""Folder of the configuration's files in a backup."""

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What a backup holds."""

    files: int
    size: int
    """Bytes of the backup itself."""
    articles: int
    gone: tuple[str, ...] = ()
    """Files of raw pages that were deleted meanwhile, or were missing before."""


def back_up(data: Path, target: Path, configuration: list[Path], clock: Clock = utc_now) -> Made:
    """Write a backup of a data folder to `target`, gzipped where its name ends in .gz or .tgz.

    configuration: its files. The target appears whole or not at all, and only its owner may read it. Raises
    PresswatchError where it exists or cannot be written, FolderBusy while files are rewritten, FolderError.
    """
    if target.exists():
        raise PresswatchError("cannot back up", str(target), "it exists", "give another name, or remove it")
    part = target.with_name(target.name + ".part")
    try:
        with copying(data), tempfile.TemporaryDirectory(prefix=".presswatch-", dir=target.parent) as spare:
            snapshot = Path(spare) / FILE_NAME
            made = _write(_Sources(data, snapshot, configuration), part, clock)
        part.replace(target)
        _sync(target.parent)
    except OSError as error:
        cause = error.strerror or str(error)
        raise PresswatchError("cannot back up", str(error.filename or target), cause, "see to it, try again") from error
    finally:
        part.unlink(missing_ok=True)
    return made


class _Sources:
    """What goes into a backup: the copied catalogue, and the files it knows."""

    def __init__(self, data: Path, snapshot: Path, configuration: list[Path]) -> None:
        self.data, self.snapshot, self.configuration = data, snapshot, configuration
        with_journal = open_catalogue(data, readonly=True)
        self.db = sqlite3.connect(snapshot, isolation_level=None)
        try:
            with_journal.backup(self.db)
        finally:
            with_journal.close()
        self.db.execute("PRAGMA journal_mode = DELETE")
        self.known: dict[str, int] = dict(self.db.execute("SELECT path, length FROM files ORDER BY path").fetchall())

    def close(self) -> int:
        """Finish the copied catalogue; how many articles it holds."""
        (articles,) = self.db.execute("SELECT count(*) FROM articles WHERE latest").fetchone()
        self.db.close()
        return int(articles)


def _write(sources: _Sources, part: Path, clock: Clock) -> Made:
    private = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)  # a configuration may hold cookies and keys
    with os.fdopen(private, "wb") as out:
        mode = "w:gz" if part.name.removesuffix(".part").endswith((".gz", ".tgz")) else "w:"
        with tarfile.open(fileobj=out, mode=mode) as tar:  # type: ignore[call-overload]  # the mode is one of two
            packer = _Packer(tar)
            gone = [path for path, length in sources.known.items() if not packer.add(path, sources.data / path, length)]
            lost = [path for path in gone if path.startswith(pages.FOLDER + "/")]
            pages.forget(sources.db, [Path(path).name for path in lost])
            for file in sources.configuration:
                packer.add(f"{CONFIGURATION}/{file.name}", file, file.stat().st_size)
            articles = sources.close()
            packer.add(FILE_NAME, sources.snapshot, sources.snapshot.stat().st_size)
            packer.finish(iso(clock()))
        out.flush()
        os.fsync(out.fileno())
    size = part.stat().st_size
    return Made(files=len(packer.digests), size=size, articles=articles, gone=tuple(lost))


class _Packer:
    """Appends files to a tar, and remembers what they held."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self.digests: dict[str, tuple[int, str]] = {}

    def add(self, name: str, file: Path, length: int) -> bool:
        """Append the first `length` bytes of a file, fewer where it has fewer; False where it is gone."""
        try:
            source = file.open("rb")
        except FileNotFoundError:
            return False
        with source:
            facts = os.fstat(source.fileno())
            info = tarfile.TarInfo(name)
            info.size, info.mtime, info.mode = min(length, facts.st_size), facts.st_mtime, 0o600
            reader = _Digesting(source, info.size)
            self._tar.addfile(info, cast("BinaryIO", reader))
        self.digests[name] = (info.size, reader.digest.hexdigest())
        return True

    def finish(self, now: str) -> None:
        """Append the manifest."""
        facts = {"format": FORMAT, "version": VERSION, "made": now, "files": self.digests}
        text = orjson.dumps(facts, option=orjson.OPT_INDENT_2)
        info = tarfile.TarInfo(MANIFEST)
        info.size, info.mode = len(text), 0o600
        self._tar.addfile(info, io.BytesIO(text))


class _Digesting:
    """The first bytes of a file, digested as they are read."""

    def __init__(self, source: BinaryIO, length: int) -> None:
        self._source, self._left = source, length
        self.digest = hashlib.blake2b(digest_size=32)

    def read(self, size: int = _BLOCK) -> bytes:
        """The next bytes."""
        data = self._source.read(min(size, self._left))
        self._left -= len(data)
        self.digest.update(data)
        return data


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
