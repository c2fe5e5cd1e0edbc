"""What discovery reads and what it finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pipelines.article import Link
from pipelines.reasons import Reason

DocumentKind = Literal["feed", "sitemap", "section"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A fetched feed, sitemap or section page."""

    url: str
    """The URL that answered; relative links are resolved against it."""
    kind: DocumentKind
    """What it is configured as; its true form is told by its content."""
    body: bytes
    """The body without Content-Encoding; a sitemap that is a gzip file is still one."""
    content_type: str | None = None
    """The header as received; None where there was none."""
    archive: bool = False
    """Whether the past is wanted: an index then gives all its children, not only those that still change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """A further document to read: an entry of a sitemap index."""

    url: str
    """Absolute URL."""
    kind: DocumentKind
    """What to read it as."""
    modified: str | None = None
    """When it last changed, as its index says, in UTC; None where it does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovered:
    """What a document offers."""

    links: tuple[Link, ...] = ()
    """Article links in the document's order, each URL once."""
    documents: tuple[Child, ...] = ()
    """Further documents; the caller bounds depth and number."""
    reason: Reason | None = None
    """Why nothing is usable; None where something is."""
    detail: str = ""
    """What was seen, for a person; '' where all is well."""
    degraded: str | None = None
    """What is wrong with a document that was read all the same; None where nothing is."""
    ttl: float | None = None
    """Seconds for which the document asks not to be polled again, at most a day; None where it says nothing."""
    form: str | None = None
    """What it turned out to be: feed, urlset, index, json, text, html or other; None where it could not be told."""
    following: str | None = None
    """The next page of a list, by rel=next or its number; None: there is none, or it is no list."""
    skipped: int = 0
    """Entries beyond the cap, without a usable address, or outside the source's domains."""
