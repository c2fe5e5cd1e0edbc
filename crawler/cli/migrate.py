"""presswatch migrate."""

from __future__ import annotations

import click

from crawler.cli import Folders
from crawler.lock import FolderLock
from pipelines.store.catalogue import migrate as migrate_folder


@click.command()
@click.pass_context
def migrate(ctx: click.Context) -> None:
    """Raise the data folder to this version of presswatch. Nothing may be crawling meanwhile."""
    folders: Folders = ctx.obj
    lock = FolderLock(folders.data, "migrate")
    before, after = migrate_folder(folders.data)
    lock.close()
    click.echo(f"{folders.data}: version {after}" + ("" if before == after else f", raised from {before}"))
