"""The files beside the catalogue: appended after the commit that announced their bytes, made good after a crash.

Every line is announced first: a transaction stores the line's bytes with the file and offset where it will stand, and
the file's new length. Only then is it appended and fsynced, which the next transaction notes. So at start the catalogue
knows exactly which bytes a file must hold: what is missing is appended again, and what nobody announced (a torn tail,
or lines of a lost catalogue) is set aside in FILE.bad, never destroyed.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

_LINES = """
SELECT file_offset, line FROM articles WHERE file = :path AND file_offset + length(line) > :start
UNION ALL
SELECT file_offset, line FROM changes WHERE file = :path AND file_offset + length(line) > :start
ORDER BY file_offset
"""


def announce(db: sqlite3.Connection, path: str, line: bytes) -> int:
    """Reserve room for `line` at the end of DATA/path, inside the caller's transaction; returns its offset."""
    row = db.execute("SELECT length FROM files WHERE path = ?", (path,)).fetchone()
    offset = int(row[0]) if row else 0
    db.execute(
        "INSERT INTO files (path, length) VALUES (?, ?)"
        " ON CONFLICT (path) DO UPDATE SET length = excluded.length, textless = 0",
        (path, offset + len(line)),
    )
    return offset


def note_synced(db: sqlite3.Connection, lengths: dict[str, int]) -> None:
    """Note, inside the caller's transaction, up to where files are known to be on disk."""
    db.executemany("UPDATE files SET synced = ? WHERE path = ?", [(length, path) for path, length in lengths.items()])


class LineFiles:
    """Appends announced lines to the files of one data folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def append(self, lines: list[tuple[str, int, bytes]]) -> dict[str, int]:
        """Write lines (path, offset, bytes) where they were announced; returns the lengths now on disk.

        Raises OSError; what was written of a file by then is made good by `recover`.
        """
        by_path: dict[str, list[tuple[int, bytes]]] = {}
        for path, offset, line in lines:
            by_path.setdefault(path, []).append((offset, line))
        for path, part in by_path.items():
            _write(self._folder / path, part)
        return {path: max(offset + len(line) for offset, line in part) for path, part in by_path.items()}


def recover(db: sqlite3.Connection, folder: Path) -> list[str]:
    """Make every announced line stand in its file, and set aside what was never announced; returns warnings."""
    warnings: list[str] = []
    rows = db.execute("SELECT path, length, synced FROM files WHERE path NOT LIKE 'pages/%'").fetchall()
    for path, length, synced in rows:
        warnings += _mend_file(db, folder, str(path), (int(length), int(synced)))
    known = {str(row[0]) for row in rows}
    for top in ("articles", "changes"):
        for file in sorted((folder / top).rglob("*.jsonl")):
            if file.relative_to(folder).as_posix() not in known:
                warnings.append(_set_aside(file, 0))
    return warnings


def _mend_file(db: sqlite3.Connection, folder: Path, path: str, lengths: tuple[int, int]) -> list[str]:
    length, synced = lengths
    file = folder / path
    size = file.stat().st_size if file.exists() else 0
    warnings = [_set_aside(file, length)] if size > length else []
    if size >= length == synced:
        return warnings
    announced = db.execute(_LINES, {"path": path, "start": min(size, synced)}).fetchall()
    missing = [(path, int(offset), bytes(line)) for offset, line in announced if not _stands(file, offset, line)]
    if missing:
        LineFiles(folder).append(missing)
        warnings.append(f"{path}: {len(missing)} lines made good after an interrupted run")
    return warnings


def _stands(file: Path, offset: int, line: bytes) -> bool:
    if not file.exists():
        return False
    with file.open("rb") as reader:
        reader.seek(offset)
        return reader.read(len(line)) == line


def _write(path: Path, lines: list[tuple[int, bytes]]) -> None:
    made = not path.parent.exists()
    path.parent.mkdir(parents=True, exist_ok=True)
    new = not path.exists()
    with path.open("w+b" if new else "r+b") as file:
        for offset, line in lines:
            file.seek(offset)
            file.write(line)
        file.flush()
        os.fsync(file.fileno())
    if new:
        _sync_folder(path.parent)
    if made:
        _sync_folder(path.parent.parent)


def _set_aside(file: Path, length: int) -> str:
    """Move what lies behind `length` to FILE.bad; returns the warning."""
    with file.open("rb") as reader:
        reader.seek(length)
        tail = reader.read()
    bad = file.with_name(file.name + ".bad")
    with bad.open("ab") as out:
        out.write(tail)
        out.flush()
        os.fsync(out.fileno())
    if length:
        os.truncate(file, length)
    else:
        file.unlink()
    return f"{file.name}: {len(tail)} bytes that the catalogue does not know were set aside in {bad}"


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
