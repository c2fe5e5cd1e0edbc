"""A query as a function of one article: its words by position, its fields by value."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo

import orjson

from pipelines.clock import iso
from pipelines.querying.document import Document, document_of
from pipelines.querying.needles import Needle, needle
from pipelines.querying.tree import And, Filter, Leaf, Near, Node, Not, Or, Term, TermField, wanted_leaves

Test = Callable[["View"], bool]
"""Says whether something holds of an article."""
STAR = "*"
"""Stands behind a beginning of words, in the keys of a view's index."""


@dataclass(slots=True, kw_only=True)
class Vocabulary:
    """The tokens that some queries ask for: what of an article need be looked at."""

    words: set[str] = field(default_factory=set)
    """Whole tokens."""
    beginnings: set[str] = field(default_factory=set)
    """Beginnings of tokens."""

    def take(self, sought: Needle) -> None:
        """Take the tokens of a term in."""
        last = len(sought.tokens) - 1
        for number, token in enumerate(sought.tokens):
            (self.beginnings if sought.prefix and number == last else self.words).add(token)

    def found_in(self, document: Document) -> dict[str, list[int]]:
        """Token, or beginning with STAR, -> positions in rising order, of those that occur."""
        words, index = self.words, dict[str, list[int]]()
        pieces = document.pieces()
        for start, tokens in pieces:
            if words.isdisjoint(tokens):
                continue
            for position, token in enumerate(tokens, start):
                if token in words:
                    index.setdefault(token, []).append(position)
        if self.beginnings:
            self._find_beginnings(pieces, index)
        return index

    def _find_beginnings(self, pieces: list[tuple[int, list[str]]], index: dict[str, list[int]]) -> None:
        begun: dict[str, list[str]] = {}
        lengths = sorted({len(beginning) for beginning in self.beginnings})
        for token in {token for _, tokens in pieces for token in tokens}:
            found = [token[:n] for n in lengths if token[:n] in self.beginnings and n <= len(token)]
            if found:
                begun[token] = found
        for start, tokens in pieces if begun else ():
            for position, token in enumerate(tokens, start):
                for beginning in begun.get(token, ()):
                    index.setdefault(beginning + STAR, []).append(position)


