"""A page's tree made ready for the extractors: what never holds text is gone, layout tables are plain blocks."""

from __future__ import annotations

import copy
import re
from functools import lru_cache

from lxml import etree
from lxml.html import HtmlElement

from pipelines.blocks import NO_TEXT, inner_text

_SWALLOWED = 600
"""A drawing with more characters than this was not closed, and holds the rest of the page."""
_CELL = 150
"""Characters from which a cell with blocks in it is part of a layout."""
_BROKEN = 300
"""Characters from which the same is true of a cell whose lines are only broken."""
_MENU_SHARE = 0.8
"""Share of linked characters from which a table without headers is a menu."""
_BOX_TAGS = ("div", "section", "aside", "form", "amp-lightbox")
_BOX = re.compile(
    r"(?P<over>(?<![a-z])modal(?![a-z])|lightbox|cookie-?(?:banner|consent|notice|list|policy)|onetrust|didomi|usercentrics"
    r"|consent-?(?:banner|dialog|modal|manager))|newsletter|author[_-]*bio|bio-?wrapper|about-?the-?author|disclosure"
)
_BOX_WORDS = (
    *("modal", "lightbox", "cookie", "onetrust", "didomi", "usercentrics", "consent", "newsletter", "author", "bio"),
    "disclosure",
)
"""What all such names have in them: most have none of it, which is seen much faster."""


def light_copy(tree: HtmlElement) -> HtmlElement:
    """A copy to cut up, without what never holds text: trafilatura changes and copies what it is given."""
    light = copy.copy(tree)
    for drawing in light.iter("svg"):
        if len(inner_text(drawing)) > _SWALLOWED:
            drawing.tag = "div"
    etree.strip_elements(light, *NO_TEXT, with_tail=False)
    if light.find(".//ruby") is not None:
        _without_ruby(light)
    _without_overlays(light)
    if light.find(".//table") is not None:
        _without_menus(light)
        _without_layout_tables(light)
    return light


def _without_ruby(tree: HtmlElement) -> None:
    """Put words and the readings above them in one line; readings without brackets for such readers go."""
    if tree.find(".//rp") is None:
        etree.strip_elements(tree, "rt", with_tail=False)
    etree.strip_tags(tree, "ruby", "rb", "rt", "rp")


def _without_overlays(tree: HtmlElement) -> None:
    """Remove boxes that are named as no part of the text: dialogs, consent, letters to subscribe to, writers' lives."""
    paragraphs = None
    for box in list(tree.iter(*_BOX_TAGS)):
        named = _named(box.get("class"), box.get("id"))
        if not named:
            continue
        if box.find(".//h1") is not None or box.find(".//main") is not None or box.find(".//article") is not None:
            continue
        if paragraphs is None:
            paragraphs = sum(1 for _ in tree.iter("p"))
        if named == "over" or sum(1 for _ in box.iter("p")) * 3 <= paragraphs:
            box.drop_tree()


@lru_cache(maxsize=20_000)
def _named(classes: str | None, ident: str | None) -> str | None:
    """`over` for the name of a box above the page, `box` for that of another that is no text; None for any other."""
    name = f"{classes or ''} {ident or ''}".lower()
    found = _BOX.search(name) if any(word in name for word in _BOX_WORDS) else None
    return None if found is None else "over" if found["over"] else "box"


def _without_menus(tree: HtmlElement) -> None:
    """Remove tables of one or two rows that hold little but links."""
    for table in list(tree.iter("table")):
        shown = len("".join(inner_text(table).split()))
        linked = sum(len("".join(inner_text(link).split())) for link in table.iter("a"))
        if linked > shown * _MENU_SHARE and table.find(".//th") is None and len(table.findall(".//tr")) <= 2:
            table.drop_tree()


def _without_layout_tables(tree: HtmlElement) -> None:
    """Turn tables that lay out a page, whose cells hold running text, into plain blocks; tables of data stay."""
    parts: dict[HtmlElement, list[HtmlElement]] = {}
    for part in tree.iter("td", "th", "tr", "tbody", "thead"):
        table = next(part.iterancestors("table"), None)
        if table is not None:
            parts.setdefault(table, []).append(part)
    for table, own in parts.items():
        if any(part.tag == "td" and _lays_out(part) for part in own) or _is_column(table, own):
            for part in (table, *own):
                part.tag = "div"


def _is_column(table: HtmlElement, own: list[HtmlElement]) -> bool:
    """Whether a table has one cell a row and long text in it."""
    cells = sum(part.tag in ("td", "th") for part in own)
    return cells <= sum(part.tag == "tr" for part in own) and len(inner_text(table)) >= _BROKEN


def _lays_out(cell: HtmlElement) -> bool:
    """Whether a cell holds running text, as those of data never do."""
    if next(cell.iterchildren("h1", "table"), None) is not None:
        return True
    length = len(inner_text(cell))
    if length >= _CELL and next(cell.iterchildren("p", "div", "center"), None) is not None:
        return True
    return length >= _BROKEN and len(cell.findall(".//br")) >= 2
