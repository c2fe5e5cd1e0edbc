"""One row of a list of sources, and how a list is read, whatever its format."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.errors import ConfigurationError

LARGEST = 5_000_000
"""Bytes of a list: some ten thousand sources."""

_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "'": "", "’": ""}
)
_WEAK_HOST = re.compile(r"^(?:www\d?|feeds?|rss|m)\.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What a list says about one source."""

    where: str
    """Where it stands in the list, as `line 3`."""
    values: dict[str, Any]
    """Keys of sources.toml with raw values, and `id` where the list names one; absent keys are left out."""
    fault: str | None = None
    """Why the row cannot be read at all; None if it can."""


def list_error(file: str, cause: str, mend: str) -> ConfigurationError:
    """A list that cannot be read as a whole."""
    return ConfigurationError("cannot read the list of sources", file, cause, mend)


def read_list(path: Path) -> list[Row]:
    """The rows of a CSV or OPML file, told apart by their content; ConfigurationError if it is neither."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise list_error(str(path), error.strerror or str(error), "name a file that you may read") from error
    if len(data) > LARGEST:
        raise list_error(str(path), f"it is larger than {LARGEST // 1_000_000} MB", "split it")
    return _rows(data, str(path))


def _rows(data: bytes, file: str) -> list[Row]:
    if data.replace(b"\0", b"").lstrip(b"\xef\xbb\xfe\xbf\xff \t\r\n")[:1] == b"<":
        from crawler.configuration.lists.opml import opml_rows

        return opml_rows(data, file)
    from crawler.configuration.lists.csv import csv_rows

    return csv_rows(data, file)


def slug(text: str) -> str:
    """A text as an id: small letters without accents, digits and '-'; "" where nothing is left, as for Arabic."""
    bare = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS))
    kept = "".join(letter for letter in bare if not unicodedata.combining(letter))
    if not all(letter.isascii() for letter in kept if letter.isalpha()):
        return ""
    return re.sub(r"[^a-z0-9]+", "-", kept).strip("-")[:64].rstrip("-")


def bare_host(host: str) -> str:
    """A host without the label that says nothing: www.example.com and feeds.example.com are example.com."""
    short = _WEAK_HOST.sub("", host.lower())
    return short if "." in short else host.lower()


def one_line(text: str) -> str:
    """A text on one line without control and formatting characters."""
    kept = "".join(" " if unicodedata.category(letter)[0] in "CZ" else letter for letter in text)
    return " ".join(kept.split())
