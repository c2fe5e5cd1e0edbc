"""Structured data of a page, read once from its tree: JSON-LD, meta elements, and Arc's page data."""

from __future__ import annotations

import copy
import html
import json
import re
from collections.abc import Iterator
from typing import Any

import orjson
from lxml import etree
from lxml.html import HtmlElement

from pipelines.article import Rejected
from pipelines.blocks import inner_text
from pipelines.draft import Draft, Knowledge
from pipelines.text import squeeze

ARTICLE_TYPES = re.compile(r"(News)?Article$|BlogPosting$|^Report$|^Review$|SocialMediaPosting$")
"""Types of schema.org that are an article (docs: schema.org/Article and its subtypes)."""

_OPENING = re.compile(r"<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[")
_CLOSING = re.compile(r"(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>)$")
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_UNCLOSED = re.compile(r"(.)\s*<(?:meta|link|script|/?title)\b.*")
"""A title that was not closed and swallowed the head."""
_MAX_NODES = 500
_MAX_VALUES = 200
"""Values of one meta name that are read."""
_MAX_DEPTH = 6
_NESTED = ("@graph", "mainEntity", "mainEntityOfPage", "subjectOf", "hasPart", "itemReviewed")
_LINKS = frozenset({"canonical", "amphtml", "license"})


def read_structured(draft: Draft, knowledge: Knowledge) -> Rejected | None:  # noqa: ARG001 - a Stage
    """READ stage: fill in draft.jsonld and draft.head. Broken data never fails a page."""
    draft.head = read_head(draft.tree)
    for script in draft.tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            draft.jsonld.extend(flatten(lenient_json(script.text or "")))
    del draft.jsonld[_MAX_NODES:]
    draft.articles = article_nodes(draft.jsonld)
    draft.main = main_nodes(draft.articles, {draft.page.final_url, *draft.head.get("link:canonical", [])})
    return None


def read_head(tree: HtmlElement) -> dict[str, list[str]]:
    """Meta and link values of the whole page (some pages put them in the body); see Draft.head."""
    found: dict[str, dict[str, None]] = {}
    for element in tree.iter("meta", "link", "title"):
        for name, value in _named(element):
            if value and len(values := found.setdefault(name, {})) < _MAX_VALUES:
                values[value] = None
    return {name: list(values) for name, values in found.items()}


def _named(element: HtmlElement) -> Iterator[tuple[str, str]]:
    if element.tag == "meta":
        value = squeeze(element.get("content"))
        for key in ("name", "property", "itemprop"):
            if name := element.get(key):
                yield name.strip().lower(), value
    elif element.tag == "link":
        for rel in (element.get("rel") or "").lower().split():
            if rel in _LINKS:
                yield f"link:{rel}", squeeze(element.get("href"))
    elif (parent := element.getparent()) is not None and parent.tag in ("head", "html"):  # not the title of a drawing
        yield "title", _UNCLOSED.sub(r"\1", squeeze(inner_text(element)))


def shown_text(element: HtmlElement) -> str:
    """The element's text on one line, without scripts and styles inside it."""
    if element.find(".//script") is None and element.find(".//style") is None:
        return squeeze(inner_text(element))
    bare = copy.copy(element)
    etree.strip_elements(bare, "script", "style", with_tail=False)
    return squeeze(inner_text(bare))


def lenient_json(text: str) -> object:
    """A JSON value from a script as found in the field; None where nothing can be made of it.

    Accepted beside JSON: HTML comments and CDATA around it, control characters in strings, trailing commas,
    a final semicolon, escaped entities, and text after the first value.
    """
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        pass
    bare = _unwrapped(_unwrapped(text)).lstrip("\ufeff")
    for attempt in (bare, _TRAILING_COMMA.sub(r"\1", bare), _TRAILING_COMMA.sub(r"\1", html.unescape(bare))):
        try:
            return json.JSONDecoder(strict=False).raw_decode(attempt)[0]
        except (ValueError, RecursionError):
            continue
    return None


def _unwrapped(text: str) -> str:
    """A script without a comment's or CDATA section's marks around it; the end of a long one is not searched for."""
    text = text.strip()
    if opening := _OPENING.match(text):
        text = text[opening.end() :].strip()
    return _CLOSING.sub("", text).strip() if text.endswith((">", "*/")) else text


def flatten(value: object, depth: int = 0) -> Iterator[dict[str, Any]]:
    """Every node in a JSON-LD value: lists, @graph and the main nested nodes, outer ones first."""
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, list):
        for item in value:
            yield from flatten(item, depth + 1)
    elif isinstance(value, dict):
        if "@type" in value:
            yield value
        for key in _NESTED:
            if isinstance(value.get(key), dict | list):
                yield from flatten(value[key], depth + 1)


def types(node: dict[str, Any]) -> list[str]:
    """The node's types without their vocabulary's address."""
    found = node.get("@type")
    listed = found if isinstance(found, list) else [found]
    return [kind.rsplit("/", 1)[-1].removeprefix("schema:") for kind in listed if isinstance(kind, str)]


def article_nodes(jsonld: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The nodes that describe an article, those with a headline first."""
    nodes = [node for node in jsonld if any(ARTICLE_TYPES.search(kind) for kind in types(node))]
    return sorted(nodes, key=lambda node: not (node.get("headline") and node.get("datePublished")))


def main_nodes(nodes: list[dict[str, Any]], addresses: set[str]) -> list[dict[str, Any]]:
    """The article nodes that describe this page and not another it links to; the first one where none says so.

    addresses: the page's own.
    """
    if len(nodes) < 2:
        return nodes
    here = set(map(_path, addresses))
    return [node for node in nodes if not here.isdisjoint(map(_path, _addresses(node)))] or nodes[:1]


def claims_article(draft: Draft) -> bool:
    """Whether the page's own data say it is one article. og:type alone says nothing: templates put it on errors too."""
    described = any(node.get("headline") or node.get("datePublished") for node in draft.articles)
    return described or bool(draft.head.get("article:published_time"))


def _addresses(node: dict[str, Any]) -> Iterator[str]:
    for key in ("url", "@id", "mainEntityOfPage"):
        value = node.get(key)
        if isinstance(value, dict):
            value = value.get("@id") or value.get("url")
        if isinstance(value, str):
            yield value


def _path(url: str) -> str:
    return re.sub(r"^https?://[^/]+|[?#].*$", "", url).rstrip("/")


def strings(value: object) -> list[str]:
    """The texts in a value that may be a text, a list of texts, or something else, with their entities resolved."""
    listed = value if isinstance(value, list) else [value]
    return [text for item in listed if isinstance(item, str) and (text := squeeze(html.unescape(item)))]


def arc_story(tree: HtmlElement) -> dict[str, Any]:
    """The story of an Arc XP page (`Fusion.globalContent`); {} where there is none.

    Usually the story itself; met inside `result` (reuters.com) and `article` (elnuevodia.com).
    """
    for script in tree.iter("script"):
        text = script.text or ""
        at = text.find("Fusion.globalContent=")
        if at >= 0:
            content = _assigned(text[at + len("Fusion.globalContent=") :])
            return _story(content) if isinstance(content, dict) else {}
    return {}


def _assigned(program: str) -> object:
    """The value at the start of a program; up to the next variable it is mostly JSON, which is read much faster."""
    end = program.find(";Fusion.")
    return (lenient_json(program[:end]) if end >= 0 else None) or lenient_json(program)


def _story(content: dict[str, Any]) -> dict[str, Any]:
    for key in ("result", "article"):
        if isinstance(content.get(key), dict):
            return dict(content[key])
    return content
