"""Live blogs: how they are told, and the hours that stand above their entries."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from pipelines.blocks import BLOCKS, bare, block_text
from pipelines.draft import Draft
from pipelines.structured import types

_PATH = re.compile(
    r"/(?:live|liveblog|live-blog|en-vivo|directo|en-direct|ao-vivo|minuto-a-minuto)(?:/|$)|[-/]live-?(?:blog|ticker|updates)\b",
    re.IGNORECASE,
)
_HOUR = re.compile(
    r"\W*(?:[01]?\d|2[0-3])\s?[:.hH]\s?[0-5]\d(?::[0-5]\d)?\s?"
    r"(?:[ap]\.?\s?m\.?|h(?:s|rs?|oras|eures)?\.?|uhr|gmt|utc|bst|ce?s?t|[ecmp][sd]?t)?(?:\s?[+-]\d{1,2})?\W*",
    re.IGNORECASE,
)
_REACH = 3
"""Lines between an hour and its entry's first line: a headline, a name."""


def is_live(draft: Draft) -> bool:
    """Whether the page is a live blog, by its data or its address."""
    stated = any("LiveBlogPosting" in types(node) for node in draft.jsonld)
    return stated or bool(_PATH.search(urlsplit(draft.page.final_url).path + "/"))


def with_hours(text: str, tree: HtmlElement) -> str:
    """A live blog's text with the hour of each entry on a line before it, as the page shows it.

    Extractors take lines of three digits for rubbish, or look only at paragraphs. A single hour is the page's own.
    """
    lines = [line for line in text.split("\n") if not _HOUR.fullmatch(line)]
    hours = _hours(block_text(tree, BLOCKS | {"time"}).split("\n"), {bare(line) for line in lines})
    if len(hours) < 2:
        return text
    return "\n".join(part for line in lines for part in (hours.pop(bare(line), ""), line) if part)


def _hours(shown: list[str], wanted: set[str]) -> dict[str, str]:
    """The hour above each wanted line that has one closely above it."""
    found: dict[str, str] = {}
    hour, at = "", -_REACH - 1
    for number, line in enumerate(shown):
        if len(line) < 20 and _HOUR.fullmatch(line):
            hour, at = line, number
        elif hour and (key := bare(line)) in wanted:
            if number - at <= _REACH:
                found.setdefault(key, hour)
            hour = ""
    return found
