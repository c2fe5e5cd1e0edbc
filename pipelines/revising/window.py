"""Where two long texts differ: a revision of megabytes must not keep the writer busy for longer than any other.

Nearly all articles are shorter than what is looked at; their texts are compared whole.
"""

from __future__ import annotations

LOOKED_AT = 25_000
"""Characters of each of two texts that are compared: those from where they begin to differ."""
_NEAR = 1_000
"""Characters before a difference in which its paragraph is looked for to begin, and after it to end."""


def differing(old: str, new: str, most: int = LOOKED_AT) -> tuple[str, str]:
    """Two texts without what both begin and end with, cut to `most` characters; whole where they have no more.

    Both begin and end with a paragraph where that is near, else with a word.
    """
    if max(len(old), len(new)) <= most:
        return old, new
    start = _start(old, _alike(old, new))
    end = _end(old, _alike_at_end(old[start:], new[start:]))
    return old[start : len(old) - end][:most], new[start : len(new) - end][:most]


def _alike(one: str, other: str) -> int:
    """How many characters both begin with, by halving: comparing slices costs nearly nothing."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _alike_at_end(one: str, other: str) -> int:
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[len(one) - middle : len(one) - low] == other[len(other) - middle : len(other) - low]:
            low = middle
        else:
            high = middle - 1
    return low


def _start(text: str, place: int) -> int:
    """The beginning of the paragraph, or else of the word, in which a place lies."""
    near = max(0, place - _NEAR)
    found = text.rfind("\n", near, place)
    found = found if found >= 0 else text.rfind(" ", near, place)
    return found + 1 if found >= 0 else near


def _end(text: str, alike: int) -> int:
    """How many of the characters that are alike at the end follow the paragraph, or else the word, before them."""
    first = len(text) - alike
    found = text.find("\n", first, first + _NEAR)
    found = found if found >= 0 else text.find(" ", first, first + _NEAR)
    return len(text) - found if found >= 0 else max(0, alike - _NEAR)
