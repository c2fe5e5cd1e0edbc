"""How long raw pages are kept. Files go as a whole, when every page in them may go; articles stay."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

FOLDER = "pages"


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """The configured times, in seconds; None: for ever."""

    default: float | None
    """For pages whose source says nothing, or is not configured any more."""
    by_source: Mapping[str, float | None]
    """By source id."""

    def of(self, sources: set[str]) -> float | None:
        """The longest that any of these sources asks for."""
        times = [self.by_source.get(source, self.default) for source in sources] or [self.default]
        known = [time for time in times if time is not None]
        return max(known) if len(known) == len(times) else None


def expired(db: sqlite3.Connection, written: Mapping[str, float], keeping: Keeping, now: str) -> list[str]:
    """Names of the WARC files that may be dropped at `now`.

    written: file name -> POSIX time of its last record. Reads which sources' pages lie in each file.
    """
    sources: dict[str, set[str]] = {}
    for warc, source in db.execute("SELECT DISTINCT warc, source FROM urls WHERE warc IS NOT NULL"):
        sources.setdefault(str(warc), set()).add(str(source))
    moment = datetime.fromisoformat(now).timestamp()
    ages = {name: moment - time for name, time in written.items()}
    limits = {name: keeping.of(sources.get(name, set())) for name in written}
    return [name for name, limit in limits.items() if limit is not None and ages[name] > limit]


def forget(db: sqlite3.Connection, names: list[str]) -> None:
    """Take files out of the catalogue, inside the caller's transaction; they are deleted after the commit."""
    db.executemany("DELETE FROM files WHERE path = ?", [(f"{FOLDER}/{name}",) for name in names])
    db.executemany("UPDATE urls SET warc = NULL, warc_offset = NULL WHERE warc = ?", [(name,) for name in names])
