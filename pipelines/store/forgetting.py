"""Forgetting: an article leaves the catalogue with all its versions, and what leaned on it finds another hold.

A tombstone stays: the row of its URL, rejected as `forgotten`, with its address and its aliases and nothing else.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import tzinfo

import orjson

from pipelines import stories
from pipelines.article import PageRef
from pipelines.reasons import Reason
from pipelines.settling import Change
from pipelines.store import (
    alerts,
    attributions,
    captures,
    fulltext,
    ledger,
    marks,
    parameters,
    remarks,
    versions,
    watch_hits,
)
from pipelines.store.articles import log_change
from pipelines.store.catalogue import FILE_NAME
from pipelines.store.fingerprints import FingerprintIndex
from pipelines.store.rebuilding import Rewrite, decide
from pipelines.stories.index import EventIndex

_WHY = "an article was removed from the archive"
_COPIES = """
SELECT a.id, a.key, a.duplicate_kind, a.content_hash FROM articles a LEFT JOIN fingerprints f ON f.article = a.key
WHERE a.duplicate_of = ? AND a.latest ORDER BY f.seen, a.key
"""
_OTHER_ORIGINAL = """
SELECT d.original, d.kind FROM duplicates d JOIN articles o ON o.id = d.original AND o.latest
WHERE d.article = ?1 AND d.original NOT IN (SELECT value FROM json_each(?2)) AND o.duplicate_of IS NULL
ORDER BY d.score DESC, o.key LIMIT 1
"""


@dataclass(slots=True, kw_only=True)
class Forgetting:
    """One removal, inside a transaction."""

    db: sqlite3.Connection
    """The catalogue."""
    ids: Sequence[str]
    """The articles that go."""
    now: str
    """Present time, ISO."""
    zone: tzinfo
    """The configured time zone."""
    lines: list[tuple[str, int, bytes]] = field(default_factory=list)
    """Lines announced to the log of changes; their files are among `paths`."""
    paths: set[str] = field(default_factory=set)
    """Files of lines that are to be laid out anew."""


def remove(work: Forgetting) -> None:
    """Take the articles out of the catalogue. The caller lays out `work.paths`, and blanks the pages beforehand."""
    for id_ in work.ids:
        _rehome_copies(work, id_)
        _open_credits(work, id_)
        _hand_over_story(work, id_)
    for id_ in work.ids:
        _remove_versions(work, id_)
        _remove_changes(work, id_)
        _bury(work, id_)
    work.paths.update(path for path, _, _ in work.lines)
    decide(work.db, Rewrite(path=FILE_NAME, how="purge"))


def purge(db: sqlite3.Connection) -> None:
    """Bring the words of removed articles out of the search index and the catalogue's file.

    A delete leaves them in FTS5's older segments until these are merged (SQLite's documentation of FTS5, 6.8).
    """
    db.execute("PRAGMA secure_delete = ON")
    db.execute("INSERT INTO articles_fts (articles_fts) VALUES ('optimize')")
    db.execute("INSERT INTO versions_fts (versions_fts) VALUES ('optimize')")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def take_from_index(db: sqlite3.Connection, key: int, line: bytes) -> None:
    """Take the newest version of an article, whose line is given, out of the full-text index."""
    fulltext.remove(db, key, orjson.loads(line))


def move_page(db: sqlite3.Connection, article_id: str, moved: tuple[PageRef, PageRef]) -> set[str]:
    """Point the rows and lines of an article from one raw page to another; the files that hold these lines."""
    old, new = moved
    db.execute(
        "UPDATE urls SET warc = ?, warc_offset = ? WHERE warc = ? AND warc_offset = ?",
        (new.warc, new.offset, old.warc, old.offset),
    )
    paths = set()
    for key, path, line in db.execute("SELECT key, file, line FROM articles WHERE id = ?", (article_id,)).fetchall():
        held = orjson.loads(line)
        if held["page"] == {"warc": old.warc, "offset": old.offset}:
            held["page"] = new
            written = orjson.dumps(held, option=orjson.OPT_APPEND_NEWLINE)
            db.execute("UPDATE articles SET line = ? WHERE key = ?", (written, key))
            paths.add(str(path))
    return paths


def _rehome_copies(work: Forgetting, id_: str) -> None:
    """The earliest copy of the whole text is the original of the others now; without one, each goes by what is known.

    An excerpt of the removed article is one of its copy, too; but two excerpts may share nothing.
    """
    copies = [row for row in work.db.execute(_COPIES, (id_,)).fetchall() if row["id"] not in work.ids]
    root = next((row for row in copies if row["duplicate_kind"] != "contained"), None)
    for row in copies:
        original, kind = _new_original(work, row, root)
        if original is not None:
            _add_edge(work.db, id_, row["id"], (original, kind or "copy"))
        _point(work, row["id"], "duplicate_of", (id_, original))
        _point(work, row["id"], "duplicate_kind", (row["duplicate_kind"], kind))
        if original is None:
            FingerprintIndex(work.db).restore(row["key"])
            stories.recall(work.db, row["key"])
    work.db.execute("DELETE FROM duplicates WHERE article = ?1 OR original = ?1", (id_,))


def _new_original(work: Forgetting, copy: sqlite3.Row, root: sqlite3.Row | None) -> tuple[str | None, str | None]:
    if root is None:
        return _other_original(work, copy["id"])
    if copy["id"] == root["id"]:
        return None, None
    if copy["duplicate_kind"] == "exact" and copy["content_hash"] != root["content_hash"]:
        return root["id"], "copy"
    return root["id"], copy["duplicate_kind"]


def _other_original(work: Forgetting, id_: str) -> tuple[str | None, str | None]:
    gone = orjson.dumps(list(work.ids)).decode()
    row = work.db.execute(_OTHER_ORIGINAL, (id_, gone)).fetchone()
    return (row["original"], row["kind"]) if row else (None, None)


def _add_edge(db: sqlite3.Connection, gone: str, id_: str, original: tuple[str, str]) -> None:
    """A copy of the removed original is one of the new one, by the same score."""
    db.execute(
        "INSERT OR IGNORE INTO duplicates (article, original, kind, score)"
        " SELECT ?1, ?2, ?3, coalesce((SELECT score FROM duplicates WHERE article = ?1 AND original = ?4), 1.0)",
        (id_, *original, gone),
    )


def _open_credits(work: Forgetting, id_: str) -> None:
    """Credits to the article point at nothing stored any more."""
    rows = work.db.execute("SELECT DISTINCT article FROM credits WHERE target = ?", (id_,)).fetchall()
    for (crediting,) in rows:
        old = attributions.standing(work.db, crediting)
        work.db.execute("UPDATE credits SET target = NULL WHERE article = ? AND target = ?", (crediting, id_))
        if crediting not in work.ids:
            new = attributions.standing(work.db, crediting)
            log_change(work, Change(id=crediting, field="credits", old=old, new=new, why=_WHY))


def _hand_over_story(work: Forgetting, id_: str) -> None:
    """A story that the article began is named after the oldest that stays."""
    rows = work.db.execute("SELECT id FROM articles WHERE story = ? AND latest ORDER BY key", (id_,)).fetchall()
    staying = [str(row["id"]) for row in rows if row["id"] not in work.ids]
    for member in staying:
        _point(work, member, "story", (id_, staying[0]))


def _point(work: Forgetting, id_: str, name: str, values: tuple[str | None, str | None]) -> None:
    old, new = values
    if old != new:
        log_change(work, Change(id=id_, field=name, old=old, new=new, why=_WHY))


def _remove_versions(work: Forgetting, id_: str) -> None:
    rows = work.db.execute("SELECT key, latest, file, line FROM articles WHERE id = ?", (id_,)).fetchall()
    for row in rows:
        work.paths.add(str(row["file"]))
        if row["latest"]:
            take_from_index(work.db, row["key"], row["line"])
            FingerprintIndex(work.db).remove(row["key"])
            EventIndex(work.db).remove(row["key"])
            work.db.execute("DELETE FROM article_values WHERE article = ?", (row["key"],))
        else:
            versions.remove(work.db, row["key"], orjson.loads(row["line"]))
    work.db.execute("DELETE FROM edits WHERE id = ?", (id_,))
    work.db.execute("DELETE FROM credits WHERE article = ?", (id_,))
    work.db.execute("DELETE FROM story_links WHERE article = ?1 OR other = ?1", (id_,))
    watch_hits.forget(work.db, id_)
    for path in alerts.forget(work.db, id_):
        decide(work.db, Rewrite(path=path, how="remove"))
    marks.forget(work.db, id_)
    remarks.forget(work.db, id_)
    parameters.forget(work.db, id_)
    work.db.execute("DELETE FROM articles WHERE id = ?", (id_,))


def _remove_changes(work: Forgetting, id_: str) -> None:
    rows = work.db.execute("SELECT DISTINCT file FROM changes WHERE id = ?", (id_,)).fetchall()
    work.paths.update(str(path) for (path,) in rows)
    work.db.execute("DELETE FROM changes WHERE id = ?", (id_,))


def _bury(work: Forgetting, id_: str) -> None:
    """Leave tombstones: of the URL itself, and of those that led to it, whose pages are its own."""
    keys = {key for (key,) in work.db.execute("SELECT key FROM urls WHERE id = ?", (id_,))}
    for page in captures.of_article(work.db, id_):
        where = (page.warc, page.offset)
        keys |= {key for (key,) in work.db.execute("SELECT key FROM urls WHERE warc = ? AND warc_offset = ?", where)}
        captures.drop(work.db, page)
    for key in keys:
        ledger.scrub(work.db, key)
        work.db.execute("DELETE FROM revisits WHERE url = ?", (key,))
        work.db.execute(
            "UPDATE urls SET state = 'rejected', reason = ?, detail = NULL, next_try = NULL, settled = ? WHERE key = ?",
            (Reason.FORGOTTEN, work.now, key),
        )
