"""presswatch backup, presswatch restore."""

from __future__ import annotations

from pathlib import Path

import click

from crawler.cli import Folders
from crawler.configuration.files import NAMES, find
from crawler.configuration.loading import load_settings
from crawler.configuration.sizes import format_size
from crawler.visible import visible

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("file", type=_FILE)
@click.pass_obj
def backup(folders: Folders, *, file: Path) -> None:
    """Copy catalogue, files, raw pages and configuration into FILE (.tar, .tar.gz), consistent while a crawl goes on.

    FILE may hold what sources.toml holds, cookies and keys: only its owner may read it.
    """
    from crawler.keeping.backup import back_up

    made = back_up(_data(folders), file, [find(name, folders.config) for name in NAMES])
    for gone in made.gone:
        click.echo(f"not there any more: {visible(gone)}", err=True)
    click.echo(f"{made.articles} articles in {made.files} files, {format_size(made.size)}: {visible(str(file))}")


@click.command()
@click.argument("file", type=_FILE)
@click.pass_obj
def restore(folders: Folders, *, file: Path) -> None:
    """Make the data folder, which must be empty or missing, from the backup FILE."""
    from crawler.keeping.backup import CONFIGURATION
    from crawler.keeping.restore import restore as restore_it

    data = folders.data if folders.data_given else Path("data")
    restored = restore_it(file, data)
    for mended in restored.mended:
        click.echo(visible(mended), err=True)
    click.echo(f"{restored.articles} articles in {restored.files} files, as of {restored.made}: {visible(str(data))}")
    click.echo(f"the configuration lies in {visible(str(data / CONFIGURATION))}; use it with --config")


def _data(folders: Folders) -> Path:
    return folders.data if folders.data_given else load_settings(folders.config).data
