"""Files of lines made anew from the catalogue, so that a kill at any moment leaves either the old or the new one.

A transaction writes PATH.new beside the file, moves the rows to their new offsets, and notes in `rewrites` that the
file is to be put in place. Only after its commit is PATH.new renamed to PATH. At start, what a commit decided is done,
and a .new file that no commit knows is deleted: the file itself still stands.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_NEW = ".new"
_TOPS = ("articles", "changes")

_LINES = """
SELECT 'articles' AS home, key AS number, file_offset, line FROM articles WHERE file = :path
UNION ALL
SELECT 'changes', seq, file_offset, line FROM changes WHERE file = :path
ORDER BY file_offset
"""
_MOVE = {
    "articles": "UPDATE articles SET file_offset = ? WHERE key = ?",
    "changes": "UPDATE changes SET file_offset = ? WHERE seq = ?",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewrite:
    """Something that a commit decided about a file and that is not done yet."""

    path: str
    """Below DATA."""
    how: str
    """replace (by PATH.new), remove, blank (bytes), or purge (the catalogue's search index)."""
    start: int = 0
    """For blank: the first byte."""
    length: int = 0
    """For blank: how many."""


def decide(db: sqlite3.Connection, rewrite: Rewrite) -> None:
    """Note what is to be done after the commit."""
    db.execute(
        "INSERT OR REPLACE INTO rewrites (path, start, how, length) VALUES (?, ?, ?, ?)",
        (rewrite.path, rewrite.start, rewrite.how, rewrite.length),
    )


def decided(db: sqlite3.Connection) -> list[Rewrite]:
    """What is not done yet."""
    rows = db.execute("SELECT path, start, how, length FROM rewrites ORDER BY path, start")
    return [Rewrite(path=path, start=start, how=how, length=length) for path, start, how, length in rows]


def done(db: sqlite3.Connection, rewrites: Iterable[Rewrite]) -> None:
    """Note that these are done."""
    db.executemany("DELETE FROM rewrites WHERE path = ? AND start = ?", [(r.path, r.start) for r in rewrites])


def lay_out(db: sqlite3.Connection, folder: Path, path: str) -> None:
    """Write the lines that the catalogue has for DATA/path one after the other, within the caller's transaction."""
    rows = db.execute(_LINES, {"path": path}).fetchall()
    if not rows:
        db.execute("DELETE FROM files WHERE path = ?", (path,))
        decide(db, Rewrite(path=path, how="remove"))
        return
    length = 0
    for row in rows:
        db.execute(_MOVE[row["home"]], (length, row["number"]))
        length += len(row["line"])
    _write_new(folder / path, [bytes(row["line"]) for row in rows])
    db.execute(
        "INSERT INTO files (path, length, synced) VALUES (?1, ?2, ?2)"
        " ON CONFLICT (path) DO UPDATE SET length = excluded.length, synced = excluded.synced",
        (path, length),
    )
    decide(db, Rewrite(path=path, how="replace"))


def put_in_place(folder: Path, rewrite: Rewrite) -> None:
    """Do a `replace` or `remove`; one that was done already does nothing."""
    file = folder / rewrite.path
    if rewrite.how == "remove":
        file.unlink(missing_ok=True)
        new_file(file).unlink(missing_ok=True)
    elif new_file(file).exists():
        new_file(file).replace(file)
    if file.parent.exists():
        sync_folder(file.parent)


def drop_strays(folder: Path) -> None:
    """Delete .new files that no commit knows; to be called when nothing is left to do."""
    for top in _TOPS:
        for stray in (folder / top).rglob(f"*.jsonl{_NEW}"):
            stray.unlink()


def differing(db: sqlite3.Connection, folder: Path) -> list[str]:
    """Paths of the files of lines that are not, byte for byte, what the catalogue says."""
    paths = [str(row[0]) for row in db.execute("SELECT path FROM files WHERE path NOT LIKE 'pages/%' ORDER BY path")]
    return [path for path in paths if not _stands(db, folder, path)]


def new_file(file: Path) -> Path:
    """Where the file that shall take its place is written."""
    return file.with_name(file.name + _NEW)


def _stands(db: sqlite3.Connection, folder: Path, path: str) -> bool:
    lines = db.execute(_LINES, {"path": path}).fetchall()
    file = folder / path
    return file.exists() and file.read_bytes() == b"".join(bytes(row["line"]) for row in lines)


def _write_new(file: Path, lines: list[bytes]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with new_file(file).open("wb") as out:
        out.writelines(lines)
        out.flush()
        os.fsync(out.fileno())
    sync_folder(file.parent)


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
