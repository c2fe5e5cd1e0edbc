"""Applying a changes log to a catalogue made from lines: what was learned and decided after they were written.

What reviewers said, and takedowns, are restored as they were; so is the present value of what was learned of an
article, where its newest version was there to be learned about.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

import orjson

from pipelines.article import Credit
from pipelines.settling import Told
from pipelines.store import comparing, marks, remarks
from pipelines.store.articles import ADD_CREDIT, PRESENT
from pipelines.store.line_rows import credit_row
from pipelines.stored_lines import BadLine, check_credit, is_time

DECISIONS = frozenset({"mark", *remarks.KINDS})
"""Fields of what reviewers said."""
_TOLD = """
SELECT seq, id, field, old, new, at, why FROM changes
WHERE seq > ? OR id IN (SELECT id FROM articles WHERE key > ?) ORDER BY at, seq
"""
_TAKEDOWN = """
INSERT INTO revisits (url, since, taken_down) SELECT key, first_seen, ? FROM urls WHERE id = ?
ON CONFLICT (url) DO UPDATE SET taken_down = excluded.taken_down
"""
_COPY = """
INSERT INTO duplicates (article, original, kind, score) SELECT id, duplicate_of, duplicate_kind, 1.0 FROM articles
WHERE id = ? AND latest AND duplicate_of IS NOT NULL AND duplicate_kind IS NOT NULL
"""


def apply_changes(db: sqlite3.Connection, change: int, article: int) -> None:
    """Apply what the log says, within the caller's transaction.

    change: the last one that was applied before; article: the last key of `articles` that it was applied to.
    """
    copies: dict[str, None] = {}
    for seq, told in _told(db, change, article):
        if told.field in DECISIONS and seq <= change:
            continue
        if told.field in PRESENT:
            _learn(db, told)
            copies |= {told.id: None} if told.field.startswith("duplicate") else {}
        elif told.field in _RESTORED:
            _RESTORED[told.field](db, told)
    for ident in copies:
        db.execute("DELETE FROM duplicates WHERE article = ?", (ident,))
        db.execute(_COPY, (ident,))


def _told(db: sqlite3.Connection, change: int, article: int) -> Iterator[tuple[int, Told]]:
    for seq, ident, name, old, new, at, why in db.execute(_TOLD, (change, article)).fetchall():
        values = {"old": orjson.loads(old or "null"), "new": orjson.loads(new or "null")}
        yield seq, Told(id=ident, field=name, at=at, why=why, **values)


def _learn(db: sqlite3.Connection, told: Told) -> None:
    """Fold a value into the newest version, unless that came later and knows better."""
    if isinstance(told.new, str | None):
        values = (told.new, told.id, told.at)
        db.execute(f"UPDATE articles SET {told.field} = ? WHERE id = ? AND latest AND fetched <= ?", values)  # noqa: S608 - a name of PRESENT


def _credit(db: sqlite3.Connection, told: Told) -> None:
    """The credits as they stood from then on: those of the line first, some with their article, then learned ones."""
    rows = _rows_of(told.new)
    newest = "SELECT 1 FROM articles WHERE id = ? AND latest AND fetched <= ?"
    if rows is None or not db.execute(newest, (told.id, told.at)).fetchone():
        return
    db.execute("DELETE FROM credits WHERE article = ?", (told.id,))
    db.executemany(ADD_CREDIT, [(told.id, *row) for row in rows])


def _rows_of(given: object) -> list[tuple[Any, ...]] | None:
    """None for what is no list of credits."""
    if not isinstance(given, list):
        return None
    try:
        found = [Credit(**credit) for credit in given]
        for credit in found:
            check_credit(credit)
    except (TypeError, BadLine):
        return None
    return [credit_row(position, credit) for position, credit in enumerate(found)]


def _take_down(db: sqlite3.Connection, told: Told) -> None:
    if told.new is not None and not (isinstance(told.new, str) and is_time(told.new)):
        return
    db.execute(_TAKEDOWN, (told.new, told.id))
    shown = "SELECT max(revision) FROM articles WHERE id = ? AND fetched <= ?"
    (revision,) = db.execute(shown, (told.id, told.at)).fetchone()
    if told.new and revision:
        comparing.note_edits(db, told.id, revision, ["takedown"])


def _note_test(db: sqlite3.Connection, told: Told) -> None:
    """The headlines of some revisions were one test."""
    revisions = told.new.get("revisions") if isinstance(told.new, dict) else None
    for revision in revisions if isinstance(revisions, list) else ():
        if type(revision) is int and revision < 1 << 31:
            where = (told.id, revision)
            db.execute("DELETE FROM edits WHERE type = 'headline' AND id = ? AND revision = ?", where)
            comparing.note_edits(db, *where, ["headline_test"])


_RESTORED: dict[str, Callable[[sqlite3.Connection, Told], None]] = {
    "mark": marks.restore,
    "credits": _credit,
    "takedown": _take_down,
    "headline_test": _note_test,
    **dict.fromkeys(remarks.KINDS, remarks.restore),
}
