"""Values that stand behind a label of their own: `<strong>Date</strong> 28.04.2023`, `<dt>Author:</dt><dd>...</dd>`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from pipelines.text import squeeze

_TAGS = ("strong", "b", "span", "dt", "label", "em", "i")
_LONGEST = 20
"""Characters of the longest label."""


def labelled(tree: HtmlElement, label: re.Pattern[str]) -> Iterator[str]:
    """The words behind each element whose text the pattern matches as a whole, a colon at its end aside."""
    for element in tree.iter(*_TAGS):
        text = element.text or ""
        if text and len(text) < _LONGEST and not len(element) and label.fullmatch(text.strip().rstrip(" :")):
            after = element.getnext()
            value = squeeze(element.tail) or (squeeze(after.text_content()) if after is not None else "")
            if value:
                yield value
