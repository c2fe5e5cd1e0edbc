"""A catalogue beside a folder of stored lines, so that they can be reviewed, searched and exported.

It is made in FOLDER/presswatch.db, or in the user's cache where the folder cannot be written to. A table `indexed`
marks such a catalogue and knows the files: what grew or came is entered at the next start. Where a file was rewritten
or went, it is made anew, except where decisions were written into it that stand in no file: then only what is new is
entered. A catalogue of a crawl is never touched.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path

from crawler.keeping.line_files import LineFile, files_below, revised, tail_of, whole_lines
from crawler.lock import FolderLock
from pipelines.errors import FolderBusy, FolderError
from pipelines.store.catalogue import FILE_NAME, open_catalogue
from pipelines.store.fulltext import filled_at_once
from pipelines.store.line_rows import LineRows
from pipelines.store.restoring import DECISIONS, apply_changes
from pipelines.store.rows_aside import with_rows
from pipelines.store.taking_over import Given, Line, Taking
from pipelines.stored_lines import BadLine

Tell = Callable[[int, int], None]
"""Told how far it is: the bytes that are read, and of how many."""

_NEW = ".presswatch-index"
"""Folder in which a catalogue is made before it is put in place."""
_INDEXED = """
CREATE TABLE IF NOT EXISTS indexed (path TEXT PRIMARY KEY, length INTEGER, mtime INTEGER, tail TEXT) WITHOUT ROWID
"""
_DECIDED = """
SELECT file, max(file_offset + length(line)) FROM changes WHERE field IN ({}) GROUP BY file
""".format(", ".join(f"'{name}'" for name in sorted(DECISIONS)))
"""Up to where files hold what reviewers said."""
_GIVEN = "given/"
"""Before the names of files of a folder that could not be written to, so that the catalogue's own are others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which folder, and how."""

    folder: Path
    zone: tzinfo
    """Whose calendar days articles are put under."""
    tell: Tell
    """Told how far it is."""
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


