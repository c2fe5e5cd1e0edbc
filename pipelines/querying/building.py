"""From what the grammar read to the tree: each part is checked where it stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from math import prod
from typing import TypeVar, cast

from lark import Token, Transformer, Tree

from pipelines.querying import fold
from pipelines.querying.errors import QueryError
from pipelines.querying.fields import FIELDS, TERMS, checked
from pipelines.querying.tree import And, Filter, Near, Node, Not, Or, Term, TermField

SHORTEST_PREFIX = 3
"""Letters before '*'; in scripts without large and small letters ..."""
SHORTEST_UNCASED = 2
"""... this many."""
FARTHEST = 100
"""Words that NEAR may let stand in between."""
USUAL_DISTANCE = 10
"""What NEAR means without a number."""
MOST_PAIRS = 200
"""Combinations of the words around one NEAR."""

_REGEX = re.compile(r"\.[*+?{]|\\[A-Za-z.\[(]|\[[^\]]*\]|[|^]|\{\d|^/.*/[a-z]*$")
_REGEX_MEND = "write prefix*, OR, NEAR/5, or put it in quotes if it is meant so"

_NOTHING = "it only says what must not occur"
N = TypeVar("N", bound=Node)
Group = tuple[Node, int]
"""A node and where it begins."""


class Builder(Transformer[Token, Group]):
    """Builds the tree of one query, from the leaves up. Raises QueryError, which lark wraps."""

    def __init__(self, query: str) -> None:
        super().__init__(visit_tokens=False)
        self.query = query
        self._places: dict[int, tuple[int, Node]] = {}
        """Where terms and negations begin, by identity; they are kept, so that no other takes their identity."""

    def whole(self, tree: Tree[Token]) -> Node:
        """The tree of the query. Raises QueryError where it only says what must not occur."""
        node, _ = self.transform(tree)
        self._check_words(node)
        at = self._says_nothing(node)
        if at is not None:
            cause = "part of an OR only says what must not occur" if isinstance(node, Or) else _NOTHING
            raise self._error(at, cause, "add a word or a field that must")
        return node

    def start(self, parts: Sequence[Group]) -> Group:
        """The whole query."""
        return parts[0]

    def either(self, parts: Sequence[Group | Token]) -> Group:
        """Parts joined by OR."""
        groups = [part for part in parts if not isinstance(part, Token)]
        return Or(parts=tuple(node for node, _ in groups)), groups[0][1]

    def every(self, parts: Sequence[Group]) -> Group:
        """Parts that stand next to each other, or are joined by AND."""
        return And(parts=tuple(node for node, _ in parts)), parts[0][1]

    def negation(self, parts: Sequence[Group | Token]) -> Group:
        """NOT part, -part. Two cancel each other."""
        at, (inner, _) = _at(parts[0]), cast("Group", parts[-1])
        negative = len(parts) % 2 == 0
        if not negative:
            return inner, at
        return (inner.part if isinstance(inner, Not) else self._noted(Not(part=inner), at)), at

    def group(self, parts: Sequence[Group | Token]) -> Group:
        """(part)."""
        return cast("Group", parts[1])

    def near(self, parts: Sequence[Group | Token]) -> Group:
        """part NEAR/n part ..."""
        signs = [part for part in parts if isinstance(part, Token)]
        groups = [part for part in parts if not isinstance(part, Token)]
        terms = tuple(self._alternatives(node, at) for node, at in groups)
        if prod(map(len, terms)) > MOST_PAIRS:
            raise self._error(_at(signs[0]), f"more than {MOST_PAIRS} combinations", "name fewer words on each side")
        if len({term.field for part in terms for term in part}) > 1:
            raise self._error(_at(signs[0]), "NEAR joins two fields", "write title:(a NEAR/5 b)")
        return Near(parts=terms, distance=self._distance(signs)), groups[0][1]

    def field(self, parts: Sequence[Group | Token]) -> Group:
        """field:value, field:(values)."""
        sign, (node, at) = cast("Token", parts[0]), cast("Group", parts[1])
        name = sign.value[:-1]
        if name not in FIELDS:
            mend = f"use {', '.join(FIELDS)}, or put it in quotes"
            raise self._error(_at(sign), f"there is no field {name!r}", mend)
        return self._within(name, node, at), _at(sign)

    def term(self, parts: Sequence[Token]) -> Group:
        """A word or phrase, exact or not."""
        token, at = parts[-1], _at(parts[0])
        text = str(token.value)
        if token.type == "WORD":
            self._check_form(text, _at(token))
        inner = text.rstrip("*")[1:-1] if token.type == "PHRASE" else text
        words, prefix = inner.rstrip("*"), text.endswith("*") or inner.endswith("*")
        if "*" in words:
            where = _at(token) + text.index("*")
            raise self._error(where, "'*' may only end a word or phrase", "write it at the end: prefix*")
        return self._noted(Term(words=words, exact=len(parts) > 1, prefix=prefix), at), at

    def _check_form(self, text: str, at: int) -> None:
        if text.startswith("NEAR/"):
            raise self._error(at, f"{text!r} has no number", "write NEAR/5 with blanks around it")
        if found := _REGEX.search(text):
            raise self._error(at + found.start(), "this looks like a regular expression", _REGEX_MEND)

    def _alternatives(self, node: Node, at: int) -> tuple[Term, ...]:
        """The terms that a side of NEAR stands for."""
        nodes = node.parts if isinstance(node, Or) else (node,)
        terms = [part for part in nodes if isinstance(part, Term)]
        if len(terms) < len(nodes):
            raise self._error(at, "NEAR joins words, not this", "write words, phrases, or (words OR words) beside it")
        for term in terms:
            self._check_words(term)
        return tuple(terms)

    def _distance(self, signs: Sequence[Token]) -> int:
        distances = {int(sign.value.partition("/")[2] or USUAL_DISTANCE) for sign in signs}
        if len(distances) > 1:
            raise self._error(_at(signs[1]), "two distances in a row", "give both the same, or join them with AND")
        distance = distances.pop()
        if distance > FARTHEST:
            raise self._error(_at(signs[0]), f"more than {FARTHEST} words between", "write a smaller number, or AND")
        return distance

    def _within(self, name: str, node: Node, at: int) -> Node:
        """A node with a field put before each of its words."""
        if isinstance(node, Or | And):
            return type(node)(parts=tuple(self._within(name, part, at) for part in node.parts))
        if isinstance(node, Not):
            return self._noted(Not(part=self._within(name, node.part, at)), at)
        if isinstance(node, Near) and name in TERMS and not node.parts[0][0].field:
            parts = tuple(tuple(self._placed(name, term) for term in part) for part in node.parts)
            return Near(parts=parts, distance=node.distance)
        if not isinstance(node, Term) or node.field:
            raise self._error(at, f"{name}: stands before another field or NEAR", "give each field its own words")
        return self._placed(name, node) if name in TERMS else self._filter(name, node)

    def _placed(self, name: str, term: Term) -> Term:
        return self._noted(replace(term, field=cast("TermField", name)), self._place(term))

    def _filter(self, name: str, term: Term) -> Filter:
        at, value = self._place(term), term.words + "*" * term.prefix
        if term.exact:
            raise self._error(at, f"'=' means nothing for {name}:", "leave it out")
        try:
            return Filter(field=name, value=checked(name, value))
        except ValueError as error:
            raise self._error(at, f"{value!r} does not fit {name}:", str(error)) from error

    def _check_words(self, node: Node) -> None:
        """Something is left of each term when it is folded, and each prefix is long enough."""
        if isinstance(node, And | Or):
            for part in node.parts:
                self._check_words(part)
        elif isinstance(node, Not):
            self._check_words(node.part)
        elif isinstance(node, Term) and (fault := _fault(node)):
            raise self._error(self._place(node), *fault)

    def _says_nothing(self, node: Node) -> int | None:
        """Where it begins what says only what must not occur; None where something must."""
        if isinstance(node, Not):
            return self._place(node)
        if isinstance(node, Or):
            return next((at for part in node.parts if (at := self._says_nothing(part)) is not None), None)
        if isinstance(node, And):
            found = [self._says_nothing(part) for part in node.parts]
            return None if None in found else found[0]
        return None

    def _noted(self, node: N, at: int) -> N:
        self._places[id(node)] = (at, node)
        return node

    def _place(self, node: Node) -> int:
        return self._places[id(node)][0] if id(node) in self._places else 0

    def _error(self, at: int, cause: str, mend: str) -> QueryError:
        return QueryError(self.query, at, cause, mend)


def _fault(term: Term) -> tuple[str, str] | None:
    """What is wrong with a term, and how to mend it."""
    words = fold.tokens(term.words)
    if not words:
        return "it holds no letter or digit", "search for a word"
    if term.prefix and not fold.ends_spaceless(term.words):
        least = SHORTEST_PREFIX if fold.is_cased(words[-1]) or words[-1].isdigit() else SHORTEST_UNCASED
        if len(words[-1]) < least:
            return f"fewer than {least} letters before '*'", "write more of the word"
    return None


def _at(token: Group | Token) -> int:
    return int(token.start_pos or 0) if isinstance(token, Token) else token[1]
