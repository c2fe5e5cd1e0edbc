"""What the reading commands need before they ask the catalogue: the folder, the zone, and options as a selection."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

import click

from crawler.cli import Folders
from pipelines.clock import iso, utc_now
from pipelines.querying.grammar import filter_of
from pipelines.querying.tree import Node
from pipelines.store.reading.selection import all_of


def configured_zone(folders: Folders) -> tzinfo:
    """The time zone of presswatch.toml."""
    from crawler.configuration.loading import load_settings

    return load_settings(folders.config).zone


def since_time(value: str | None, zone: tzinfo) -> str | None:
    """--since as an ISO time: a duration back from now (24h, 7d), or a day or time such as 2024-07-25."""
    from crawler.configuration.durations import parse_duration

    if value is None:
        return None
    try:
        if value[:4].isdigit() and value[4:5] == "-":
            moment = datetime.fromisoformat(value)
            return iso(moment if moment.tzinfo else moment.replace(tzinfo=zone))
        return iso(utc_now() - timedelta(seconds=parse_duration(value)))
    except (ValueError, OverflowError) as error:
        raise click.BadParameter(
            f"{value!r} is neither a duration such as 24h nor a day such as 2024-07-25", param_hint="--since"
        ) from error


def edits_option(name: str | None, *, revised: bool) -> tuple[str, ...] | None:
    """--edits and --revised as types of edits; None where neither was given."""
    if name is None and not revised:
        return None
    from pipelines.revising.edits import MEANING

    if name is not None and name not in MEANING:
        raise click.BadParameter(f"{name!r} is none of {', '.join(MEANING)}", param_hint="--edits")
    return (name,) if name else tuple(set(MEANING) - {"takedown", "reread"})


def chosen(values: dict[str, str | None]) -> Node | None:
    """Option values by search field as one node; None where no option was given."""
    return all_of(*(filter_of(field, value) for field, value in values.items() if value is not None))
