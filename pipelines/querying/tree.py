"""The tree of a query: what the grammar makes, and what search and watchlists read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

TermField = Literal["", "title", "author"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A word or phrase that must occur."""

    words: str
    """As typed, without quotes, star and '='."""
    prefix: bool = False
    """Whether the last word may go on."""
    exact: bool = False
    """Whether it must stand as typed, with case and accents."""
    field: TermField = ""
    """title: in the headline; author: in the name of an author; '': in headline, standfirst or text."""

    def __str__(self) -> str:
        """As one would type it."""
        quoted = f'"{self.words}"' if " " in self.words else self.words
        return f"{self.field}{':' * bool(self.field)}{'=' * self.exact}{quoted}{'*' * self.prefix}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """Words or phrases that must stand near each other, in any order, in one piece of text."""

    parts: tuple[tuple[Term, ...], ...]
    """Of each part one term at least must be among them; all terms are of one field."""
    distance: int
    """How many words may stand between the end of the first and the beginning of the last."""

    def __str__(self) -> str:
        """As one would type it."""
        field = self.parts[0][0].field
        parts = [" OR ".join(str(replace(term, field="")) for term in part) for part in self.parts]
        grouped = (f"({text})" if len(part) > 1 else text for part, text in zip(self.parts, parts, strict=True))
        joined = f" NEAR/{self.distance} ".join(grouped)
        return f"{field}:({joined})" if field else joined


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """A field that must have a value."""

    field: str
    """One of pipelines.querying.fields.FILTERS."""
    value: str
    """In the field's own spelling: country codes large, all other codes small."""

    def __str__(self) -> str:
        """As one would type it."""
        return f'{self.field}:"{self.value}"' if " " in self.value else f"{self.field}:{self.value}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Not:
    """What must not hold."""

    part: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class And:
    """What must all hold."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Or:
    """Of which one at least must hold."""

    parts: tuple[Node, ...]


Node = Term | Near | Filter | Not | And | Or
Leaf = Term | Near | Filter


def wanted_leaves(node: Node) -> Iterator[Leaf]:
    """The leaves of which a match may show something; those under NOT left out."""
    if isinstance(node, And | Or):
        for part in node.parts:
            yield from wanted_leaves(part)
    elif not isinstance(node, Not):
        yield node


def wanted_terms(node: Node) -> list[Term]:
    """The words and phrases a match may show, for highlighting and ranking; those under NOT left out."""
    terms: list[Term] = []
    for leaf in wanted_leaves(node):
        if isinstance(leaf, Term):
            terms.append(leaf)
        elif isinstance(leaf, Near):
            terms += [term for part in leaf.parts for term in part]
    return terms


def all_of(*nodes: Node | None) -> Node | None:
    """One node that demands all those given."""
    parts = tuple(node for node in nodes if node is not None)
    return And(parts=parts) if len(parts) > 1 else (parts[0] if parts else None)


def filters_of(node: Node) -> Iterator[Filter]:
    """Every filter of a tree, those under NOT too."""
    if isinstance(node, And | Or):
        for part in node.parts:
            yield from filters_of(part)
    elif isinstance(node, Not):
        yield from filters_of(node.part)
    elif isinstance(node, Filter):
        yield node
