"""`presswatch ingest`: pages and articles from elsewhere into the data folder."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import orjson

from crawler.cli import Folders
from crawler.visible import visible
from pipelines.clock import iso, utc_now
from pipelines.dates import parse_date

if TYPE_CHECKING:
    from crawler.ingesting.taking import Told


@click.command()
@click.argument(
    "files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path, exists=True, dir_okay=False)
)
@click.option("--url", help="The address a saved page was fetched from; for one FILE.")
@click.option("--fetched", metavar="TIME", help="When pages were fetched that do not say themselves.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a row, and one with the counts at the end.")
@click.pass_context
def ingest(ctx: click.Context, /, files: tuple[Path, ...], **options: Any) -> None:  # noqa: ANN401 - click's options
    """Store what was fetched elsewhere, through the same stages as a crawl.

    A FILE is JSONL with rows {url, html | text, title?, published?, fetched?, source?} or lines that another
    presswatch stored, a WARC file, or a saved HTML page; each may be packed with gzip, and is told by its content. Each
    row's outcome is one line; those that could not be used stand on stderr, exit code 1. What is stored already is not
    stored again.
    """
    url, given = options["url"], _fetched(options["fetched"])
    if url and len(files) > 1:
        raise click.UsageError("--url says where one page was fetched from: name one FILE")
    from crawler.cli.logs import start_log
    from crawler.configuration import load
    from crawler.folder import HeldFolder
    from crawler.ingesting.taking import Wish, take
    from crawler.reading.spawn import spawn_all
    from crawler.session import Assignment

    folders: Folders = ctx.obj
    config = load(folders.config)
    start_log(verbose=False)
    held = HeldFolder(folders.data if folders.data_given else config.settings.data, "ingest")
    assignment = Assignment(config=config, held=held, readers=spawn_all(config))
    report = _Report(as_json=options["as_json"])
    exit_code = asyncio.run(take(assignment, Wish(files=files, tell=report.tell, url=url, fetched=given)))
    report.close()
    ctx.exit(exit_code)


def _fetched(given: str | None) -> str | None:
    moment = parse_date(given) if given else None
    if given and (moment is None or moment.text > iso(utc_now())):
        raise click.BadParameter(f"{given!r} is no time that has been, as 2024-07-25T10:00", param_hint="--fetched")
    return moment.text if moment else None


class _Report:
    """Prints rows as they are settled, and counts them."""

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json
        self._counts: Counter[str] = Counter()
        self._passed: Counter[str] = Counter()

    def tell(self, told: Told) -> None:
        """One row."""
        self._counts[told.taken.outcome] += 1
        if self._as_json:
            click.echo(orjson.dumps({"where": told.where, "url": told.url, **asdict(told.taken)}).decode())
        elif told.taken.outcome != "passed over":
            says = told.taken.why or told.taken.title
            line = "\t".join((told.where, told.taken.outcome, told.taken.id[:8] or "-", told.url or "-", says))
            click.echo("\t".join(visible(cell) for cell in line.split("\t")), err=told.fault)

    def close(self) -> None:
        """The counts."""
        if self._as_json:
            click.echo(orjson.dumps({"counts": dict(self._counts)}).decode())
        else:
            order = ("stored", "known", "older", "left out", "passed over", "refused")
            click.echo(", ".join(f"{self._counts[name]} {name}" for name in order if self._counts[name]) or "no row")
