"""A text as the tokens that queries meet: the one place where case and accents are folded, for search and watchlists.

Folded are case, accents of Latin and Greek letters, Hebrew and Arabic vowel signs, ё, and compatibility forms (full
width, ligatures). ñ stays a letter (año is not ano), and so do й and the signs of Indic scripts and kana.
Scripts that put no spaces between words (Han, kana, Thai, Lao, Khmer, Burmese) become pairs of letters that overlap:
any stretch of two letters or more is found wherever it stands (character bigrams, as in Nie, Gao, Zhang and Zhou, "On
the use of words and n-grams for Chinese information retrieval", IRAL 2000). The last letter of a run stands alone.

The full-text index holds these tokens: whoever changes what they are must fill it anew in a migration.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

KEPT = 100_000
"""Folded words that are remembered ..."""
LONGEST = 100
"""... and most letters of each: a page may hold one word of a megabyte."""

_SPACELESS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf"
_SPACELESS += "\u4e00-\u9fff\uaa60-\uaa7f\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
_SYMBOLS = "\u0e3f\u0e4f\u0e5a\u0e5b\u104a-\u104f\u17d4-\u17da\u30a0\u30fb"  # among these: signs that part words
_MARKS = "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f"
_MARKS += "\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u200c\u200d\u3099\u309a" + "".join(
    f"{chr(block)}-{chr(block + 3)}{chr(block + 0x3A)}-{chr(block + 0x4F)}{chr(block + 0x51)}-{chr(block + 0x57)}"
    f"{chr(block + 0x62)}{chr(block + 0x63)}"
    for block in range(0x900, 0xD80, 0x80)
)
_RUN = re.compile(
    rf"(?P<run>(?:(?![{_SYMBOLS}])[{_SPACELESS}])(?:(?![{_SYMBOLS}])[{_SPACELESS}\u3099\u309a])*)"
    rf"|(?:(?![{_SPACELESS}])[^\W_])(?:[{_MARKS}]|(?![{_SPACELESS}])[^\W_])*"
)
_WORD = re.compile(r"[^\W_]+")
_PLAIN = re.compile(r"[^\x00-\u02ff\u0370-\u0482\u048a-\u0590\u1e00-\u200b\u200e-\u2e7f]")
"""What is not among the Latin, Greek, Cyrillic and Armenian letters and signs whose words `_WORD` finds."""

_STROKES = str.maketrans({"ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th"})
_TILDE = "\u0303"
_VOWEL_SIGNS = re.compile("[\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u200c\u200d]")
_STRESS = "\u0300\u0301"
_DIAERESIS = "\u0308"


def tokens(text: str) -> list[str]:
    """The folded tokens of a text, in order."""
    if not _PLAIN.search(text):
        return [_FOLDED[word] for word in _WORD.findall(text)]
    return [_FOLDED[text[start:end]] for start, end in spans(text)]


def spelled(text: str) -> list[str]:
    """The same tokens as spelled, in the same order; only composed (NFC), so that one spelling is one text."""
    return [unicodedata.normalize("NFC", text[start:end]) for start, end in spans(text)]


def walked(text: str) -> tuple[list[str], list[str] | None]:
    """The folded tokens of a text; and the same as spelled, where they are at hand."""
    if _PLAIN.search(text):
        return tokens(text), None
    words = _WORD.findall(text)
    return [_FOLDED[word] for word in words], words


def unlike(words: Iterable[str]) -> set[str]:
    """Those of the words, as spelled, that are not what they are folded to, each once."""
    return {word for word in set(words) if _FOLDED[word] != word}


def spans(text: str) -> list[tuple[int, int]]:
    """Where each token begins and ends in a text, in characters."""
    if not _PLAIN.search(text):
        return [found.span() for found in _WORD.finditer(text)]
    return [span for found in _RUN.finditer(text) for span in _parts(found)]


def fold(word: str) -> str:
    """One word or pair of letters, folded; never empty. It holds small ASCII letters, digits and letters beyond."""
    small = word.lower()
    if small.isascii():
        return small
    composed = unicodedata.normalize("NFKC", word).casefold().translate(_STROKES)
    bare = _VOWEL_SIGNS.sub("", _without_accents(unicodedata.normalize("NFD", composed)))
    kept = "".join(c for c in unicodedata.normalize("NFC", bare) if c > "\x7f" or c.isalnum())
    return kept or word


def ends_spaceless(text: str) -> bool:
    """Whether the last token of a text is of a script without spaces."""
    runs = [found["run"] for found in _RUN.finditer(text)]
    return bool(runs and runs[-1])


def is_cased(word: str) -> bool:
    """Whether a word is of a script with large and small letters."""
    return word.lower() != word.upper()


class _Folding(dict[str, str]):
    """Folded words, remembered: most words of a text stood in an earlier one."""

    def __missing__(self, word: str) -> str:
        folded = fold(word)
        if len(self) >= KEPT:
            self.clear()
        if len(word) <= LONGEST:
            self[word] = folded
        return folded


_FOLDED = _Folding()


def _parts(found: re.Match[str]) -> Iterator[tuple[int, int]]:
    """The span of a word, or of each pair in a run without spaces and of its last letter."""
    start, end = found.span()
    if found["run"] is None:
        yield start, end
        return
    for at in range(start, end):
        yield at, min(at + 2, end)


def _without_accents(decomposed: str) -> str:
    kept: list[str] = []
    base = ""
    for letter in decomposed:
        if not unicodedata.combining(letter):
            base = letter
        elif _is_accent(base, letter):
            continue
        kept.append(letter)
    return "".join(kept)


def _is_accent(base: str, mark: str) -> bool:
    """Whether a mark only accents its letter, and does not make another one of it."""
    if base < "\u0370" or "\u1e00" <= base < "\u1f00":
        return not (base == "n" and mark == _TILDE)
    if base < "\u0400" or "\u1f00" <= base < "\u2000":
        return True
    return base < "\u0530" and (mark in _STRESS or (base == "е" and mark == _DIAERESIS))
