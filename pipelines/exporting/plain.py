"""Text from outside, fit for formats that refuse or run some of it."""

from __future__ import annotations

import re

_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff"  # in no XML document (XML 1.0, 2.2): no workbook, no feed
    "\x7f-\x9f"  # control characters of terminals
    "\u202a-\u202e\u2066-\u2069]"  # what turns the text around it round, too (UAX #9)
)
_FORMULA = re.compile(r"[\s\ufeff\u200b-\u200f\u2060]*[=+\-@＝＋－＠]|[\t\r\n]")
"""How a cell begins that a spreadsheet would take for a formula (OWASP, CSV injection), blanks before it or not."""
_PARTED = re.compile(r"([;\t\r\n]\s*)(?=[=+@＝＋＠]|-\S)")
"""Where one would begin for a spreadsheet that parts cells at semicolons, as half of Europe's do, or at tabs."""


def plain(text: str) -> str:
    """The text with U+FFFD in place of characters that XML cannot hold, or that do something to what is around them."""
    return _FORBIDDEN.sub("\ufffd", text)


def harmless(text: str) -> str:
    """A cell that no spreadsheet runs: where a formula would begin stands an apostrophe."""
    text = _PARTED.sub(r"\1'", text)
    return f"'{text}" if _FORMULA.match(text) else text


def is_link(url: str | None) -> bool:
    """Whether it is a web address; scraped ones may be `javascript:` and worse."""
    return url is not None and url.startswith(("http://", "https://"))
