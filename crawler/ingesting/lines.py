"""A line that another presswatch stored (pipelines/article.schema.json), taken without trust: each field is checked."""

from __future__ import annotations

from typing import Any, get_args

from crawler.ingesting.rows import BadRow, Times, address, moment_of
from pipelines.article import SCHEMA, Access, Article, Credit, CreditKind, Dateline, Kind
from pipelines.text import squeeze, tidy

_WORDS = (
    *("title", "subtitle", "agency", "section", "image", "language", "published_raw", "modified_raw", "extractor"),
)
_LISTS = ("authors", "keywords")
_MANY = 200
"""Entries taken of a list."""


def is_line(fields: dict[str, Any]) -> bool:
    """Whether an object is a stored line: no other row has these keys together."""
    return all(key in fields for key in ("schema", "content_hash", "revision", "url", "text"))


def article_of_line(fields: dict[str, Any], times: Times) -> Article:
    """The article of a stored line, without what only a catalogue knows (id, revision, copies, story, raw page).

    Its own first_seen and fetched are kept. Raises BadRow for values that a stored line cannot have.
    """
    if fields["schema"] != SCHEMA:
        raise BadRow(f"a line of schema {str(fields['schema'])[:20]}, this presswatch reads {SCHEMA}")
    text = tidy(_word(fields, "text") or "")
    if not text:
        raise BadRow("it has no text")
    fetched = times.fetched_at(fields.get("fetched"))
    article = Article(
        url=address(fields["url"]),
        source=_word(fields, "source") or "",
        kind=_one_of(fields, "kind", get_args(Kind), "article"),
        access=_one_of(fields, "access", get_args(Access), "full"),
        text=text,
        first_seen=times.seen_at(fields.get("first_seen")),
        fetched=fetched,
    )
    for name in _WORDS:
        setattr(article, name, _word(fields, name))
    for name in _LISTS:
        setattr(article, name, _words(fields, name))
    _rest(article, fields)
    return article


def _rest(article: Article, fields: dict[str, Any]) -> None:
    article.title = squeeze(article.title) or None
    article.canonical_url = address(fields["canonical_url"]) if fields.get("canonical_url") else None
    article.dateline = _dateline(fields.get("dateline"))
    article.credits = [_credit(each) for each in _list(fields, "credits")]
    article.wire = fields.get("wire") is True
    article.rights, article.provenance = _pairs(fields, "rights"), _pairs(fields, "provenance")
    if published := moment_of(fields.get("published"), "published"):
        article.published = published.text
        article.published_precision = _one_of(fields, "published_precision", ("second", "day"), published.precision)
    if modified := moment_of(fields.get("modified"), "modified"):
        article.modified = modified.text


def _dateline(given: object) -> Dateline | None:
    if given is None:
        return None
    if not isinstance(given, dict):
        raise BadRow("dateline is no object")
    return Dateline(place=_word(given, "place"), date=_word(given, "date"), agency=_word(given, "agency"))


def _credit(given: object) -> Credit:
    if not isinstance(given, dict):
        raise BadRow("a credit is no object")
    confidence = given.get("confidence")
    if isinstance(confidence, bool) or not isinstance(confidence, int | float) or not 0 <= confidence <= 1:
        raise BadRow("a credit's confidence is no number from 0 to 1")
    return Credit(
        kind=_one_of(given, "kind", get_args(CreditKind), None),
        name=_word(given, "name"),
        url=address(given["url"]) if given.get("url") else None,
        evidence=_word(given, "evidence") or "",
        confidence=float(confidence),
        agency=_word(given, "agency"),
    )


def _one_of(fields: dict[str, Any], key: str, allowed: tuple[str, ...], default: str | None) -> Any:  # noqa: ANN401 - one of several Literals
    value = fields.get(key, default)
    if not isinstance(value, str) or value not in allowed:
        raise BadRow(f"{key} is {str(value)[:30]!r}, not one of {', '.join(allowed)}")
    return value


def _word(fields: dict[str, Any], key: str) -> str | None:
    value = fields.get(key)
    if value is not None and not isinstance(value, str):
        raise BadRow(f"{key} is no text")
    return value or None


def _list(fields: dict[str, Any], key: str) -> list[Any]:
    value = fields.get(key)
    if value is not None and not isinstance(value, list):
        raise BadRow(f"{key} is no list")
    return (value or [])[:_MANY]


def _words(fields: dict[str, Any], key: str) -> list[str]:
    values = _list(fields, key)
    if not all(isinstance(value, str) for value in values):
        raise BadRow(f"{key} holds something else than text")
    return values


def _pairs(fields: dict[str, Any], key: str) -> dict[str, str]:
    value = fields.get(key) or {}
    if not isinstance(value, dict) or not all(isinstance(each, str) for each in value.values()):
        raise BadRow(f"{key} is no object of texts")
    return value
