"""When a phrase first appeared, and which article dropped it: words looked for in every version of every article."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

import orjson

from pipelines.querying.errors import QueryError
from pipelines.querying.fts import is_exact, words_alone
from pipelines.querying.grammar import parse
from pipelines.querying.tree import Near, Term, wanted_leaves
from pipelines.store.reading.selection import DATED

_SEEN = f"CASE a.revision WHEN 1 THEN {DATED} ELSE a.fetched END"
_FOUND = """
INSERT INTO temp.phrase_hits (key)
SELECT rowid FROM articles_fts WHERE articles_fts MATCH :words
UNION SELECT rowid FROM versions_fts WHERE versions_fts MATCH :words
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


def phrase_history(db: sqlite3.Connection, query: str, limit: int, ident: str | None = None) -> list[Bearer]:
    """The articles of which any version holds the words, the one that had them first first. ident: only this one.

    query: words and phrases, as `search` takes them. Raises QueryError, also for fields and for what must not occur.
    """
    tree = parse(query)
    exact = any(is_exact(leaf) for leaf in wanted_leaves(tree) if isinstance(leaf, Term | Near))
    words = None if exact else words_alone(tree)
    if words is None:
        cause = "versions are searched for words and phrases alone"
        raise QueryError(query, 0, cause, "leave out fields, exact words and '-'")
    db.execute("DROP TABLE IF EXISTS temp.phrase_hits")
    db.execute("CREATE TEMP TABLE phrase_hits (key INTEGER PRIMARY KEY)")
    db.execute(_FOUND, {"words": words})
    rows = db.execute(_FIRST, {"id": ident, "limit": limit}).fetchall()
    return [bearer for row in rows if (bearer := _bearer(db, row["id"])).turns]


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
