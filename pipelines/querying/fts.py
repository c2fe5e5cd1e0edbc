"""The words of a query as an expression of FTS5 (sqlite.org/fts5.html) over columns that hold folded tokens."""

from __future__ import annotations

from itertools import product

from pipelines.querying.fold import KEPT, LONGEST
from pipelines.querying.needles import needle
from pipelines.querying.tree import And, Near, Node, Not, Or, Term, TermField

COLUMNS = ("title", "subtitle", "text", "author", "spelled")
"""Of the full-text index, in its order."""
WEIGHTS = "4.0, 2.0, 1.0, 1.0, 0.0"
"""What a word counts in each of them when matches are ranked."""
LARGE = "\ue000"
"""Stands before a letter that is large, since the index's tokenizer makes ASCII letters small."""
_WITHIN: dict[TermField, str] = {"": "{title subtitle text}", "title": "title", "author": "author"}


def words_alone(node: Node) -> str | None:
    """The expression of a tree that needs nothing but the index; None for any other."""
    if isinstance(node, Term | Near):
        return expression(node) if is_settled(node) else None
    if not isinstance(node, And | Or):
        return None
    parts = [words_alone(part) for part in node.parts]
    known = [part for part in parts if part is not None]
    joint = " AND " if isinstance(node, And) else " OR "
    return f"({joint.join(known)})" if len(known) == len(parts) else None


def written(word: str) -> str:
    """A word as spelled, as the column of spellings holds it."""
    return _WRITTEN[word]


def is_exact(node: Term | Near) -> bool:
    """Whether the spelling of something counts."""
    terms = [node] if isinstance(node, Term) else [term for part in node.parts for term in part]
    return any(term.exact for term in terms)


def expression(node: Term | Near) -> str:
    """What finds all that hold a term or terms near each other; where spelling counts, some that do not, too."""
    if isinstance(node, Term):
        return f"({' AND '.join([f'{_WITHIN[node.field]} : {_phrase(node)}', *_spellings(node)])})"
    ways = (" ".join(map(_phrase, terms)) for terms in product(*node.parts))
    within = _WITHIN[node.parts[0][0].field]
    return "(" + " OR ".join(f"({within} : NEAR({way}, {node.distance}))" for way in ways) + ")"


def is_settled(node: Term | Near) -> bool:
    """Whether its expression finds nothing too much: nothing is exact, or one word that is not spelled as folded."""
    if not is_exact(node):
        return True
    return isinstance(node, Term) and not node.field and len(needle(node).tokens) == 1 and bool(_spellings(node))


class _Writing(dict[str, str]):
    """Words as written, remembered as folded ones are."""

    def __missing__(self, word: str) -> str:
        written = "".join(LARGE + letter.lower() if "A" <= letter <= "Z" else letter for letter in word)
        if len(self) >= KEPT:
            self.clear()
        if len(word) <= LONGEST:
            self[word] = written
        return written


_WRITTEN = _Writing()


def _spellings(term: Term) -> list[str]:
    """What the odd spellings of an exact term demand; those of authors are not held."""
    sought = needle(term)
    if sought.spelled is None or term.field == "author":
        return []
    pairs = zip(sought.spelled, sought.tokens, strict=True)
    odd = [(number, word) for number, (word, token) in enumerate(pairs) if word != token]
    last = len(sought.tokens) - 1
    return [f'spelled : "{written(word)}"{" *" * (sought.prefix and number == last)}' for number, word in odd]


def needs_words(node: Node) -> bool:
    """Whether whatever a tree selects holds one of its words at least."""
    if isinstance(node, And | Or):
        return (any if isinstance(node, And) else all)(needs_words(part) for part in node.parts)
    return not isinstance(node, Not) and isinstance(node, Term | Near)


def _phrase(term: Term) -> str:
    """Tokens hold neither quotes nor any other sign of FTS5."""
    sought = needle(term)
    return f'"{" ".join(sought.tokens)}"{" *" if sought.prefix else ""}'
