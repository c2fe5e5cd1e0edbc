"""Statements of origin that stand in a page's markup: head, structured data, bylines, links in credit lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from pipelines.agencies import Agencies
from pipelines.article import CreditKind
from pipelines.attribution import Attribution, Statement
from pipelines.authors import bylines
from pipelines.blocks import html_text, inner_text
from pipelines.credit_lines import may_be_credit, may_hold_credit, parse_line, share
from pipelines.draft import Draft
from pipelines.feed_footers import footer_name, without_footer
from pipelines.structured import arc_story, strings
from pipelines.text import squeeze

_WORKS = ("isBasedOn", "isBasedOnUrl", "translationOfWork")
_HOLDERS = ("sourceOrganization", "provider", "copyrightHolder", "creditText")
_SYNDICATION = ("original-source", "syndication-source")
_NOT_TEXT = frozenset({"figure", "figcaption", "table", "nav", "aside", "footer", "form", "button"})
_BLOCKS = frozenset(
    {"p", "li", "div", "section", "td", "blockquote", "small", "cite", "h4", "h5", "h6", "dd", "article"}
)
_LINE_TAGS = ("p", "small", "cite", "em", "i")
_NO_ORIGIN = frozenset(
    {"facebook.com", "twitter.com", "x.com", "instagram.com", "t.me", "wa.me", "linkedin.com", "whatsapp.com"}
)


def canonical(draft: Draft, who: Attribution) -> Iterator[Statement]:
    """rel=canonical or og:url on another site: the page itself says that it is a copy."""
    for key in ("link:canonical", "og:url"):
        for value in draft.head.get(key, []):
            address = who.elsewhere(value)
            if address and urlsplit(address).path.strip("/"):  # a whole site is no original of one text
                evidence, sure = f"{key.removeprefix('link:')} {value}", 0.95 if key == "link:canonical" else 0.8
                yield Statement(kind="canonical", url=address, evidence=evidence, confidence=sure)
                return


def structured(draft: Draft, who: Attribution, agencies: Agencies) -> Iterator[Statement]:
    """JSON-LD, meta elements, Arc's page data, and what the feed named as its origin."""
    for node in draft.main:
        yield from _works(node, who)
        for key in _HOLDERS:
            for name in _names(node.get(key)):
                if shown := who.known(name):
                    yield Statement(kind="structured", name=shown, evidence=f"{key}: {name}", confidence=0.9)
    for key in _SYNDICATION:
        for value in draft.head.get(key, []):
            if address := who.elsewhere(value):
                yield Statement(kind="structured", url=address, evidence=f"{key} {value}", confidence=0.85)
    yield from _arc(draft, agencies)
    origin = draft.page.link.origin if draft.page.link is not None else None
    if address := who.elsewhere(origin):
        yield Statement(kind="structured", url=address, evidence=f"the feed's source {origin}", confidence=0.7)
    yield from _footer(draft, who)


def _footer(draft: Draft, who: Attribution) -> Iterator[Statement]:
    """The site that the footer of a feed's item names, where that is not the outlet itself."""
    link = draft.page.link
    for text in (html_text((link.content or "")[-2000:]), link.summary or "") if link is not None else ():
        name = footer_name(text)
        if name and not who.is_self(name):
            evidence = text[len(without_footer(text)) :].strip()
            yield Statement(kind="credit_name", name=who.known(name) or name, evidence=evidence, confidence=0.7)
            return


def _works(node: dict[str, Any], who: Attribution) -> Iterator[Statement]:
    for key in _WORKS:
        value = node.get(key)
        for item in value if isinstance(value, list) else [value]:
            url = item.get("url") or item.get("@id") if isinstance(item, dict) else item
            address = who.elsewhere(url) if isinstance(url, str) and url.startswith("http") else None
            if address:
                yield Statement(kind="structured", url=address, evidence=f"{key}: {url}", confidence=0.9)


