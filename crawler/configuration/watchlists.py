"""The tables of watchlists.toml as watchlists."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any, get_args

from crawler.configuration import checks
from crawler.configuration.channels import check_named
from crawler.configuration.checks import Refused
from crawler.configuration.problems import Place, Problems, did_you_mean
from crawler.configuration.table import Table
from pipelines.querying.errors import QueryError
from pipelines.watchlists import WEEKDAYS, Urgency, Watchlist, Weekday

KEYS = ("name", "query", "channels", "urgency", "quiet", "days", "throttle", "enabled")
URGENCIES: tuple[Urgency, ...] = get_args(Urgency)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a watchlist may name."""

    channels: Mapping[str, Any]
    """The tables of channels.toml."""
    channels_file: str
    """Where they stand."""
    sources: Collection[str] = ()
    """Ids of the sources."""
    agencies: Collection[str] = ()
    """Keys of the agencies."""


def watchlists_of(values: dict[str, Any], file: str, known: Known, problems: Problems) -> dict[str, Watchlist]:
    """The watchlists of a parsed watchlists.toml by id, in file order; faults go to `problems`."""
    found = {}
    for id_, table in values.items():
        if not isinstance(table, dict):
            problems.add(Place(file=file, key=id_), "it stands outside a table", "put it below a line like [elections]")
            continue
        before = len(problems.found)
        watchlist = _watchlist(id_, Table(table, Place(file=file, table=id_), problems), known)
        if len(problems.found) == before:
            found[id_] = watchlist
    return found


def _watchlist(id_: str, table: Table, known: Known) -> Watchlist:
    if not checks.SOURCE_ID.fullmatch(id_):
        cause = f"{id_[:80]!r} cannot name a watchlist"
        table.wrong(None, cause, "use at most 64 of a-z, 0-9 and '-', not '-' first")
    table.check_keys(KEYS)
    channels = table.texts("channels")
    check_named(channels, dict(known.channels), table, known.channels_file)
    return Watchlist(
        id=id_,
        name=table.text("name", checks.name) or id_,
        query=_query(table, known),
        channels=channels,
        urgency=_one_of(table, "urgency"),
        quiet=_quiet(table),
        days=_days(table),
        throttle=table.duration("throttle", 0.0) or 0.0,
        enabled=table.flag("enabled", default=True),
    )


def _query(table: Table, known: Known) -> str:
    """The query as written, so that the places in messages are those of the file's text."""
    query = table.values.get("query")
    if not isinstance(query, str):
        cause = "it is missing" if query is None else "it is no text"
        table.wrong("query", cause, 'write query = \'"estado islámico" OR "islamic state"\'')
        return ""
    try:
        _check_query(query, table, known)
    except QueryError as error:
        table.wrong("query", f"{error.which}: {error.cause}", error.mend)
    return query


def _check_query(query: str, table: Table, known: Known) -> None:
    from pipelines.querying.grammar import parse
    from pipelines.querying.tree import filters_of

    for each in filters_of(parse(query)):
        if each.field == "watch":
            table.wrong("query", "it asks for what a watchlist caught", "write what that one looks for")
        names = {"source": known.sources, "agency": known.agencies}.get(each.field)
        if names is not None and each.value not in names:
            table.wrong("query", f"there is no {each.field} {each.value[:80]!r}", did_you_mean(each.value, names))


def _one_of(table: Table, key: str) -> Urgency:
    text = table.text(key)
    for urgency in URGENCIES:
        if text in (urgency, None):
            return urgency if text else "normal"
    table.wrong(key, f"{text!r} is no urgency", f"write one of {', '.join(URGENCIES)}")
    return "normal"


def _quiet(table: Table) -> tuple[time, time] | None:
    text = table.text("quiet", _span)
    if text is None:
        return None
    begin, _, end = text.partition("-")
    return time.fromisoformat(begin), time.fromisoformat(end)


def _span(text: str) -> str:
    """Two times of the day in one spelling."""
    begin, _, end = (part.strip() for part in text.partition("-"))
    try:
        times = [time.fromisoformat(part) if len(part) == 5 else None for part in (begin, end)]
    except ValueError:
        times = [None]
    if None in times or begin == end:
        raise Refused(f"{text[:40]!r} is no span of hours", 'write quiet = "22:00-07:00"')
    return f"{begin}-{end}"


def _days(table: Table) -> tuple[Weekday, ...]:
    wanted = table.texts("days", _weekday) or WEEKDAYS
    return tuple(day for day in WEEKDAYS if day in wanted)


def _weekday(text: str) -> str:
    if text not in WEEKDAYS:
        raise Refused(f"{text[:40]!r} is no day", f"write {', '.join(WEEKDAYS)}")
    return text
