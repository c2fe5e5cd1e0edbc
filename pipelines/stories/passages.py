"""What a copy cut from its original and what it added, in passages worth reading. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from pipelines.fingerprint import body, fold

FEWEST_WORDS = 4
"""Shorter passages are changes of wording, not cuts or additions."""
ISLAND = 2
"""Words that stay between two changes: no more than these do not part them."""
MOVED = 0.7
"""Share of a passage's three-word sequences that stand in the other text: it was moved, not cut."""
LOOKED_AT = 60_000
"""Characters of each text that are compared."""

_WORD = re.compile(r"\w+")
_OPENING = re.compile(r"(?:\A|\n|[.!?…][\"”»]?\s)[\"“«¿¡(]?\Z")
_OPENER = re.compile(r"[\"“«¿¡(]\Z")
_CLOSER = re.compile(r"[\"”».,;:!?)]{1,3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Passages:
    """How a copy differs from its original."""

    cut: tuple[str, ...]
    """Passages of the original that it leaves out, in order."""
    added: tuple[str, ...]
    """Passages of its own, in order."""


def passages(original: str, copy: str) -> Passages:
    """What a copy cut and added; datelines and credit lines, which every outlet puts itself, do not count."""
    old, new = _Words(original), _Words(copy)
    spans = list(_changed(old.folded, new.folded))
    return Passages(
        cut=tuple(old.passages([gone for gone, _ in spans], new)),
        added=tuple(new.passages([come for _, come in spans], old)),
    )


class _Words:
    """A text and where its words stand."""

    def __init__(self, text: str) -> None:
        self._text = body(text[:LOOKED_AT])
        self._places = [found.span() for found in _WORD.finditer(self._text)]
        self.folded = [fold(self._text[start:end]) for start, end in self._places]
        self._sequences = set(zip(self.folded, self.folded[1:], self.folded[2:], strict=False))

    def passages(self, spans: list[range], other: _Words) -> Iterator[str]:
        for span in spans:
            if len(span) >= FEWEST_WORDS and not self._stands_in(other, span):
                yield self._written(span)

    def _stands_in(self, other: _Words, span: range) -> bool:
        mine = self.folded[span.start : span.stop]
        sequences = list(zip(mine, mine[1:], mine[2:], strict=False))
        return sum(each in other._sequences for each in sequences) >= MOVED * len(sequences)

    def _start(self, place: int) -> int:
        """Where a passage begins; with the word or two that open its sentence, which the other text may have, too."""
        for before in range(place, max(-1, place - ISLAND - 1), -1):
            start = self._places[before][0]
            if _OPENING.search(self._text[max(0, start - 6) : start]):
                return start
        return self._places[place][0]

    def _written(self, span: range) -> str:
        start, end = self._start(span.start), self._places[span.stop - 1][1]
        if _OPENER.search(self._text[max(0, start - 1) : start]):
            start -= 1
        closer = _CLOSER.match(self._text, end)
        return self._text[start : closer.end() if closer else end]


def _changed(old: list[str], new: list[str]) -> Iterator[tuple[range, range]]:
    """Spans of the one text in whose place spans of the other stand, small islands between them joined."""
    start = 0, 0
    for op in Levenshtein.opcodes(old, new):
        if op.tag != "equal" or op.src_end - op.src_start <= ISLAND:
            continue
        yield range(start[0], op.src_start), range(start[1], op.dest_start)
        start = op.src_end, op.dest_end
    yield range(start[0], len(old)), range(start[1], len(new))
