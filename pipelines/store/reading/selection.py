"""Which articles are meant: a search tree and a few bounds, as SQL over the newest versions."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo

from pipelines.clock import iso
from pipelines.search import And, Filter, Node, Not, Or, Term, wanted_terms

NEWEST = 10_000
"""How many matches, newest first, are counted and grouped; older ones are reached by narrowing the selection."""

_COLUMNS = {"source": "source", "lang": "language", "agency": "agency", "story": "story", "day": "day", "kind": "kind"}
_RANK = -1


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


def all_of(*nodes: Node | None) -> Node | None:
    """One node that demands all those given."""
    parts = tuple(node for node in nodes if node is not None)
    return And(parts=parts) if len(parts) > 1 else (parts[0] if parts else None)


@dataclass(slots=True, kw_only=True)
class Statement:
    """A selection as SQL. Word searches run once, into a temporary table: SQLite would repeat a MATCH for each row."""

    where: str
    """A condition over `a`, the articles table."""
    values: dict[str, str]
    """Its named parameters."""
    matches: dict[int, str] = field(default_factory=dict)
    """FTS5 expressions by the number under which temp.hits holds their rows."""
    order: str = "a.fetched DESC, a.key DESC"
    """What comes first."""
    joined: str = ""
    """A table that `order` needs."""

    def prepare(self, db: sqlite3.Connection) -> None:
        """Run the word searches."""
        db.execute("DROP TABLE IF EXISTS temp.hits")
        db.execute(
            "CREATE TEMP TABLE hits (leaf INTEGER, key INTEGER, rank REAL, PRIMARY KEY (leaf, key)) WITHOUT ROWID"
        )
        for leaf, expression in self.matches.items():
            score = "bm25(articles_fts, 4.0, 1.0)" if leaf == _RANK else "0"
            db.execute(
                f"INSERT INTO temp.hits SELECT ?, rowid, {score} FROM articles_fts WHERE articles_fts MATCH ?",  # noqa: S608 - constants
                (leaf, expression),
            )


def statement(selection: Selection) -> Statement:
    """The SQL of a selection."""
    writer = _Writer(selection)
    bounds = ["a.latest = 1"]
    if selection.tree is not None:
        bounds.append(writer.condition(selection.tree))
    if selection.since:
        bounds.append(f"a.fetched >= {writer.value(selection.since)}")
    where = " AND ".join(bounds)
    if not selection.copies:
        where = f"{where} AND {_no_copy(where)}"
    built = Statement(where=where, values=writer.values, matches=writer.matches)
    terms = wanted_terms(selection.tree) if selection.tree is not None else []
    if selection.by_rank and terms:
        built.matches[_RANK] = " OR ".join(_expression(term) for term in terms)
        built.joined = f"LEFT JOIN temp.hits h ON h.leaf = {_RANK} AND h.key = a.key"
        built.order = f"h.rank, {built.order}"
    return built


def _no_copy(where: str) -> str:
    """No original of the article is selected itself."""
    inner = re.sub(r"\ba\.", "o.", where)
    return f"(a.duplicate_of IS NULL OR NOT EXISTS (SELECT 1 FROM articles o WHERE o.id = a.duplicate_of AND {inner}))"  # noqa: S608 - our own words


class _Writer:
    """Turns a tree into a condition; whatever was typed becomes a parameter."""

    def __init__(self, selection: Selection) -> None:
        self.zone, self.labels = selection.zone, selection.labels
        self.values: dict[str, str] = {}
        self.matches: dict[int, str] = {}

    def value(self, text: str) -> str:
        name = f"p{len(self.values)}"
        self.values[name] = text
        return ":" + name

    def condition(self, node: Node) -> str:
        words = _words_alone(node)
        if words is not None:
            leaf = len(self.matches)
            self.matches[leaf] = words
            return f"EXISTS (SELECT 1 FROM temp.hits WHERE leaf = {leaf} AND key = a.key)"  # noqa: S608 - a number
        if isinstance(node, Filter):
            return self.filter(node)
        if isinstance(node, Not):
            return f"NOT ({self.condition(node.part)})"
        assert isinstance(node, And | Or)  # noqa: S101 - a Term is words alone
        joint = " AND " if isinstance(node, And) else " OR "
        return "(" + joint.join(self.condition(part) for part in node.parts) + ")"

    def filter(self, node: Filter) -> str:
        if node.field in ("before", "after"):
            sign = "<" if node.field == "before" else ">="
            return f"coalesce(a.published, a.first_seen) {sign} {self.value(self.moment(node.value))}"
        if node.field == "country":
            return _held("country", [self.value(node.value)])
        if node.field == "topic":
            return _held("topic", [self.value(code) for code in self.topics(node.value)])
        return f"a.{_COLUMNS[node.field]} IS {self.value(node.value)}"

    def topics(self, text: str) -> list[str]:
        """Codes of a topic that is given as a code, its digits, or the beginning of its label."""
        if text.removeprefix("medtop:").isdigit():
            return ["medtop:" + text.removeprefix("medtop:")]
        return [code for code, label in self.labels.items() if label.casefold().startswith(text)] or [text]

    def moment(self, text: str) -> str:
        moment = datetime.fromisoformat(text)
        return iso(moment if moment.tzinfo else moment.replace(tzinfo=self.zone))


def _held(name: str, values: list[str]) -> str:
    wanted = f"v.field = '{name}' AND v.value IN ({', '.join(values)})"
    return f"EXISTS (SELECT 1 FROM article_values v WHERE {wanted} AND v.article = a.key)"  # noqa: S608 - our own words


def _words_alone(node: Node) -> str | None:
    """The FTS5 expression of a tree without fields and negations; None for any other."""
    if isinstance(node, Term):
        return _expression(node)
    if not isinstance(node, And | Or):
        return None
    parts = [_words_alone(part) for part in node.parts]
    known = [part for part in parts if part is not None]
    joint = " AND " if isinstance(node, And) else " OR "
    return "(" + joint.join(known) + ")" if len(known) == len(parts) else None


def _expression(term: Term) -> str:
    quoted = '"' + term.words.replace('"', '""').replace("\0", " ") + '"'
    return f"{'title : ' if term.title else ''}{quoted}{' *' if term.prefix else ''}"
