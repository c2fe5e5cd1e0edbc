"""`presswatch sources`: list, add, check, import, export."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crawler.cli import Folders
from crawler.configuration import load_sources
from crawler.configuration.problems import did_you_mean
from pipelines.source import Source

if TYPE_CHECKING:
    from crawler.configuration.lists.deciding import Verdict

SECRET = ("headers", "cookies")
"""Keys whose values are shown nowhere."""


@click.group()
def sources() -> None:
    """List, add, check, import and export the sources."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which sources are wanted; None wants all."""

    group: str | None
    """Name of a group."""
    language: str | None
    """Language code."""
    country: str | None
    """Country code."""
    disabled: bool
    """Whether disabled sources are wanted too."""

    def of(self, found: dict[str, Source]) -> list[Source]:
        """The wanted sources in file order; UsageError for a group, language or country that no source has."""
        self._check("group", self.group, {group for source in found.values() for group in source.groups})
        self._check("language", self.language, {s.language for s in found.values() if s.language})
        self._check("country", self.country, {s.country for s in found.values() if s.country})
        return [source for source in found.values() if self._wants(source)]

    def _wants(self, source: Source) -> bool:
        return (
            (self.disabled or source.enabled)
            and (self.group is None or self.group in source.groups)
            and self.language in (None, source.language)
            and self.country in (None, source.country)
        )

    @staticmethod
    def _check(option: str, value: str | None, known: set[str]) -> None:
        if value is not None and value not in known:
            raise click.UsageError(f"no source has the {option} {value!r}: {did_you_mean(value, known)}")


def _choosing(command: Callable[..., None]) -> Callable[..., None]:
    """The options that choose sources."""
    for option in (
        click.option("--all", "disabled", is_flag=True, help="Disabled ones too."),
        click.option("--country", metavar="CODE", help="Only of this country, as AR."),
        click.option("--language", metavar="CODE", help="Only in this language, as es."),
        click.option("--group", metavar="NAME", help="Only of this group."),
    ):
        command = option(command)
    return command


@sources.command("list")
@_choosing
@click.option("--json", "as_json", is_flag=True, help="One JSON array.")
@click.pass_obj
def list_sources(folders: Folders, /, *, as_json: bool, **chosen: Any) -> None:  # noqa: ANN401 - the options of Choice
    """The configured sources: a table on a terminal, tab-separated lines otherwise."""
    found = Choice(**chosen).of(load_sources(folders.config))
    if as_json:
        _print_json(found)
    elif sys.stdout.isatty():
        _print_table(found)
    else:
        for source in found:
            click.echo("\t".join(_cells(source)))


def _cells(source: Source) -> list[str]:
    state = "on" if source.enabled else "off"
    counts = [str(len(urls)) for urls in (source.feeds, source.sitemaps, source.sections)]
    places = [source.country or "", source.language or ""]
    return [source.id, source.name, *places, state, *counts, " ".join(source.groups)]


def _print_json(found: Iterable[Source]) -> None:
    import orjson

    rows = [{key: value for key, value in asdict(source).items() if key not in SECRET} for source in found]
    click.echo(orjson.dumps(rows, option=orjson.OPT_INDENT_2).decode())


