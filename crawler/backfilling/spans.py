"""The days that an address speaks of: sitemaps are named after days, months and years, articles after days. Pure."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qsl, urlsplit

_YEAR = r"(?<!\d)(?P<year>19[89]\d|20\d\d)"
_MONTH = r"(?P<month>0[1-9]|1[0-2]|[1-9](?!\d))"
_DAY = r"(?P<day>0[1-9]|[12]\d|3[01]|[1-9](?!\d))"
_NAMES = {name.lower(): number for number, name in enumerate(calendar.month_abbr) if number}
_FORMS = (
    re.compile(rf"{_YEAR}(?P<by>[-/_.]){_MONTH}(?P=by){_DAY}(?!\d)"),
    re.compile(  # also before a time: 20240724183310
        r"(?<!\d)(?P<year>19[89]\d|20\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])"
        r"(?:(?!\d)|(?=[01]\d[0-5]\d(?:[0-5]\d)?(?!\d)|2[0-3][0-5]\d(?:[0-5]\d)?(?!\d)))"
    ),
    re.compile(rf"{_YEAR}[-/_.]{_MONTH}(?!\d)"),
    re.compile(r"(?<!\d)(?P<year>19[89]\d|20\d\d)(?P<month>0[1-9]|1[0-2])(?!\d)"),
    re.compile(rf"{_YEAR}[-/_.](?P<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*", re.IGNORECASE),
    re.compile(
        r"(?P<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[-/_.](?P<year>19[89]\d|20\d\d)(?!\d)",
        re.IGNORECASE,
    ),
    re.compile(rf"(?:^|(?<=[-/_.=])){_YEAR}(?=[-/_.]|$)"),
)
"""From the most to the least exact."""
_KEYS = {
    "year": ("yyyy", "year", "y", "anio", "ano"),
    "month": ("mm", "month", "m", "mes"),
    "day": ("dd", "day", "d", "dia"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Days from first to last, both included."""

    first: date
    last: date

    def overlaps(self, other: Span) -> bool:
        """Whether they share a day."""
        return self.first <= other.last and other.first <= self.last

    def covers(self, other: Span) -> bool:
        """Whether all days of the other are in this one."""
        return self.first <= other.first and other.last <= self.last

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def span_in(url: str) -> Span | None:
    """The day, month or year an address names in path or query; None where it names none."""
    parts = urlsplit(url)
    return _asked(parts.query) or _named(parts.path) or _named(parts.query)


def _asked(query: str) -> Span | None:
    """`?yyyy=2024&mm=07&dd=25`."""
    given = {key.lower(): value for key, value in parse_qsl(query)}
    found = {name: next((given[k] for k in keys if given.get(k, "").isdigit()), None) for name, keys in _KEYS.items()}
    year = found["year"]
    if year is None or not (year.isascii() and len(year) == 4):
        return None
    return _span(year, found["month"], found["day"])


def _named(text: str) -> Span | None:
    for form in _FORMS:
        for match in form.finditer(text):
            groups = match.groupdict()
            month = groups.get("month")
            if name := groups.get("name"):
                month = str(_NAMES[name.lower()])
            if span := _span(groups["year"], month, groups.get("day")):
                return span
    return None


def _span(year: str, month: str | None, day: str | None) -> Span | None:
    try:
        if month is None:
            return Span(first=date(int(year), 1, 1), last=date(int(year), 12, 31))
        if day is None:
            last = calendar.monthrange(int(year), int(month))[1]
            return Span(first=date(int(year), int(month), 1), last=date(int(year), int(month), last))
        only = date(int(year), int(month), int(day))
        return Span(first=only, last=only)
    except (ValueError, calendar.IllegalMonthError):
        return None
