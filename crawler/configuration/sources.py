"""The tables of sources.toml as Source objects."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from crawler.configuration import checks
from crawler.configuration.problems import Place, Problems
from crawler.configuration.settings import Settings
from crawler.configuration.table import Table
from pipelines.source import Source

KEYS = frozenset(item.name for item in fields(Source)) - {"id"}


def sources_of(values: dict[str, Any], settings: Settings, file: str, problems: Problems) -> dict[str, Source]:
    """The sources of a parsed sources.toml by id, in file order; faults go to `problems`, faulty ones stay out."""
    found = {}
    for id_, table in values.items():
        source = _checked_source(id_, table, settings, (file, problems))
        if source is not None:
            found[id_] = source
    return found


def _checked_source(id_: str, values: object, settings: Settings, where: tuple[str, Problems]) -> Source | None:
    file, problems = where
    if not isinstance(values, dict):
        problems.add(Place(file=file, key=id_), "it stands outside a table", "put it below a line like [infobae]")
        return None
    before = len(problems.found)
    table = Table(values, Place(file=file, table=id_), problems)
    source = source_of(id_, table, settings)
    return source if len(problems.found) == before else None


def source_of(id_: str, table: Table, settings: Settings) -> Source:
    """One table as a Source; faults are noted in the table's problems."""
    _check_id(id_, table)
    table.check_keys(KEYS)
    source = Source(
        id=id_,
        name=table.text("name", checks.name) or id_,
        domains=table.texts("domains", checks.domain),
        country=table.text("country", checks.country),
        language=table.text("language", checks.language),
        feeds=table.texts("feeds", checks.url),
        sitemaps=table.texts("sitemaps", checks.url),
        sections=table.texts("sections", checks.url),
        groups=table.texts("groups", checks.group),
        kind=table.text("kind", checks.kind) or "outlet",
        **_manner(table, settings),
        **_reading(table),
    )
    _check_whole(source, table)
    return source


def _manner(table: Table, settings: Settings) -> dict[str, Any]:
    """How a source is asked."""
    return {
        "enabled": table.flag("enabled", default=True),
        "every": table.duration("every", None, 1),
        "delay": table.duration("delay", settings.delay),
        "budget": int(table.number("budget", 1, 1)) if "budget" in table.values else None,
        "allow_private": table.flag("allow_private", default=False),
        "headers": table.pairs("headers", checks.header),
        "cookies": table.pairs("cookies", checks.cookie),
        "keep_pages": table.kept("keep_pages", settings.keep_pages),
    }


def _reading(table: Table) -> dict[str, Any]:
    """How its pages are read."""
    return {
        "templates": table.flag("templates", default=True),
        "select": table.text("select", checks.selector),
        "remove": table.texts("remove", checks.selector),
        "until": table.text("until", checks.selector),
    }


def _check_id(id_: str, table: Table) -> None:
    try:
        checks.source_id(id_)
    except checks.Refused as error:
        table.wrong(None, error.cause, error.mend)


def _check_whole(source: Source, table: Table) -> None:
    """What no single key can say."""
    if not any(table.values.get(key) for key in ("feeds", "sitemaps", "sections")):
        table.wrong(None, "it has no feeds, sitemaps or sections", 'give at least one, as feeds = ["https://..."]')
    if not table.values.get("domains"):
        table.wrong("domains", "it is missing", 'name the hosts of its articles, as domains = ["example.com"]')
    for domain in source.domains:
        if "." not in domain and ":" not in domain and not source.allow_private:
            table.wrong("domains", f"{domain!r} is a whole top-level domain", "write the host, as example.com")
