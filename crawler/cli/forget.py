"""presswatch forget: remove articles for good."""

from __future__ import annotations

import sys

import click

from crawler.cli import Folders
from crawler.cli.terminal import local
from crawler.configuration.loading import load_settings
from crawler.visible import visible
from pipelines.store.choosing import Meant, meant
from pipelines.store.reading.opening import reading

_SHOWN = 20


@click.command()
@click.argument("what", nargs=-1, required=True)
@click.option("--yes", is_flag=True, help="Remove without asking.")
@click.pass_context
def forget(ctx: click.Context, *, what: tuple[str, ...], yes: bool) -> None:
    """Remove articles everywhere: files, raw pages, index, fingerprints. They are never fetched again.

    WHAT is a URL, an id, at least 6 characters of one, or a query as for search. What would go is shown first. The
    crawler must not be running on the data folder.
    """
    folders: Folders = ctx.obj
    settings = load_settings(folders.config)
    data, zone = folders.data if folders.data_given else settings.data, settings.zone
    with reading(data) as db:
        found = meant(db, " ".join(what), zone)
    for article in found[:_SHOWN]:
        click.echo(_line(article, local(article.first_seen, zone) if article.first_seen else ""))
    if len(found) > _SHOWN:
        click.echo(f"... and {len(found) - _SHOWN} more")
    if not (yes or _agreed(len(found))):
        click.echo("nothing was removed; --yes removes without asking", err=True)
        ctx.exit(1)
    from crawler.folder import HeldFolder
    from crawler.keeping.forgetting import forget as forget_them
    from crawler.keeping.holding import held_alone, leftovers

    with held_alone(HeldFolder(data, "forget")) as held:
        removed = forget_them(held, [article.id for article in found], zone)
    click.echo(f"removed {removed.articles} articles and {removed.pages} raw pages; {removed.files} files written anew")
    for bad in leftovers(data):
        click.echo(f"may hold it still, look and delete by hand: {visible(str(bad))}", err=True)


def _agreed(number: int) -> bool:
    return sys.stdin.isatty() and click.confirm(f"Remove {'it' if number == 1 else f'these {number}'} for good?")


def _line(article: Meant, seen: str) -> str:
    parts = [article.id[:8], seen, article.source, article.title or article.url]
    counts = f"{article.versions} versions, {article.pages} raw pages, {article.copies} copies elsewhere stay"
    return f"{'  '.join(visible(part) for part in parts if part)}\n          {counts}"
