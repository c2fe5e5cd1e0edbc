"""presswatch export: what is stored, as files."""

from __future__ import annotations

import click

from crawler.cli import Folders
from crawler.configuration.loading import load_settings
from crawler.visible import visible


@click.command()
@click.option("--rebuild", is_flag=True, required=True, help="Make articles/ and changes/ anew from the catalogue.")
@click.pass_obj
def export(folders: Folders, *, rebuild: bool) -> None:  # noqa: ARG001 - it must be said
    """Make the files of lines anew from the catalogue; those that are as they should be are left alone."""
    from crawler.folder import HeldFolder
    from crawler.keeping.holding import held_alone
    from crawler.keeping.rebuilding import rebuild as rebuild_files

    data = folders.data if folders.data_given else load_settings(folders.config).data
    with held_alone(HeldFolder(data, "export")) as held:
        rebuilt = rebuild_files(held)
    for path in rebuilt.paths:
        click.echo(visible(path))
    click.echo(f"{len(rebuilt.paths)} of {rebuilt.files} files made anew")
