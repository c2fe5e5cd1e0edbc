"""Where the words of a query stand in a text: parts to mark, and the passage worth showing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from pipelines.search import Term

Parts = list[tuple[str, bool]]
"""A text in pieces; True for those that match."""


def marked(text: str, terms: Iterable[Term]) -> Parts:
    """`text` cut at its matches. Case and accents are folded as the index folds them."""
    pattern = _pattern(terms)
    if pattern is None:
        return [(text, False)]
    parts: Parts = []
    end = 0
    for match in pattern.finditer(_folded(text)):
        parts += [(text[end : match.start()], False), (text[match.start() : match.end()], True)]
        end = match.end()
    return [part for part in [*parts, (text[end:], False)] if part[0]]


def passage(text: str, terms: Iterable[Term], *, width: int = 240) -> Parts:
    """About `width` characters around the first match, or from the start where nothing matches; '…' where it is cut."""
    terms = [term for term in terms if not term.title]
    pattern = _pattern(terms)
    found = pattern.search(_folded(text)) if pattern else None
    start = _word_start(text, found.start() - width // 3) if found else 0
    end = _word_end(text, start + width)
    shown = marked(" ".join(text[start:end].split()), terms)
    return [*([("…", False)] if start else []), *shown, *([("…", False)] if end < len(text) else [])]


def _pattern(terms: Iterable[Term]) -> re.Pattern[str] | None:
    pieces = [piece for piece in (_piece(term) for term in terms) if piece]
    return re.compile("|".join(sorted(pieces, key=len, reverse=True))) if pieces else None


def _piece(term: Term) -> str:
    """The words of a term with anything but letters and digits between them."""
    words = re.findall(r"[^\W_]+", _folded(term.words))
    body = r"[\W_]+".join(words)
    ending = r"[^\W_]*" if term.prefix else r"(?![^\W_])"
    return rf"(?<![^\W_]){body}{ending}" if words else ""


class _Folding(dict[int, str]):
    """One folded character for each character, so that positions stay."""

    def __missing__(self, code: int) -> str:
        base = unicodedata.normalize("NFD", chr(code))[0].lower()
        self[code] = base if len(base) == 1 else chr(code)
        return self[code]


_FOLDING = _Folding()


def _folded(text: str) -> str:
    return text.translate(_FOLDING)


def _word_start(text: str, at: int) -> int:
    if at <= 0:
        return 0
    space = text.find(" ", at)
    return space + 1 if 0 <= space < at + 40 else at


def _word_end(text: str, at: int) -> int:
    if at >= len(text):
        return len(text)
    space = text.rfind(" ", at - 40, at)
    return space if space > 0 else at
