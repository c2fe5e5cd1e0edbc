"""Text from outside, fit for formats that refuse or run some of it."""

from __future__ import annotations

import re

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What no XML 1.0 document may hold (XML 1.0, 2.2), and so no workbook and no feed."""
_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
"""How a cell begins that a spreadsheet would take for a formula (OWASP, CSV injection)."""


def plain(text: str) -> str:
    """The text with U+FFFD in place of characters that XML cannot hold."""
    return _FORBIDDEN.sub("\ufffd", text)


def harmless(text: str) -> str:
    """A cell that no spreadsheet runs: one that would begin a formula begins with an apostrophe."""
    return f"'{text}" if _FORMULA.match(text) else text


def is_link(url: str | None) -> bool:
    """Whether it is a web address; scraped ones may be `javascript:` and worse."""
    return url is not None and url.startswith(("http://", "https://"))
