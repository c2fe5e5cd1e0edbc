"""The store stage: one article version becomes a row, a JSON line, an index entry and its edges."""

from __future__ import annotations

import sqlite3
from datetime import tzinfo
from typing import Protocol

import orjson

from pipelines.article import Article
from pipelines.clock import day
from pipelines.dedup import window_time
from pipelines.querying.document import document_of_article
from pipelines.settling import Change, Settling
from pipelines.store import comparing, fulltext, versions
from pipelines.store.files import announce
from pipelines.store.fingerprints import FingerprintIndex
from pipelines.store.line_rows import credits_of, values_of

_COLUMNS = (
    *("id", "revision", "latest", "line", "file", "file_offset", "day", "source", "url", "title", "language", "agency"),
    *("kind", "access", "published", "first_seen", "fetched", "word_count", "content_hash", "story"),
    *("duplicate_of", "duplicate_kind"),
)
_INSERT = "INSERT INTO articles ({}) VALUES ({})".format(", ".join(_COLUMNS), ", ".join(f":{c}" for c in _COLUMNS))  # noqa: S608 - constants
ADD_CREDIT = """
INSERT INTO credits (article, position, kind, name, url, url_key, agency, target, evidence, confidence)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
PRESENT = frozenset({"agency", "story", "duplicate_of", "duplicate_kind"})
"""Fields whose present value stands in a column of `articles`, beside the line as written."""


def revise(settling: Settling) -> None:
    """SETTLE stage: number this version and say what it changed, or mark it unchanged where it changed nothing."""
    article = settling.article
    stored = comparing.newest_revision(settling.db, article.id)
    if not stored:
        return
    article.revision = stored + 1
    if settling.reread:
        article.edits = ["reread"]
        return
    judged = settling.judged or comparing.judged(settling.db, article, None)
    assert judged is not None  # noqa: S101 - a version is stored
    tested = comparing.note_test(settling.db, article.id, judged.titles) if judged.titles else None
    if tested:
        log_change(settling, tested)
    if judged.verdict != "revision":
        settling.unchanged, article.revision = True, stored
        return
    article.edits = list(judged.edits)
    article.provenance = {**article.provenance, "revision": judged.how}
    why = f"the outlet changed it: {', '.join(judged.edits)}"
    settling.changes.append(Change(id=article.id, field="revision", old=stored, new=stored + 1, why=why))


def store(settling: Settling) -> None:
    """SETTLE stage: write the article, its edges, and what it taught about others."""
    retire(settling.db, settling.article.id)
    line = orjson.dumps(settling.article, option=orjson.OPT_APPEND_NEWLINE)
    key = _insert(settling, line)
    article = settling.article
    fulltext.add(settling.db, key, settling.document or document_of_article(article))
    settling.db.executemany(
        "INSERT OR IGNORE INTO article_values (article, field, value) VALUES (?, ?, ?)",
        [(key, field, value) for field, value in values_of(article)],
    )
    FingerprintIndex(settling.db).add(key, settling.fingerprint, window_time(article), article.language)
    settling.db.executemany(
        "INSERT OR REPLACE INTO duplicates (article, original, kind, score) VALUES (?, ?, ?, ?)",
        [(d.article, d.original, d.kind, d.score) for d in settling.duplicates],
    )
    write_credits(settling.db, article)
    comparing.note_edits(settling.db, article.id, article.revision, article.edits)
    for change in settling.changes:
        log_change(settling, change)


class Log(Protocol):
    """What writing to the log of changes needs; a Settling has it, and so has the writer's transaction."""

    @property
    def db(self) -> sqlite3.Connection:
        """The catalogue."""

    @property
    def now(self) -> str:
        """Present time."""

    @property
    def zone(self) -> tzinfo:
        """The configured time zone."""

    @property
    def lines(self) -> list[tuple[str, int, bytes]]:
        """Announced lines."""


def log_change(settling: Log, change: Change) -> None:
    """Write one change to the log, and fold it into the article's row where the field has a column."""
    line = orjson.dumps(
        {
            "id": change.id,
            "field": change.field,
            "old": change.old,
            "new": change.new,
            "at": settling.now,
            "why": change.why,
        },
        option=orjson.OPT_APPEND_NEWLINE,
    )
    path = f"changes/{day(settling.now, settling.zone)}.jsonl"
    settling.db.execute(
        "INSERT INTO changes (at, id, field, old, new, why, file, file_offset, line)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            settling.now,
            change.id,
            change.field,
            orjson.dumps(change.old).decode(),
            orjson.dumps(change.new).decode(),
            change.why,
            path,
            _announced(settling, path, line),
            line,
        ),
    )
    if change.field in PRESENT:
        settling.db.execute(
            f"UPDATE articles SET {change.field} = ? WHERE id = ? AND latest",  # noqa: S608 - a name of PRESENT
            (change.new, change.id),
        )


def _insert(settling: Settling, line: bytes) -> int:
    article = settling.article
    folder = day(article.fetched, settling.zone)
    path = f"articles/{folder}/{article.source or '_other'}.jsonl"
    row = {name: getattr(article, name) for name in _COLUMNS if hasattr(article, name)}
    row |= {"latest": 1, "line": line, "file": path, "file_offset": _announced(settling, path, line), "day": folder}
    return int(settling.db.execute(_INSERT, row).lastrowid or 0)


def _announced(settling: Log, path: str, line: bytes) -> int:
    offset = announce(settling.db, path, line)
    settling.lines.append((path, offset, line))
    return offset


def retire(db: sqlite3.Connection, article_id: str) -> None:
    """Take the version that was newest until now out of the indexes; its row stays."""
    row = db.execute("SELECT key, line FROM articles WHERE id = ? AND latest", (article_id,)).fetchone()
    if row is None:
        return
    held = orjson.loads(row["line"])
    fulltext.remove(db, row["key"], held)
    versions.add(db, row["key"], held)
    db.execute("UPDATE articles SET latest = 0 WHERE key = ?", (row["key"],))
    db.execute("DELETE FROM article_values WHERE article = ?", (row["key"],))
    db.execute("DELETE FROM credits WHERE article = ?", (article_id,))
    FingerprintIndex(db).remove(row["key"])


def write_credits(db: sqlite3.Connection, article: Article) -> None:
    """Enter the credits of a newest version."""
    db.executemany(ADD_CREDIT, [(article.id, *credit) for credit in credits_of(article)])
