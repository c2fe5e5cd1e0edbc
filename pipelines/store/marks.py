"""Review decisions: whether an article is what a watchlist is for. The latest that stands counts; one can be undone.

Decisions are never overwritten, so that a watchlist's precision over time can be told later. Each is also a line of the
changes log, with the field `mark`.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any, Literal

from pipelines.errors import PresswatchError
from pipelines.settling import Change, Told
from pipelines.store.articles import Log, log_change

Decision = Literal["relevant", "irrelevant"]

LONGEST = 1000
"""Characters of a label, a note or a name."""

_STANDING = """
SELECT key, article, reviewer, decision, watchlist, label, note, at FROM marks
WHERE article = ? AND undone IS NULL AND reviewer = ? AND watchlist IS ? ORDER BY key DESC LIMIT 1
"""
_UNDONE = "undone by "
_SHOWN = ("decision", "reviewer", "watchlist", "label", "note")


class NotMarked(PresswatchError):
    """A decision that cannot be written, or one to undo that is not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One decision."""

    article: str
    """Id of a stored article."""
    reviewer: str
    """Who decides."""
    decision: Decision
    """Whether the article is wanted."""
    watchlist: str | None = None
    """Id of the watchlist it is about; None: of all that caught the article."""
    label: str | None = None
    """A word to sort by."""
    note: str | None = None
    """A remark."""


def mark(log: Log, decided: Mark) -> None:
    """Write a decision, within the caller's transaction. Raises NotMarked where the article is not stored."""
    _check(log.db, decided)
    old = _standing(log.db, decided.article, decided.reviewer, decided.watchlist)
    values = (decided.article, decided.reviewer, decided.decision, decided.watchlist, decided.label, decided.note)
    log.db.execute(
        "INSERT INTO marks (article, reviewer, decision, watchlist, label, note, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (*values, log.now),
    )
    new = {name: getattr(decided, name) for name in _SHOWN}
    _tell(log, decided.article, (old and _shown(old), new), f"marked by {decided.reviewer}")


def undo(log: Log, article: str, reviewer: str, watchlist: str | None = None) -> None:
    """Take a reviewer's latest decision back: the one before it counts again. Raises NotMarked where there is none.

    watchlist: the one it was about; None: the decision about all of them.
    """
    held = _standing(log.db, article, reviewer, watchlist)
    if held is None:
        mend = "see `presswatch show ID --why` for what was decided"
        raise NotMarked("nothing to undo", article, f"no decision of {reviewer} stands", mend)
    log.db.execute("UPDATE marks SET undone = ? WHERE key = ?", (log.now, held["key"]))
    before = _standing(log.db, article, reviewer, watchlist)
    _tell(log, article, (_shown(held), before and _shown(before)), f"{_UNDONE}{reviewer}")


def standing(db: sqlite3.Connection, article: str) -> list[dict[str, Any]]:
    """What counts of an article's decisions, the latest first: of each reviewer and watchlist one.

    Each has article, reviewer, decision, watchlist, label, note and at.
    """
    rows = db.execute(
        "SELECT article, reviewer, decision, watchlist, label, note, at FROM marks WHERE key IN"
        " (SELECT max(key) FROM marks WHERE article = ? AND undone IS NULL GROUP BY reviewer, watchlist)"
        " ORDER BY key DESC",
        (article,),
    )
    return [dict(row) for row in rows]


def restore(db: sqlite3.Connection, told: Told) -> None:
    """Do again, within the caller's transaction, what a line of the changes log tells; one that tells nothing is none.

    What was undone is undone again, so that precision over time is what it was.
    """
    undone = told.why.startswith(_UNDONE)
    shown = told.old if undone else told.new
    if not isinstance(shown, dict) or not _can_be(shown):
        return
    if undone:
        held = _standing(db, told.id, shown["reviewer"], shown["watchlist"])
        db.execute("UPDATE marks SET undone = ? WHERE key = ?", (told.at, held and held["key"]))
        return
    db.execute(
        "INSERT INTO marks (article, decision, reviewer, watchlist, label, note, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (told.id, *(shown[name] for name in _SHOWN), told.at),
    )


def forget(db: sqlite3.Connection, article: str) -> None:
    """Remove an article's decisions, within the caller's transaction."""
    db.execute("DELETE FROM marks WHERE article = ?", (article,))


def _check(db: sqlite3.Connection, decided: Mark) -> None:
    if not db.execute("SELECT 1 FROM articles WHERE id = ? LIMIT 1", (decided.article,)).fetchone():
        raise NotMarked("no such article", decided.article, "nothing is stored under this id", "see `presswatch list`")
    if not decided.reviewer.strip():
        raise NotMarked("cannot mark", decided.article, "the reviewer has no name", "give one")
    if any(len(text or "") > LONGEST for text in (decided.reviewer, decided.label, decided.note)):
        raise NotMarked("cannot mark", decided.article, f"a text of more than {LONGEST} characters", "shorten it")


def _standing(db: sqlite3.Connection, article: str, reviewer: str, watchlist: str | None) -> sqlite3.Row | None:
    row: sqlite3.Row | None = db.execute(_STANDING, (article, reviewer, watchlist)).fetchone()
    return row


def _can_be(shown: dict[str, Any]) -> bool:
    texts = [shown.get(name) for name in _SHOWN]
    return (
        shown.keys() == set(_SHOWN)
        and all(isinstance(text, str | None) and len(text or "") <= LONGEST for text in texts)
        and shown["decision"] in ("relevant", "irrelevant")
        and bool(shown["reviewer"])
    )


def _shown(row: sqlite3.Row) -> dict[str, object]:
    return {name: row[name] for name in _SHOWN}


def _tell(log: Log, article: str, values: tuple[object, object], why: str) -> None:
    log_change(log, Change(id=article, field="mark", old=values[0], new=values[1], why=why))
