"""What counts as said: words without what only typesetting or the hour of the visit changes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from pipelines.revising.notes import IN_WORDS, is_passing
from pipelines.text import squeeze

MOST_PAIRS = 40_000
"""Pairs of passages that are compared; of more none is: that is another text, or one made to keep us busy."""
TOKEN = re.compile(r"\w+(?:[.,:/'’-]\w+)*%?|[^\w\s]")
"""A word or number, or a single mark."""
_TYPESET = str.maketrans({"“": '"', "”": '"', "„": '"', "‟": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "‚": "'",
                          "–": "-", "—": "-", "―": "-", "−": "-", "…": "..."})  # fmt: skip
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_LETTERS = re.compile(r"[\W_]+")

_SLIPS = 2
"""Letters by which a slip of the pen may differ from what was meant ..."""
_SLIP_SHARE = 1 / 3
"""... and the most of a word that they may be."""
_LONGEST = 100
"""Letters of the longest word that is remembered as folded."""
_SHORT_NAME = 5
"""Letters of a name below which one letter makes another name (Irán, Irak)."""


def lines_of(text: str) -> list[str]:
    """The lines of a text that are the article's own."""
    return [line for line in text.split("\n") if line.strip() and not is_passing(line)]


@lru_cache(maxsize=8)  # one version is held against several others
def said(title: str | None, text: str) -> tuple[str, str]:
    """Headline and text for the question whether anything changed: quotes, dashes, blanks and line breaks folded."""
    return plain(title or ""), plain(" ".join(lines_of(text)))


def plain(text: str) -> str:
    """Words in one typesetting."""
    return squeeze(text).translate(_TYPESET)


def letters(text: str) -> str:
    """Nothing but small letters without accents, and digits."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return _LETTERS.sub("", "".join(c for c in decomposed if not unicodedata.combining(c)))


def numbers(text: str) -> frozenset[str]:
    """The numbers of a passage by value: `1.200`, `1,200` and `mil doscientos` differ from none but other values."""
    found = []
    for token in TOKEN.findall(text):
        if any(character.isdigit() for character in token):
            found.append(_value(token))
        elif (value := IN_WORDS.get(_folded(token))) is not None:
            found.append(str(value))
    return frozenset(found)


def is_slip(old: str, new: str) -> bool:
    """Whether one passage is the other with its spelling, accents, case or punctuation put right."""
    if letters(old) == letters(new):
        return True
    before, after = _words(old), _words(new)
    return len(before) == len(after) and all(map(_is_slip_of, before, after))


def shingles(words: list[str], size: int = 4) -> Iterable[tuple[str, ...]]:
    """All sequences of `size` words; a shorter list is one by itself."""
    if len(words) < size:
        return [tuple(words)] if words else []
    return zip(*(words[n:] for n in range(size)), strict=False)


def folded_words(text: str) -> list[str]:
    """The words of a passage in small letters without accents."""
    return [folded for token in TOKEN.findall(text) if (folded := _folded(token))]


def _folded(token: str) -> str:
    """`letters` of one word; of a page's word of a megabyte nothing is remembered."""
    return _remembered(token) if len(token) <= _LONGEST else letters(token)


@lru_cache(maxsize=1 << 14)
def _remembered(token: str) -> str:
    """The same: a few thousand words make up most texts."""
    return letters(token)


def _value(token: str) -> str:
    bare = token.rstrip("%")
    return re.sub(r"[.,]", "", bare) if _GROUPED.fullmatch(bare) else bare.replace(",", ".")


def _words(text: str) -> list[str]:
    return [token for token in TOKEN.findall(text) if any(map(str.isalnum, token))]


def _is_slip_of(old: str, new: str) -> bool:
    a, b = letters(old), letters(new)
    if a == b:
        return True
    if any(map(str.isdigit, a + b)) or (old[:1].isupper() and new[:1].isupper() and max(len(a), len(b)) <= _SHORT_NAME):
        return False
    distance = Levenshtein.distance(a, b, score_cutoff=_SLIPS)
    return distance <= min(_SLIPS, int(max(len(a), len(b)) * _SLIP_SHARE))
