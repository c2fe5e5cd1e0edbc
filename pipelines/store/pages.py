"""How long raw pages are kept. Files go as a whole, when every page in them may go; articles stay.

A finite keep_pages is a promise: until then no page goes, quota or not. "forever" is as long as the quota leaves room.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipelines.store import captures

FOLDER = "pages"


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """The configured times, in seconds; None: for ever."""

    default: float | None
    """For pages whose source says nothing, or is not configured any more."""
    by_source: Mapping[str, float | None]
    """By source id."""
    quota: int | None = None
    """Most bytes of all files together; None: no limit."""

    def of(self, sources: Iterable[str]) -> float | None:
        """The longest that any of these sources asks for."""
        times = self._times(sources)
        known = [time for time in times if time is not None]
        return max(known) if len(known) == len(times) else None

    def promised(self, sources: Iterable[str]) -> float:
        """The longest finite time that any of these sources asks for; 0 where none does."""
        return max((time for time in self._times(sources) if time is not None), default=0.0)

    def _times(self, sources: Iterable[str]) -> list[float | None]:
        return [self.by_source.get(source, self.default) for source in sources] or [self.default]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFile:
    """A WARC file that is not written to any more."""

    name: str
    written: float
    """POSIX time of its last record."""
    size: int
    """Bytes."""
    sources: frozenset[str] = frozenset()
    """Ids of the sources whose pages lie in it."""
    needs: frozenset[str] = frozenset()
    """Other files, whose payloads pages in it repeat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropping:
    """What may go."""

    names: tuple[str, ...]
    """Files, oldest first."""
    over: int
    """Bytes by which what stays exceeds the quota."""


def decide(files: Iterable[PageFile], keeping: Keeping, now: float, beside: int = 0) -> Dropping:
    """Which files go at `now` (POSIX time): those past their time, then the oldest until the quota is kept. Pure.

    beside: bytes of the file that is written to. A file stays as long as one that stays needs it.
    """
    ordered = sorted(files, key=lambda file: (file.written, file.name))
    limits = {file.name: keeping.of(file.sources) for file in ordered}
    going = {f.name for f in ordered if (limit := limits[f.name]) is not None and now - f.written > limit}
    left = beside + sum(file.size for file in ordered if file.name not in going)
    for file in ordered:
        if keeping.quota is None or left <= keeping.quota:
            break
        if file.name not in going and now - file.written > keeping.promised(file.sources):
            going.add(file.name)
            left -= file.size
    needed = _needed(ordered, going)
    left += sum(file.size for file in ordered if file.name in needed)
    names = tuple(file.name for file in ordered if file.name in going - needed)
    return Dropping(names=names, over=max(0, left - keeping.quota) if keeping.quota is not None else 0)


def _needed(files: list[PageFile], going: set[str]) -> set[str]:
    """Of those that would go, the ones that files which stay need, directly or through each other."""
    needed: set[str] = set()
    fresh = {name for file in files if file.name not in going for name in file.needs & going}
    while fresh:
        needed |= fresh
        fresh = {name for file in files if file.name in fresh for name in file.needs & going} - needed
    return needed


def describe(db: sqlite3.Connection, sizes: Mapping[str, tuple[float, int]]) -> list[PageFile]:
    """The files with what the catalogue knows of them. sizes: name -> (POSIX time of the last record, bytes)."""
    sources: dict[str, set[str]] = {}
    query = "SELECT DISTINCT c.warc, u.source FROM captures c JOIN urls u ON u.id = c.id"
    for warc, source in db.execute(query):
        sources.setdefault(str(warc), set()).add(str(source))
    needs: dict[str, set[str]] = {}
    for warc, original in captures.needed(db):
        needs.setdefault(warc, set()).add(original)
    return [
        PageFile(
            name=name,
            written=written,
            size=size,
            sources=frozenset(sources.get(name, ())),
            needs=frozenset(needs.get(name, ())),
        )
        for name, (written, size) in sizes.items()
    ]


def forget(db: sqlite3.Connection, names: Iterable[str]) -> None:
    """Take files out of the catalogue, inside the caller's transaction; they are deleted after the commit."""
    listed = list(names)
    db.executemany("DELETE FROM files WHERE path = ?", [(f"{FOLDER}/{name}",) for name in listed])
    db.executemany("UPDATE urls SET warc = NULL, warc_offset = NULL WHERE warc = ?", [(name,) for name in listed])
    db.executemany("DELETE FROM captures WHERE warc = ?", [(name,) for name in listed])
