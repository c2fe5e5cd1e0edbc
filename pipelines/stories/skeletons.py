"""Names that survive transliteration: what is left of a name when vowels, accents and spelling habits are taken away.

    Jamenei, Khamenei -> kmn        Serguéi, Sergei, Sergey -> srg        Yusuf, Youssef, Jusuf -> sf

A skeleton finds candidates; `alike` then compares the spellings, since short skeletons are shared by many names.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from pipelines.fingerprint import fold

ALIKE = 0.55
"""Share of letters that two spellings of one name have in common, in order."""

_SOUNDS = (
    ("tsch", "x"),
    ("sch", "x"),
    ("shch", "x"),
    ("tch", "x"),
    ("sh", "x"),
    ("ch", "x"),
    ("kh", "k"),
    ("gh", "g"),
    ("gu", "g"),
    ("ph", "f"),
    ("th", "t"),
    ("dj", "x"),
    ("dzh", "x"),
    ("qu", "k"),
    ("ck", "k"),
    ("ts", "s"),
    ("tz", "s"),
    ("x", "x"),
    ("q", "k"),
    ("w", "v"),
    ("z", "s"),
    ("ç", "s"),
)
_SOFT_C = re.compile(r"c(?=[eiy])")
_PATTERN = re.compile("|".join(sorted((sound for sound, _ in _SOUNDS), key=len, reverse=True)))
_MAP = dict(_SOUNDS)
_SILENT = re.compile("[aeiouyh'’]")
_DOUBLE = re.compile(r"(.)\1+")


@lru_cache(maxsize=1 << 15)
def skeleton(word: str) -> str:
    """The consonants of a name by their sound, '_' before those of a name that begins with a vowel.

    A name with fewer than three of them is too common a skeleton, and stands for itself.
    """
    folded = exonyms().get(plain := fold(word), plain)
    sounds = _PATTERN.sub(lambda found: _MAP[found[0]], folded)
    sounds = _SOFT_C.sub("s", sounds).replace("c", "k").replace("j", "k")
    bones = _DOUBLE.sub(r"\1", _SILENT.sub("", sounds))
    if len(bones) < 3:
        return f"={folded}"
    return f"_{bones}" if folded[0] in "aeiou" else bones


@lru_cache(maxsize=1 << 14)
def alike(one: str, other: str) -> bool:
    """Whether two folded words of one skeleton can be spellings of one name."""
    known = exonyms()
    one, other = known.get(one, one), known.get(other, other)
    return one == other or Levenshtein.normalized_similarity(one, other) >= ALIKE


@lru_cache(maxsize=1)
def exonyms() -> dict[str, str]:
    """Folded names of places and bodies in other languages -> the first name of their line."""
    found: dict[str, str] = {}
    text = (Path(__file__).parent / "exonyms.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            first, *others = line.split("\t")
            found.update(dict.fromkeys(others, first))
    return found
