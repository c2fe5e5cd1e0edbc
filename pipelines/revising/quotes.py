"""What a text quotes: passages in quotation marks, long enough to be somebody's words and not a name or irony."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.revising.wording import MOST_PAIRS, folded_words, is_slip

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
    gone, come = _without(before, after), _without(after, before)
    changed = list(_pairs(gone, come))
    return Quotes(
        removed=tuple(_nowhere([quote for quote in gone if quote not in {a for a, _ in changed}], after)),
        added=tuple(_nowhere([quote for quote in come if quote not in {b for _, b in changed}], before)),
        changed=tuple((a, b) for a, b in changed if not is_slip(a, b)),
    )


def _without(these: list[str], others: list[str]) -> list[str]:
    there = set(others)
    return [quote for quote in these if quote not in there]


def _pairs(gone: list[str], come: list[str]) -> Iterator[tuple[str, str]]:
    """The quotes that are the same but for some words; of too many to be compared, none."""
    if len(gone) * len(come) > MOST_PAIRS:
        return
    left = [(quote, set(folded_words(quote))) for quote in come]
    for quote in gone:
        said = set(folded_words(quote))
        alike = max(left, key=lambda other: _likeness(said, other[1]), default=None)
        if alike is not None and _likeness(said, alike[1]) >= _SAME:
            left.remove(alike)
            yield quote, alike[0]


def _nowhere(these: list[str], others: list[str]) -> Iterator[str]:
    """Those that stand within none of the others either, since they were cut in two or joined."""
    there = "\n".join(" ".join(folded_words(other)) for other in others) if these else ""
    return (quote for quote in these if " ".join(folded_words(quote)) not in there)


def _likeness(a: set[str], b: set[str]) -> float:
    return len(a & b) / max(len(a), len(b))