def _print_table(found: list[Source]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    for heading in ("id", "name", "country", "language", "state"):
        table.add_column(heading, no_wrap=True)
    for heading in ("feeds", "sitemaps", "sections"):
        table.add_column(heading, justify="right")
    table.add_column("groups")
    for source in found:
        table.add_row(*map(Text, _cells(source)))
    console = Console()
    console.print(table)
    console.print(f"{len(found)} sources, {sum(source.enabled for source in found)} of them on", highlight=False)


@sources.command("add")
@click.argument("address", metavar="URL")
@click.option("--id", "id", metavar="ID", help="Name of the new table; by default from the host.")
@click.option("--yes", is_flag=True, help="Write the table without asking.")
@click.option("--allow-private", is_flag=True, help="The site is on this machine or in a private network.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def add(folders: Folders, /, address: str, **options: Any) -> None:  # noqa: ANN401 - click's options, typed by their declarations
    """Look at a site, and propose it as a source: its feeds, its language, how often to ask.

    Feeds of comments and ones that bring nothing of their own are left out, three articles are read, and it is said
    what stands in the way: robots.txt, opt-outs, a paywall, a challenge, a page that needs JavaScript. The table is
    shown, and written after a yes; without a terminal only with --yes.
    """
    from crawler.cli.sources_add import add_source

    add_source(folders, address, options)


@sources.command("check")
@click.argument("names", metavar="[SOURCE]...", nargs=-1)
@click.option("--group", metavar="NAME", help="All enabled sources of this group.")
@click.option("--limit", type=click.IntRange(min=1), help="Look at this many sources at most.")
@click.option("--json", "as_json", is_flag=True, help="One JSON array.")
@click.pass_context
def check(ctx: click.Context, /, names: tuple[str, ...], **options: Any) -> None:  # noqa: ANN401 - as add
    """Ask every document of the enabled sources, or of those named, once, and read one article of each.

    One line a source: ok, degraded or broken, with the reason; exit code 1 if an enabled one is broken. Nothing is
    stored.
    """
    from crawler.cli.sources_check import check_sources

    ctx.exit(check_sources(ctx.obj, names, options))


@sources.command("template")
@click.argument("name", metavar="SOURCE")
@click.option("--json", "as_json", is_flag=True, help="One JSON array, an object for each site.")
@click.pass_obj
def template(folders: Folders, name: str, *, as_json: bool) -> None:
    """Show what was learned of a source's pages: where the article lives, which blocks belong, which pages agreed.

    A template is used once three pages agree, and learned anew when a page is doubted. `templates = false` in the
    source's table reads every page with trafilatura; `select`, `remove` and `until` read it by selectors of your own.
    """
    from crawler.cli.sources_template import show_template

    show_template(folders, name, as_json=as_json)


@sources.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--dry-run", is_flag=True, help="Say what would happen; write nothing.")
@click.pass_obj
def import_sources(folders: Folders, file: Path, *, dry_run: bool) -> None:
    """Add the sources of a CSV or OPML file to the configuration; exit code 1 if a row was refused.

    CSV: the first line names the columns, of id, name, country, language, domains, feeds, sitemaps, sections,
    groups, kind, enabled; several values in a cell are separated by blanks.
    """
    from crawler.configuration.lists.deciding import decide
    from crawler.configuration.lists.rows import read_list

    verdicts = list(decide(read_list(file), load_sources(folders.config)))
    added = {verdict.id: verdict.values for verdict in verdicts if verdict.outcome == "added"}
    for verdict in verdicts:
        _report(verdict)
    refused = sum(verdict.outcome == "refused" for verdict in verdicts)
    there = len(verdicts) - len(added) - refused
    click.echo(f"{len(added)} added, {there} already there, {refused} refused", nl=False)
    click.echo(" (dry run: nothing was written)" if dry_run else _written(folders.config, added))
    if refused:
        sys.exit(1)


def _report(verdict: Verdict) -> None:
    why = f": {verdict.why}" if verdict.why else ""
    click.echo(f"{verdict.where}\t{verdict.outcome}\t{verdict.id}{why}", err=verdict.outcome == "refused")


def _written(config: Path | None, added: dict[str, dict[str, Any]]) -> str:
    from crawler.configuration.editing import append_sources

    return f" in {append_sources(config, added)}" if added else ""


@sources.command("export")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
@click.option("--format", "form", type=click.Choice(["csv", "opml"]), help="Needed when FILE is '-'.")
@_choosing
@click.pass_obj
def export_sources(folders: Folders, /, file: Path, form: str | None, **chosen: Any) -> None:  # noqa: ANN401 - as list
    """Write the sources as CSV, or their feeds as OPML, told by the ending of FILE; '-' is standard output."""
    form = form or file.suffix.lower().removeprefix(".")
    if form not in ("csv", "opml"):
        raise click.UsageError("say which format: end FILE in .csv or .opml, or give --format")
    found = Choice(**chosen).of(load_sources(folders.config))
    text = _exported(found, form)
    if str(file) == "-":
        sys.stdout.buffer.write(text.encode())
    else:
        _save(file, text)


def _exported(found: list[Source], form: str) -> str:
    if form == "csv":
        from crawler.configuration.lists.csv import write_csv

        return write_csv(found)
    from crawler.configuration.lists.opml import write_opml

    without = sum(not source.feeds for source in found)
    if without:
        click.echo(f"left out, since OPML holds only feeds: {without} without a feed (CSV has them)", err=True)
    return write_opml(found)


def _save(file: Path, text: str) -> None:
    try:
        file.write_bytes(text.encode())
    except OSError as error:
        raise click.FileError(str(file), error.strerror or str(error)) from error
