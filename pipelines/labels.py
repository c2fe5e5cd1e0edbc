"""Values that stand behind a label: `<strong>Date</strong> 28.04.2023`, `<dt>Author:</dt><dd>...</dd>`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from pipelines.blocks import inner_text
from pipelines.text import squeeze

_TAGS = ("strong", "b", "span", "dt", "label", "em", "i")
_LINES = ("p", "div", "li", "span")
_BESIDE = ("nav", "aside", "footer")
_LONGEST = 20
"""Characters of the longest label."""


def labelled(tree: HtmlElement, label: re.Pattern[str]) -> Iterator[str]:
    """The words behind each element whose text the pattern matches as a whole, a colon at its end aside."""
    for element in tree.iter(*_TAGS):
        text = element.text or ""
        if text and len(text) < _LONGEST and not len(element) and label.fullmatch(text.strip().rstrip(" :")):
            after = element.getnext()
            value = squeeze(element.tail) or (squeeze(inner_text(after)) if after is not None else "")
            if value:
                yield value


def linked(tree: HtmlElement, label: re.Pattern[str]) -> list[str]:
    """The texts of the links in the first line that begins with a label and a colon: `<li>By: <a>One</a>, <a>Two</a>`.

    Without a colon, `By <a>One</a>` may as well be the credit of a photograph (met at thecrimson.com).
    """
    for element in tree.iter(*_LINES):
        text = (element.text or "").strip()
        if text.endswith(":") and len(text) < _LONGEST and label.fullmatch(text.rstrip(" :")):
            links = [squeeze(inner_text(link)) for link in element.iter("a")]
            if links and next(element.iterancestors(*_BESIDE), None) is None:
                return links
    return []
