"""Teasers: a headline that leads to another article of the site, with a line or two of its text."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from pipelines.blocks import BLOCKS, bare, block_text, inner_text
from pipelines.draft import Draft
from pipelines.prompts import is_prompt_alone
from pipelines.text import squeeze

_HEADLINE = 25
"""Characters from which a link on a line of its own is a headline."""
_LONGEST = 900
"""Characters of the longest teaser."""
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def teaser_lines(draft: Draft) -> tuple[int, set[str]]:
    """How many teasers the page has, and all their lines (see pipelines.blocks.bare).

    A teaser is the largest element around a headline's link that holds no headline with another address.
    """
    found: dict[HtmlElement, set[str]] = {}
    chains: dict[str, list[HtmlElement]] = {}
    for link, href in _headline_links(draft):
        chain = [link, *link.iterancestors()]
        chains.setdefault(href, chain)
        for element in chain:
            found.setdefault(element, set()).add(href)
    lines: set[str] = set()
    count = 0
    for chain in chains.values():
        within = [element for element in chain if len(found[element]) == 1]
        if within and len(inner_text(teaser := within[-1])) <= _LONGEST:
            lines.update(map(bare, block_text(teaser).split("\n")))
            count += 1
    return count, lines


def _headline_links(draft: Draft) -> Iterator[tuple[HtmlElement, str]]:
    page = urlsplit(draft.page.final_url)
    here = {"", page.path, page.netloc}
    for link in draft.tree.iter("a"):
        try:
            parts = urlsplit((link.get("href") or "").strip())
        except ValueError:
            continue
        own = parts.netloc in ("", page.netloc) and parts.scheme in ("", "http", "https")
        if own and parts.path not in here and _is_headline(link):
            yield link, f"{parts.path}?{parts.query}"


def _is_headline(link: HtmlElement) -> bool:
    if next(link.iter(*_HEADINGS), None) is not None or next(link.iterancestors(*_HEADINGS), None) is not None:
        return True
    text = squeeze(inner_text(link))
    return (len(text) >= _HEADLINE and _stands_alone(link)) or is_prompt_alone(text)


def _stands_alone(link: HtmlElement) -> bool:
    """Whether no words stand before or behind the link on its line."""
    element = link
    while True:
        parent, before = element.getparent(), element.getprevious()
        words = (before.tail if before is not None else parent.text if parent is not None else None) or ""
        if (element.tail or "").strip() or words.strip():
            return False
        if parent is None or parent.tag in BLOCKS:
            return True
        element = parent