@dataclass(slots=True, kw_only=True)
class View:
    """One article beside the queries that are asked of it."""

    document: Document
    index: dict[str, list[int]]
    """What Vocabulary.found_in gave."""
    title_end: int = 0
    """The first position behind the headline."""
    author_start: int = 0
    """The position of the first author's name."""

    def __post_init__(self) -> None:
        pieces = self.document.pieces()
        self.title_end, self.author_start = len(pieces[0][1]), pieces[3][0]

    def starts(self, sought: Needle, where: TermField) -> list[int]:
        """The positions at which the tokens stand one after the other, as spelled where that is asked."""
        last = len(sought.tokens) - 1
        found: Iterable[int] | None = None
        for number, token in enumerate(sought.tokens):
            positions = self.index.get(token + STAR if sought.prefix and number == last else token)
            if positions is None:
                return []
            shifted = {position - number for position in positions} if number else positions
            found = shifted if found is None else [position for position in found if position in shifted]
        return [position for position in found or () if self._fits(position, sought, where)]

    def _fits(self, position: int, sought: Needle, where: TermField) -> bool:
        is_author = position >= self.author_start
        fits = position < self.title_end if where == "title" else is_author == (where == "author")
        return fits and (sought.spelled is None or self._is_spelled(position, sought))

    def _is_spelled(self, position: int, sought: Needle) -> bool:
        wanted = sought.spelled or ()
        stands = self.document.spelled_at(position, len(wanted))
        last = stands[-1].startswith(wanted[-1]) if sought.prefix else stands[-1] == wanted[-1]
        return last and tuple(stands[:-1]) == wanted[:-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A tree made ready to be asked of articles."""

    tree: Node
    holds: Test
    """Whether an article fulfils it."""
    showing: tuple[tuple[Leaf, Test], ...]
    """Each leaf that a match may show, and whether it holds."""

    def shown(self, view: View) -> list[str]:
        """The words and phrases that hold, as one would type them; of a query without words, its fields."""
        held = dict.fromkeys(leaf for leaf, test in self.showing if test(view))
        return [str(leaf) for leaf in held if not isinstance(leaf, Filter)] or [str(leaf) for leaf in held]


def question(tree: Node, vocabulary: Vocabulary, zone: tzinfo = UTC) -> Question:
    """Make a tree ready. Its tokens are taken into the vocabulary; zone: whose days before: and after: mean."""
    maker = _Maker(vocabulary, zone)
    showing = tuple((leaf, maker.test(leaf)) for leaf in wanted_leaves(tree))
    return Question(tree=tree, holds=maker.test(tree), showing=showing)


def matches(tree: Node, document: Document, zone: tzinfo = UTC) -> bool:
    """Whether one article fulfils one query."""
    vocabulary = Vocabulary()
    asked = question(tree, vocabulary, zone)
    return asked.holds(View(document=document, index=vocabulary.found_in(document)))


class Asked:
    """One query, asked of stored lines one after the other."""

    def __init__(self, tree: Node) -> None:
        self._vocabulary = Vocabulary()
        self._question = question(tree, self._vocabulary)
        self._needed = _needed_spellings(tree)

    def of(self, line: bytes) -> bool:
        """Whether the article of a stored line fulfils it."""
        if not all(word in line for word in self._needed):
            return False  # most are settled so, in a thirtieth of the time
        document = document_of(orjson.loads(line))
        return self._question.holds(View(document=document, index=self._vocabulary.found_in(document)))


def _needed_spellings(tree: Node) -> list[bytes]:
    """The words that must stand in a line as typed: of an exact term those in ASCII, which JSON never escapes."""
    spelled = needle(tree).spelled if isinstance(tree, Term) else None
    return [word.encode() for word in spelled or () if word.isascii()]


class _Maker:
    """Turns nodes into tests."""

    def __init__(self, vocabulary: Vocabulary, zone: tzinfo) -> None:
        self.vocabulary, self.zone = vocabulary, zone

    def test(self, node: Node) -> Test:
        """Whether the node holds."""
        if isinstance(node, And):
            tests = [self.test(part) for part in node.parts]
            return lambda view: all(test(view) for test in tests)
        if isinstance(node, Or):
            tests = [self.test(part) for part in node.parts]
            return lambda view: any(test(view) for test in tests)
        if isinstance(node, Not):
            inner = self.test(node.part)
            return lambda view: not inner(view)
        if isinstance(node, Filter):
            return _filter(node, self.zone)
        return self._term(node) if isinstance(node, Term) else self._near(node)

    def _term(self, term: Term) -> Test:
        sought, where = needle(term), term.field
        self.vocabulary.take(sought)
        return lambda view: bool(view.starts(sought, where))

    def _near(self, near: Near) -> Test:
        parts = [[(needle(term), term.field) for term in part] for part in near.parts]
        for part in parts:
            for sought, _ in part:
                self.vocabulary.take(sought)

        def holds(view: View) -> bool:
            spans = []
            for part in parts:
                found = [(at, at + len(sought.tokens)) for sought, f in part for at in view.starts(sought, f)]
                if not found:
                    return False
                spans.append(found)
            return _are_near(spans, near.distance)

        return holds


def _are_near(parts: list[list[tuple[int, int]]], distance: int) -> bool:
    """Whether one span of each part can be chosen so that at most `distance` tokens lie between the end of any of
    them and the beginning of the last, as FTS5 has it (SQLite's documentation of FTS5, 3.5)."""
    for last in {start for part in parts for start, _ in part}:
        if all(any(start <= last <= end + distance for start, end in part) for part in parts):
            return True
    return False


def _filter(node: Filter, zone: tzinfo) -> Test:
    name, value = node.field, node.value
    if name in ("before", "after"):
        moment = datetime.fromisoformat(value)
        bound = iso(moment if moment.tzinfo else moment.replace(tzinfo=zone))
        if name == "before":
            return lambda view: view.document.dated < bound
        return lambda view: view.document.dated >= bound
    if name == "topic" and not value.removeprefix("medtop:").isdigit():
        return lambda view: any(label.startswith(value) for label in view.document.labels)
    if name == "topic":
        value = "medtop:" + value.removeprefix("medtop:")
    return lambda view: value in view.document.fields[name]
