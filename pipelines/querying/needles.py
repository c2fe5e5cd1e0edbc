"""A term as the tokens that are looked for: what search and watchlists make of it alike."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.querying import fold
from pipelines.querying.tree import Term


@dataclass(frozen=True, slots=True, kw_only=True)
class Needle:
    """Tokens that must stand one after the other."""

    tokens: tuple[str, ...]
    """Folded; never empty."""
    prefix: bool
    """Whether the last token may go on."""
    spelled: tuple[str, ...] | None = None
    """The same as typed, where exactly that is wanted."""


def needle(term: Term) -> Needle:
    """What is looked for. In a run without spaces any stretch is found, so its last letter stands for a beginning."""
    tokens = tuple(fold.tokens(term.words))
    spelled = tuple(fold.spelled(term.words))
    prefix = term.prefix
    if fold.ends_spaceless(term.words):
        open_pair = len(tokens) > 1 and len(spelled[-2]) == 2 and spelled[-2].endswith(spelled[-1])
        prefix = not open_pair
        if open_pair:
            tokens, spelled = tokens[:-1], spelled[:-1]
    return Needle(tokens=tokens, prefix=prefix, spelled=spelled if term.exact else None)
