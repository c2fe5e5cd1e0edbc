"""status and stats: how the sources and the store are doing. Reads only, beside a running crawler."""

from __future__ import annotations

import click

from crawler.cli import Folders
from crawler.cli.bounds import configured_zone, since_time
from crawler.cli.health_report import print_status, status_of
from crawler.cli.paging import PagedCommand
from crawler.cli.precision_report import print_precision
from crawler.cli.request_report import print_requests
from crawler.cli.terminal import bar, cells, fit, on_terminal, print_json, print_tabs, screen_width
from pipelines.clock import day, utc_now
from pipelines.store.reading.facets import topic_labels
from pipelines.store.reading.health import COUNTED_BY, counted
from pipelines.store.reading.opening import reading

_COUNTED = (*COUNTED_BY, "watchlist", "requests")


@click.command("status")
@click.option("--all", "everything", is_flag=True, help="A line for each source, however many there are.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def status(folders: Folders, *, everything: bool, as_json: bool) -> None:
    """Is a crawler running, how does each source do, and how much is stored."""
    report = status_of(folders, utc_now)
    if as_json:
        print_json(report)
    else:
        print_status(report, configured_zone(folders), everything=everything)


@click.command("stats", cls=PagedCommand)
@click.option("--by", type=click.Choice(_COUNTED), default="day", show_default=True, help="What to count by.")
@click.option("--since", help="Fetched since then: 24h, 7d, or a day such as 2024-07-25.")
@click.option("--json", "as_json", is_flag=True, help="JSON lines.")
@click.pass_obj
def stats(folders: Folders, by: str, since: str | None, *, as_json: bool) -> None:
    """Number of articles by day, source, language, country, topic, agency or kind; of URLs by outcome; and of requests.

    requests: why they were made, what came of them, bytes received, and bytes that conditional requests saved.
    watchlist: what each caught by month, what reviewers said of it, and its precision.
    """
    zone = configured_zone(folders)
    start = since_time(since, zone)
    with reading(folders.data) as db:
        if by == "requests":
            print_requests(db, day(start, zone) if start else "", as_json=as_json)
            return
        if by == "watchlist":
            print_precision(db, zone, start, as_json=as_json)
            return
        counts = counted(db, by, start)
        labels = topic_labels(db) if by == "topic" else {}
    if as_json:
        for value, number in counts:
            label = {"label": labels[value]} if value in labels else {}
            print_json({by: value or None, **label, "count": number})
    else:
        _print_counts([(f"{value} {labels[value]}" if value in labels else value, n) for value, n in counts])


def _print_counts(counts: list[tuple[str, int]]) -> None:
    if not on_terminal():
        for value, number in counts:
            print_tabs([value, number])
        return
    most = max((number for _, number in counts), default=0)
    width = max([cells(value) for value, _ in counts] + [6])
    for value, number in counts:
        click.echo(f"{fit(value or '(none)', min(width, screen_width() - 45))} {number:>9,}  {bar(number, most)}")
