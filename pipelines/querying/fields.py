"""The fields of a query and what their values look like."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

TERMS = ("title", "author")
"""Fields whose value is words."""
FILTERS = ("source", "country", "lang", "topic", "agency", "kind", "story", "watch", "day", "before", "after")
"""Fields whose value is compared as a whole; before is exclusive, after inclusive."""
FIELDS = (*TERMS, *FILTERS)


def checked(field: str, value: str) -> str:
    """A filter's value in its own spelling. Raises ValueError, with the way to mend it, where it does not fit."""
    check, mend = _CHECKS.get(field, (_small, "give a value"))
    try:
        return check(value.strip())
    except ValueError as error:
        raise ValueError(mend) from error


def _small(value: str) -> str:
    if not value or "*" in value:
        raise ValueError(value)
    return value.casefold()


def _topic(value: str) -> str:
    return _small(value.rstrip("*"))


def _country(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{2}", value):
        raise ValueError(value)
    return value.upper()


def _language(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{2,3}", value):
        raise ValueError(value)
    return value.lower()


def _moment(value: str) -> str:
    datetime.fromisoformat(value)
    return value


def _day(value: str) -> str:
    return datetime.strptime(value, "%Y-%m-%d").date().isoformat()  # noqa: DTZ007 - a calendar day has no zone


_WHOLE = "write the whole name: only words and topics may end in '*'"
_CHECKS: dict[str, tuple[Callable[[str], str], str]] = {
    "source": (_small, _WHOLE),
    "agency": (_small, _WHOLE),
    "kind": (_small, _WHOLE),
    "story": (_small, _WHOLE),
    "watch": (_small, _WHOLE),
    "topic": (_topic, "give a code such as 11000000, or how its label begins"),
    "country": (_country, "give a two-letter ISO code such as ES"),
    "lang": (_language, "give a code of ISO 639-1 such as es"),
    "before": (_moment, "give a day such as 2024-07-25"),
    "after": (_moment, "give a day such as 2024-07-25"),
    "day": (_day, "give a day such as 2024-07-25"),
}
