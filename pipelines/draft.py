"""What READ works on: the page, what is known, and the article as it grows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Any

from pipelines.agencies import Agencies
from pipelines.article import Article, Page, Rejected
from pipelines.source import Source
from pipelines.tags.places import Gazetteer
from pipelines.tags.topics import Topics
from pipelines.templates.reading import UNKNOWN, SiteTemplates


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How large a page may be: extraction time and memory grow faster than the page."""

    page_bytes: int = 4 << 20
    """Most bytes of a page, decoded."""
    page_elements: int = 200_000
    """Most elements of a page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """Everything a READ stage may know beside the page. Never changes while a reader runs."""

    sources: Mapping[str, Source]
    """By id."""
    agencies: Agencies
    """Names, datelines, bylines and domains of the agencies."""
    topics: Topics
    """The rules of topics.toml."""
    gazetteer: Gazetteer
    """Names of countries and places."""
    zone: tzinfo
    """The configured time zone."""
    limits: Limits = Limits()
    """How large a page may be."""


@dataclass(slots=True, kw_only=True)
class Draft:
    """One page on its way through READ. Stages fill it in, in the order of pipelines.run.READ."""

    page: Page
    """As fetched."""
    source: Source | None
    """Its source; None where none is configured for its domain."""
    html: str = ""
    """The page as text."""
    tree: Any = None
    """The root element as lxml parsed it, once. Stages read it and never change it."""
    jsonld: list[dict[str, Any]] = field(default_factory=list)
    """Every JSON-LD node of the page, @graph and lists flattened."""
    articles: list[dict[str, Any]] = field(default_factory=list)
    """Those of them that describe an article (pipelines.structured.article_nodes) ..."""
    main: list[dict[str, Any]] = field(default_factory=list)
    """... and of these the ones that describe this page (pipelines.structured.main_nodes)."""
    head: dict[str, list[str]] = field(default_factory=dict)
    """Values of meta elements by name or property in small letters; `<title>` and `<link rel=...>` under `title`
    and `link:canonical`, `link:amphtml`, `link:license`."""
    article: Article
    """What is known of the article so far."""
    templates: SiteTemplates = UNKNOWN
    """What the page's site taught."""
    fingerprint: list[int] = field(default_factory=list)
    """See Reading."""
    evidence: dict[str, str] = field(default_factory=dict)
    """See Reading."""


Stage = Callable[[Draft, Knowledge], Rejected | None]
"""A READ stage: fills in the draft, or says why the page is not stored. Pure: no network, no clock, no disk."""
