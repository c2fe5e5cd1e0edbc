"""A text as words: what every tagger looks at. Split once, folded once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate, pairwise

WORD = re.compile(r"\w+")
WORDS_AND_GAPS = re.compile(r"(\w+)")
JOINT = frozenset({" ", "-", ".", ". ", "'", "’", "\N{NO-BREAK SPACE}", "-\N{NO-BREAK SPACE}"})
"""What may stand between two words of one name."""
OPENERS = frozenset('.!?:…¿¡•"“«')
"""Signs between two words after which the second opens a sentence."""
TILDE_N = "n\N{COMBINING TILDE}"
STROKES = str.maketrans({"ß": "ss", "ı": "i", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe"})
"""Letters that carry no accent to drop, and are typed without their stroke as often as not."""


HEADLINE = 40
"""Words up to which a text can be a headline."""


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """Small letters without accents; ñ stays a letter of its own (año is not ano)."""
    small = word.lower()
    if small.isascii():
        return small
    parts = unicodedata.normalize("NFD", small.translate(STROKES)).replace(TILDE_N, "ñ")
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def fold_name(name: str) -> str:
    """A name as it is looked up: folded words parted by single spaces, punctuation left out."""
    return " ".join(fold(word) for word in WORD.findall(unicodedata.normalize("NFC", name)))


@dataclass(slots=True, kw_only=True)
class Words:
    """The words of one piece of text."""

    text: str
    """The text, in NFC."""
    raw: list[str] = field(default_factory=list)
    """Each word as written."""
    folded: list[str] = field(default_factory=list)
    """Each word folded."""
    gaps: list[str] = field(default_factory=list)
    """What stands before each word, and after the last."""
    starts: list[int] = field(default_factory=list)
    """Where each word begins in the text, in characters."""
    capital: list[bool] = field(default_factory=list)
    """Whether each word begins with a capital."""
    shouting: bool = False
    """Whether this is a headline nearly all in capitals, where US may be `us`."""
    title_case: bool = False
    """Whether this is a headline with a capital on nearly every longer word, where a capital is no sign of a name."""

    @classmethod
    def of(cls, text: str) -> Words:
        """Splits a text."""
        text = unicodedata.normalize("NFC", text)
        pieces = WORDS_AND_GAPS.split(text)  # gap, word, gap ... word, gap
        raw = pieces[1::2]
        words = cls(
            text=text,
            raw=raw,
            folded=[word if word.isascii() else fold(word) for word in map(str.lower, raw)],
            gaps=pieces[::2],
            starts=list(accumulate(map(len, pieces)))[:-1:2],
            capital=[word[0].isupper() for word in raw],
        )
        if len(raw) <= HEADLINE:
            words.shouting, words.title_case = _shouting(raw), _title_case(raw)
        return words

    def __len__(self) -> int:
        return len(self.raw)

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Each folded word with the next; the last with an empty one."""
        return pairwise([*self.folded, ""])

    def end(self, index: int) -> int:
        """Character after a word."""
        return self.starts[index] + len(self.raw[index])

    def gap(self, index: int) -> str:
        """What stands between a word and the next; the rest of the text after the last."""
        return self.gaps[index + 1]

    def before(self, index: int) -> str:
        """What stands between a word and the one before; the head of the text before the first."""
        return self.gaps[index]

    def joined(self, index: int, count: int) -> bool:
        """Whether `count` words from `index` can be one name: nothing but a space, hyphen or point between them."""
        return count == 1 or JOINT.issuperset(self.gaps[index + 1 : index + count])

    def opens_sentence(self, index: int) -> bool:
        """Whether a word stands first in its sentence, where a capital says nothing."""
        gap = self.before(index)
        return index == 0 or "\n" in gap or not OPENERS.isdisjoint(gap)

    def written(self, index: int, count: int) -> str:
        """`count` words from `index` as the text has them."""
        return self.text[self.starts[index] : self.end(index + count - 1)]


def _shouting(raw: list[str]) -> bool:
    return sum(word.isupper() for word in raw) > 0.8 * len(raw)


def _title_case(raw: list[str]) -> bool:
    longer = [word for word in raw if len(word) > 3]
    return len(longer) > 3 and sum(word[0].isupper() for word in longer) > 0.75 * len(longer)