def user_cache() -> Path:
    """Where programs keep what can be made anew (XDG Base Directory Specification)."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "presswatch"


def catalogue_beside(asked: Asked) -> Indexed:
    """A folder with a catalogue of what stands in the lines of `asked.folder`; the folder itself where it has its own.

    Raises FolderError where no line is a stored article, or nothing can be written.
    """
    home = _home(asked)
    has_one = (home / FILE_NAME).exists()
    files = list(files_below(asked.folder))
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


def _is_stale(home: Path, files: list[LineFile]) -> bool:
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


def _refresh(asked: Asked, home: Path, files: list[LineFile]) -> Indexed:
    """Enter what is new, or make it all."""
    if (home / FILE_NAME).exists():
        db = open_catalogue(home)
        try:
            if _only_grew(db, asked.folder, files) or _is_alone_in_knowing(db, files, own=asked.folder == home):
                return _take(db, asked, files, Indexed(data=home))
        finally:
            db.close()
    return _make(asked, home, files)


def _is_alone_in_knowing(db: sqlite3.Connection, files: list[LineFile], *, own: bool) -> bool:
    """Whether it holds what reviewers said and no file does."""
    lengths = {_named(file.path, own=own): file.length for file in files}
    return any(lengths.get(path, 0) < length for path, length in db.execute(_DECIDED))


def _named(path: str, *, own: bool) -> str:
    """A file as the catalogue calls it. own: whether the catalogue stands in the folder of the file."""
    return path if own else _GIVEN + path


def _make(asked: Asked, home: Path, files: list[LineFile]) -> Indexed:
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
        with filled_at_once(db):
            done = _take(db, asked, files, Indexed(data=home))
        for index_of_it in later:
            db.execute(index_of_it)
        db.execute("PRAGMA journal_mode = WAL")
    except BaseException:
        shutil.rmtree(aside)
        raise
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
    """Drop indexes that cost less when they are made at the end; the statements that make them."""
    where = "type = 'index' AND tbl_name IN ('articles', 'urls', 'credits') AND sql NOT NULL"
    found = db.execute(f"SELECT name, sql FROM sqlite_master WHERE {where}").fetchall()  # noqa: S608 - constants
    for name, _ in found:
        db.execute(f"DROP INDEX {name}")
    return [str(sql) for _, sql in found]


def _only_grew(db: sqlite3.Connection, folder: Path, files: list[LineFile]) -> bool:
    """Whether all that was read still stands."""
    lengths = {file.path: file.length for file in files}
    rows = db.execute("SELECT path, length, tail FROM indexed").fetchall()
    return all(
        lengths.get(path, -1) >= length and tail_of(folder / path, length) == tail for path, length, tail in rows
    )


def _take(db: sqlite3.Connection, asked: Asked, files: list[LineFile], done: Indexed) -> Indexed:
    """Enter and index, in one transaction, what the catalogue does not know of the files."""
    pages = _pages(asked.folder) if asked.folder == done.data else {}
    db.execute("BEGIN IMMEDIATE")
    try:
        (key,) = db.execute("SELECT coalesce(max(key), 0) FROM articles").fetchone()
        (change,) = db.execute("SELECT coalesce(max(seq), 0) FROM changes").fetchone()
        changed = _changed(db, files)
        hints = revised(asked.folder / file.path for file in changed)
        taking = Taking(db, Given(zone=asked.zone, pages=frozenset(pages), revised=hints))
        for line, rows in with_rows(_lines(db, asked, changed, done), sum(file.length for file in changed)):
            _enter(taking, line, rows, done)
        taking.finish()
        for name, length in pages.items():
            _expect(db, f"pages/{name}", length)
        apply_changes(db, int(change), int(key))
        db.execute("COMMIT")
    except BaseException:
        db.execute("ROLLBACK")
        raise
    done.articles = taking.articles
    return done


def _changed(db: sqlite3.Connection, files: list[LineFile]) -> list[LineFile]:
    """The files that are not as they were; those that are gone are no longer known."""
    known = _known(db)
    changed = [file for file in files if known.pop(file.path, None) != (file.length, file.mtime)]
    db.executemany("DELETE FROM indexed WHERE path = ?", [(gone,) for gone in known])
    return changed


def _lines(db: sqlite3.Connection, asked: Asked, files: list[LineFile], done: Indexed) -> Iterator[Line]:
    """The lines behind what was read of the files before."""
    total, read = sum(file.length for file in files), 0
    for file in files:
        yield from _lines_of(db, asked, file, done)
        read += file.length
        asked.tell(read, total)


def _lines_of(db: sqlite3.Connection, asked: Asked, file: LineFile, done: Indexed) -> Iterator[Line]:
    """The same of one file, which is known up to their end then; a last line that is not whole is read next time."""
    path, own = asked.folder / file.path, asked.folder == done.data
    row = db.execute("SELECT length, tail FROM indexed WHERE path = ?", (file.path,)).fetchone()
    end = int(row[0]) if row and row[0] <= file.length and tail_of(path, row[0]) == row[1] else 0
    for start, line in whole_lines(path, end):
        end = start + len(line)
        if line.strip():
            yield Line(
                line=line if line.endswith(b"\n") else line + b"\n", file=_named(file.path, own=own), offset=start
            )
    values = (file.path, end, file.mtime, tail_of(path, end))
    db.execute("INSERT OR REPLACE INTO indexed (path, length, mtime, tail) VALUES (?, ?, ?, ?)", values)
    if own and file.path.startswith(("articles/", "changes/")):
        _expect(db, file.path, end)


def _enter(taking: Taking, line: Line, rows: LineRows, done: Indexed) -> None:
    try:
        taking.enter(line, rows)
    except BadLine as error:
        done.left_out += 1
        if len(done.unusable) < 5:
            done.unusable.append(f"{line.file.removeprefix(_GIVEN)} at byte {line.offset}: {error}")


def _expect(db: sqlite3.Connection, path: str, length: int) -> None:
    """A crawl into this folder finds a file as it is, and goes on behind it."""
    db.execute("INSERT OR REPLACE INTO files (path, length, synced) VALUES (?1, ?2, ?2)", (path, length))


def _pages(folder: Path) -> dict[str, int]:
    """The files of raw pages that lie beside the lines, with their lengths."""
    return {path.name: path.stat().st_size for path in (folder / "pages").glob("*.warc.gz")}


def _sync(path: Path) -> None:
    with path.open("rb") as stream:
        os.fsync(stream.fileno())
