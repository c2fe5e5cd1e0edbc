"""Log records as single lines that hold no terminal commands, whatever a page puts into them."""

from __future__ import annotations

import logging


class OneLine(logging.Formatter):
    """Escapes control characters of the finished line: a title must not forge a second line or move the cursor."""

    def format(self, record: logging.LogRecord) -> str:
        return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in super().format(record))
