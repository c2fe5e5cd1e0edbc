"""Headlines and teasers as plain text."""

from __future__ import annotations

import re
from html import unescape

from pipelines.text import squeeze

MAX_TITLE = 1_000
MAX_SUMMARY = 5_000

_TAG = re.compile(
    r"<(?:(?P<close>/?)(?P<name>[a-zA-Z][\w:-]*)[^<>]*>|!--.*?(?:-->|$)|!\[CDATA\[|[!?][^<>]*>)", re.DOTALL
)
_INLINE = frozenset(
    {"a", "abbr", "b", "em", "font", "i", "mark", "q", "s", "small", "span", "strong", "sub", "sup", "u"}
)
_HIDDEN = frozenset({"script", "style", "template", "noscript"})


def plain(markup: str | None, limit: int) -> str | None:
    """The text of a piece of HTML or plain text, on one line, at most `limit` characters; None where there is none."""
    if not markup:
        return None
    markup = markup[: limit * 10]
    text = unescape(_strip(markup)) if "<" in markup else markup
    if "&" in text:
        text = unescape(text)
    return squeeze(text)[:limit].strip() or None


def _strip(markup: str) -> str:
    parts: list[str] = []
    at, hidden = 0, ""
    for tag in _TAG.finditer(markup):
        if not hidden:
            parts.append(markup[at : tag.start()])
        at = tag.end()
        name = (tag["name"] or "").lower()
        if not hidden and name in _HIDDEN and not tag["close"]:
            hidden = name
        elif hidden == name and tag["close"]:
            hidden = ""
        if name and name not in _INLINE:
            parts.append(" ")
    if not hidden:
        parts.append(markup[at:])
    return "".join(parts)
