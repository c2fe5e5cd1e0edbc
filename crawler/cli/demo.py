"""`presswatch demo`: a whole crawl of a newsroom that runs on this machine, and what came of it."""

from __future__ import annotations

import io
import os
import re
import shlex
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipelines.errors import FolderError, PresswatchError

if TYPE_CHECKING:
    from crawler.demo.server import Newsroom
    from crawler.wish import Summary

_PORT = re.compile(r"\.localhost:(\d+)/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the demo keeps its files."""

    root: Path
    """The folder of --keep, or a temporary one."""

    @property
    def config(self) -> Path:
        """Folder of sources.toml."""
        return self.root / "config"

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.root / "data"

    @property
    def port(self) -> int:
        """The port of an earlier demo kept here, so that its addresses stay the same; 0: there was none."""
        try:
            found = _PORT.search((self.config / "sources.toml").read_text(encoding="utf-8"))
        except OSError:
            return 0
        return int(found[1]) if found else 0


@click.command()
@click.option("--keep", type=click.Path(path_type=Path, file_okay=False), help="Folder for config and data.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port of the newsroom (default: any free one).")
@click.option("--serve", is_flag=True, help="Only serve the newsroom until Ctrl-C; crawl it yourself.")
def demo(keep: Path | None, port: int, *, serve: bool) -> None:
    """Serve five invented news sites on this machine, crawl them, and tell what was found.

    Nothing leaves the machine. Without --keep the files lie in a temporary folder, which is named at the end.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal without accents still gets the rest
    place = Place(root=keep or Path(tempfile.mkdtemp(prefix="presswatch-demo-")))
    with _newsroom(port or place.port) as room:
        _write_config(place, room.sources_toml())
        if serve:
            _serve(room, place)
            return
        _show(room, place, _crawl(room, place))


@contextmanager
def _newsroom(port: int) -> Iterator[Newsroom]:
    """The newsroom at a port; raises PresswatchError where the port cannot be had."""
    from crawler.demo.server import Newsroom

    with ExitStack() as stack:
        try:
            room = stack.enter_context(Newsroom(port))
        except OSError as error:
            cause = os.strerror(error.errno or 0).lower()
            mend = "choose another with --port"
            raise PresswatchError("cannot serve the newsroom", f"port {port}", cause, mend) from error
        yield room


def _write_config(place: Place, sources: str) -> None:
    try:
        place.config.mkdir(parents=True, exist_ok=True)
        (place.config / "sources.toml").write_text(sources, encoding="utf-8")
    except OSError as error:
        raise FolderError(
            "cannot write", str(place.config), error.strerror or str(error), "choose another with --keep"
        ) from error


def _serve(room: Newsroom, place: Place) -> None:
    """Stay until Ctrl-C."""
    click.echo(f"{len(room.sites)} news sites, {len(room.articles)} pages. Ctrl-C ends it.")
    for site in room.sites:
        click.echo(f"  {room.base(site.id)}/  {site.name}")
    click.echo(f"Crawl them from another terminal:\n  presswatch {_folders(place)} crawl")
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        click.echo("closed")


def _crawl(room: Newsroom, place: Place) -> Summary:
    """Crawl all the sites once, just as `presswatch crawl` does, and one page again that changed meanwhile."""
    from crawler.cli.crawl_output import watch
    from crawler.configuration import load
    from crawler.crawling import Order, crawl
    from crawler.demo.second_look import SecondLook
    from crawler.folder import HeldFolder
    from crawler.session import Assignment

    with watch() as progress:
        held = HeldFolder(place.data, "crawl")
        assignment = Assignment(
            config=load(place.config), held=held, on_settled=progress.settled, on_found=progress.found
        )
        return crawl(Order(assignment=assignment, opening=SecondLook(room=room)))


def _show(room: Newsroom, place: Place, summary: Summary) -> None:
    from rich.console import Console

    from crawler.demo.telling import Telling, tell
    from pipelines.store.catalogue import open_catalogue

    db = open_catalogue(place.data, readonly=True)
    try:
        telling = Telling(
            db=db,
            sites={site.id: site.name for site in room.sites},
            seed=room.one("europapress/eeuu-irak").url,
            lookalike=room.one("europapress/austin-f16").url,
            pages=len(room.articles),
            requests=len(room.requests),
            seconds=summary.seconds,
            unchanged=summary.polls_unchanged,
        )
        tell(Console(highlight=False), telling)
    finally:
        db.close()
    click.echo(_next(place))
    if not summary.stored and not summary.unchanged and not summary.polls_unchanged:
        raise PresswatchError("found nothing", str(place.data), "no article was stored", "see the reasons above")


def _folders(place: Place) -> str:
    """The global options that lead there, as a shell takes them."""
    return shlex.join(("--config", str(place.config), "--data", str(place.data)))


def _next(place: Place) -> str:
    """What to type now."""
    folders = f"presswatch {_folders(place)}"
    return "\n".join(
        (
            "",
            f"All of it is kept in {place.root}. Look at it with:",
            f"  {folders} review",
            f"  {folders} stories",
            f'  {folders} search "estado islámico"',
            f"  {folders} list --edits silent",
            f"Crawl again, and only what changed is fetched:  presswatch demo --keep {shlex.quote(str(place.root))}",
        )
    )
