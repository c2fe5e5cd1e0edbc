"""Who credits whom, and who repeats whom, around one article."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from typing import Any, Literal

from pipelines.store.reading.articles import Record, by_ids

Relation = Literal["credits", "credited_by", "copy_of", "copied_by", "retells", "retold_by"]
DEEPEST = 6


@dataclass(slots=True, kw_only=True)
class Branch:
    """One step from an article to another text."""

    relation: Relation
    """credits, copy_of and retells lead to where the text comes from; the other three to who took it."""
    how: str
    """Kind of the credit, of the copy, or `content`: known by the names and numbers that both have."""
    name: str | None = None
    """Who is credited, as written."""
    url: str | None = None
    """Address of the credited text."""
    evidence: str | None = None
    """The words or markup that say so; for `content` what both have."""
    confidence: float | None = None
    """0 to 1: of the credit; how much of the smaller text a copy holds; how near a retelling is."""
    article: Record | None = None
    """The other article; None where it is not stored."""
    branches: list[Branch] = field(default_factory=list)
    """Further steps in the same direction."""


def lineage(db: sqlite3.Connection, ident: str) -> list[Branch]:
    """The sources of an article and theirs, then those who took from it and from them. No article occurs twice."""
    seen = {ident}
    return [*_sources(db, ident, seen, DEEPEST), *_takers(db, ident, seen, DEEPEST)]


def as_json(branches: list[Branch]) -> list[dict[str, Any]]:
    """The tree as plain JSON, articles by id, source, URL and title."""
    return [
        {name: getattr(branch, name) for name in ("relation", *_SAID)}
        | {"article": branch.article and {key: branch.article[key] for key in ("id", "source", "url", "title")}}
        | {"branches": as_json(branch.branches)}
        for branch in branches
    ]


_SAID = ("how", "name", "url", "evidence", "confidence")
_SOURCES = """
SELECT 'copy_of' AS relation, kind AS how, NULL AS name, NULL AS url, NULL AS evidence, score AS confidence,
    original AS other FROM duplicates WHERE article = :id
UNION ALL
SELECT 'credits', kind, coalesce(name, agency), url, evidence, confidence,
    CASE kind WHEN 'copy' THEN NULL ELSE target END FROM credits WHERE article = :id
UNION ALL
SELECT 'retells', 'content', NULL, NULL, evidence, score, other FROM story_links
    WHERE article = :id AND kind = 'retold' AND score = (
        SELECT max(score) FROM story_links WHERE article = :id AND kind = 'retold')
    AND NOT EXISTS (SELECT 1 FROM credits WHERE article = :id AND target IS NOT NULL AND kind != 'copy')
"""
_TAKERS = """
SELECT 'copied_by' AS relation, kind AS how, NULL AS name, NULL AS url, NULL AS evidence, score AS confidence,
    article AS other FROM duplicates WHERE original = :id
UNION ALL
SELECT 'credited_by', kind, NULL, NULL, evidence, confidence, article FROM credits WHERE target = :id AND kind != 'copy'
UNION ALL
SELECT 'retold_by', 'content', NULL, NULL, evidence, score, article FROM story_links l
    WHERE other = :id AND kind = 'retold' AND score = (
        SELECT max(score) FROM story_links WHERE article = l.article AND kind = 'retold')
    AND NOT EXISTS (SELECT 1 FROM credits c WHERE c.article = l.article AND c.target IS NOT NULL AND c.kind != 'copy')
LIMIT 500
"""


def _sources(db: sqlite3.Connection, ident: str, seen: set[str], depth: int) -> list[Branch]:
    return _grown(db, db.execute(_SOURCES, {"id": ident}).fetchall(), seen, depth)


def _takers(db: sqlite3.Connection, ident: str, seen: set[str], depth: int) -> list[Branch]:
    return _grown(db, db.execute(_TAKERS, {"id": ident}).fetchall(), seen, depth)


def _grown(db: sqlite3.Connection, rows: list[sqlite3.Row], seen: set[str], depth: int) -> list[Branch]:
    """A branch for each row that leads to a text not met before, with its own branches."""
    fresh = [row for row in rows if row["other"] is None or row["other"] not in seen]
    seen.update(row["other"] for row in fresh if row["other"])
    held = by_ids(db, [row["other"] for row in fresh if row["other"]])
    branches = []
    for row in _once(fresh):
        branch = Branch(**{name: row[name] for name in ("relation", *_SAID)}, article=held.get(row["other"]))
        further = _sources if row["relation"] in ("credits", "copy_of", "retells") else _takers
        if row["other"] and depth > 1:
            branch.branches = further(db, row["other"], seen, depth - 1)
        branches.append(branch)
    return branches


def _once(rows: list[sqlite3.Row]) -> list[sqlite3.Row]:
    """One row for each stored article; a credit that leads nowhere yet stays."""
    kept = {row["other"] or (row["how"], row["name"], row["url"]): row for row in reversed(rows)}
    return list(reversed(kept.values()))
