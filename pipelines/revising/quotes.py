"""What a text quotes: passages in quotation marks, long enough to be somebody's words and not a name or irony."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.revising.wording import folded_words, is_slip

_QUOTED = re.compile(
    r"“([^“”\n]+)(?:”|$)|«([^«»\n]+)(?:»|$)|„([^„“”\n]+)(?:[“”]|$)|(?<!\w)\"([^\"\n]+)(?:\"|$)|(?<!\w)‘([^‘’\n]{20,})’",
    re.MULTILINE,
)
_SHORTEST = 3
"""Words of a quote."""
_SAME = 0.6
"""Share of the words of the longer of two quotes that stand in both, from which one is the other, changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotes:
    """What became of the quotes of a text."""

    removed: tuple[str, ...]
    added: tuple[str, ...]
    changed: tuple[tuple[str, str], ...]
    """Before and after."""


def quotes(text: str) -> list[str]:
    """The quotes of a text, in order."""
    found = ("".join(filter(None, match.groups())).strip() for match in _QUOTED.finditer(text))
    return [quote for quote in found if len(folded_words(quote)) >= _SHORTEST]


def compare_quotes(old: str, new: str) -> Quotes:
    """Which quotes of a text went, came and say something else; those only moved are none of them."""
    before, after = quotes(old), quotes(new)
    gone = [quote for quote in before if quote not in after]
    come = [quote for quote in after if quote not in before]
    changed = list(_pairs(gone, come))
    return Quotes(
        removed=tuple(quote for quote in gone if quote not in {a for a, _ in changed} and not _stands(quote, after)),
        added=tuple(quote for quote in come if quote not in {b for _, b in changed} and not _stands(quote, before)),
        changed=tuple((a, b) for a, b in changed if not is_slip(a, b)),
    )


def _pairs(gone: list[str], come: list[str]) -> Iterator[tuple[str, str]]:
    """The quotes that are the same but for some words."""
    left = list(come)
    for quote in gone:
        alike = max(left, key=lambda other: _likeness(quote, other), default=None)
        if alike is not None and _likeness(quote, alike) >= _SAME:
            left.remove(alike)
            yield quote, alike


def _stands(quote: str, others: list[str]) -> bool:
    """Whether a quote stands within another, since it was cut in two or joined."""
    said = " ".join(folded_words(quote))
    return any(said in " ".join(folded_words(other)) for other in others)


def _likeness(a: str, b: str) -> float:
    first, second = set(folded_words(a)), set(folded_words(b))
    return len(first & second) / max(len(first), len(second))
