"""A text's fingerprint: which of its three-word sequences fall below a fixed bound.

FracMinHash (Irber et al. 2022, "Lightweight compositional analysis of metagenomes with FracMinHash") keeps every
shingle whose hash lies below 2^64 / SCALE. Unlike MinHash it keeps a share of the text, not a number of values, so a
short text contained in a long one is still seen. A shingle's hash is the exclusive or of three hashes of its words,
one for each position (simple tabulation: Pătraşcu and Thorup 2012, "The power of simple tabulation hashing").
"""

from __future__ import annotations

import re
import sys
import unicodedata
from array import array
from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipelines.article import Rejected
    from pipelines.draft import Draft, Knowledge

SCALE = 4
"""One shingle in so many is kept."""

LOOKED_AT = 150_000
"""Characters of a text that are looked at. A copy of a longer one is known by its beginning."""

_BOUND = 1 << 62
_KEPT = 1 << 15
"""Words of which folding and hashes are kept, some 5 MB."""
_WORD = re.compile(r"\w+")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
"""Thai, Lao, Burmese, Khmer, kana and Han: scripts that write words without spaces."""
_OTHER_BYTES = bytes(set(range(256)) - {0xE0, 0xE1, *range(0xE3, 0xEA), 0xEF})
"""Those that begin no character of theirs in UTF-8."""

_DATELINE = re.compile(
    r"""\A\s*+(?:
        [^\n.]{0,70}?(?:\d{1,2}\s+\w{3,10}\.?\s*(?:\d{4}\s*)?)?     # MADRID, 25 Jul.
        \(\s*[A-Z][\w./&\- ]{1,30}\)\s*[.:]?\s*[-–—]{1,2}            # (EUROPA PRESS) -
      | \w[^\n().]{0,50}?\([A-Z]{2,}[A-Z/ ]{0,24}\)\.?\s              # Reuters style: LONDON (Reuters)
    )\s*""",
    re.VERBOSE,
)
_BRACKET = re.compile(r"\(\s*(?:EFE|AP|AFP|DPA|UPI|ANSA|EUROPA PRESS|EP|REUTERS|Reuters|Xinhua|Europa Press|dpa)\s*\)")
_CREDIT_LINE = re.compile(
    r"""^[^\S\n]*+[(\[_*]*+[^\S\n]*+(?:    # possessive: a text of blanks is gone through once
        fuentes?(?:\s+de\s+la\s+(?:noticia|imagen))?\s*:|con\s+informaci[oó]n(?:es)?\s+de|tomado\s+de|v[ií]a\s*:
      | publicado\s+originalmente|este\s+art[ií]culo\s+fue\s+publicado|sources?\s*:|(?:image\s+and\s+)?news\s+source\s*:
      | with\s+(?:files|reporting|information)\s+from|this\s+(?:article|story)\s+(?:was|first)\s|originally\s+published
      | republished\s+from|reprinted\s+with|fontes?\s*:|com\s+informa[cç][oõ]es|quellen?\s*:|mit\s+material\s+von
      | avec\s+afp|fonti\s*:|con\s+informazioni
    )[^\n]{0,200}$""",
    re.VERBOSE | re.IGNORECASE | re.MULTILINE,
)


class _Folded(dict[str, str]):
    """Words without case and accents, kept: the same few thousand make up most of all texts."""

    def __missing__(self, word: str) -> str:
        if len(self) >= _KEPT:
            self.clear()
        value = self[word] = word.lower() if word.isascii() else _without_marks(word)
        return value


def _without_marks(word: str) -> str:
    parts = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in parts if not unicodedata.combining(c))


class _Codes(dict[str, bytes]):
    """The three 64-bit hashes of words without case and accents, one for each position, little-endian; kept."""

    def __missing__(self, word: str) -> bytes:
        if len(self) >= _KEPT:
            self.clear()
        digest = blake2b(fold(word).encode("utf-8", "surrogatepass"), digest_size=24).digest()
        value = self[word] = digest[7::-1] + digest[15:7:-1] + digest[23:15:-1]
        return value


