"""`presswatch init` and `presswatch config check`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crawler.alerting.channel import require_secrets
from crawler.cli import Folders
from crawler.configuration.editing import copy_shipped
from crawler.configuration.problems import Problems
from pipelines.errors import ConfigurationError

if TYPE_CHECKING:
    from crawler.configuration import Configuration


@click.command()
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path, file_okay=False))
@click.pass_obj
def init(folders: Folders, folder: Path | None) -> None:
    """Put an editable copy of the configuration into ./config, or into DIR. Nothing is overwritten."""
    target = folder or folders.config or Path("config")
    for path, written in copy_shipped(target):
        click.echo(f"{'wrote' if written else 'kept '} {path}{'' if written else ' (it was there already)'}")
    option = "" if target == Path("config") else f"--config {target} "
    click.echo(f"\nNext: say who you are in {target / 'presswatch.toml'} (contact), choose sources in")
    click.echo(f"{target / 'sources.toml'}, then try:")
    click.echo(f"  presswatch {option}config check\n  presswatch {option}crawl infobae")


@click.group()
def config() -> None:
    """Check the configuration."""


@config.command()
@click.pass_obj
def check(folders: Folders) -> None:
    """Load every file, and name everything that is wrong with it."""
    from crawler.configuration import load

    problems = Problems()
    try:
        configuration = load(folders.config)
    except ConfigurationError as error:
        problems.take(error)
    else:
        for line in _lines(configuration, problems):
            click.echo(line)
    for problem in problems.found:
        click.echo(f"error: {problem}", err=True)
    if problems.found:
        sys.exit(ConfigurationError.exit_code)


def _lines(configuration: Configuration, problems: Problems) -> Iterator[str]:
    """One line a file: what is in it. The tables of agencies and topics are tried where they are used."""
    files = configuration.files
    default = type(configuration.settings)()
    changed = sum(getattr(configuration.settings, f.name) != getattr(default, f.name) for f in fields(default))
    enabled = sum(source.enabled for source in configuration.sources.values())
    yield f"{files['presswatch.toml']}: {len(fields(default))} settings, {changed} not the default"
    yield f"{files['sources.toml']}: {len(configuration.sources)} sources, {enabled} enabled"
    for name, table, count in (
        ("agencies.toml", configuration.agencies, _try_agencies),
        ("topics.toml", configuration.topics, lambda table: _try_topics(table, configuration.topics_model)),
    ):
        try:
            yield f"{files[name]}: {count(table)}"
        except ConfigurationError as error:
            problems.take(error)
    yield f"{files['watchlists.toml']}: well-formed"
    yield f"{files['channels.toml']}: {len(configuration.channels)} channels"
    try:
        require_secrets(configuration.channels, files["channels.toml"])
    except ConfigurationError as error:
        problems.take(error)


def _try_agencies(table: dict[str, Any]) -> str:
    from pipelines.agencies import Agencies

    Agencies.from_table(table)
    return f"{len(table)} tables"


def _try_topics(table: dict[str, Any], model: dict[str, Any]) -> str:
    from pipelines.tags.topics import Topics

    topics = Topics.from_table(table, model)
    learned = f", learned for {', '.join(topics.learned)}" if topics.learned else ""
    return f"{len(table)} tables{learned}"
