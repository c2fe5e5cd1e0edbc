"""Where the words of a query stand in a text: parts to mark, and the passage worth showing."""

from __future__ import annotations

from collections.abc import Iterable

from pipelines.querying import fold
from pipelines.querying.document import Document
from pipelines.querying.matching import View, Vocabulary
from pipelines.querying.needles import needle
from pipelines.querying.tree import Term

Parts = list[tuple[str, bool]]
"""A text in pieces; True for those that match."""


def marked(text: str, terms: Iterable[Term]) -> Parts:
    """`text` cut at its matches, which are found as search and watchlists find them."""
    parts: Parts = []
    end = 0
    for start, stop in _matches(text, terms):
        parts += [(text[end:start], False), (text[start:stop], True)]
        end = stop
    return [part for part in [*parts, (text[end:], False)] if part[0]]


def passage(text: str, terms: Iterable[Term], *, width: int = 240) -> Parts:
    """About `width` characters around the first match, or from the start where nothing matches; '…' where it is cut."""
    terms = [term for term in terms if not term.field]
    found = _matches(text, terms)
    start = _word_start(text, found[0][0] - width // 3) if found else 0
    end = _word_end(text, start + width)
    shown = marked(" ".join(text[start:end].split()), terms)
    return [*([("…", False)] if start else []), *shown, *([("…", False)] if end < len(text) else [])]


def _matches(text: str, terms: Iterable[Term]) -> list[tuple[int, int]]:
    """Spans of all matches in order; those that overlap or touch are one."""
    sought = [needle(term) for term in terms]
    vocabulary = Vocabulary()
    for each in sought:
        vocabulary.take(each)
    document = Document(title="", subtitle="", text=text, authors=())
    view = View(document=document, index=vocabulary.found_in(document))
    first = document.pieces()[2][0]
    spans = fold.spans(text)
    found = sorted(
        (spans[at - first][0], spans[at - first + len(each.tokens) - 1][1])
        for each in sought
        for at in view.starts(each, "")
    )
    return _joined(found)


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


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
