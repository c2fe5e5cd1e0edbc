"""One outlet of the newsroom: newsroom/SITE/site.toml and the articles beside it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crawler.demo.pieces import Piece, read_piece

NEWSROOM = Path(__file__).parent / "newsroom"
"""Folder of the data files, which the wheel carries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A feed, sitemap, robots.txt or list page: what names the articles."""

    path: str
    """Its path; with `below`, the folder under which there is one document a keyword or author."""
    template: str
    """The template that renders it."""
    type: str
    """Content-Type, as sent."""
    title: str = ""
    """Its heading."""
    prefix: str = "/"
    """Only pieces whose path begins so are named."""
    sections: tuple[str, ...] = ()
    """Only pieces of these sections are named; empty: of all."""
    videos: bool = False
    """Whether video pages are named too, as Arc's sitemaps do."""
    limit: int = 50
    """At most so many pieces are named, newest first."""
    below: bool = False
    """Whether it stands for all documents under its path."""
    all: bool = False
    """Whether pieces that are not `listed` are named too, as section pages do."""
    month: str = ""
    """Only pieces published in this month (`2024-07`) are named; empty: whenever."""
    skip: int = 0
    """So many of the newest pieces are passed over: second and later pages of a list."""
    following: str = ""
    """Path of the next page of a list, which this one links to with rel=next; empty: there is none."""
    sitemaps: tuple[str, ...] = ()
    """Paths of the sitemaps that a robots.txt names beside those of sources.toml."""
    gzipped: bool = False
    """Whether the file itself is compressed, as sitemaps named .gz are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One outlet: its host, its doors and how its pages look."""

    id: str
    """Key in sources.toml."""
    name: str
    """The outlet as people write it."""
    host: str
    """Host name, below .localhost (RFC 6761, 6.3)."""
    country: str
    """ISO 3166-1 code of its home."""
    language: str
    """ISO 639-1 code it writes in."""
    layout: str
    """Template of its pages."""
    redesign: str
    """Template of its pages after a redesign."""
    kind: str = "outlet"
    """outlet or agency."""
    domains: tuple[str, ...]
    """What sources.toml says belongs to it."""
    feeds: tuple[str, ...] = ()
    """Paths of the feeds that sources.toml names."""
    sitemaps: tuple[str, ...] = ()
    """Paths of the sitemaps that sources.toml names."""
    sections: tuple[str, ...] = ()
    """Paths of the section pages that sources.toml names."""
    encoding: str = "utf-8"
    """Codec of its pages."""
    type: str = "text/html; charset=utf-8"
    """Content-Type of its pages, as sent."""
    refused: tuple[str, ...] = ()
    """User agents (parts of the name) that get 403 from every document."""
    starved: tuple[str, ...] = ()
    """User agents that get feeds without a single item."""
    documents: tuple[Document, ...] = ()
    """What names its articles."""
    pieces: tuple[Piece, ...] = ()
    """Its articles, as they are before anything changes."""


def load_sites(folder: Path = NEWSROOM) -> tuple[Site, ...]:
    """All outlets, ordered by id; raises ValueError or TypeError where a data file is wrong."""
    return tuple(_load(path) for path in sorted(folder.glob("*/site.toml")))


def _load(path: Path) -> Site:
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    name = path.parent.name
    documents = tuple(Document(**_tuples(each)) for each in table.pop("document", []))
    pieces = tuple(read_piece(file, name) for file in sorted((path.parent / "articles").glob("*.txt")))
    return Site(id=name, documents=documents, pieces=pieces, **_tuples(table))


def _tuples(table: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in table.items()}
