"""What a stored line puts into the catalogue's tables. Pure, so that other processes can make it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import orjson

from pipelines.article import Article, Credit, Link
from pipelines.querying.document import document_of
from pipelines.store.fulltext import columns_of
from pipelines.stored_lines import BadLine, article_of, is_change, object_of
from pipelines.urls import InvalidUrl, url_key

COLUMNS = (
    *("id", "revision", "source", "url", "title", "language", "agency", "kind", "access", "published", "first_seen"),
    *("fetched", "word_count", "content_hash", "story", "duplicate_of", "duplicate_kind"),
)
"""Columns of `articles` that stand in the line."""


@dataclass(slots=True, kw_only=True)
class LineRows:
    """The rows of one line: of lists and plain values, as they come from another process as JSON."""

    why_not: str | None = None
    """Why the line is neither a stored article nor a change; the rest is empty then."""
    change: bool = False
    """Whether it is a line of the changes log; the rest is empty then."""
    columns: list[Any] = field(default_factory=list)
    """COLUMNS."""
    words: list[str] = field(default_factory=list)
    """Columns of the full-text index."""
    edits: list[str] = field(default_factory=list)
    """Types of what the version changed."""
    values: list[tuple[str, str]] = field(default_factory=list)
    """(field, value) of `article_values`."""
    credits: list[tuple[Any, ...]] = field(default_factory=list)
    """Of `credits`: position, kind, name, url, url_key, agency, target, evidence, confidence."""
    watchlists: list[str] = field(default_factory=list)
    """Ids of the watchlists that caught it."""
    url: list[Any] | None = None
    """Of `urls`: url_key, host, link; None for an address that cannot be wanted."""
    page: tuple[str, int] | None = None
    """File and offset of its raw page, where one was kept."""


def rows_of(line: bytes) -> LineRows:
    """The rows of a line, whatever it is."""
    try:
        held = object_of(line)
        if is_change(held):
            return LineRows(change=True)
        article = article_of(held)
    except BadLine as error:
        return LineRows(why_not=str(error))
    return LineRows(
        columns=[held[name] for name in COLUMNS],
        words=columns_of(document_of(held)),
        edits=article.edits,
        values=list(values_of(article)),
        credits=list(credits_of(article)),
        watchlists=article.watchlists,
        url=_url_of(article),
        page=(article.page.warc, article.page.offset) if article.page else None,
    )


def values_of(article: Article) -> Iterable[tuple[str, str]]:
    """(field, value) of the table article_values."""
    fields: dict[str, list[str]] = {
        "country": article.countries,
        "topic": [topic.code for topic in article.topics],
        "keyword": article.keywords,
        "author": article.authors,
        "place": article.places,
        "person": article.people,
        "organisation": article.organisations,
    }
    return ((field, value) for field, values in fields.items() for value in values)


def credits_of(article: Article) -> Iterable[tuple[Any, ...]]:
    """Position, kind, name, url, url_key, agency, target, evidence and confidence of the table credits."""
    return (credit_row(position, credit) for position, credit in enumerate(article.credits))


def credit_row(position: int, credit: Credit) -> tuple[Any, ...]:
    """The same of one credit."""
    named = (credit.kind, credit.name, credit.url, _key_or_none(credit.url), credit.agency)
    return (position, *named, credit.article_id, credit.evidence, credit.confidence)


def _url_of(article: Article) -> list[Any] | None:
    try:
        key, host = url_key(article.url), urlsplit(article.url).netloc
    except (InvalidUrl, ValueError):
        return None
    return [key, host, orjson.dumps(Link(url=article.url)).decode()]


def _key_or_none(url: str | None) -> str | None:
    try:
        return url_key(url) if url else None
    except InvalidUrl:
        return None