def _names(value: object) -> Iterator[str]:
    for item in value if isinstance(value, list) else [value]:
        yield from strings(item.get("name") if isinstance(item, dict) else item)


def _arc(draft: Draft, agencies: Agencies) -> Iterator[Statement]:
    """An Arc XP story whose distributor or source is marked as wire copy."""
    if not any("Fusion.globalContent=" in text and '"wires"' in text for text in _programs(draft.tree)):
        return
    story = arc_story(draft.tree)
    parts = [story.get(key) for key in ("distributor", "source")]
    if not any(isinstance(p, dict) and "wires" in (p.get("category"), p.get("source_type")) for p in parts):
        return
    for part in parts:
        for name in strings(part.get("name")) if isinstance(part, dict) else []:
            if key := agencies.byline(name):
                evidence = f"Arc distributor {name}"
                yield Statement(
                    kind="structured", name=agencies.title(key), agency=key, evidence=evidence, confidence=0.95
                )


def _programs(tree: HtmlElement) -> Iterator[str]:
    """The texts of scripts that are no mere data: JSON may be large, and reading it out of the tree is dear."""
    for script in tree.iter("script"):
        if "json" not in (script.get("type") or ""):
            yield script.text or ""


def signed(draft: Draft, agencies: Agencies) -> list[tuple[str, Statement]]:
    """Agencies in bylines, with where the byline stood (jsonld, meta, feed, page).

    The visible byline costs a search of the whole page: it is asked for only where nothing else signs.
    """
    found: list[tuple[str, Statement]] = []
    for where, names in bylines(draft):
        for name in names:
            for key in agencies.bylines(name):
                if _is_outlet(key, draft, agencies):
                    continue
                kind: CreditKind = "byline" if share(name) == "whole" else "credit_name"
                said = Statement(kind=kind, name=agencies.title(key), agency=key, evidence=name, confidence=0.85)
                found.append((where, said))
        if where == "feed" and (found or draft.article.provenance.get("authors", "page") != "page"):
            break
    return found


def _is_outlet(key: str, draft: Draft, agencies: Agencies) -> bool:
    """Whether the agency is the very outlet that is read: CNN's own reporters are not wire."""
    source = draft.source
    return source is not None and source.kind != "agency" and any(map(source.owns, agencies.agencies[key].domains))


def marked_lines(draft: Draft, who: Attribution) -> dict[str, str | None]:
    """Credit lines of the page that are an element of their own: words -> the address their link leads to, if any.

    Passed over are pictures, tables, navigation and footers: their sources are not the text's.
    """
    found: dict[str, str | None] = {}
    own = urlsplit(draft.page.final_url).netloc
    for anchor in draft.tree.iter("a"):
        href = (anchor.get("href") or "").strip()
        if not href.startswith("http") or href.split("/", 3)[2:3] == [own]:
            continue
        line = _line_around(anchor)
        if line and (address := who.elsewhere(href)) and not _is_network(address):
            found.setdefault(line, address)
    for element in draft.tree.iter(*_LINE_TAGS):
        if (line := _line_of(element)) and line not in found:
            found[line] = None
    return {line: url for line, url in found.items() if parse_line(line, who.known)}


def _is_network(address: str) -> bool:
    host = (urlsplit(address).hostname or "").removeprefix("www.")
    return host in _NO_ORIGIN


def _line_around(anchor: HtmlElement) -> str | None:
    """The text of the block an anchor stands in; None where that is long or outside the text."""
    block = anchor
    while block is not None and block.tag not in _BLOCKS:
        block = block.getparent()
    if block is None:
        return None
    return _line_of(block)


def _line_of(element: HtmlElement) -> str | None:
    """The text of an element that may be a credit line; None where it is anything else, or outside the text."""
    text = inner_text(element)
    line = squeeze(text) if may_hold_credit(text) else ""
    return line if may_be_credit(line) and not _outside(element) else None


def _outside(element: HtmlElement) -> bool:
    return element.tag in _NOT_TEXT or next(element.iterancestors(*_NOT_TEXT), None) is not None
