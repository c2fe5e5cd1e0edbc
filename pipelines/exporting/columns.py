"""The columns of an exported table: a row an article, the fields of article.schema.json that people read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Literal

Record = Mapping[str, Any]
"""An article as JSON: the fields of pipelines.article.Article."""
Kind = Literal["text", "time", "number", "flag", "list"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column."""

    name: str
    """Its heading."""
    kind: Kind
    """text, time (ISO 8601, UTC), number, flag (bool), or list (of texts). All but a list are None where absent."""
    of: Callable[[Record], Any]
    """The value of an article."""


def _fields(kind: Kind, names: str) -> list[Column]:
    return [Column(name=name, kind=kind, of=itemgetter(name)) for name in names.split()]


def _place(record: Record) -> str | None:
    return (record["dateline"] or {}).get("place")


def _credited(record: Record) -> list[str]:
    named = [" ".join(filter(None, (credit["name"], credit["url"]))) for credit in record["credits"]]
    return list(dict.fromkeys(filter(None, named)))


def _labels(record: Record) -> list[str]:
    return [topic["label"] for topic in record["topics"]]


def _codes(record: Record) -> list[str]:
    return [topic["code"] for topic in record["topics"]]


COLUMNS: tuple[Column, ...] = (
    *_fields("text", "id source title subtitle"),
    *_fields("time", "published"),
    *_fields("text", "published_precision"),
    *_fields("time", "modified first_seen fetched"),
    *_fields("text", "language agency"),
    *_fields("list", "authors countries countries_mentioned"),
    Column(name="topics", kind="list", of=_labels),
    Column(name="topic_codes", kind="list", of=_codes),
    *_fields("list", "people organisations places keywords watchlists"),
    *_fields("text", "section kind access"),
    Column(name="dateline_place", kind="text", of=_place),
    Column(name="credits", kind="list", of=_credited),
    *_fields("flag", "wire"),
    *_fields("text", "story duplicate_of duplicate_kind"),
    *_fields("number", "revision"),
    *_fields("list", "edits"),
    *_fields("number", "word_count"),
    *_fields("text", "url canonical_url image content_hash text"),
)
"""In the order in which they are read: what it is, when, about what, from whom, and last its text."""
