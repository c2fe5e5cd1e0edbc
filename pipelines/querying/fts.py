"""The words of a query as an expression of FTS5 (sqlite.org/fts5.html) over columns that hold folded tokens."""

from __future__ import annotations

from itertools import product

from pipelines.querying.needles import needle
from pipelines.querying.tree import And, Near, Node, Not, Or, Term, TermField

COLUMNS = ("title", "subtitle", "text", "author")
"""Of the full-text index, in its order."""
_WITHIN: dict[TermField, str] = {"": "{title subtitle text}", "title": "title", "author": "author"}


def words_alone(node: Node) -> str | None:
    """The expression of a tree without filters, negations and exact words; None for any other."""
    if isinstance(node, Term | Near):
        return None if is_exact(node) else expression(node)
    if not isinstance(node, And | Or):
        return None
    parts = [words_alone(part) for part in node.parts]
    known = [part for part in parts if part is not None]
    joint = " AND " if isinstance(node, And) else " OR "
    return f"({joint.join(known)})" if len(known) == len(parts) else None


def is_exact(node: Term | Near) -> bool:
    """Whether the spelling of something counts, which the index does not hold."""
    terms = [node] if isinstance(node, Term) else [term for part in node.parts for term in part]
    return any(term.exact for term in terms)


def expression(node: Term | Near) -> str:
    """What finds all that hold a term or terms near each other, and of exact ones every spelling."""
    if isinstance(node, Term):
        return f"({_WITHIN[node.field]} : {_phrase(node)})"
    ways = (" ".join(map(_phrase, terms)) for terms in product(*node.parts))
    within = _WITHIN[node.parts[0][0].field]
    return "(" + " OR ".join(f"({within} : NEAR({way}, {node.distance}))" for way in ways) + ")"


def needs_words(node: Node) -> bool:
    """Whether whatever a tree selects holds one of its words at least."""
    if isinstance(node, And | Or):
        return (any if isinstance(node, And) else all)(needs_words(part) for part in node.parts)
    return not isinstance(node, Not) and isinstance(node, Term | Near)


def _phrase(term: Term) -> str:
    """Tokens hold neither quotes nor any other sign of FTS5."""
    sought = needle(term)
    return f'"{" ".join(sought.tokens)}"{" *" if sought.prefix else ""}'
