"""The versions of one article, what the outlet changed from each to the next, and when its page was gone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import orjson

from pipelines.article import Article, article_from_json
from pipelines.revising.aligning import Part, Row, align_words
from pipelines.revising.edits import MEANING, edits_between, rows_of
from pipelines.revising.wording import plain

_EVENTS = ("takedown", "headline_test")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What lies between two versions of an article."""

    before: Article
    after: Article
    edits: tuple[str, ...]
    """Types of pipelines.revising.edits, as known now."""
    how: str | None
    """How both pages were read; None where the versions are not neighbours, or it was not written down."""

    @property
    def ours(self) -> bool:
        """Whether presswatch read the same page anew, and the outlet changed nothing."""
        return self.edits == ("reread",)

    @property
    def headline(self) -> tuple[Part, ...]:
        """The headline's words aligned; () where it stayed."""
        old, new = self.before.title or "", self.after.title or ""
        return align_words(old, new) if plain(old) != plain(new) else ()

    @property
    def paragraphs(self) -> list[Row]:
        """The text's paragraphs side by side."""
        return rows_of(self.before, self.after)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something else that became of it: a takedown or its end, or headlines that alternate."""

    at: str
    kind: str
    """takedown or headline_test."""
    old: Any
    new: Any
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """All that is known of an article's versions."""

    versions: tuple[Article, ...]
    """As written, the first one first."""
    steps: tuple[Step, ...]
    """Between neighbours."""
    events: tuple[Event, ...]
    """In order of time."""


def history(db: sqlite3.Connection, ident: str) -> History:
    """The history of a stored article."""
    rows = db.execute("SELECT line FROM articles WHERE id = ? ORDER BY revision", (ident,))
    versions = tuple(article_from_json(orjson.loads(row["line"])) for row in rows)
    told = _edits(db, ident)
    steps = (_step(before, after, told) for before, after in pairwise(versions))
    return History(versions=versions, steps=tuple(steps), events=tuple(_events(db, ident)))


def between(known: History, first: int, last: int) -> Step:
    """What lies between any two versions, by number; the types are found anew where they are not neighbours."""
    by_number = {version.revision: version for version in known.versions}
    neighbours = next(
        (step for step in known.steps if (step.before.revision, step.after.revision) == (first, last)), None
    )
    before, after = by_number[first], by_number[last]
    return neighbours or Step(before=before, after=after, edits=edits_between(before, after), how=None)


def _step(before: Article, after: Article, told: dict[int, set[str]]) -> Step:
    edits = after.edits if after.edits == ["reread"] else sorted(told.get(after.revision, ()), key=list(MEANING).index)
    return Step(before=before, after=after, edits=tuple(edits), how=after.provenance.get("revision"))


def _edits(db: sqlite3.Connection, ident: str) -> dict[int, set[str]]:
    """Types by revision, as known now."""
    found: dict[int, set[str]] = {}
    for row in db.execute("SELECT revision, type FROM edits WHERE id = ? AND type != 'takedown'", (ident,)):
        found.setdefault(int(row["revision"]), set()).add(str(row["type"]))
    return found


def _events(db: sqlite3.Connection, ident: str) -> Iterator[Event]:
    rows = db.execute("SELECT at, field, old, new, why FROM changes WHERE id = ? ORDER BY seq", (ident,))
    for row in rows:
        if row["field"] in _EVENTS:
            old, new = (row[name] and orjson.loads(row[name]) for name in ("old", "new"))
            yield Event(at=row["at"], kind=row["field"], old=old, new=new, why=row["why"])
