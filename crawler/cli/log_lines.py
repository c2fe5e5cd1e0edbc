"""Log records as single lines that hold no terminal commands and no secrets, whatever a page puts into them."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import orjson

MASK = "[secret]"
_USER_IN_URL = re.compile(r"(?<=://)[^/@\s]+@")
_SHORTEST_SECRET = 6


class Secrets:
    """Values that must never be shown: those of configured headers and cookies, and users and passwords in URLs."""

    def __init__(self, values: Iterable[str] = ()) -> None:
        """Values shorter than six characters are too common to be secrets, and are left."""
        known = sorted({value for value in values if len(value) >= _SHORTEST_SECRET}, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, known))) if known else None

    def masked(self, text: str) -> str:
        """The text without them."""
        text = _USER_IN_URL.sub(f"{MASK}@", text)
        return self._known.sub(MASK, text) if self._known else text


class OneLine(logging.Formatter):
    """Escapes control characters of the finished line: a title must not forge a second line or move the cursor."""

    def __init__(self, secrets: Secrets) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s", "%Y-%m-%d %H:%M:%S")
        self._secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        text = self._secrets.masked(super().format(record))
        return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


class JsonLine(logging.Formatter):
    """One JSON object a record: ts (UTC, ISO 8601), level, logger, message, error where there is one, and the fields
    of `extra={"event": {...}}`."""

    def __init__(self, secrets: Secrets) -> None:
        super().__init__()
        self._secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "ts": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        line.update(getattr(record, "event", {}))
        texts = {name: self._shown(value) for name, value in line.items()}
        return orjson.dumps(texts, default=str).decode()

    def _shown(self, value: object) -> object:
        """Text masked, and with what cannot be UTF-8 replaced; all else as it is."""
        if not isinstance(value, str):
            return value
        return self._secrets.masked(value).encode("utf-8", "backslashreplace").decode()
