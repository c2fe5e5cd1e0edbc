"""Entering lines that stand in files already into a catalogue: for reading, without the stages of a crawl.

Of each article the newest version is indexed, in whatever order the versions come. Copies and stories are as the lines
tell; what the changes log says is applied afterwards (pipelines.store.restoring). Fingerprints are not made: they serve
a crawl alone.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Any

import orjson

from pipelines.clock import day
from pipelines.store import comparing, fulltext, versions
from pipelines.store.articles import ADD_CREDIT, retire
from pipelines.store.line_rows import COLUMNS, LineRows, rows_of
from pipelines.stored_lines import BadLine, object_of

_TOGETHER = 500
"""Articles whose rows are written together."""
_OWN = ("key", "latest", "line", "file", "file_offset", "day")
_INSERT = "INSERT OR IGNORE INTO articles ({}) VALUES ({})".format(  # noqa: S608 - constants
    ", ".join((*COLUMNS, *_OWN)), ", ".join("?" * len((*COLUMNS, *_OWN)))
)
_NEWEST = "SELECT key, revision, latest FROM articles WHERE id = ? ORDER BY revision DESC LIMIT 1"
_VALUES = "INSERT OR IGNORE INTO article_values (field, value, article) VALUES (?, ?, ?)"
_COPIES = "INSERT OR IGNORE INTO duplicates (article, original, kind, score) VALUES (?, ?, ?, 1.0)"
_HITS = """
INSERT OR IGNORE INTO watch_hits (watchlist, article, revision, at, terms, first) VALUES (?1, ?2, ?3, ?4, '[]',
NOT EXISTS (SELECT 1 FROM watch_hits WHERE watchlist = ?1 AND article = ?2 AND revision < ?3))
"""
_URLS = """
INSERT INTO urls (url_key, host, link, id, url, source, state, first_seen, settled, warc, warc_offset)
VALUES (?, ?, ?, ?, ?, ?, 'stored', ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET settled = excluded.settled, warc = excluded.warc, warc_offset = excluded.warc_offset
ON CONFLICT (url_key) DO NOTHING
"""
_PAGES = "INSERT OR IGNORE INTO captures (id, warc, warc_offset) VALUES (?, ?, ?)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line and where it stands."""

    line: bytes
    """With its end."""
    file: str
    """Path below the folder."""
    offset: int
    """Byte at which it begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What is known beforehand."""

    zone: tzinfo
    """Whose calendar days articles are put under."""
    pages: frozenset[str] = frozenset()
    """Names of the files of raw pages there are."""
    revised: Mapping[str, int] = field(default_factory=dict)
    """Ids of all articles whose lines tell a version beyond the first, with the newest one: a version that a later line
    replaces is then never indexed as the newest, which would cost ten times as much as entering it."""


@dataclass(slots=True, kw_only=True)
class _Pending:
    """Rows that are not written yet, by table."""

    words: list[tuple[Any, ...]] = field(default_factory=list)
    values: list[tuple[Any, ...]] = field(default_factory=list)
    credits: list[tuple[Any, ...]] = field(default_factory=list)
    copies: list[tuple[Any, ...]] = field(default_factory=list)
    urls: list[tuple[Any, ...]] = field(default_factory=list)


class Taking:
    """Enters lines, within the caller's transaction; to be finished before it is committed."""

    def __init__(self, db: sqlite3.Connection, given: Given) -> None:
        self._db, self._given = db, given
        (self._key,) = db.execute("SELECT coalesce(max(key), 0) FROM articles").fetchone()
        self._first = self._key
        self._pending = _Pending()
        self.articles = 0
        """How many articles have another newest version than before."""

    def enter(self, given: Line, rows: LineRows) -> None:
        """Enter a line, unless it is known already. Raises BadLine."""
        if rows.why_not is not None:
            raise BadLine(rows.why_not)
        if rows.change:
            _enter_change(self._db, given)
        else:
            self._enter_version(given, dict(zip(COLUMNS, rows.columns, strict=True)), rows)

    def finish(self) -> None:
        """Write what is pending. Where the newest version was announced and never came, the one before it is that."""
        for ident in self._given.revised:
            newest = self._db.execute(_NEWEST, (ident,)).fetchone()
            if newest is not None and not newest[2]:
                self._promote(ident, newest[0])
        self._flush()

    def _promote(self, ident: str, key: int) -> None:
        self._flush()
        retire(self._db, ident)
        (line,) = self._db.execute("SELECT line FROM articles WHERE key = ?", (key,)).fetchone()
        versions.remove(self._db, key, orjson.loads(line))
        self._db.execute("UPDATE articles SET latest = 1 WHERE key = ?", (key,))
        rows = rows_of(bytes(line))
        self._index(key, dict(zip(COLUMNS, rows.columns, strict=True)), rows)

    def _flush(self) -> None:
        pending, self._pending = self._pending, _Pending()
        fulltext.add_many(self._db, pending.words)
        self._db.executemany(_VALUES, pending.values)
        self._db.executemany(ADD_CREDIT, pending.credits)
        self._db.executemany(_COPIES, pending.copies)
        self._db.executemany(_URLS, pending.urls)

    def _enter_version(self, given: Line, held: dict[str, Any], rows: LineRows) -> None:
        ident, revision = held["id"], held["revision"]
        alone = not self._first and ident not in self._given.revised
        before = None if alone else self._db.execute(_NEWEST, (ident,)).fetchone()
        latest = revision >= self._given.revised.get(ident, 0) and (before is None or revision > before[1])
        if latest and before is not None:
            self._flush()
            retire(self._db, ident)
        own = (self._key + 1, latest, given.line, given.file, given.offset, day(held["fetched"], self._given.zone))
        if not self._db.execute(_INSERT, (*rows.columns, *own)).rowcount:
            return
        self._key += 1
        self._note(held, rows)
        if latest:
            self.articles += before is None or not before[2] or before[0] <= self._first
            self._index(self._key, held, rows)
        else:
            versions.add_columns(self._db, self._key, rows.words)

    def _note(self, held: dict[str, Any], rows: LineRows) -> None:
        """Enter what every version tells."""
        ident, revision = held["id"], held["revision"]
        if rows.edits:
            comparing.note_edits(self._db, ident, revision, rows.edits)
        if rows.watchlists:
            hits = [(name, ident, revision, held["fetched"]) for name in rows.watchlists]
            self._db.executemany(_HITS, hits)
        if rows.page and rows.page[0] in self._given.pages:
            self._db.execute(_PAGES, (ident, *rows.page))

    def _index(self, key: int, held: dict[str, Any], rows: LineRows) -> None:
        """Make a version the newest of its article."""
        ident, pending = held["id"], self._pending
        pending.words.append((key, *rows.words))
        pending.values += [(*value, key) for value in rows.values]
        pending.credits += [(ident, *credit) for credit in rows.credits]
        if held["duplicate_of"] and held["duplicate_kind"]:  # how near the texts are the line does not tell
            pending.copies.append((ident, held["duplicate_of"], held["duplicate_kind"]))
        if rows.url:
            known = (held["url"], held["source"], held["first_seen"], held["fetched"])
            pending.urls.append((*rows.url, ident, *known, *(rows.page or (None, None))))
        if len(pending.words) >= _TOGETHER:
            self._flush()


def _enter_change(db: sqlite3.Connection, given: Line) -> None:
    where = (given.file, given.offset)
    if db.execute("SELECT 1 FROM changes WHERE file = ? AND file_offset = ?", where).fetchone():
        return
    held = object_of(given.line)
    values = [orjson.dumps(held[name]).decode() for name in ("old", "new")]
    db.execute(
        "INSERT INTO changes (at, id, field, old, new, why, file, file_offset, line)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (held["at"], held["id"], held["field"], *values, held["why"], *where, given.line),
    )
