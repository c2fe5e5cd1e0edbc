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


def squeeze(text: str | None) -> str:
    """One line in NFC without control characters, every run of whitespace a single space."""
    if not text:
        return ""
    line = text.replace("\r", " ").replace("\n", " ").replace("\t", " ")
    if not line.isprintable():  # most lines are, and this is the cheaper test
        line = _CONTROL.sub("", line)
    return " ".join(unicodedata.normalize("NFC", line).split())


def tidy(text: str) -> str:
    """Paragraphs parted by single newlines, each squeezed; empty ones dropped."""
    return "\n".join(line for raw in text.splitlines() if (line := squeeze(raw)))


def word_count(text: str) -> int:
    """Number of words (see Article.word_count)."""
    return sum(1 for _ in WORD.finditer(text))


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
