"""A catalogue beside a folder of stored lines, so that they can be reviewed, searched and exported.

It is made in FOLDER/presswatch.db, or in the user's cache where the folder cannot be written to. A table `indexed`
marks such a catalogue and knows the files: what grew or came is entered at the next start. Where a file was rewritten
or went, it is made anew, except where decisions were written into it: then only what is new is entered. A catalogue of
a crawl is never touched.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path

import orjson

from crawler.lock import FolderLock
from pipelines.errors import FolderBusy, FolderError
from pipelines.store.catalogue import FILE_NAME, open_catalogue
from pipelines.store.taking_over import Place, Tell, apply_changes, enter, index
from pipelines.stored_lines import BadLine

_NEW = ".presswatch-index"
"""Folder in which a catalogue is made before it is put in place."""
_TAIL = 65_536
"""Bytes by whose digest a file is known to have only grown."""
_LONGEST = 64 << 20
"""Bytes of a line; what is longer is no article."""
_INDEXED = """
CREATE TABLE IF NOT EXISTS indexed (path TEXT PRIMARY KEY, length INTEGER, mtime INTEGER, tail TEXT) WITHOUT ROWID
"""
_DECIDED = "SELECT 1 FROM marks UNION SELECT 1 FROM remarks"
"""Whether anybody wrote into it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which folder, and how."""

    folder: Path
    zone: tzinfo
    """Whose calendar days articles are put under."""
    tell: Tell
    """Told how far it is: (what, done, of)."""
    cache: Path
    """Where catalogues of folders go that cannot be written to."""


@dataclass(slots=True, kw_only=True)
class Indexed:
    """What came of it."""

    data: Path
    """The data folder to open."""
    articles: int = 0
    """Articles that were indexed now."""
    unusable: list[str] = field(default_factory=list)
    """The first lines that are no stored article, and why."""
    left_out: int = 0
    """How many there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """A file as it is now."""

    path: str
    """Below the folder."""
    length: int
    mtime: int


