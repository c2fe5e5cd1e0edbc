"""The word lists and tables shipped beside this module, read when first asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib import resources


def lines(name: str) -> Iterator[str]:
    """The lines of a data file beside this module, without comments."""
    text = resources.files(__package__ or __name__).joinpath(name).read_text(encoding="utf-8")
    return (line for line in text.splitlines() if line and not line.startswith("#"))


@lru_cache(maxsize=1)
def word_lists() -> dict[str, frozenset[str]]:
    """The lists of words.tsv by their keys."""
    rows = (line.split("\t") for line in lines("words.tsv"))
    return {key: frozenset(words.split()) for key, words in rows}


def openings(names: Iterable[str]) -> tuple[dict[str, int], dict[str, set[str]]]:
    """How names begin: first word -> number of words in the longest, and first word -> the second words of longer ones.

    Most words that can begin a name are articles and prepositions: the second word shows that they do not.
    """
    longest: dict[str, int] = {}
    seconds: dict[str, set[str]] = {}
    for name in names:
        words = name.split(" ")
        longest[words[0]] = max(longest.get(words[0], 0), len(words))
        if len(words) > 1:
            seconds.setdefault(words[0], set()).add(words[1])
    return longest, seconds
