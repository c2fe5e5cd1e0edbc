"""Another text of a page, where the teacher finds one that is none of its article: a redesign may mislead it as well.

Only asked on sites whose usual texts are known. What it finds must speak of the headline where the teacher's does not.
"""

from __future__ import annotations

from collections import Counter

from lxml.html import HtmlElement

from pipelines.draft import Draft
from pipelines.templates.reading import FOREIGN
from pipelines.templates.walk import Node, blocks_of, path_of, running_chars
from pipelines.watching.drift import MOSTLY
from pipelines.watching.headlines import told

_FULLER = 1.5
"""How much longer it must be."""
_TOLD = 0.34
"""Share of the headline's words that it must have, and twice as many as the teacher's; 99 % of articles do."""
_ROWS = ("p", "div", "li", "td", "section", "article", "blockquote")


def other_text(draft: Draft, text: str, headline: str) -> str | None:
    """The page's densest text, a line for each block, where the teacher's is short for its site and of something else.

    text: the teacher's. None where that is to be kept.
    """
    usual = max((one.template.chars for one in draft.templates.templates), default=0)
    if len(text) >= FOREIGN * usual or told(headline, text) >= MOSTLY:
        return None
    found = densest(draft.tree)
    if found is None or len(found) < _FULLER * len(text):
        return None
    return found if told(headline, found) >= max(_TOLD, 2 * told(headline, text)) else None


def densest(root: HtmlElement) -> str | None:
    """The text of the element that holds most running text in its rows: its children, or their children."""
    held: Counter[HtmlElement] = Counter()
    for row in root.iter(*_ROWS):
        text = (row.text or "").strip()
        parent = row.getparent()
        if parent is not None and text:
            held[parent] += running_chars(row) if len(row) == 0 else len(text)
    if not held:
        return None
    best = held.most_common(1)[0][0]
    rows = _siblings(best)
    return "\n".join(b.text for row in rows for b in blocks_of(row, Node(path_of(row))) if 2 * b.linked < len(b.text))


def _siblings(element: HtmlElement) -> list[HtmlElement]:
    """The element, and those beside it that look the same: a text may be dealt out over several."""
    parent = element.getparent()
    if parent is None:
        return [element]
    return [one for one in parent.iterchildren(element.tag) if one.get("class") == element.get("class")]
