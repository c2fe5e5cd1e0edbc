"""Rows for `presswatch dedup`: checked, hashed and fingerprinted, in other processes where a file is long enough."""

from __future__ import annotations

import os
from array import array
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, islice
from typing import Any

import orjson

from pipelines.article import Article
from pipelines.clock import iso
from pipelines.fingerprint import codes, fingerprint_hashes, hashes, lexed
from pipelines.text import WORD, content_hash

UNDATED = "2000-01-01T00:00:00+00:00"
"""The one moment of all rows without a date, so that they lie in one window and their order is the order of time."""
CHUNK = 25
"""Lines that are handed over at once."""
SHORT = 500
"""Lines up to which starting processes costs more than it saves."""
AHEAD = 16
"""Chunks a process that are read ahead of what is settled; bounds the memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line that was read."""

    number: int
    """Counted from 1."""
    fault: str = ""
    """What is wrong with it; '': nothing, and the others are set."""
    id: str = ""
    url: str = ""
    title: str | None = None
    text: str = ""
    language: str | None = None
    published: str | None = None
    """ISO, UTC."""
    words: int = 0
    content_hash: str = ""
    hashes: bytes = b""
    """pipelines.fingerprint, 8 bytes each in the machine's order."""
    body: str = ""
    """What is compared of the text: pipelines.fingerprint.lexed."""
    lexed: str = ""
    """The words of that, parted by newlines: cut once, in whatever process."""
    codes: bytes = b""
    """A number for each of the words, likewise: pipelines.fingerprint.codes."""

    def article(self) -> Article:
        """The row as an article."""
        seen = self.published or UNDATED
        article = Article(
            id=self.id, url=self.url, source="", title=self.title, text=self.text, first_seen=seen, fetched=seen
        )
        article.published, article.language = self.published, self.language
        article.word_count, article.content_hash = self.words, self.content_hash
        return article


def read_rows(lines: Iterable[bytes]) -> Iterator[Row]:
    """The rows of a file of JSON lines, in their order; blank lines are passed over."""
    numbered = ((number, line) for number, line in enumerate(lines, 1) if line.strip())
    first = list(islice(numbered, SHORT + 1))
    spare = (os.cpu_count() or 1) - 1
    if len(first) <= SHORT or not spare:
        return map(_read, chain(first, numbered))
    return _read_elsewhere(chain(first, numbered), min(3, spare))


def _read_elsewhere(numbered: Iterator[tuple[int, bytes]], processes: int) -> Iterator[Row]:
    pending: deque[Future[list[Row]]] = deque()
    with ProcessPoolExecutor(processes) as pool:
        while True:
            while len(pending) < AHEAD * processes and (chunk := list(islice(numbered, CHUNK))):
                pending.append(pool.submit(_read_chunk, chunk))
            if not pending:
                return
            yield from pending.popleft().result()


def _read_chunk(chunk: list[tuple[int, bytes]]) -> list[Row]:
    return [_read(numbered) for numbered in chunk]


def _read(numbered: tuple[int, bytes]) -> Row:
    number, line = numbered
    try:
        return _row(number, orjson.loads(line))
    except ValueError as error:
        return Row(number=number, fault=str(error))


def _row(number: int, row: Any) -> Row:  # noqa: ANN401 - anything a line of JSON can hold
    """A row that was read; raises ValueError with what is wrong."""
    if not isinstance(row, dict):
        raise ValueError("not a JSON object")  # noqa: TRY004 - one error for all that a row can have wrong
    id_ = _text(row, "id")
    if not id_:
        raise ValueError("'id' is missing")
    title, text = _text(row, "title"), _text(row, "text") or ""
    body, words = lexed(text)
    hashed = hashes(words)
    return Row(
        number=number,
        id=id_,
        url=_text(row, "url") or "",
        title=title,
        text=text,
        language=_text(row, "language"),
        published=_moment(_text(row, "published")),
        # Nothing but "is there any" and "are there forty" is asked of it, so the words need not be cut once more.
        words=len(words) or len(WORD.findall(text)),
        content_hash=content_hash(title, text),
        hashes=array("q", fingerprint_hashes(hashed)).tobytes(),
        body=body,
        lexed="\n".join(words),
        codes=codes(hashed).tobytes(),
    )


def _text(row: dict[str, Any], name: str) -> str | None:
    value = row.get(name)
    if value is not None and not isinstance(value, str):
        raise ValueError(f"{name!r} is not text")
    return value


def _moment(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"'published' is no ISO 8601 time: {text[:40]!r}") from error
    return iso(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
