"""Stories: one event told by several outlets, with copies folded."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from pipelines.store.reading.articles import Record, of_stories
from pipelines.store.reading.selection import NEWEST, Selection, statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A story with all its stored articles."""

    id: str
    """The story's id."""
    articles: list[Record]
    """In order of appearance."""
    matched: Record
    """The article by which it was found: of those selected the newest, or the best match."""

    @property
    def first(self) -> Record:
        """The article that appeared first."""
        return self.articles[0]

    @property
    def outlets(self) -> list[str]:
        """Source ids in order of appearance."""
        return list(dict.fromkeys(article["source"] for article in self.articles))

    @property
    def copies(self) -> int:
        """How many of its articles are copies."""
        return sum(article["duplicate_of"] is not None for article in self.articles)

    @property
    def newest(self) -> str:
        """When its newest article appeared."""
        return appeared(self.articles[-1])

    def values(self, name: str) -> list[str]:
        """The distinct values of a field over its articles, the most frequent first; lists are opened."""
        counts: dict[str, int] = {}
        for article in self.articles:
            held = article.get(name)
            for value in held if isinstance(held, list) else [held] if held else []:
                counts[value] = counts.get(value, 0) + 1
        return sorted(counts, key=lambda value: -counts[value])


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox:
    """One page of stories."""

    stories: list[Story]
    """Newest or best first."""
    matches: int
    """Articles that match, counted up to NEWEST."""
    total: int
    """Stories among them."""

    @property
    def capped(self) -> bool:
        """Whether there are older matches that were not counted."""
        return self.matches >= NEWEST


def appeared(article: Record) -> str:
    """When an article appeared: as published, where that is given to the second and is not later than its fetch;
    otherwise when its link was first seen."""
    claimed = article["published"]
    trusted = claimed and article["published_precision"] == "second" and claimed <= article["fetched"]
    return str(claimed if trusted else article["first_seen"])


def dated(article: Record) -> str:
    """The time by which articles are put in order; selection.DATED says the same in SQL."""
    return min(str(article["published"] or article["first_seen"]), str(article["fetched"]))


def minutes_between(earlier: str, later: str) -> int:
    """Whole minutes from one ISO time to another."""
    return round((datetime.fromisoformat(later) - datetime.fromisoformat(earlier)).total_seconds() / 60)


def inbox(db: sqlite3.Connection, selection: Selection, *, skip: int = 0, limit: int = 30) -> Inbox:
    """Stories with an article in the selection. Leaves temp.matched for facets."""
    match(db, selection)
    query = "SELECT story, id, min(place) AS place FROM temp.matched GROUP BY story ORDER BY place LIMIT ? OFFSET ?"
    rows = db.execute(query, (limit, skip)).fetchall()
    matches, total = db.execute("SELECT count(*), count(DISTINCT story) FROM temp.matched").fetchone()
    return Inbox(stories=_stories(db, rows), matches=matches, total=total)


def story(db: sqlite3.Connection, ident: str) -> Story | None:
    """One story; None where no article belongs to it."""
    articles = of_stories(db, [ident])[ident]
    return arranged(ident, articles) if articles else None


def match(db: sqlite3.Connection, selection: Selection) -> None:
    """Put the newest matches into temp.matched."""
    asked = statement(selection)
    asked.prepare(db)
    db.execute("DROP TABLE IF EXISTS temp.matched")
    db.execute(
        "CREATE TEMP TABLE matched (place INTEGER PRIMARY KEY, key INTEGER, id TEXT, fetched TEXT, story TEXT, "
        "source TEXT, language TEXT, agency TEXT, day TEXT)"
    )
    db.execute(
        "INSERT INTO temp.matched (key, id, fetched, story, source, language, agency, day) "  # noqa: S608 - values are bound
        "SELECT a.key, a.id, a.fetched, coalesce(a.story, a.id), a.source, a.language, a.agency, a.day "
        f"FROM {asked.tables} WHERE {asked.where} ORDER BY {asked.order} LIMIT {NEWEST}",
        asked.values,
    )


def _stories(db: sqlite3.Connection, rows: list[sqlite3.Row]) -> list[Story]:
    held = of_stories(db, [row["story"] for row in rows])
    return [arranged(row["story"], held[row["story"]], row["id"]) for row in rows if held[row["story"]]]


def arranged(ident: str, articles: list[Record], matched: str | None = None) -> Story:
    """A story of these articles in order of appearance, with the one by which it was found."""
    ordered = sorted(articles, key=lambda article: (appeared(article), article["id"] != ident))
    hit = next((article for article in ordered if article["id"] == matched), ordered[0])
    return Story(id=ident, articles=ordered, matched=hit)
