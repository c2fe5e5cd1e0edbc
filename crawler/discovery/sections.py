"""Section pages: the article links in the HTML of a front page or a section."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from crawler.discovery.addresses import Gathering, absolute
from crawler.discovery.documents import Discovered, Document
from crawler.discovery.judging import Anchor, is_article, words_in
from crawler.discovery.paging import next_page
from pipelines.opening import parse, to_utf8
from pipelines.source import Source
from pipelines.text import squeeze

MAX_LINKS = 5_000
"""Links taken from one page."""
MAX_ANCHORS = 30_000
"""Anchors looked at on one page."""
MAX_BYTES = 4 << 20
"""Of a larger page only the beginning is read."""
MAX_TITLE = 300
"""A longer anchor holds more than a headline."""

_ASIDE_TAGS = frozenset({"nav", "footer"})
_ASIDE_ROLES = frozenset({"navigation", "contentinfo", "search", "menu"})
_ASIDE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|menubar|footer|breadcrumbs?|share|social|cookies?)(?:$|[\s_-])",
    re.IGNORECASE,
)
_NOT_JUDGED = frozenset({"html", "body", "main", "article"})
_NO_ARTICLE_RELS = frozenset({"next", "prev", "tag", "author", "license", "search", "help", "home"})


def read_section(document: Document, source: Source) -> Discovered:
    """The links that look like articles, in the page's order, each with the words of its anchor as title."""
    tree = parse(to_utf8(document.body[:MAX_BYTES], document.content_type))
    if tree is None:
        return Discovered()
    base = _base(tree, document.url)
    gathering = Gathering(source, base, MAX_LINKS)
    for url, title in _articles(tree, gathering, document.url).items():
        gathering.add([url], lambda title=title: {"title": title})  # type: ignore[misc]  # a default binds the loop's value
    cut = f"more than {MAX_BYTES} bytes" if len(document.body) > MAX_BYTES else None
    following = next_page(tree, base, document.url)
    return Discovered(links=gathering.links, skipped=gathering.skipped, degraded=cut, following=following)


def _articles(tree: HtmlElement, gathering: Gathering, page: str) -> dict[str, str | None]:
    """Article URL -> headline. Picture, headline and 'read more' often lead to one article: the best words count."""
    found: dict[str, Anchor] = {}
    asides: dict[HtmlElement, bool] = {}
    for number, element in enumerate(tree.iter("a", "area")):
        if number >= MAX_ANCHORS:
            break
        url = absolute(element.get("href") or "", gathering.base)
        if url is None or url == page or not gathering.owns(url):
            continue
        if _NO_ARTICLE_RELS.intersection((element.get("rel") or "").lower().split()):
            continue
        anchor = Anchor(url=url, title=_title(element), aside=_is_aside(element, asides))
        found[url] = _better(found.get(url), anchor)
    return {url: _headline(anchor.title) for url, anchor in found.items() if is_article(anchor)}


def _headline(title: str) -> str | None:
    """`click here` is no headline."""
    return title if words_in(title) >= 3 else None


def _better(known: Anchor | None, anchor: Anchor) -> Anchor:
    if known is None:
        return anchor
    title = max(known.title, anchor.title, key=len)
    return Anchor(url=anchor.url, title=title, aside=known.aside and anchor.aside)


def _title(element: HtmlElement) -> str:
    """The heading inside the anchor, its words, or the words that stand for its picture."""
    heading = next(element.iter("h1", "h2", "h3", "h4"), None)
    text = squeeze((element if heading is None else heading).text_content())
    if not text:
        image = next(element.iter("img"), None)
        text = squeeze(element.get("title") or element.get("aria-label") or ("" if image is None else image.get("alt")))
    return text if len(text) <= MAX_TITLE else ""


def _is_aside(element: HtmlElement, known: dict[HtmlElement, bool]) -> bool:
    """Whether an element stands in navigation or footer; remembered for every element on the way up."""
    way: list[HtmlElement] = []
    result = False
    current: HtmlElement | None = element.getparent()
    while current is not None:
        if current in known:
            result = known[current]
            break
        way.append(current)
        if _names_aside(current):
            result = True
            break
        current = current.getparent()
    known.update(dict.fromkeys(way, result))
    return result


def _names_aside(element: HtmlElement) -> bool:
    if element.tag in _NOT_JUDGED:
        return False
    if element.tag in _ASIDE_TAGS or element.get("role") in _ASIDE_ROLES:
        return True
    return bool(_ASIDE_CLASS.search(f"{element.get('class', '')} {element.get('id', '')}"))


def _base(tree: HtmlElement, page: str) -> str:
    given = next((e.get("href") for e in tree.iter("base") if e.get("href")), None)
    return absolute(given, page) or page if given else page
