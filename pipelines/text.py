"""What is counted and compared in a text: words, folded whitespace, a hash."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # what compares texts loads nothing that reading needs
    from pipelines.article import Rejected
    from pipelines.draft import Draft, Knowledge

WORD = re.compile(r"\w[\w'’.-]*")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff\xad\u200b\u2060\ufeff]")
_NEITHER = re.compile(r"[^\w\s\x00-\u02ff]+")
_MOST_MARKS = 30
"""Marks on one letter: more than any language has (UAX #15, 13: Stream-Safe Text Format)."""
_HARMLESS = 64
"""Characters that may all be marks without costing anything."""


def squeeze(text: str | None) -> str:
    """One line in NFC without control characters, every run of whitespace a single space."""
    return " ".join(normal(text).split()) if text else ""


def normal(text: str) -> str:
    """The text in NFC on one line, without control characters."""
    line = text.replace("\r", " ").replace("\n", " ").replace("\t", " ")
    if not line.isprintable():  # most lines are, and this is the cheaper test
        line = _CONTROL.sub("", line)
    if not line.isascii() and any(map(unicodedata.combining, line[::_HARMLESS])):
        line = without_piles(line)
    return unicodedata.normalize("NFC", line)


def without_piles(line: str) -> str:
    """A text without the marks that are piled on one letter beyond measure.

    To bring them into their order, as every normal form must, takes a time that grows with the square of their number.
    """
    return _NEITHER.sub(_without_pile, line)


def _without_pile(found: re.Match[str]) -> str:
    if len(found[0]) <= _MOST_MARKS:
        return found[0]
    kept, marks = [], 0
    for character in found[0]:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= _MOST_MARKS:
            kept.append(character)
    return "".join(kept)


def tidy(text: str) -> str:
    """Paragraphs parted by single newlines, each squeezed; empty ones dropped."""
    return "\n".join(line for raw in text.splitlines() if (line := squeeze(raw)))


def word_count(text: str) -> int:
    """Number of words (see Article.word_count)."""
    return len(WORD.findall(text))


def content_hash(title: str | None, text: str) -> str:
    """BLAKE2b-128 (RFC 7693) in hex over title and text, in NFC and with whitespace folded."""
    folded = squeeze(f"{title or ''} {text}")
    return hashlib.blake2b(folded.encode("utf-8", "replace"), digest_size=16).hexdigest()


def seal(draft: Draft, knowledge: Knowledge) -> Rejected | None:  # noqa: ARG001 - a Stage
    """READ stage: count and hash the text. Comes after every stage that changes title or text."""
    article = draft.article
    article.word_count = word_count(article.text)
    article.content_hash = content_hash(article.title, article.text)
    return None
