"""presswatch crawl."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import click

from crawler.cli import Folders
from crawler.cli.logs import start_log
from crawler.configuration import Configuration, load, parse_duration
from crawler.folder import HeldFolder
from crawler.reading.spawn import spawn_all
from pipelines.clock import iso, utc_now
from pipelines.errors import ConfigurationError, FolderBusy

if TYPE_CHECKING:
    from crawler.wish import Summary, Wish


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlOptions:
    """What stood on the command line."""

    sources: tuple[str, ...]
    urls: tuple[str, ...]
    groups: tuple[str, ...]
    since: str | None
    limit: int | None
    revisit: bool
    as_json: bool
    verbose: bool


@click.command()
@click.argument("sources", nargs=-1)
@click.option("--url", "urls", multiple=True, help="Fetch and store this one article; repeatable.")
@click.option("--group", "groups", multiple=True, help="All enabled sources of this group; repeatable.")
@click.option("--since", help="Only articles published in this time, such as 24h or 7d.")
@click.option("--limit", type=click.IntRange(min=1), help="Fetch at most this many articles.")
@click.option("--revisit", is_flag=True, help="Look again at stored articles whose turn has come.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
@click.option("-v", "--verbose", is_flag=True, help="Log each outcome.")
@click.pass_context
def crawl(ctx: click.Context, /, **given: Any) -> None:  # noqa: ANN401 - click's values, typed by CrawlOptions
    """Fetch what is new once: from all enabled sources, from the SOURCES named, or single articles by --url.

    Beside a running `presswatch run` on the same data folder, the crawl is handed over to it. Exits with 1 when
    something wanted could not be had; each such URL is listed on stderr.
    """
    from crawler.cli.crawl_output import show_result

    options = CrawlOptions(**given)
    folders: Folders = ctx.obj
    config = load(folders.config)
    data = folders.data if folders.data_given else config.settings.data
    start_log(verbose=options.verbose, config=config)
    wish = _wish(config, options)
    try:
        held = HeldFolder(data, "crawl")
    except FolderBusy as busy:
        from crawler.cli.hand_over import hand_over

        summary = hand_over(data, wish, busy)
    else:
        summary = _crawl_here(config, held, wish)
    show_result(summary, data, config.settings.zone, as_json=options.as_json)
    ctx.exit(summary.exit_code)


def _crawl_here(config: Configuration, held: HeldFolder, wish: Wish) -> Summary:
    readers = spawn_all(config)  # they load while we do
    from crawler.cli.crawl_output import watch
    from crawler.crawling import Order
    from crawler.crawling import crawl as run_crawl
    from crawler.session import Assignment

    with watch() as progress:
        assignment = Assignment(
            config=config, held=held, readers=readers, on_settled=progress.settled, on_found=progress.found
        )
        return run_crawl(Order(assignment=assignment, wish=wish))


def _wish(config: Configuration, options: CrawlOptions) -> Wish:
    from crawler.wish import Wish

    names = dict.fromkeys([*options.sources, *_of_groups(config, options.groups)])
    unknown = [name for name in names if name not in config.sources]
    if unknown:
        mend = "see `presswatch sources list --all`"
        raise ConfigurationError("cannot crawl", ", ".join(unknown), "no source has this name", mend)
    return Wish(
        sources=tuple(names),
        urls=options.urls,
        since=_ago(options.since) if options.since else None,
        limit=options.limit,
        revisit=options.revisit,
    )


def _of_groups(config: Configuration, groups: tuple[str, ...]) -> list[str]:
    names: list[str] = []
    for group in groups:
        found = [s.id for s in config.sources.values() if group in s.groups and s.enabled]
        if not found:
            mend = "see `presswatch sources list --all`"
            raise ConfigurationError("cannot crawl", f"--group {group}", "no enabled source is in this group", mend)
        names += found
    return names


def _ago(since: str) -> str:
    try:
        seconds = parse_duration(since)
    except ValueError as error:
        raise ConfigurationError("cannot read", f"--since {since}", str(error), "write 24h, 7d or 90m") from error
    return iso(utc_now() - timedelta(seconds=seconds))
