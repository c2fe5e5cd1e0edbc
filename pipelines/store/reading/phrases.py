"""When a phrase first appeared, and which article dropped it: words looked for in every version of every article."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, tzinfo

import orjson

from pipelines.querying.errors import QueryError
from pipelines.querying.fts import needs_words
from pipelines.querying.grammar import parse
from pipelines.querying.tree import Filter
from pipelines.store.reading.facets import topic_labels
from pipelines.store.reading.selection import DATED, Selection, Statement, Writer

_SEEN = f"CASE a.revision WHEN 1 THEN {DATED} ELSE a.fetched END"
_FOUND = """
INSERT INTO temp.phrase_hits (key)
SELECT a.key FROM (SELECT DISTINCT key FROM temp.hits) h CROSS JOIN articles a ON a.key = h.key WHERE {}
"""
_FIRST = f"""
SELECT a.id, min({_SEEN}) AS since FROM temp.phrase_hits h JOIN articles a ON a.key = h.key
WHERE :id IS NULL OR a.id = :id GROUP BY a.id ORDER BY since LIMIT :limit
"""  # noqa: S608 - constants
_VERSIONS = f"""
SELECT a.revision, a.source, a.url, a.title, a.fetched, {_SEEN} AS seen, a.line,
    a.key IN (SELECT key FROM temp.phrase_hits) AS holds
FROM articles a WHERE a.id = ? ORDER BY a.revision
"""  # noqa: S608 - constants


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A version that has the words after one without, or the other way round."""

    revision: int
    """The version."""
    came: bool
    """Whether it has them."""
    at: str
    """When it was fetched; of the first version when it was published, if that is known."""
    after: str | None
    """When the version before was fetched, which was otherwise; None for the first one."""
    modified: str | None
    """When the page claims it was changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearer:
    """An article that has, or had, the words."""

    id: str
    source: str
    url: str
    title: str | None
    """The newest headline."""
    turns: tuple[Turn, ...]
    """In order; the first one is where they came."""

    @property
    def dropped(self) -> bool:
        """Whether the newest version is without them."""
        return not self.turns[-1].came


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What is looked for in all versions."""

    query: str
    """As `search` takes it."""
    zone: tzinfo = UTC
    """Whose calendar days before: and after: mean."""
    ident: str | None = None
    """Only this article; None: all."""


def phrase_history(db: sqlite3.Connection, sought: Sought, limit: int) -> list[Bearer]:
    """The articles of which any version holds the words, the one that had them first first.

    Words that must not occur are looked for in the same version; all fields but title: and author: are those of the
    newest one. Raises QueryError, also where no word must occur.
    """
    tree = parse(sought.query)
    if not needs_words(tree):
        raise QueryError(sought.query, 0, "no word must occur", "name a word or phrase whose history is asked for")
    writer = _VersionWriter(Selection(zone=sought.zone, labels=topic_labels(db)))
    asked = Statement(where=writer.condition(tree), values=writer.values, leaves=writer.leaves, checks=writer.checks)
    asked.prepare(db)
    db.execute("DROP TABLE IF EXISTS temp.phrase_hits")
    db.execute("CREATE TEMP TABLE phrase_hits (key INTEGER PRIMARY KEY)")
    db.execute(_FOUND.format(asked.where), asked.values)
    rows = db.execute(_FIRST, {"id": sought.ident, "limit": limit}).fetchall()
    return [bearer for row in rows if (bearer := _bearer(db, row["id"])).turns]


class _VersionWriter(Writer):
    """Writes a condition on versions: words are looked for in the replaced ones, too."""

    def words(self, expression: str) -> str:
        replaced = self.leaf("rowid", "FROM versions_fts WHERE versions_fts MATCH ?", expression)
        return f"({super().words(expression)} OR {replaced})"

    def filter(self, node: Filter) -> str:
        of_newest = re.sub(r"\ba\.", "n.", super().filter(node))
        return f"EXISTS (SELECT 1 FROM articles n WHERE n.id = a.id AND n.latest = 1 AND {of_newest})"  # noqa: S608 - our own words


def _bearer(db: sqlite3.Connection, ident: str) -> Bearer:
    rows = db.execute(_VERSIONS, (ident,)).fetchall()
    newest = rows[-1]
    return Bearer(
        id=ident, source=newest["source"], url=newest["url"], title=newest["title"], turns=tuple(_turns(rows))
    )


def _turns(rows: list[sqlite3.Row]) -> Iterator[Turn]:
    """Where the words came and went. A page that was read anew by us is one version with what it was before."""
    held, before = False, None
    lines = [orjson.loads(row["line"]) for row in rows]
    for number, row in enumerate(rows):
        read_better = number + 1 < len(rows) and lines[number + 1].get("edits") == ["reread"]
        if read_better:
            continue
        if bool(row["holds"]) != held:
            held = not held
            yield Turn(
                revision=row["revision"], came=held, at=row["seen"], after=before, modified=lines[number]["modified"]
            )
        before = row["fetched"]
