"""presswatch replay: archived pages through today's stages."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawler.cli import Folders
from crawler.cli.bounds import since_time
from crawler.cli.terminal import print_json, styled
from crawler.configuration import Configuration, load
from crawler.visible import visible
from pipelines.errors import ConfigurationError

if TYPE_CHECKING:
    from crawler.folder import HeldFolder
    from crawler.keeping.rereading import Replay, Reread

_TOLD = {
    "same": "the same",
    "revised": "other than stored",
    "found": "articles now",
    "doubted": "held still, not like their site's other pages (--accept stores them as they read now)",
    "lost": "stored, and no article by today's reading (they stay)",
    "otherwise": "not stored, for another reason",
    "textless": "past keep_text",
    "unreadable": "pages that cannot be read",
    "refused": "that could not be stored, by a fault of presswatch itself",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What stood on the command line."""

    since: str | None
    source: str | None
    write: bool
    accept: bool
    as_lines: bool


@click.command()
@click.option("--since", help="Only pages fetched since then: 24h, 7d, or a day such as 2024-07-25.")
@click.option("--source", help="Only pages of this source.")
@click.option("--write", is_flag=True, help="Store what differs: as revisions that say they are ours.")
@click.option("--accept", is_flag=True, help="Trust held pages as they read now, and store them (with --write).")
@click.option("--json", "as_lines", is_flag=True, help="JSON lines: one for each page that reads other than stored.")
@click.pass_context
def replay(ctx: click.Context, /, **given: object) -> None:
    """Read archived pages anew, and show, field by field, what would change. Nothing is fetched.

    Articles that were rejected, failed or held before may be articles now. A page that was held, since it was not like
    its site's other pages, is stored when it reads as they do, or with --accept. Exits with 1 when a page
    cannot be read, or what it says cannot be stored.
    """
    options = Options(**given)  # type: ignore[arg-type]  # click gives what its options say
    folders: Folders = ctx.obj
    config = load(folders.config)
    data = folders.data if folders.data_given else config.settings.data
    if options.source is not None and options.source not in config.sources:
        mend = "see `presswatch sources list --all`"
        raise ConfigurationError("cannot replay", options.source, "no source has this name", mend)
    counts = asyncio.run(_replay(config, data, options))
    told = ", ".join(f"{counts[outcome]} {text}" for outcome, text in _TOLD.items() if counts[outcome])
    click.echo(f"{counts.total()} pages read anew: {told or 'none'}", err=options.as_lines)
    if not options.write and counts["revised"] + counts["found"] + counts["otherwise"]:
        click.echo("nothing was written; --write stores what differs", err=True)
    ctx.exit(1 if counts["unreadable"] + counts["refused"] else 0)


async def _replay(config: Configuration, data: Path, options: Options) -> Counter[str]:
    from crawler.keeping import rereading
    from pipelines.store import archived
    from pipelines.store.reading.opening import reading

    show = _show_json if options.as_lines else _show
    with _held(data, wanted=options.write) as held, reading(data) as db:
        keys = archived.keys(db, options.source, since_time(options.since, config.settings.zone))
        order = rereading.Replay(config=config, folder=data, db=db, keys=keys, accept=options.accept)
        if held is None:
            return await rereading.replay(order, show)
        return await _write(order, held, show)


async def _write(order: Replay, held: HeldFolder, show: Callable[[Reread], None]) -> Counter[str]:
    from dataclasses import replace

    from crawler.keeping import rereading
    from crawler.writer import Store, Writer
    from pipelines.watchlists_matching import percolator_of

    settings = order.config.settings
    store = Store(
        folder=held.path,
        db=held.db,
        archive=held.archive,
        zone=settings.zone,
        window=timedelta(seconds=settings.window),
        clock=held.clock,
        watchlists=percolator_of(order.config.watchlists.values(), settings.zone),
    )
    writer = Writer(store)
    try:
        return await rereading.replay(replace(order, writer=writer), show)
    finally:
        await writer.close()


@contextmanager
def _held(data: Path, *, wanted: bool) -> Iterator[HeldFolder | None]:
    """The data folder held for writing, where that is wanted."""
    from crawler.folder import HeldFolder

    if not wanted:
        yield None
        return
    held = HeldFolder(data, "replay")
    try:
        for warning in held.warnings:
            logging.getLogger("presswatch").warning("%s", warning)
        yield held
    finally:
        held.close()


def _show(reread: Reread) -> None:
    from pipelines.rereading import tell

    if reread.outcome in ("same", "textless"):
        return
    held = reread.archived
    click.echo(f"{styled(reread.outcome, 'bold')}  {held.wanted.id[:8]}  {visible(held.wanted.url)}")
    if reread.detail:
        before = f"{held.reason} -> " if held.reason else ""
        click.echo(f"  {visible(before + reread.detail)}")
    for difference in reread.differences:
        click.echo(f"  {difference.field}")
        for line in tell(difference):
            click.echo(styled(f"    {visible(line)}", "red" if line.startswith("-") else "green"))


def _show_json(reread: Reread) -> None:
    if reread.outcome in ("same", "textless"):
        return
    held = reread.archived
    print_json(
        {
            "id": held.wanted.id,
            "url": held.wanted.url,
            "source": held.wanted.source,
            "outcome": reread.outcome,
            "state": held.state,
            "reason": held.reason,
            "revision": held.stored["revision"] if held.stored else None,
            "detail": reread.detail,
            "differences": [asdict(difference) for difference in reread.differences],
        }
    )
