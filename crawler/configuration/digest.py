"""The table [digest] of presswatch.toml."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import Any

from crawler.configuration.channels import check_named
from crawler.configuration.checks import Refused
from crawler.configuration.problems import Place, Problems, did_you_mean
from crawler.configuration.table import Table
from pipelines.watchlists import WEEKDAYS

KEYS = ("at", "days", "channels", "watchlists", "empty", "stories")


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestPlan:
    """When a digest is made, of what, and to whom it goes."""

    at: time
    """In the configured time zone."""
    days: tuple[str, ...] = WEEKDAYS
    """Weekdays on which it is made; it covers all time since the one before."""
    channels: tuple[str, ...] = ()
    """Names of the channels it is sent on; it is written into the data folder in any case."""
    watchlists: tuple[str, ...] = ()
    """Ids of the watchlists it is about; empty: all, and all stories."""
    empty: bool = False
    """Whether one with nothing in it is sent, too."""
    stories: int = 10
    """Most top stories."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What a digest may name."""

    channels: dict[str, Any]
    """The tables of channels.toml."""
    channels_file: str
    """Where they stand."""
    watchlists: dict[str, Any]
    """The tables of watchlists.toml."""


def digest_of(values: dict[str, Any], file: str, named: Named, problems: Problems) -> DigestPlan | None:
    """The plan in a parsed presswatch.toml; None where it has no [digest]. Faults go to `problems`."""
    if "digest" not in values:
        return None
    if not isinstance(values["digest"], dict):
        problems.add(
            Place(file=file, key="digest"), "it is no table", 'write a line [digest], and below it at = "07:30"'
        )
        return None
    table = Table(values["digest"], Place(file=file, table="digest"), problems)
    table.check_keys(KEYS)
    channels, watchlists = table.texts("channels"), table.texts("watchlists")
    check_named(channels, named.channels, table, named.channels_file)
    for name in watchlists:
        if name not in named.watchlists:
            table.wrong("watchlists", f"there is no watchlist {name[:80]!r}", did_you_mean(name, named.watchlists))
    if "at" not in table.values:
        table.wrong("at", "it is missing", 'write at = "07:30"')
    return DigestPlan(
        at=time.fromisoformat(table.text("at", _clock) or "07:30"),
        days=table.texts("days", _weekday) or WEEKDAYS,
        channels=channels,
        watchlists=watchlists,
        empty=table.flag("empty", default=False),
        stories=int(table.number("stories", 10, 1, 100)),
    )


def _clock(text: str) -> str:
    try:
        if len(text) == 5:
            return time.fromisoformat(text).isoformat("minutes")
    except ValueError:
        pass
    raise Refused(f"{text[:20]!r} is no time of day", 'write hours and minutes, as "07:30"')


def _weekday(text: str) -> str:
    if text in WEEKDAYS:
        return text
    raise Refused(f"{text[:20]!r} is no weekday", f"write {', '.join(WEEKDAYS)}")
