"""One story told in full: who had it first, when the others followed, and what each did to the text."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from pipelines.store.reading.articles import Record, resolve
from pipelines.store.reading.stories import Story, story
from pipelines.stories.passages import Passages, passages
from pipelines.stories.timing import Appearance, Sighting, appearance, first_outlets


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One article of a story."""

    article: Record
    """As it stands now."""
    appearance: Appearance
    """When it appeared."""
    minutes: float
    """After the story's first article, by the latest moment at which each was there for certain."""
    original: Record | None
    """The article that it copies; None where it is no copy, or the original is not stored."""
    changed: Passages | None
    """What it cut and added; None where it is no copy."""
    links: tuple[dict[str, Any], ...] = ()
    """Articles of the story that tell the event in other words: other, kind, score, evidence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Storyline:
    """A story in order of appearance."""

    id: str
    """The story's id."""
    tellings: list[Telling]
    """In order of appearance."""
    first: list[str]
    """The outlet that had it first; several where the clocks cannot tell."""
    watched: int
    """Outlets that were watched: sources of which a feed, sitemap or page was ever polled."""

    @property
    def outlets(self) -> list[str]:
        """Source ids in order of appearance."""
        return list(dict.fromkeys(telling.article["source"] for telling in self.tellings))


def storyline(db: sqlite3.Connection, ident: str) -> Storyline:
    """The story with an id, or that of an article: an id, the beginning of one, or a URL. Raises NotStored."""
    row = db.execute("SELECT story FROM articles WHERE story = ? AND latest LIMIT 1", (ident,)).fetchone()
    if row is None:
        row = db.execute("SELECT coalesce(story, id) FROM articles WHERE id = ? AND latest", (resolve(db, ident),))
        row = row.fetchone()
    found = story(db, row[0])
    assert found  # noqa: S101 - the row was just read
    return _told(db, found)


def as_json(line: Storyline) -> dict[str, Any]:
    """The story as plain JSON; times in ISO, uncertainty in seconds (null: not known)."""
    return {
        "id": line.id,
        "first": line.first,
        "watched": line.watched,
        "outlets": line.outlets,
        "articles": [_telling_json(telling) for telling in line.tellings],
    }


def _told(db: sqlite3.Connection, found: Story) -> Storyline:
    held = {article["id"]: article for article in found.articles}
    appeared = {id_: appearance(_sighting(db, article)) for id_, article in held.items()}
    order = sorted(held, key=lambda id_: (appeared[id_].latest, id_ != found.id))
    start = appeared[order[0]].latest
    return Storyline(
        id=found.id,
        tellings=[_telling(db, (held, appeared[id_]), id_, start) for id_ in order],
        first=first_outlets([appeared[id_] for id_ in order]),
        watched=db.execute("SELECT count(DISTINCT source) FROM documents WHERE counted IS NOT NULL").fetchone()[0],
    )


def _telling(db: sqlite3.Connection, about: tuple[dict[str, Record], Appearance], id_: str, start: datetime) -> Telling:
    held, when = about
    article = held[id_]
    original = held.get(article["duplicate_of"] or "")
    return Telling(
        article=article,
        appearance=when,
        minutes=(when.latest - start).total_seconds() / 60,
        original=original,
        changed=passages(original["text"], article["text"]) if original else None,
        links=tuple(link for link in _links(db, id_) if link["other"] in held),
    )


def _sighting(db: sqlite3.Connection, article: Record) -> Sighting:
    row = db.execute("SELECT unseen FROM urls WHERE id = ?", (article["id"],)).fetchone()
    return Sighting(
        source=article["source"],
        claimed=article["published"] if article["published_precision"] == "second" else None,
        unseen=row["unseen"] if row else None,
        seen=article["first_seen"],
    )


def _links(db: sqlite3.Connection, id_: str) -> list[dict[str, Any]]:
    rows = db.execute(
        "SELECT other, kind, score, evidence FROM story_links WHERE article = ? ORDER BY score DESC", (id_,)
    )
    return [dict(row) | {"evidence": orjson.loads(row["evidence"])} for row in rows]


def _telling_json(telling: Telling) -> dict[str, Any]:
    when, changed = telling.appearance, telling.changed
    uncertain = when.uncertainty
    return {
        **{name: telling.article[name] for name in ("id", "source", "url", "title", "language", "agency")},
        "minutes": round(telling.minutes, 1),
        "appeared": when.latest.isoformat(),
        "by": "claim" if when.claimed else "polls",
        "uncertainty": None if uncertain is None else uncertain.total_seconds(),
        "copy_of": telling.article["duplicate_of"],
        "cut": list(changed.cut) if changed else [],
        "added": list(changed.added) if changed else [],
        "links": list(telling.links),
    }
