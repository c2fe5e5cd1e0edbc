"""`presswatch dedup` and `presswatch url-key`: filters that read no data folder."""

from __future__ import annotations

import sqlite3
import sys
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

import click
import orjson

from crawler.cli.dedup_rows import Row, read_rows
from pipelines.dedup import find_originals, window_time
from pipelines.differences import Text
from pipelines.settling import Settling
from pipelines.store.fingerprints import FingerprintIndex
from pipelines.store.postings import HeldPostings, StoredPostings
from pipelines.store.schema import INITIAL
from pipelines.urls import InvalidUrl
from pipelines.urls import url_key as key_of

_INSERT = """
    INSERT INTO articles (id, revision, latest, line, file, file_offset, day, source, url, title, language, kind,
        access, published, first_seen, fetched, word_count, content_hash, duplicate_of, duplicate_kind)
    VALUES (:id, 1, 1, :line, '', 0, '', '', :url, :title, :language, 'article', 'full',
        :published, :first_seen, :fetched, :word_count, :content_hash, :duplicate_of, :duplicate_kind)
"""
_COLUMNS = (
    *("id", "url", "title", "language", "published", "first_seen", "fetched", "word_count", "content_hash"),
    *("duplicate_of", "duplicate_kind"),
)
_UPDATES = {
    "duplicate_of": "UPDATE articles SET duplicate_of = ? WHERE id = ? AND latest",
    "duplicate_kind": "UPDATE articles SET duplicate_kind = ? WHERE id = ? AND latest",
}
_STANDING = """
    SELECT a.id, a.duplicate_of, a.duplicate_kind AS kind, coalesce(
        (SELECT score FROM duplicates d WHERE d.article = a.id AND d.original = a.duplicate_of),
        (SELECT max(score) FROM duplicates d WHERE d.article = a.id AND a.duplicate_of IS NOT NULL)) AS score
    FROM articles a ORDER BY a.key
"""
_READY = "CREATE TABLE ready (id TEXT PRIMARY KEY, body TEXT NOT NULL, words TEXT NOT NULL, codes BLOB NOT NULL)"
_UNUSED = ("dated", "fetched", "source", "paced", "story", "file", "day")
"""Indexes of `articles` that nothing here asks."""
CACHE = 200_000
"""KB of the catalogue that are held in memory; what a long file needs beyond lies in a temporary file."""
HELD = 4_000_000
"""Entries of fingerprints held in memory, which take 400 MB; of a longer file they go on in the catalogue's table."""
RECENT = 64
"""Texts made ready that are kept: what was copied once is copied again soon."""


@dataclass(slots=True, kw_only=True)
class _Filter:
    """One run over a file: an in-memory catalogue, and what was wrong."""

    db: sqlite3.Connection
    postings: HeldPostings | StoredPostings = field(default_factory=HeldPostings)
    faults: int = 0
    ids: set[str] = field(default_factory=set)
    recent: dict[str, Text] = field(default_factory=dict)

    def ready(self, id_: str, title: str | None, _: str) -> Text:
        """An article made ready for comparing, of the words that were cut when its row was read."""
        text = self.recent.pop(id_, None)
        if text is None:
            row = self.db.execute("SELECT body, words, codes FROM ready WHERE id = ?", (id_,)).fetchone()
            words = row[1].split("\n") if row[1] else []
            text = Text(title=title or "", words=words, codes=array("Q", row[2]), body=row[0])
        self.recent[id_] = text  # the last of them is the one asked for last
        if len(self.recent) > RECENT:
            del self.recent[next(iter(self.recent))]
        return text


@click.command()
@click.argument("file", type=click.File("rb"))
def dedup(file: BinaryIO) -> None:
    """Mark copies among the articles of FILE ('-': standard input).

    FILE holds one JSON object a line: {id, url, title, text, published?, language?}. For each, in order,
    {id, duplicate_of, kind, score, story} is printed, as it stands after the last row: a later row can be the original
    of an earlier one. Rows without `published` lie in one window, in the order of the file. A row that cannot be read
    is named on standard error, and makes the exit code 1.
    """
    run = _Filter(db=sqlite3.connect("", isolation_level=None))  # what does not fit the cache goes to a file
    run.db.execute(f"PRAGMA cache_size = -{CACHE}")
    run.db.executescript(f"{INITIAL};{_READY}")
    run.db.executescript("".join(f"DROP INDEX IF EXISTS articles_{name};" for name in _UNUSED))
    run.db.execute("BEGIN")
    for row in _rows(run, file):
        _settle(run, row)
    _print(run.db)
    if run.faults:
        sys.exit(1)


@click.command("url-key")
@click.argument("urls", nargs=-1, required=True, metavar="URL...")
def url_key(urls: tuple[str, ...]) -> None:
    """Print the canonical key of each URL, one a line; an empty line, and exit code 1, for one that cannot be used."""
    failed = False
    for url in urls:
        try:
            click.echo(key_of(url))
        except InvalidUrl as error:
            click.echo("")
            click.echo(f"error: {error}", err=True)
            failed = True
    if failed:
        sys.exit(1)


def _print(db: sqlite3.Connection) -> None:
    """One line a row, in their order; a story is named after the first row of those that repeat each other."""
    rows = db.execute(_STANDING).fetchall()
    story: dict[str, str] = {}
    for id_, original, _, _ in rows:
        story.setdefault(original or id_, id_)
    out = sys.stdout.buffer
    for id_, original, kind, score in rows:
        row = {"id": id_, "duplicate_of": original, "kind": kind, "score": score, "story": story[original or id_]}
        out.write(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE))
    out.flush()


def _rows(run: _Filter, lines: Iterable[bytes]) -> Iterator[Row]:
    """The rows that can be used; the others are named on standard error."""
    for row in read_rows(lines):
        fault = row.fault or (f"id {row.id!r} was given before" if row.id in run.ids else "")
        if fault:
            run.faults += 1
            click.echo(f"error: line {row.number}: {fault}", err=True)
            continue
        run.ids.add(row.id)
        yield row


def _settle(run: _Filter, given: Row) -> None:
    """Look for what one article repeats as a live crawl does, and write what later rows need to see."""
    db, index, article = run.db, FingerprintIndex(run.db, run.postings), given.article()
    settling = Settling(article=article, fingerprint=_hashes(given), db=db, now=article.first_seen)
    ready = (given.id, given.body, given.lexed, given.codes)
    db.execute("INSERT INTO ready (id, body, words, codes) VALUES (?, ?, ?, ?)", ready)
    find_originals(settling, index, run.ready)
    row = {name: getattr(article, name) for name in _COLUMNS}
    key = db.execute(_INSERT, row | {"line": orjson.dumps(article)}).lastrowid or 0
    index.add(key, settling.fingerprint, window_time(article), article.language)
    db.executemany(
        "INSERT OR REPLACE INTO duplicates (article, original, kind, score) VALUES (?, ?, ?, ?)",
        [(d.article, d.original, d.kind, d.score) for d in settling.duplicates],
    )
    for change in settling.changes:
        db.execute(_UPDATES[change.field], (change.new, change.id))
    if isinstance(run.postings, HeldPostings) and run.postings.entries > HELD:
        run.postings = run.postings.move_to(db)


def _hashes(given: Row) -> list[int]:
    return array("q", given.hashes).tolist()
