"""The word lists and tables shipped beside this module, read when first asked for."""

from __future__ import annotations

from collections.abc import Iterator
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
