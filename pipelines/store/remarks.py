"""What reviewers note beside their decisions: a star, a label, a note, and that something was seen.

Nothing is overwritten: of each reviewer's remarks of a kind the latest that stands counts. Each is also a line of the
changes log, with its kind as the field.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any, Literal

from pipelines.settling import Change, Told
from pipelines.store.articles import Log, log_change
from pipelines.store.marks import LONGEST, NotMarked

Kind = Literal["star", "seen", "label", "note"]
KINDS: tuple[Kind, ...] = ("star", "seen", "label", "note")
YES = "yes"
"""The value of a star, and of what was seen."""

_ADD = "INSERT INTO remarks (article, reviewer, kind, value, at) VALUES (?, ?, ?, ?, ?)"
_STANDING = (
    "SELECT key, value FROM remarks WHERE article = ? AND reviewer = ? AND kind = ? AND undone IS NULL"
    " ORDER BY key DESC LIMIT 1"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One of them."""

    article: str
    """Id of a stored article."""
    reviewer: str
    """Who writes it."""
    kind: Kind
    """What it is."""
    value: str
    """The words of a label or note, YES for the others; '' takes it off."""


def remark(log: Log, written: Remark) -> None:
    """Write a remark, within the caller's transaction; one that changes nothing is not written. Raises NotMarked."""
    _check(log.db, written)
    old = _standing(log.db, written)
    before = str(old["value"]) if old else ""
    if before == written.value:
        return
    log.db.execute(_ADD, (written.article, written.reviewer, written.kind, written.value, log.now))
    _tell(log, written, (before, written.value))


def undo(log: Log, article: str, reviewer: str, kind: Kind) -> None:
    """Take a reviewer's latest remark of a kind back: the one before it counts again. Raises NotMarked for none."""
    asked = Remark(article=article, reviewer=reviewer, kind=kind, value="")
    held = _standing(log.db, asked)
    if held is None:
        raise NotMarked("nothing to undo", article, f"no {kind} of {reviewer} stands", "look at the article again")
    log.db.execute("UPDATE remarks SET undone = ? WHERE key = ?", (log.now, held["key"]))
    before = _standing(log.db, asked)
    _tell(log, asked, (str(held["value"]), str(before["value"]) if before else ""))


def standing(db: sqlite3.Connection, article: str) -> list[dict[str, Any]]:
    """What counts of an article's remarks, the latest first: reviewer, kind, value, at. None that was taken off."""
    rows = db.execute(
        "SELECT reviewer, kind, value, at FROM remarks WHERE value != '' AND key IN"
        " (SELECT max(key) FROM remarks WHERE article = ? AND undone IS NULL GROUP BY reviewer, kind)"
        " ORDER BY key DESC",
        (article,),
    )
    return [dict(row) for row in rows]


def restore(db: sqlite3.Connection, told: Told) -> None:
    """Let stand, within the caller's transaction, what a line of the changes log tells; one that tells nothing is none.

    told: its field is one of KINDS.
    """
    shown = told.new or told.old
    if not isinstance(shown, dict) or shown.keys() != {"reviewer", "value"}:
        return
    texts = (shown["reviewer"], shown["value"] if told.new else "")
    if all(isinstance(text, str) and len(text) <= LONGEST for text in texts) and texts[0]:
        db.execute(_ADD, (told.id, texts[0], told.field, texts[1], told.at))


def forget(db: sqlite3.Connection, article: str) -> None:
    """Remove an article's remarks, within the caller's transaction."""
    db.execute("DELETE FROM remarks WHERE article = ?", (article,))


def _check(db: sqlite3.Connection, written: Remark) -> None:
    if not db.execute("SELECT 1 FROM articles WHERE id = ? LIMIT 1", (written.article,)).fetchone():
        raise NotMarked("no such article", written.article, "nothing is stored under this id", "see `presswatch list`")
    if not written.reviewer.strip():
        raise NotMarked("cannot write it down", written.article, "the reviewer has no name", "give one")
    if max(len(written.reviewer), len(written.value)) > LONGEST:
        cause = f"a text of more than {LONGEST} characters"
        raise NotMarked("cannot write it down", written.article, cause, "shorten it")


def _standing(db: sqlite3.Connection, asked: Remark) -> sqlite3.Row | None:
    row: sqlite3.Row | None = db.execute(_STANDING, (asked.article, asked.reviewer, asked.kind)).fetchone()
    return row


def _tell(log: Log, asked: Remark, values: tuple[str, str]) -> None:
    old, new = ({"reviewer": asked.reviewer, "value": value} if value else None for value in values)
    log_change(log, Change(id=asked.article, field=asked.kind, old=old, new=new, why=f"reviewed by {asked.reviewer}"))