_FOLDED, _CODES = _Folded(), _Codes()


def take_fingerprint(draft: Draft, knowledge: Knowledge) -> Rejected | None:  # noqa: ARG001 - every READ stage takes both
    """READ: set the draft's fingerprint from the article's text."""
    draft.fingerprint = fingerprint(draft.article.text)
    return None


def fingerprint(text: str) -> list[int]:
    """The kept hashes of a text's three-word sequences: distinct, ascending, signed 64 bit.

    Case, accents and punctuation do not count, numbers do; datelines, agency brackets and credit lines are left out,
    since a copy has its own. A text of fewer than three words has none.
    """
    return fingerprint_words(lexed(text)[1])


@lru_cache(maxsize=4)  # whoever takes a fingerprint may compare the text next
def lexed(text: str) -> tuple[str, list[str]]:
    """What is looked at of a text: its body, and the words of that as written. The list is not to be changed."""
    rest = body(text[:LOOKED_AT])
    return rest, words(rest)


def fingerprint_words(tokens: list[str]) -> list[int]:
    """The same, of words as `words` gives them."""
    return fingerprint_hashes(hashes(tokens))


def hashes(tokens: Iterable[str]) -> bytes:
    """The three hashes of each word one after the other, 8 bytes each, little-endian."""
    return b"".join(map(_CODES.__getitem__, tokens))


def fingerprint_hashes(hashed: bytes) -> list[int]:
    """The fingerprint of words of which `hashes` are given."""
    if len(hashed) < 3 * 24:
        return []
    # One integer as a row of 64-bit lanes, three a word: shifted by four and eight lanes, the first lane of each word
    # meets the second of the next and the third of the one after that.
    row = int.from_bytes(hashed, "little")
    lanes = _lanes((row ^ row >> 4 * 64 ^ row >> 8 * 64).to_bytes(len(hashed), "little"))
    # The bound cuts the unsigned hash; 2^62 is below the sign bit, so what is kept is the same signed.
    return sorted(set(filter(_BOUND.__gt__, lanes[: -2 * 3 : 3])))


def codes(hashed: bytes) -> array[int]:
    """One number a word, unsigned 64 bit, of words of which `hashes` are given: the same for what differs in nothing
    but case and accents. Of two other words it is the same once in 2^64."""
    return _lanes(hashed)[::3]


def _lanes(packed: bytes) -> array[int]:
    lanes = array("Q", packed)
    if sys.byteorder == "big":
        lanes.byteswap()
    return lanes


def body(text: str) -> str:
    """A text without the dateline, agency brackets and credit lines that each outlet puts there itself."""
    text = _DATELINE.sub("", text, count=1)
    return _CREDIT_LINE.sub("", _BRACKET.sub(" ", text))


def words(text: str) -> list[str]:
    """The words of a text, as written; text of scripts without spaces as pairs of characters that overlap."""
    text = unicodedata.normalize("NFC", text)
    if not text.isascii() and _may_be_unspaced(text) and _UNSPACED.search(text):
        text = _UNSPACED.sub(_pairs, text)
    return _WORD.findall(text)


def fold(word: str) -> str:
    """A word without case and accents."""
    return _FOLDED[word]


def folded(tokens: list[str]) -> list[str]:
    """Words without case and accents."""
    return list(map(_FOLDED.__getitem__, tokens))


def _may_be_unspaced(text: str) -> bool:
    """Whether any byte begins a character of _UNSPACED in UTF-8; twenty times as fast as looking for one."""
    return bool(text.encode("utf-8", "surrogatepass").translate(None, _OTHER_BYTES))


def _pairs(run: re.Match[str]) -> str:
    text = run.group()
    if len(text) == 1:
        return f" {text} "
    return f" {' '.join(text[i : i + 2] for i in range(len(text) - 1))} "
