"""`presswatch dedup` and `presswatch url-key`: filters that read no data folder."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, BinaryIO

import click
import orjson

from pipelines.article import Article
from pipelines.clock import iso
from pipelines.dedup import find_originals, window_time
from pipelines.fingerprint import fingerprint, lexed
from pipelines.settling import Settling
from pipelines.store.fingerprints import FingerprintIndex
from pipelines.store.postings import HeldPostings, StoredPostings
from pipelines.store.schema import INITIAL
from pipelines.text import WORD, content_hash
from pipelines.urls import InvalidUrl
from pipelines.urls import url_key as key_of

UNDATED = "2000-01-01T00:00:00+00:00"
"""The one moment of all rows without a date, so that they lie in one window and their order is the order of time."""

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
_UNUSED = ("dated", "fetched", "source", "paced", "story", "file", "day")
"""Indexes of `articles` that nothing here asks."""
HELD = 4_000_000
"""Entries of fingerprints held in memory, which take 400 MB; of a longer file they go on in the catalogue's table."""


@dataclass(slots=True, kw_only=True)
class _Filter:
    """One run over a file: an in-memory catalogue, and what was wrong."""

    db: sqlite3.Connection
    postings: HeldPostings | StoredPostings = field(default_factory=HeldPostings)
    faults: int = 0
    ids: set[str] = field(default_factory=set)


@click.command()
@click.argument("file", type=click.File("rb"))
def dedup(file: BinaryIO) -> None:
    """Mark copies among the articles of FILE ('-': standard input).

    FILE holds one JSON object a line: {id, url, title, text, published?, language?}. For each, in order,
    {id, duplicate_of, kind, score, story} is printed, as it stands after the last row: a later row can be the original
    of an earlier one. Rows without `published` lie in one window, in the order of the file. A row that cannot be read
    is named on standard error, and makes the exit code 1.
    """
    run = _Filter(db=sqlite3.connect(":memory:", isolation_level=None))
    run.db.executescript(INITIAL)
    run.db.executescript("".join(f"DROP INDEX IF EXISTS articles_{name};" for name in _UNUSED))
    run.db.execute("BEGIN")
    for article in _rows(run, file):
        _settle(run, article)
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


def _rows(run: _Filter, lines: Iterable[bytes]) -> Iterator[Article]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            article = _article(orjson.loads(line), run.ids)
        except ValueError as error:
            run.faults += 1
            click.echo(f"error: line {number}: {error}", err=True)
            continue
        run.ids.add(article.id)
        yield article


def _article(row: Any, taken: set[str]) -> Article:  # noqa: ANN401 - anything a line of JSON can hold
    """A row as an article; raises ValueError with what is wrong."""
    if not isinstance(row, dict):
        raise ValueError("not a JSON object")  # noqa: TRY004 - one error for all that a row can have wrong
    id_ = _text(row, "id")
    if not id_:
        raise ValueError("'id' is missing")
    if id_ in taken:
        raise ValueError(f"id {id_!r} was given before")
    title, text = _text(row, "title"), _text(row, "text") or ""
    published = _moment(_text(row, "published"))
    seen = published or UNDATED
    article = Article(
        id=id_, url=_text(row, "url") or "", source="", title=title, text=text, first_seen=seen, fetched=seen
    )
    article.published, article.language = published, _text(row, "language")
    # Nothing but "is there any" and "are there forty" is asked of the count, so the words need not be cut once more.
    article.word_count = len(lexed(text)[1]) or len(WORD.findall(text))
    article.content_hash = content_hash(title, text)
    return article


def _text(row: dict[str, Any], name: str) -> str | None:
    value = row.get(name)
    if value is not None and not isinstance(value, str):
        raise ValueError(f"{name!r} is not text")
    return value


def _moment(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"'published' is no ISO 8601 time: {text[:40]!r}") from error
    return iso(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def _settle(run: _Filter, article: Article) -> None:
    """Look for what one article repeats as a live crawl does, and write what later rows need to see."""
    db, index = run.db, FingerprintIndex(run.db, run.postings)
    settling = Settling(article=article, fingerprint=fingerprint(article.text), db=db, now=article.first_seen)
    find_originals(settling, index)
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
