"""Templates, and the few ways in which values are shown in them."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from crawler.desk.addresses import outward
from crawler.desk.words import Words
from crawler.visible import without_marks


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What the pages need to know."""

    data: Path
    """The data folder."""
    zone: tzinfo
    """Whose clock times are shown."""
    zone_name: str
    """Its IANA name."""
    names: Mapping[str, str]
    """Source id -> name of the outlet."""
    documents: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Source id -> URLs of its configured feeds, sitemaps and section pages."""
    domains: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Source id -> its domains."""
    watchlists: Mapping[str, str] = field(default_factory=dict)
    """Watchlist id -> its name."""
    reviewer: str = "reviewer"
    """Name under which decisions are written where the reviewer gave none."""

    def outlet(self, source: str) -> str:
        """The name of a source; its id where it is not configured."""
        return self.names.get(source, source)


def environment(desk: Desk) -> Environment:
    """Jinja2 with escaping always on; every printed value loses characters that could hide or turn text around."""
    templates = Environment(
        loader=PackageLoader("crawler.desk"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_harmless,
    )
    filters: dict[str, Callable[..., object]] = {
        "outlet": desk.outlet,
        "watchlist": lambda ident: desk.watchlists.get(ident, ident),
        "cut": cut,
        "monthday": lambda day: f"{int(day[8:10])}.{int(day[5:7])}.",
        "shortday": lambda moment: f"{_in(moment, desk.zone):%d.%m.}",
        "xml": lambda text: "".join(letter for letter in str(text) if letter not in "\ufffe\uffff"),
        "as_html": lambda text: html.escape(text, quote=False),
        "zip_with": lambda first, second: list(zip(first, second, strict=False)),
        "outward": outward,
        "clock": lambda moment: _in(moment, desk.zone).strftime("%H:%M"),
        "stamp": lambda moment: _in(moment, desk.zone).strftime("%Y-%m-%d %H:%M") if moment else "",
        "grouped": lambda number: f"{number:,}".replace(",", "\u202f"),
    }
    templates.filters |= filters
    return templates


def day_heading(moment: str, now: datetime, words: Words, zone: tzinfo) -> str:
    """Today, Yesterday, or the whole date in words."""
    day, today = _in(moment, zone).date(), now.astimezone(zone).date()
    if day in (today, today - timedelta(days=1)):
        return words["today"] if day == today else words["yesterday"]
    return in_words(day, words)


def in_words(day: date, words: Words) -> str:
    """A date such as `Thursday, 25 July 2024`."""
    weekday, month = words["days"].split()[day.weekday()], words["months"].split()[day.month - 1]
    text = words["date"].format(weekday=weekday, day=day.day, month=month, year=day.year)
    return text[0].upper() + text[1:]


def lapse(minutes: int, words: Words) -> str:
    """Minutes after something, as a person says it."""
    if minutes < 60:
        return words["after_minutes"].format(n=minutes)
    hours, rest = divmod(minutes, 60)
    if hours < 24:
        return words["after_hours"].format(h=hours, m=rest)
    return words["after_days"].format(d=hours // 24, h=hours % 24)


def cut(text: str, length: int = 300) -> str:
    """A text from outside, short enough for a list."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def _in(moment: str, zone: tzinfo) -> datetime:
    return datetime.fromisoformat(moment).astimezone(zone)


def _harmless(value: object) -> object:
    return without_marks(value) if isinstance(value, str) and not isinstance(value, Markup) else value
