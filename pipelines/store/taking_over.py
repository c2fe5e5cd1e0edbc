"""Entering lines that stand in files already into a catalogue: for reading, without the stages of a crawl.

First the lines, in any order; then what is the newest version of each article is indexed, and what the changes log says
is applied. Copies and stories are as the lines and the log tell. Fingerprints are not made: they serve a crawl alone.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any
from urllib.parse import urlsplit

import orjson

from pipelines.article import Article, Link, article_from_json
from pipelines.clock import day
from pipelines.store import comparing, fulltext, versions
from pipelines.store.articles import PRESENT, retire, values_of, write_credits
from pipelines.store.folding_aside import folded
from pipelines.stored_lines import article_of, is_change, object_of
from pipelines.urls import InvalidUrl, url_key

Tell = Callable[[str, int, int], None]
"""Told how far it is: what is done, how much of it, and of how much."""

_COLUMNS = (
    *("id", "revision", "source", "url", "title", "language", "agency", "kind", "access", "published", "first_seen"),
    *("fetched", "word_count", "content_hash", "story", "duplicate_of", "duplicate_kind"),
)
_OWN = ("latest", "line", "file", "file_offset", "day")
_INSERT = "INSERT OR IGNORE INTO articles ({}) VALUES ({})".format(  # noqa: S608 - constants
    ", ".join((*_COLUMNS, *_OWN)), ", ".join("?" * len((*_COLUMNS, *_OWN)))
)
_NEWEST = """
CREATE TEMP TABLE newest AS SELECT id, key, max(revision) AS revision FROM articles
WHERE id IN (SELECT id FROM articles WHERE key > ?) GROUP BY id
"""
_REPLACED = "SELECT a.id FROM articles a JOIN temp.newest n ON n.id = a.id WHERE a.latest AND a.key != n.key"
_OLDER = "SELECT key, line FROM articles WHERE key > ? AND key NOT IN (SELECT key FROM temp.newest)"
_URL = """
INSERT OR IGNORE INTO urls (id, url_key, url, source, host, state, first_seen, link, settled, warc, warc_offset)
VALUES (?, ?, ?, ?, ?, 'stored', ?, ?, ?, ?, ?)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a line stands."""

    file: str
    """Path below the folder."""
    offset: int
    """Byte at which it begins."""


def enter(db: sqlite3.Connection, line: bytes, place: Place, zone: tzinfo) -> None:
    """Enter a line that is not known yet: an article version, or one of the changes log. Raises BadLine."""
    held = object_of(line)
    if is_change(held):
        _enter_change(db, held, line, place)
        return
    article = article_of(held)
    values = [held[name] for name in _COLUMNS]
    own = (0, line, place.file, place.offset, day(article.fetched, zone))
    if db.execute(_INSERT, (*values, *own)).rowcount:
        comparing.note_edits(db, article.id, article.revision, article.edits)


def index(db: sqlite3.Connection, after: int, tell: Tell) -> int:
    """Index the articles of which versions with a key beyond `after` were entered; returns how many."""
    db.execute("DROP TABLE IF EXISTS temp.newest")
    db.execute(_NEWEST, (after,))
    for (ident,) in db.execute(_REPLACED).fetchall():
        retire(db, ident)
    for key, line in db.execute(_OLDER, (after,)):
        versions.add(db, key, orjson.loads(line))
    keys = [key for (key,) in db.execute("SELECT key FROM temp.newest WHERE key > ? ORDER BY key", (after,))]
    lines = ((key, _line(db, key)) for key in keys)
    for number, (key, line, columns) in enumerate(folded(lines, len(keys))):
        _index(db, key, line, columns)
        if not number % 200:
            tell("indexed", number, len(keys))
    tell("indexed", len(keys), len(keys))
    return len(keys)


def apply_changes(db: sqlite3.Connection, after: int) -> None:
    """Fold what the changes log says into the articles. after: the last change that was applied before."""
    rows = db.execute("SELECT id, field, new, at FROM changes WHERE seq > ? ORDER BY at, seq", (after,)).fetchall()
    for ident, field, new, at in rows:
        value = orjson.loads(new or "null")
        if field in PRESENT and isinstance(value, str | None):
            db.execute(f"UPDATE articles SET {field} = ? WHERE id = ? AND latest", (value, ident))  # noqa: S608 - a name of PRESENT
        elif field == "mark" and isinstance(value, dict):
            _mark(db, ident, value, at)


def _enter_change(db: sqlite3.Connection, held: dict[str, Any], line: bytes, place: Place) -> None:
    known = db.execute("SELECT 1 FROM changes WHERE file = ? AND file_offset = ?", (place.file, place.offset))
    if known.fetchone():
        return
    db.execute(
        "INSERT INTO changes (at, id, field, old, new, why, file, file_offset, line)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            held["at"],
            held["id"],
            held["field"],
            *(orjson.dumps(held[name]).decode() for name in ("old", "new")),
            held["why"],
            place.file,
            place.offset,
            line,
        ),
    )


def _mark(db: sqlite3.Connection, ident: str, value: dict[str, Any], at: str) -> None:
    names = ("reviewer", "decision", "watchlist", "label", "note")
    given = [value.get(name) for name in names]
    if isinstance(given[0], str) and given[1] in ("relevant", "irrelevant"):
        texts = [one if isinstance(one, str) else None for one in given]
        db.execute(
            "INSERT INTO marks (article, reviewer, decision, watchlist, label, note, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (ident, *texts, at),
        )


def _line(db: sqlite3.Connection, key: int) -> bytes:
    return bytes(db.execute("SELECT line FROM articles WHERE key = ?", (key,)).fetchone()[0])


def _index(db: sqlite3.Connection, key: int, line: bytes, columns: list[str]) -> None:
    """Make one version the newest of its article."""
    article = article_from_json(orjson.loads(line))
    db.execute("UPDATE articles SET latest = 1 WHERE key = ?", (key,))
    fulltext.add_columns(db, key, columns)
    db.executemany(
        "INSERT OR IGNORE INTO article_values (article, field, value) VALUES (?, ?, ?)",
        [(key, field, value) for field, value in values_of(article)],
    )
    write_credits(db, article)
    copies = _copies(article)
    db.executemany("INSERT OR IGNORE INTO duplicates (article, original, kind, score) VALUES (?, ?, ?, ?)", copies)
    db.executemany(
        "INSERT OR IGNORE INTO watch_hits (watchlist, article, revision, at, terms, first)"
        " VALUES (?, ?, ?, ?, '[]', 1)",
        [(name, article.id, article.revision, article.fetched) for name in article.watchlists],
    )
    _enter_url(db, article)


def _copies(article: Article) -> Iterator[tuple[str, str, str, float]]:
    """The link that the line tells; how near the texts are it does not."""
    if article.duplicate_of and article.duplicate_kind:
        yield article.id, article.duplicate_of, article.duplicate_kind, 1.0


def _enter_url(db: sqlite3.Connection, article: Article) -> None:
    try:
        key, host = url_key(article.url), urlsplit(article.url).netloc
    except (InvalidUrl, ValueError):
        return
    page = (article.page.warc, article.page.offset) if article.page else (None, None)
    link = orjson.dumps(Link(url=article.url)).decode()
    first = (article.id, key, article.url, article.source, host, article.first_seen, link, article.fetched)
    db.execute(_URL, (*first, *page))
