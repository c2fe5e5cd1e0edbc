"""Lines that a presswatch stored (article.schema.json), checked where they come from outside. Pure.

The schema's own validator takes milliseconds a line; this takes some hundredths of one.
"""

from __future__ import annotations

import re
from dataclasses import fields
from datetime import datetime
from typing import Any, get_args

import orjson

from pipelines.article import SCHEMA, Access, Article, CopyKind, Credit, CreditKind, Kind, Precision, article_from_json

_NAMES = frozenset(field.name for field in fields(Article))
_TEXTS = ("id", "url", "source", "kind", "access", "text", "first_seen", "fetched", "content_hash")
_OR_NONE = (
    *("canonical_url", "title", "subtitle", "agency", "section", "image", "language", "published", "modified"),
    *("published_precision", "published_raw", "modified_raw", "duplicate_of", "duplicate_kind", "story", "extractor"),
)
_LISTS = (
    *("edits", "authors", "keywords", "countries", "countries_mentioned", "places", "people", "organisations"),
    "watchlists",
)
_NUMBERS = ("revision", "word_count")
_CHOICES: dict[str, tuple[str | None, ...]] = {
    "kind": get_args(Kind),
    "access": get_args(Access),
    "published_precision": (None, *get_args(Precision)),
    "duplicate_kind": (None, *get_args(CopyKind)),
}
_ID = re.compile(r"[0-9A-Za-z_-]{6,64}")
_LINKS = ("url", "canonical_url", "image")
_TIMES = ("first_seen", "fetched", "published", "modified")


class BadLine(ValueError):
    """A line that is no stored article, and why."""


def object_of(line: bytes) -> dict[str, Any]:
    """The JSON object of a line. Raises BadLine."""
    try:
        held = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise BadLine(f"no JSON: {error}") from error
    if not isinstance(held, dict):
        raise BadLine("no JSON object")
    return held


def is_change(held: dict[str, Any]) -> bool:
    """Whether it is a line of the changes log: {id, field, old, new, at, why}."""
    return (
        held.keys() == {"id", "field", "old", "new", "at", "why"}
        and all(isinstance(held[name], str) for name in ("id", "field", "at", "why"))
        and is_time(held["at"])
    )


def article_of(held: dict[str, Any]) -> Article:
    """The article of a stored line. Raises BadLine for anything that the schema does not allow and that would hurt."""
    if held.keys() != _NAMES:
        raise BadLine(f"no stored article: {', '.join(sorted(held.keys() ^ _NAMES)[:3])} missing or unknown")
    if held["schema"] != SCHEMA:
        raise BadLine(f"a line of schema {str(held['schema'])[:20]}, this presswatch reads {SCHEMA}")
    _check_kinds(held)
    _check_values(held)
    try:
        article = article_from_json(held)
    except (TypeError, KeyError, AttributeError) as error:
        raise BadLine(f"credits, topics, dateline or page: {error}") from error
    _check_nested(article)
    return article


def _check_kinds(held: dict[str, Any]) -> None:
    """Each field holds a value of its kind."""
    bad = [name for name in _TEXTS if not isinstance(held[name], str)]
    bad += [name for name in _OR_NONE if not isinstance(held[name], str | None)]
    bad += [name for name in _NUMBERS if not _is_count(held[name])]
    bad += [name for name in _LISTS if not _are_texts(held[name])]
    bad += [name for name in ("credits", "topics") if not isinstance(held[name], list)]
    bad += [] if isinstance(held["wire"], bool) else ["wire"]
    pairs = [name for name in ("rights", "provenance") if not isinstance(held[name], dict)]
    bad += pairs or [name for name in ("rights", "provenance") if not _are_texts(list(held[name].values()))]
    if bad:
        raise BadLine(f"{bad[0]} is of the wrong kind")


def _check_values(held: dict[str, Any]) -> None:
    if not _ID.fullmatch(held["id"]) or held["revision"] < 1:
        raise BadLine("id or revision cannot be")
    for name, allowed in _CHOICES.items():
        if held[name] not in allowed:
            raise BadLine(f"{name} is {str(held[name])[:30]!r}")
    for name in _LINKS:
        if held[name] is not None and not held[name].startswith(("http://", "https://")):
            raise BadLine(f"{name} is no web address")
    for name in _TIMES:
        if held[name] is not None and not is_time(held[name]):
            raise BadLine(f"{name} is no time in UTC: {held[name][:40]!r}")


def _check_nested(article: Article) -> None:
    for credit in article.credits:
        check_credit(credit)
    for topic in article.topics:
        if not _are_texts([topic.code, topic.label]) or not _is_share(topic.score):
            raise BadLine("a topic's values are of the wrong kind")
    if article.page and (not isinstance(article.page.warc, str) or not _is_count(article.page.offset)):
        raise BadLine("page is of the wrong kind")
    place = article.dateline
    if place and not all(isinstance(text, str | None) for text in (place.place, place.date, place.agency)):
        raise BadLine("dateline is of the wrong kind")


def check_credit(credit: Credit) -> None:
    """Raises BadLine for a credit with values that the schema does not allow."""
    texts = (credit.name, credit.url, credit.agency, credit.article_id)
    if credit.kind not in get_args(CreditKind) or not isinstance(credit.evidence, str):
        raise BadLine("a credit's kind or evidence cannot be")
    if not all(isinstance(text, str | None) for text in texts) or not _is_share(credit.confidence):
        raise BadLine("a credit's values are of the wrong kind")


def _are_texts(values: object) -> bool:
    return isinstance(values, list) and all(isinstance(value, str) for value in values)


def _is_count(value: object) -> bool:
    """A number that SQLite can hold, too."""
    return type(value) is int and 0 <= value < 1 << 63


def _is_share(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1


def is_time(text: str) -> bool:
    """Whether it is a time as lines hold it: ISO 8601, to the second, UTC."""
    try:
        return text.endswith("+00:00") and len(text) == 25 and datetime.fromisoformat(text) is not None
    except ValueError:
        return False
