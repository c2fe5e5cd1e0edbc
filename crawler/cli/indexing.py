"""Making a catalogue beside stored lines, with its progress shown."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawler.visible import visible

if TYPE_CHECKING:
    from crawler.keeping.indexing import Tell


def with_catalogue(folder: Path, zone: tzinfo) -> Path:
    """The data folder to open for a folder: it itself, or where a catalogue of its lines stands now.

    What was done, and lines that could not be used, are said on stderr. Raises FolderError.
    """
    from crawler.keeping.indexing import Asked, catalogue_beside, user_cache

    with _progress() as tell:
        done = catalogue_beside(Asked(folder=folder, zone=zone, tell=tell, cache=user_cache()))
    if done.articles:
        click.echo(f"{done.articles} articles indexed in {visible(str(done.data))}", err=True)
    if done.left_out:
        click.echo(f"{done.left_out} lines are no stored articles and were left out:", err=True)
    for line in done.unusable:
        click.echo(f"  {visible(line)}", err=True)
    return done.data


@contextmanager
def _progress() -> Iterator[Tell]:
    """A bar on a terminal, from the first thing it is told; elsewhere nothing."""
    if not sys.stderr.isatty():
        yield lambda done, of: None  # noqa: ARG005 - nobody looks
        return
    from rich.console import Console
    from rich.progress import Progress, TaskID

    with Progress(console=Console(stderr=True), transient=True) as bars:
        tasks: list[TaskID] = []

        def tell(done: int, of: int) -> None:
            if not tasks:
                tasks.append(bars.add_task("indexing", total=of))
            bars.update(tasks[0], completed=done)

        yield tell
