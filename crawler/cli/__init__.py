"""The command line. Each command is a small module, imported only when it is asked for."""

from __future__ import annotations

import importlib
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import click

from crawler.visible import visible_lines
from pipelines.errors import PresswatchError

COMMANDS: dict[str, tuple[str, str]] = {
    # name: (module:attribute, one line of help)
    "crawl": ("crawler.cli.crawl:crawl", "Fetch what is new once, from all sources, some, or given URLs."),
    "run": ("crawler.cli.run:run", "Crawl on a schedule, in the foreground, until told to stop."),
    "review": ("crawler.cli.review:review", "Open the review desk in the browser."),
    "report": ("crawler.cli.report:report", "The desk's pages as files, for reading anywhere and for printing."),
    "status": ("crawler.cli.status:status", "How the sources and the store are doing."),
    "list": ("crawler.cli.look:list_articles", "The newest stored articles."),
    "show": ("crawler.cli.look:show", "One stored article, whole."),
    "search": ("crawler.cli.look:search", "Stored articles that hold given words."),
    "stories": ("crawler.cli.look:stories", "Stories with their copies folded."),
    "alerts": ("crawler.cli.alerts:alerts", "What is to be sent, what failed and why; sending it again."),
    "digest": ("crawler.cli.digest:digest", "The news since yesterday on one page, to read or to send."),
    "diff": ("crawler.cli.diff:diff", "What an outlet changed in an article, version by version."),
    "watch": ("crawler.cli.watch:watch", "The watchlists, and what one would have caught."),
    "mark": ("crawler.cli.mark:mark", "Say whether an article is what you look for."),
    "stats": ("crawler.cli.status:stats", "Counts by day, source, language, country and outcome."),
    "sources": ("crawler.cli.sources:sources", "List, add, check, import and export the sources."),
    "init": ("crawler.cli.config:init", "Put an editable copy of the configuration here."),
    "config": ("crawler.cli.config:config", "Check the configuration."),
    "backfill": ("crawler.cli.backfill:backfill", "Fetch a source's past from its sitemaps and section pages."),
    "ingest": ("crawler.cli.ingest:ingest", "Store pages and articles that were fetched elsewhere."),
    "extract": ("crawler.cli.extract:extract", "Clean text of a URL, a file, or a manifest of saved pages."),
    "dedup": ("crawler.cli.dedup:dedup", "Mark copies in a file of articles."),
    "tag": ("crawler.cli.tag:tag", "Tag a file of articles: language, countries, agency, topics."),
    "topics": ("crawler.cli.topics:topics", "Learn topics from reviewed articles."),
    "url-key": ("crawler.cli.dedup:url_key", "The canonical key of each URL."),
    "case": ("crawler.cli.case:case", "Save a page as a test case."),
    "replay": ("crawler.cli.replay:replay", "Read archived pages anew, and show what would change."),
    "forget": ("crawler.cli.forget:forget", "Remove articles everywhere, for good."),
    "export": ("crawler.cli.export:export", "Articles as tables, feeds, news items and evidence packs."),
    "backup": ("crawler.cli.backup:backup", "Copy a data folder into one file, while a crawl goes on."),
    "restore": ("crawler.cli.backup:restore", "Make a data folder from a backup."),
    "migrate": ("crawler.cli.migrate:migrate", "Raise a data folder to this version."),
    "demo": ("crawler.cli.demo:demo", "See it work on a newsroom that runs on this machine."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Folders:
    """What the global options chose."""

    config: Path | None
    """--config DIR; None: ./config, then the shipped files."""
    data: Path
    """--data DIR."""
    data_given: bool
    """Whether --data was given by hand."""


class LazyGroup(click.Group):
    """A group that imports a command's module when the command runs, so that `status` never imports scrapy."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        command = getattr(importlib.import_module(module), attribute)
        return cast("click.Command", command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--config", type=click.Path(path_type=Path, file_okay=False), help="Folder of the TOML files.")
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="Data folder (default: ./data).")
@click.version_option(package_name="presswatch")
@click.pass_context
def presswatch(ctx: click.Context, config: Path | None, data: Path | None) -> None:
    """Watch news sites: find articles, keep their clean text, fold copies into stories."""
    ctx.obj = Folders(config=config, data=data or Path("data"), data_given=data is not None)


def main() -> None:
    """Run one command; a PresswatchError becomes one line on stderr and its exit code."""
    try:
        presswatch()
    except PresswatchError as error:
        click.echo(f"error: {visible_lines(str(error))}", err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
