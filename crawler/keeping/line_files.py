"""Files of stored lines below a folder, and how one is known to have only grown."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pipelines.store.line_rows import rows_of

_TAIL = 65_536
"""Bytes by whose digest a file is known to have only grown."""
_LONGEST = 64 << 20
"""Bytes of a line; what is longer is no article."""
_REVISION = re.compile(rb'"revision":\s*([0-9]{1,9})')
_ID = re.compile(rb'"id":\s*"([0-9A-Za-z_-]{1,64})"')


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFile:
    """A file as it is now."""

    path: str
    """Below the folder."""
    length: int
    mtime: int


def files_below(folder: Path) -> Iterator[LineFile]:
    """The files of lines below a folder, hidden folders left out, in one order."""
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if name.endswith(".jsonl"):
                path = Path(parent, name)
                facts = path.stat()
                relative = path.relative_to(folder).as_posix()
                yield LineFile(path=relative, length=facts.st_size, mtime=facts.st_mtime_ns)


def whole_lines(path: Path, start: int) -> Iterator[tuple[int, bytes]]:
    """Where each line behind `start` begins, and it itself; a last one without its end only if it can be used so."""
    with path.open("rb") as stream:
        stream.seek(start)
        while line := stream.readline(_LONGEST):
            if not line.endswith(b"\n") and rows_of(line).why_not:
                return
            yield start, line
            start += len(line)


def revised(paths: Iterable[Path]) -> dict[str, int]:
    """Article id -> its newest version, if it has several, as lines seem to say: a hint, had without parsing."""
    found: dict[str, int] = {}
    for path in paths:
        with path.open("rb") as stream:
            for line in stream:
                number, ident = _REVISION.search(line), _ID.search(line)
                if number and ident and number[1] != b"1":
                    name = ident[1].decode()
                    found[name] = max(found.get(name, 0), int(number[1]))
    return found


def tail_of(path: Path, length: int) -> str:
    """Digest of the bytes before a length."""
    with path.open("rb") as stream:
        stream.seek(max(0, length - _TAIL))
        return hashlib.blake2b(stream.read(min(length, _TAIL)), digest_size=16).hexdigest()
