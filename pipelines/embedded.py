"""Text that stands in a page's scripts only, as HTML in a string, for the browser to show."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from pipelines.blocks import html_text

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_PARAGRAPH = re.compile(r"(?:<|\\u003[cC]|&lt;)p[ >\\]")
_FEWEST = 3
"""Paragraphs that make a text."""
_CHUNK = re.compile(r"\w+:T[0-9a-f]+,")
"""What React puts before a long text in its stream: a number and the length."""


def embedded_text(tree: HtmlElement) -> str:
    """The longest text in paragraphs that a string of a script holds; '' where there is none."""
    return max((html_text(html) for html in _strings(tree)), key=len, default="")


def _strings(tree: HtmlElement) -> Iterator[str]:
    for script in tree.iter("script"):
        text = script.text or ""
        if len(_PARAGRAPH.findall(text)) < _FEWEST:
            continue
        for found in _STRING.finditer(text):
            if len(_PARAGRAPH.findall(found[0])) >= _FEWEST and (html := _decoded(found[0])):
                yield _CHUNK.sub("", html, count=1) if _CHUNK.match(html) else html


def _decoded(literal: str) -> str:
    """A string literal as text; '' where it is none of JSON."""
    try:
        text = json.loads(literal, strict=False)
    except ValueError:
        return ""
    return text if isinstance(text, str) else ""
