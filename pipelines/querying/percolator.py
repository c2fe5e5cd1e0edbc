"""Many queries, one article: only those are asked of which something occurs that they cannot do without.

Each query is entered under keys of which at least one must occur in whatever it matches: a word of its rarest part, or
the value of a field. So the cost of an article grows with the queries that nearly match it, not with their number (the
percolator of search engines; Yan and Garcia-Molina, "Index structures for selective dissemination of information under
the Boolean model", TODS 1994).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, tzinfo

from pipelines.querying.document import Document
from pipelines.querying.matching import STAR, Question, View, Vocabulary, question
from pipelines.querying.needles import needle
from pipelines.querying.tree import And, Filter, Near, Node, Or, Term

_COSTS = {"story": 0.01, "source": 0.2, "topic": 0.5, "agency": 0.5, "country": 0.5, "lang": 2.0, "kind": 2.0}
"""How common the value of a field is taken to be, beside words (1 by the number of letters)."""

Anchors = tuple[float, tuple[str, ...]]
"""How common the keys are taken to be together, and the keys."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caught:
    """A query that an article fulfils."""

    name: str
    """The query's name."""
    terms: list[str]
    """Its words and phrases that hold, as one would type them; of a query without words, its fields."""


class Percolator:
    """Queries by name, made ready once; asked of one article after the other."""

    def __init__(self, trees: Mapping[str, Node], zone: tzinfo = UTC) -> None:
        """zone: whose days before: and after: mean."""
        self._vocabulary = Vocabulary()
        self._questions: dict[str, Question] = {}
        self._anchored: dict[str, list[str]] = {}
        self._unanchored: list[str] = []
        self._places = {name: place for place, name in enumerate(trees)}
        for name, tree in trees.items():
            self._questions[name] = question(tree, self._vocabulary, zone)
            anchors = _anchors(tree)
            if anchors is None:
                self._unanchored.append(name)
            for key in set(anchors[1]) if anchors else ():
                self._anchored.setdefault(key, []).append(name)

    def __len__(self) -> int:
        return len(self._questions)

    def caught_by(self, document: Document) -> list[Caught]:
        """The queries that an article fulfils, in their own order."""
        view = View(document=document, index=self._vocabulary.found_in(document))
        held = [name for name in self._candidates(view) if self._questions[name].holds(view)]
        held.sort(key=self._places.__getitem__)
        return [Caught(name=name, terms=self._questions[name].shown(view)) for name in held]

    def _candidates(self, view: View) -> set[str]:
        """Names of the queries that could hold."""
        names = set(self._unanchored)
        for key in self._anchored.keys() & view.index.keys():
            names.update(self._anchored[key])
        for key in _keys(view.document):
            names.update(self._anchored.get(key, ()))
        return names


def _keys(document: Document) -> Iterator[str]:
    """What stands for the fields of an article among the anchors; words never hold a colon."""
    for name, values in document.fields.items():
        for value in values:
            yield f"{name}:{value}"
    if document.labels:
        yield "topic:"


def _anchors(node: Node) -> Anchors | None:
    """Keys of which one occurs wherever the node holds; None where it can hold without any."""
    if isinstance(node, And):
        return min(filter(None, map(_anchors, node.parts)), default=None)
    if isinstance(node, Or):
        return _any_of([_anchors(part) for part in node.parts])
    if isinstance(node, Near):
        return min(found for part in node.parts if (found := _any_of([_word(term) for term in part])))
    if isinstance(node, Term):
        return _word(node)
    return _value(node) if isinstance(node, Filter) else None


def _any_of(parts: list[Anchors | None]) -> Anchors | None:
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    return sum(cost for cost, _ in known), tuple(key for _, keys in known for key in keys)


def _word(term: Term) -> Anchors:
    """The longest of its words: long words are rare."""
    sought = needle(term)
    *whole, last = sought.tokens
    keys = [*whole, last + STAR if sought.prefix else last]
    best = max(keys, key=len)
    return 1 / len(best), (best,)


def _value(node: Filter) -> Anchors | None:
    if node.field not in _COSTS:
        return None
    value = node.value
    if node.field == "topic":
        digits = value.removeprefix("medtop:")
        value = f"medtop:{digits}" if digits.isdigit() else ""
    return _COSTS[node.field], (f"{node.field}:{value}",)
