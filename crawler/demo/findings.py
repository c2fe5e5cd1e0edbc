"""What a crawl stored, as the demo tells it: read from the catalogue, never from the newsroom's own knowledge."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from pipelines.store.reading.history import Step, history

_TOLD = """
SELECT a.id, a.line, a.source, a.url, a.title, a.language, a.agency, a.published, a.first_seen, a.story,
       a.duplicate_of, a.duplicate_kind, d.score
FROM articles a LEFT JOIN duplicates d ON d.article = a.id AND d.original = a.duplicate_of
WHERE a.latest {condition}
ORDER BY coalesce(a.published, a.first_seen), a.first_seen
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A credit that an article gives."""

    kind: str
    """Where it stands: dateline, credit_url, byline ..."""
    name: str | None
    """Who is credited, as written."""
    agency: str | None
    """Key of the agency, where one is credited."""
    target: str | None
    """Id of the credited article; None where it is not stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One stored article."""

    id: str
    """Its id."""
    source: str
    """Id of the outlet."""
    url: str
    """Its address."""
    title: str
    """Headline; the address where it has none."""
    language: str | None
    """ISO 639-1 code."""
    agency: str | None
    """Key of the agency, as known now."""
    agency_printed: bool
    """Whether the page itself named that agency; False: it was learned from another article."""
    published: str | None
    """Claimed time of publication."""
    story: str | None
    """Id of its story."""
    copy_of: str | None
    """Id of the article it repeats."""
    copy_kind: str | None
    """exact, copy or contained."""
    score: float | None
    """How much of the shorter text stands in the other, 0 to 1."""
    dateline: str | None
    """The opening that names place and agency."""
    countries: tuple[str, ...]
    """What it is about."""
    mentioned: tuple[str, ...]
    """Other countries that occur."""
    edges: tuple[Edge, ...]
    """The credits it gives, strongest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """A URL that is not stored, or a feed or list that could not be read."""

    url: str
    """The URL."""
    state: str
    """rejected, failed or held."""
    reason: str
    """Value of pipelines.reasons.Reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Articles that tell one event."""

    told: tuple[Told, ...]
    """Its articles, the first published first."""

    @property
    def first(self) -> Told:
        """The article all others are measured by: the earliest that is no copy."""
        return next((one for one in self.told if one.copy_of is None), self.told[0])

    @property
    def copies(self) -> tuple[Told, ...]:
        """Those that repeat another one's text."""
        return tuple(one for one in self.told if one.copy_of is not None)

    @property
    def others(self) -> tuple[Told, ...]:
        """Those that tell it in their own words."""
        return tuple(one for one in self.told if one.copy_of is None and one is not self.first)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How much there is."""

    articles: int
    copies: int
    stories: int
    links: int
    """Credits that lead to a stored article."""
    languages: dict[str, int] = field(default_factory=dict)
    """Articles by language."""
    countries: dict[str, int] = field(default_factory=dict)
    """Articles by country they are about, most first."""
    sources: dict[str, int] = field(default_factory=dict)
    """Articles by source id, most first."""


def story_at(db: sqlite3.Connection, url: str) -> Story | None:
    """The story of the article at a URL; None where it is not stored."""
    row = db.execute("SELECT id, story FROM articles WHERE latest AND url = ?", (url,)).fetchone()
    if row is None:
        return None
    rows = _rows(db, "AND (a.story = ? OR a.id = ?)", (row["story"], row["id"]))
    return Story(told=tuple(_told(db, each) for each in rows))


def shared_stories(db: sqlite3.Connection) -> list[Story]:
    """Stories told by more than one article, the most told first."""
    counted = db.execute(
        "SELECT story FROM articles WHERE latest AND story IS NOT NULL GROUP BY story HAVING count(*) > 1"
        " ORDER BY count(*) DESC, min(first_seen)"
    )
    stories = [_rows(db, "AND a.story = ?", (row["story"],)) for row in counted.fetchall()]
    return [Story(told=tuple(_told(db, row) for row in rows)) for rows in stories]


def left_out(db: sqlite3.Connection) -> list[Left]:
    """What is not stored, and why, failed polls included; in order of the reason."""
    rows = db.execute(
        "SELECT url, state, reason FROM urls WHERE state IN ('rejected', 'failed', 'held')"
        " UNION ALL SELECT url, 'failed', reason FROM documents WHERE reason IS NOT NULL ORDER BY state, reason, url"
    )
    return [Left(url=row["url"], state=row["state"], reason=row["reason"] or row["state"]) for row in rows]


def silent_edits(db: sqlite3.Connection) -> list[tuple[Told, Step]]:
    """Articles that their outlets changed without raising the time of modification, with what changed."""
    rows = db.execute("SELECT id, revision FROM edits WHERE type = 'silent' ORDER BY id, revision").fetchall()
    found = []
    for row in rows:
        (told,) = _rows(db, "AND a.id = ?", (row["id"],))
        step = next(s for s in history(db, row["id"]).steps if s.after.revision == row["revision"])
        found.append((_told(db, told), step))
    return found


def counts(db: sqlite3.Connection) -> Counts:
    """The totals."""
    total = db.execute(
        "SELECT count(*), count(duplicate_of), count(DISTINCT coalesce(story, id)) FROM articles WHERE latest"
    ).fetchone()
    links = db.execute("SELECT count(*) FROM credits WHERE target IS NOT NULL AND kind != 'copy'").fetchone()[0]
    return Counts(
        articles=total[0],
        copies=total[1],
        stories=total[2],
        links=links,
        languages=_counted(row[0] for row in db.execute("SELECT language FROM articles WHERE latest")),
        countries=_counted(row[0] for row in db.execute("SELECT value FROM article_values WHERE field = 'country'")),
        sources=_counted(row[0] for row in db.execute("SELECT source FROM articles WHERE latest")),
    )


def _counted(values: Iterable[str | None]) -> dict[str, int]:
    return dict(Counter(value or "?" for value in values).most_common())


def _rows(db: sqlite3.Connection, condition: str, values: tuple[str | None, ...]) -> list[sqlite3.Row]:
    return db.execute(_TOLD.format(condition=condition), values).fetchall()


def _told(db: sqlite3.Connection, row: sqlite3.Row) -> Told:
    line = json.loads(row["line"])
    countries = tuple(line.get("countries") or ())
    dateline = line.get("dateline") or {}
    return Told(
        id=row["id"],
        source=row["source"],
        url=row["url"],
        title=row["title"] or row["url"],
        language=row["language"],
        agency=row["agency"],
        agency_printed=row["agency"] is not None and _printed(line) == row["agency"],
        published=row["published"],
        story=row["story"],
        copy_of=row["duplicate_of"],
        copy_kind=row["duplicate_kind"],
        score=row["score"],
        dateline=", ".join(filter(None, (dateline.get("place"), dateline.get("date")))) or None,
        countries=countries,
        mentioned=tuple(code for code in line.get("countries_mentioned") or () if code not in countries),
        edges=_edges(db, row["id"]),
    )


def _printed(line: dict[str, Any]) -> str | None:
    """The agency that a page itself names; what a copy of its text says does not count."""
    inferred = (line.get("provenance") or {}).get("agency") == "copy"
    return None if inferred else line.get("agency")


def _edges(db: sqlite3.Connection, article: str) -> tuple[Edge, ...]:
    rows = db.execute("SELECT kind, name, agency, target FROM credits WHERE article = ? ORDER BY position", (article,))
    return tuple(Edge(kind=row[0], name=row[1], agency=row[2], target=row[3]) for row in rows)