def user_cache() -> Path:
    """Where programs keep what can be made anew (XDG Base Directory Specification)."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "presswatch"


def catalogue_beside(asked: Asked) -> Indexed:
    """A folder with a catalogue of what stands in the lines of `asked.folder`; the folder itself where it has its own.

    Raises FolderError where no line is a stored article, or nothing can be written.
    """
    home = _home(asked)
    has_one = (home / FILE_NAME).exists()
    files = list(_files(asked.folder))
    if (has_one and not _is_stale(home, files)) or not files:
        return Indexed(data=home if has_one else asked.folder)
    try:
        lock = FolderLock(home, "review")
    except FolderBusy:
        if has_one:
            return Indexed(data=home)  # as it was a moment ago
        raise
    try:
        return _refresh(asked, home, files)
    except OSError as error:
        cause = error.strerror or str(error)
        raise FolderError("cannot make an index", str(home), cause, "make room for it") from error
    finally:
        lock.close()


def _home(asked: Asked) -> Path:
    """Where the catalogue is, or is to be."""
    folder = asked.folder
    if (folder / FILE_NAME).exists() or not folder.is_dir() or os.access(folder, os.W_OK):
        return folder
    name = hashlib.blake2b(str(folder.resolve()).encode(), digest_size=8).hexdigest()
    return asked.cache / "indexes" / name


def _files(folder: Path) -> Iterator[_File]:
    """The files of lines below a folder, hidden folders left out, in one order."""
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if name.endswith(".jsonl"):
                path = Path(parent, name)
                facts = path.stat()
                relative = path.relative_to(folder).as_posix()
                yield _File(path=relative, length=facts.st_size, mtime=facts.st_mtime_ns)


def _is_stale(home: Path, files: list[_File]) -> bool:
    """Whether a catalogue was made here from files that are others now."""
    db = open_catalogue(home, readonly=True)
    try:
        return _is_ours(db) and _known(db) != {file.path: (file.length, file.mtime) for file in files}
    finally:
        db.close()


def _is_ours(db: sqlite3.Connection) -> bool:
    """Made from files, and never crawled into."""
    made = db.execute("SELECT 1 FROM sqlite_master WHERE name = 'indexed'").fetchone()
    return bool(made) and db.execute("SELECT 1 FROM runs LIMIT 1").fetchone() is None


def _known(db: sqlite3.Connection) -> dict[str, tuple[int, int]]:
    return {path: (length, mtime) for path, length, mtime in db.execute("SELECT path, length, mtime FROM indexed")}


def _refresh(asked: Asked, home: Path, files: list[_File]) -> Indexed:
    """Enter what is new, or make it all."""
    if (home / FILE_NAME).exists():
        db = open_catalogue(home)
        try:
            if _only_grew(db, asked.folder, files) or db.execute(_DECIDED).fetchone():
                return _take(db, asked, files, Indexed(data=home))
        finally:
            db.close()
    return _make(asked, home, files)


def _make(asked: Asked, home: Path, files: list[_File]) -> Indexed:
    """Make a catalogue aside, and put it in place when it is whole: killed before, it is made anew."""
    aside = home / _NEW
    shutil.rmtree(aside, ignore_errors=True)
    db = open_catalogue(aside)
    try:
        db.execute("PRAGMA journal_mode = OFF")  # what fails is thrown away
        db.execute("PRAGMA synchronous = OFF")
        db.execute("PRAGMA cache_size = -64000")
        db.execute(_INDEXED)
        later = _without_indexes(db)
        done = _take(db, asked, files, Indexed(data=home))
        for index_of_it in later:
            db.execute(index_of_it)
        db.execute("PRAGMA journal_mode = WAL")
    finally:
        db.close()
    if not done.articles:
        shutil.rmtree(aside)
        why = done.unusable[0] if done.unusable else "its files are empty"
        raise FolderError("nothing to review", str(asked.folder), f"no line is a stored article: {why}", "give another")
    _sync(aside / FILE_NAME)
    for ending in ("-wal", "-shm"):
        (home / (FILE_NAME + ending)).unlink(missing_ok=True)
    (aside / FILE_NAME).replace(home / FILE_NAME)
    shutil.rmtree(aside)
    return done


def _without_indexes(db: sqlite3.Connection) -> list[str]:
    """Drop the indexes of `articles`, which cost less when they are made at the end; the statements that make them."""
    where = "type = 'index' AND tbl_name = 'articles' AND sql NOT NULL"
    found = db.execute(f"SELECT name, sql FROM sqlite_master WHERE {where}").fetchall()  # noqa: S608 - constants
    for name, _ in found:
        db.execute(f"DROP INDEX {name}")
    return [str(sql) for _, sql in found]


def _only_grew(db: sqlite3.Connection, folder: Path, files: list[_File]) -> bool:
    """Whether all that was read still stands."""
    lengths = {file.path: file.length for file in files}
    rows = db.execute("SELECT path, length, tail FROM indexed").fetchall()
    return all(lengths.get(path, -1) >= length and _tail(folder / path, length) == tail for path, length, tail in rows)


def _take(db: sqlite3.Connection, asked: Asked, files: list[_File], done: Indexed) -> Indexed:
    """Enter and index, in one transaction, what the catalogue does not know of the files."""
    known = _known(db)
    db.execute("BEGIN IMMEDIATE")
    try:
        (key,) = db.execute("SELECT coalesce(max(key), 0) FROM articles").fetchone()
        (change,) = db.execute("SELECT coalesce(max(seq), 0) FROM changes").fetchone()
        total, read = sum(file.length for file in files), 0
        for file in files:
            if known.pop(file.path, None) != (file.length, file.mtime):
                _enter_file(db, asked, file, done)
            read += file.length
            asked.tell("read", read, total)
        db.executemany("DELETE FROM indexed WHERE path = ?", [(gone,) for gone in known])
        done.articles = index(db, int(key), asked.tell)
        apply_changes(db, int(change))
        _enter_pages(db, asked.folder, int(key), done)
        db.execute("COMMIT")
    except BaseException:
        db.execute("ROLLBACK")
        raise
    return done


def _enter_file(db: sqlite3.Connection, asked: Asked, file: _File, done: Indexed) -> None:
    """Enter the lines behind what was read of a file before; a last one that is not whole yet is read next time."""
    path = asked.folder / file.path
    row = db.execute("SELECT length, tail FROM indexed WHERE path = ?", (file.path,)).fetchone()
    start = int(row[0]) if row and row[0] <= file.length and _tail(path, row[0]) == row[1] else 0
    with path.open("rb") as stream:
        stream.seek(start)
        while line := stream.readline(_LONGEST):
            whole = line.endswith(b"\n")
            usable = not line.strip() or _enter_line(db, asked, (line if whole else line + b"\n", start), (file, done))
            if not whole and not usable:
                break
            start += len(line)
    values = (file.path, start, file.mtime, _tail(path, start))
    db.execute("INSERT OR REPLACE INTO indexed (path, length, mtime, tail) VALUES (?, ?, ?, ?)", values)
    if file.path.startswith(("articles/", "changes/")) and asked.folder == done.data:
        _expect(db, file.path, start)


def _expect(db: sqlite3.Connection, path: str, length: int) -> None:
    """A crawl into this folder finds a file as it is, and goes on behind it."""
    db.execute("INSERT OR REPLACE INTO files (path, length, synced) VALUES (?1, ?2, ?2)", (path, length))


def _enter_line(db: sqlite3.Connection, asked: Asked, given: tuple[bytes, int], into: tuple[_File, Indexed]) -> bool:
    """Whether it could be used. given: the line and where it begins."""
    (line, offset), (file, done) = given, into
    try:
        enter(db, line, Place(file=file.path, offset=offset), asked.zone)
    except BadLine as error:
        done.left_out += 1
        if len(done.unusable) < 5:
            done.unusable.append(f"{file.path} at byte {offset}: {error}")
        return False
    return True


def _enter_pages(db: sqlite3.Connection, folder: Path, after: int, done: Indexed) -> None:
    """Enter the raw pages that lie beside the lines."""
    found = {path.name: path.stat().st_size for path in (folder / "pages").glob("*.warc.gz")}
    if not found or folder != done.data:
        return
    for name, length in found.items():
        _expect(db, f"pages/{name}", length)
    rows = db.execute("SELECT id, line FROM articles WHERE key > ?", (after,))
    pages = ((row["id"], orjson.loads(row["line"])["page"]) for row in rows)
    db.executemany(
        "INSERT OR IGNORE INTO captures (id, warc, warc_offset) VALUES (?, ?, ?)",
        [(ident, page["warc"], page["offset"]) for ident, page in pages if page and page["warc"] in found],
    )


def _tail(path: Path, length: int) -> str:
    """Digest of the bytes before a length."""
    with path.open("rb") as stream:
        stream.seek(max(0, length - _TAIL))
        return hashlib.blake2b(stream.read(min(length, _TAIL)), digest_size=16).hexdigest()


def _sync(path: Path) -> None:
    with path.open("rb") as stream:
        os.fsync(stream.fileno())
