"""What a front page says of its site: name, language, feeds, sections. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from crawler.discovery.addresses import absolute
from crawler.prospecting.doors import FEED_TYPES
from pipelines.opening import parse, to_utf8
from pipelines.text import squeeze

MAX_BYTES = 4 << 20
MAX_NAMED = 20
"""Feeds taken from one page."""
MAX_SECTIONS = 5
_SEPARATOR = re.compile(r"\s+[|–—·•»:-]+\s+|\s*\|\s*")
_FEED_LIKE = re.compile(
    r"(?:/(?:rss|feeds?|atom)(?:[/.?]|$)|\.(?:rss|atom)$|[/_-](?:rss|feed|atom)\.(?:xml|json)$)", re.IGNORECASE
)
_COMMENTS = re.compile(
    r"/comments?/|[?&]feed=comments|/comments-rss|\bcomment(?:s|aires|ari|arios)?\b|\bcoment[aá]rios?\b|\bkommentare?\b",
    re.IGNORECASE,
)
_SECTION_PATH = re.compile(r"/[a-záéíóúñçãõ-]{3,30}(?:/[a-záéíóúñçãõ-]{3,30})?/?", re.IGNORECASE)
_NO_SECTION = re.compile(
    r"/(?:login|contact|about|privac|terms|legal|cookie|subscri|suscri|newsletter|rss|feed|search|buscar|tag|autor|author"
    r"|account|video|podcast|ayuda|help|publicidad|advert|jobs|shop|tienda|club)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A feed that a page names."""

    url: str
    title: str
    """Its title, or the words of the link; may be empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """What a front page says."""

    url: str
    """The address that answered."""
    name: str | None = None
    """The site's name; None where the page has none."""
    locale: str | None = None
    """`es-AR`, as the page writes it; None where it does not."""
    feeds: tuple[Named, ...] = ()
    """Feeds by link elements, then by links that look like feeds; comment feeds included."""
    sections: tuple[str, ...] = ()
    """Pages of its navigation that list articles, as far as their address tells."""


def read_front(body: bytes, content_type: str | None, url: str) -> Front:
    """Read a front page; one that is no HTML says nothing."""
    tree = parse(to_utf8(body[:MAX_BYTES], content_type))
    if tree is None:
        return Front(url=url)
    return Front(
        url=url,
        name=_name(tree),
        locale=_locale(tree),
        feeds=tuple(_feeds(tree, url)),
        sections=tuple(_sections(tree, url)),
    )


def is_comment_feed(named: Named) -> bool:
    """Whether address or title say that a feed holds readers' comments."""
    return bool(_COMMENTS.search(named.url) or _COMMENTS.search(named.title))


def _name(tree: HtmlElement) -> str | None:
    for meta in tree.iter("meta"):
        key = (meta.get("property") or meta.get("name") or "").lower()
        if key in ("og:site_name", "application-name") and (text := squeeze(meta.get("content"))):
            return text[:80]
    title = next(tree.iter("title"), None)
    parts = [part for part in _SEPARATOR.split(squeeze(title.text_content())) if part] if title is not None else []
    return min(parts, key=len)[:80] if parts else None


def _locale(tree: HtmlElement) -> str | None:
    root = tree if tree.tag == "html" else next(tree.iter("html"), tree)
    if given := (root.get("lang") or root.get("xml:lang") or "").strip():
        return given[:20]
    found = (m.get("content") for m in tree.iter("meta") if (m.get("property") or "").lower() == "og:locale")
    return next((text.strip()[:20] for text in found if text), None)


def _feeds(tree: HtmlElement, url: str) -> list[Named]:
    found: dict[str, Named] = {}
    for element in tree.iter("link"):
        rels, kind = (element.get("rel") or "").lower().split(), (element.get("type") or "").lower().strip()
        address = absolute(element.get("href") or "", url)
        if "alternate" in rels and kind in FEED_TYPES and address:
            found.setdefault(address, Named(url=address, title=squeeze(element.get("title"))[:200]))
    for element in tree.iter("a"):
        address = absolute(element.get("href") or "", url)
        if address and _FEED_LIKE.search(address) and urlsplit(address).path != "/":
            found.setdefault(address, Named(url=address, title=squeeze(element.text_content())[:200]))
    return list(found.values())[:MAX_NAMED]


def _sections(tree: HtmlElement, url: str) -> list[str]:
    host, found = urlsplit(url).netloc, dict[str, None]()
    for nav in (*tree.iter("nav"), *tree.iter("header")):
        for element in nav.iter("a"):
            address = absolute(element.get("href") or "", url)
            parts = urlsplit(address or "")
            usual = parts.netloc == host and not parts.query and _SECTION_PATH.fullmatch(parts.path)
            if address and usual and not _NO_SECTION.search(parts.path):
                found.setdefault(address)
    return list(found)[:MAX_SECTIONS]
