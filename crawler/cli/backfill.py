"""`presswatch backfill`: a source's past, from its sitemaps and section pages."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click
import orjson

from crawler.cli import Folders
from crawler.cli.logs import start_log
from crawler.configuration import Configuration, load
from crawler.configuration.problems import did_you_mean
from crawler.folder import HeldFolder
from crawler.reading.spawn import spawn_all
from pipelines.errors import ConfigurationError

if TYPE_CHECKING:
    from crawler.backfilling.opening import Backfill
    from crawler.backfilling.plan import Walk
    from crawler.wish import Summary


@click.command()
@click.argument("source")
@click.option("--from", "first", metavar="DATE", required=True, help="First day wanted, as 2024-07-01.")
@click.option("--to", "last", metavar="DATE", required=True, help="Last day wanted, included.")
@click.option("--limit", type=click.IntRange(min=1), help="Fetch at most this many articles.")
@click.option("--budget", type=click.IntRange(min=1), help="Ask for at most this many sitemaps and section pages.")
@click.option("--unknown-dates", "undated", is_flag=True, help="Links of unknown day as well.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
@click.option("-v", "--verbose", is_flag=True, help="Log each outcome.")
@click.pass_context
def backfill(ctx: click.Context, /, source: str, **options: Any) -> None:  # noqa: ANN401 - click's options, typed by their declarations
    """Fetch what SOURCE published between two days, as far as its sitemaps and section pages reach.

    Walked are the configured sitemaps, those that robots.txt names, and the configured sections page by page; what
    cannot hold a wanted day is passed over. A second run goes on where the first one ended, and fetches nothing twice.
    Needs the data folder for itself: it does not run beside `presswatch run` (exit code 3).
    """
    folders: Folders = ctx.obj
    config = load(folders.config)
    plan = _plan(config, source, options)
    start_log(verbose=options["verbose"], config=config)
    data = folders.data if folders.data_given else config.settings.data
    summary = _crawl(config, HeldFolder(data, "backfill"), plan)
    from crawler.backfilling.walking import NOTHING
    from crawler.cli.crawl_output import show_result

    if options["as_json"]:
        from dataclasses import asdict

        _show_missing(summary)
        click.echo(orjson.dumps({**asdict(summary), "walk": asdict(plan.walk)}).decode())
    else:
        show_result(summary, data, config.settings.zone, as_json=False)
        for line in walk_lines(plan.walk):
            click.echo(line)
    ctx.exit(1 if plan.walk.stopped == NOTHING else summary.exit_code)


def _show_missing(summary: Summary) -> None:
    from crawler.cli.crawl_output import missing_line

    for missing in summary.missing:
        click.echo(missing_line(missing), err=True)


def _plan(config: Configuration, name: str, options: dict[str, Any]) -> Backfill:
    from crawler.backfilling.judging import Stretch
    from crawler.backfilling.opening import Backfill
    from crawler.backfilling.plan import Past
    from crawler.backfilling.spans import Span

    source = config.sources.get(name)
    if source is None:
        mend = did_you_mean(name, set(config.sources))
        raise ConfigurationError("cannot fill in the past", name, "no source has this name", mend)
    first, last = _day(options["first"], "--from"), _day(options["last"], "--to")
    if first > last:
        raise click.BadParameter(f"{first} lies after {last}", param_hint="--from")
    stretch = Stretch(days=Span(first=first, last=last), zone=config.settings.zone)
    past = Past(source=source, stretch=stretch, undated=options["undated"], budget=options["budget"])
    return Backfill(past=past, limit=options["limit"])


def _day(given: str, option: str) -> date:
    try:
        return date.fromisoformat(given)
    except ValueError as error:
        raise click.BadParameter(f"{given!r} is no day such as 2024-07-25", param_hint=option) from error


def _crawl(config: Configuration, held: HeldFolder, plan: Backfill) -> Summary:
    readers = spawn_all(config)
    from crawler.cli.crawl_output import watch
    from crawler.crawling import Order, crawl
    from crawler.session import Assignment
    from crawler.wish import Wish

    with watch() as progress:
        assignment = Assignment(
            config=config, held=held, readers=readers, on_settled=progress.settled, on_found=progress.found
        )
        wish = Wish(sources=(plan.past.source.id,), limit=plan.limit)
        return crawl(Order(assignment=assignment, wish=wish, opening=plan.open))


def walk_lines(walk: Walk) -> list[str]:
    """What came of the walk, for a person."""
    before = f", {walk.passed} more were walked before" if walk.passed else ""
    lines = [
        f"walked    {walk.asked} documents{before}",
        f"links     {walk.within} in these days, {walk.new} of them new",
    ]
    if walk.waiting:
        lines.append(f"waiting   {walk.waiting} articles had been left by an earlier run")
    if walk.gone:
        lines.append(f"gone      {walk.gone} documents are named and not there")
    if walk.undated:
        lines.append(f"undated   {walk.undated} links of unknown day left out (--unknown-dates takes them)")
    if walk.stopped:
        lines.append(f"stopped   {walk.stopped}{'' if walk.read + walk.passed == 0 else '; run it again to go on'}")
    return lines
