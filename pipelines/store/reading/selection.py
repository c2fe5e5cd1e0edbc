"""Which articles are meant: a search tree and a few bounds, as SQL over the newest versions."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo

from pipelines.clock import iso
from pipelines.querying.fts import WEIGHTS, expression, needs_words, words_alone
from pipelines.querying.matching import Asked
from pipelines.querying.tree import And, Filter, Near, Node, Not, Or, Term, all_of, wanted_leaves

__all__ = ["DATED", "NEWEST", "Selection", "Statement", "all_of", "statement"]

NEWEST = 5_000
"""How many matches, newest first, are counted and grouped; older ones are reached by narrowing the selection."""

RANKED = 5_000
"""How many matches of words alone, those stored last, are put in order by rank: what a match is worth costs ten times
what it costs to find it. With any other condition, which older matches may be the only ones to meet, all are."""

DATED = "min(coalesce(a.published, a.first_seen), a.fetched)"
"""The time by which articles are put in order: as published, else first seen, and never later than fetched."""

_CAUGHT = """
FROM watch_hits h JOIN articles v ON v.id = h.article AND v.revision = h.revision WHERE h.watchlist = ?
"""
_EDITED = "FROM edits e JOIN articles v ON v.id = e.id WHERE v.latest = 1 AND e.type IN ({})"
_COLUMNS = {"source": "source", "lang": "language", "agency": "agency", "story": "story", "day": "day", "kind": "kind"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What is looked for."""

    tree: Node | None = None
    """The query and the filters; None: everything."""
    since: str | None = None
    """Only articles fetched at this time or later, ISO."""
    copies: bool = True
    """Whether a copy is shown beside its original; where the original is not selected, its copies always are."""
    by_rank: bool = False
    """Best match first, instead of newest first."""
    zone: tzinfo = UTC
    """Whose calendar days before: and after: mean."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """Topic code -> label, by which topic: may name a topic."""
    edits: tuple[str, ...] | None = None
    """Only articles of which a version was changed in one of these ways (pipelines.revising.edits); None: all."""


@dataclass(slots=True, kw_only=True)
class Statement:
    """A selection as SQL over `tables`, where `a` is an article."""

    where: str
    """A condition."""
    values: dict[str, str | int]
    """Its named parameters."""
    leaves: list[Leaf]
    """What is looked up first, into temp.hits: SQLite would repeat a MATCH for each row."""
    checks: list[Asked] = field(default_factory=list)
    """What the index cannot say, asked of the articles that it finds: holds(line, number)."""
    narrow: bool = False
    """Whether a source, day or story is demanded, whose own index beats the one in order of time."""
    ranked: str | None = None
    """FTS5 expression by which the best match comes first; None: the newest does."""
    broad: bool = False
    """Whether words are all that is demanded, so that what was stored last will do to be ranked."""

    @property
    def tables(self) -> str:
        """What follows FROM. Ranked matches are gone through in their order, so that nothing is left to sort."""
        return "temp.ranked r CROSS JOIN articles a ON a.key = r.key" if self.ranked else "articles a"

    @property
    def order(self) -> str:
        """What comes first."""
        if self.ranked:
            return "r.place"
        return f"{'+' * self.narrow}{DATED} DESC, a.key DESC"  # a unary plus keeps SQLite from that index

    def prepare(self, db: sqlite3.Connection, after: int = 0) -> None:
        """Look the leaves up. after: the selection is among articles with a greater key alone."""
        if self.ranked and self.broad:
            after = max(after, _older(db, self.ranked))
        self.values["after"] = after
        checks = self.checks
        db.create_function("holds", 2, lambda line, number: checks[number].of(line), deterministic=True)
        for table, columns in _TEMPORARY.items():
            db.execute(f"DROP TABLE IF EXISTS temp.{table}")
            db.execute(f"CREATE TEMP TABLE {table} {columns}")
        for number, leaf in enumerate(self.leaves):
            db.execute(f"INSERT OR IGNORE INTO temp.hits (leaf, key) SELECT {number}, {leaf.after(after)}", leaf.values)
        if self.ranked:
            found = "SELECT rowid FROM articles_fts WHERE articles_fts MATCH ? AND rowid > ?"
            best = f"{found} ORDER BY bm25(articles_fts, {WEIGHTS})"
            db.execute(f"INSERT INTO temp.ranked (key) {best}", [self.ranked, after])


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """Keys of articles that fulfil one condition."""

    key: str
    """The column of the keys."""
    rest: str
    """What follows it, down to a condition."""
    values: tuple[str, ...]
    """Its parameters."""

    def after(self, key: int) -> str:
        """What follows SELECT and gives the keys greater than this one; for 0 all of them."""
        bound = f" AND {self.key} > {key}" if key else ""
        return f"{self.key} {self.rest}{bound}"


_TEMPORARY = {
    "hits": "(leaf INTEGER, key INTEGER, PRIMARY KEY (leaf, key)) WITHOUT ROWID",
    "ranked": "(place INTEGER PRIMARY KEY, key INTEGER)",
}


def statement(selection: Selection) -> Statement:
    """The SQL of a selection. It is ranked only where every match holds one of the words."""
    writer, tree = Writer(selection), selection.tree
    bounds = ["a.latest = 1", "+a.key > :after"]
    if tree is not None:
        bounds.append(writer.condition(tree))
    if selection.since:
        bounds.append(f"a.fetched >= {writer.value(selection.since)}")
    if selection.edits is not None:
        bounds.append(writer.leaf("v.key", _EDITED.format(", ".join("?" * len(selection.edits))), *selection.edits))
    where = " AND ".join(bounds)
    if not selection.copies:
        where = f"{where} AND {_no_copy(where)}"
    found = Statement(where=where, values=writer.values, leaves=writer.leaves, checks=writer.checks)
    if tree is not None:
        found.narrow = _is_narrow(tree)
        found.ranked = _best(tree) if selection.by_rank and needs_words(tree) else None
        found.broad = words_alone(tree) is not None and selection.edits is None and selection.since is None
    return found


def _older(db: sqlite3.Connection, words: str) -> int:
    """The key of the newest match that is not ranked any more; 0 where all are."""
    older = "SELECT rowid FROM articles_fts WHERE articles_fts MATCH ? ORDER BY rowid DESC LIMIT 1 OFFSET ?"
    row = db.execute(older, (words, RANKED)).fetchone()
    return int(row[0]) if row else 0


def _best(tree: Node) -> str:
    """What finds every article that holds one of the words."""
    return " OR ".join(expression(leaf) for leaf in wanted_leaves(tree) if isinstance(leaf, Term | Near))


def _is_narrow(node: Node) -> bool:
    if isinstance(node, And):
        return any(_is_narrow(part) for part in node.parts)
    return isinstance(node, Filter) and node.field in ("source", "day", "story")


def _no_copy(where: str) -> str:
    """No original of the article is selected itself."""
    inner = re.sub(r"\ba\.", "+o.", where)  # a unary plus: by its id, not by any other index
    return f"(a.duplicate_of IS NULL OR NOT EXISTS (SELECT 1 FROM articles o WHERE o.id = a.duplicate_of AND {inner}))"  # noqa: S608 - our own words


def _words_together(node: And | Or) -> list[Node]:
    """The parts of a node, with those that the index answers alone as one."""
    words = tuple(part for part in node.parts if words_alone(part) is not None)
    others = [part for part in node.parts if words_alone(part) is None]
    return [type(node)(parts=words), *others] if len(words) > 1 else list(node.parts)


class Writer:
    """Turns a tree into a condition; whatever was typed becomes a parameter."""

    def __init__(self, selection: Selection) -> None:
        self.zone, self.labels = selection.zone, selection.labels
        self.values: dict[str, str | int] = {"after": 0}
        self.leaves: list[Leaf] = []
        self.checks: list[Asked] = []

    def value(self, text: str) -> str:
        name = f"p{len(self.values)}"
        self.values[name] = text
        return ":" + name

    def leaf(self, key: str, rest: str, *values: str) -> str:
        self.leaves.append(Leaf(key=key, rest=rest, values=values))
        return f"EXISTS (SELECT 1 FROM temp.hits WHERE leaf = {len(self.leaves) - 1} AND key = a.key)"  # noqa: S608 - a number

    def held(self, name: str, *values: str) -> str:
        marks = ", ".join("?" * len(values))
        return self.leaf("article", f"FROM article_values WHERE field = ? AND value IN ({marks})", name, *values)

    def condition(self, node: Node) -> str:
        words = words_alone(node)
        if words is not None:
            return self.words(words)
        if isinstance(node, Term | Near):
            return self.exactly(node)
        if isinstance(node, Filter):
            return self.filter(node)
        if isinstance(node, Not):
            return f"NOT ({self.condition(node.part)})"
        joint = " AND " if isinstance(node, And) else " OR "
        return "(" + joint.join(self.condition(part) for part in _words_together(node)) + ")"

    def words(self, expression: str) -> str:
        return self.leaf("rowid", "FROM articles_fts WHERE articles_fts MATCH ?", expression)

    def exactly(self, node: Term | Near) -> str:
        """What the index finds in any spelling, and of these what is spelled as asked."""
        self.checks.append(Asked(node))
        return f"({self.words(expression(node))} AND holds(a.line, {len(self.checks) - 1}))"

    def filter(self, node: Filter) -> str:
        if node.field in ("before", "after"):
            sign = "<" if node.field == "before" else ">="
            return f"{DATED} {sign} {self.value(self.moment(node.value))}"
        if node.field == "country":
            return self.held("country", node.value)
        if node.field == "topic":
            return self.held("topic", *self.topics(node.value))
        if node.field == "watch":
            return self.leaf("v.key", _CAUGHT, node.value)
        return f"a.{_COLUMNS[node.field]} IS {self.value(node.value)}"

    def topics(self, text: str) -> list[str]:
        """Codes of a topic that is given as a code, its digits, or the beginning of its label."""
        if text.removeprefix("medtop:").isdigit():
            return ["medtop:" + text.removeprefix("medtop:")]
        return [code for code, label in self.labels.items() if label.casefold().startswith(text)] or [text]

    def moment(self, text: str) -> str:
        moment = datetime.fromisoformat(text)
        return iso(moment if moment.tzinfo else moment.replace(tzinfo=self.zone))
