"""review: the desk, served on this machine, or with a token beyond it."""

from __future__ import annotations

import contextlib
import getpass
import ipaddress
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawler.cli import Folders
from crawler.cli.bounds import configured_zone
from pipelines.errors import PresswatchError

if TYPE_CHECKING:
    from crawler.desk.access import Access
    from crawler.desk.render import Desk


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """Where the desk is to be had, and for whom."""

    host: str
    """Address it is bound to."""
    port: int
    """0: any free one."""
    names: tuple[str, ...]
    """Further values of the Host header that it answers to."""
    token_file: Path | None
    """File that holds the token; None: a new one each time."""

    @property
    def is_open(self) -> bool:
        """Whether other machines can reach it."""
        return not ipaddress.ip_address(self.host).is_loopback


def _address(_: click.Context, __: click.Parameter, value: str) -> str:
    """An address of this machine, as numbers."""
    try:
        return str(ipaddress.ip_address(value))
    except ValueError as error:
        raise click.BadParameter("give an address such as 127.0.0.1, 0.0.0.0 or ::1") from error


@click.command("review")
@click.argument("folder", required=False, type=click.Path(path_type=Path, file_okay=False))
@click.option("--port", type=click.IntRange(0, 65535), default=8787, show_default=True, help="0: any free one.")
@click.option("--host", default="127.0.0.1", show_default=True, callback=_address, help="Address to bind.")
@click.option("--name", "names", multiple=True, metavar="HOST[:PORT]", help="A name it is asked under, as by a proxy.")
@click.option("--token-file", type=click.Path(path_type=Path, dir_okay=False, exists=True), help="Holds your token.")
@click.option("--no-browser", is_flag=True, help="Print the address and open nothing.")
@click.pass_obj
def review(folders: Folders, /, folder: Path | None, *, no_browser: bool, **door: object) -> None:
    """Open the review desk in the browser, on what is stored in FOLDER (default: the data folder).

    FOLDER may also hold nothing but files of stored lines (.jsonl): then a catalogue is made beside them first.
    It answers on 127.0.0.1 only, and may be used beside a crawler. Bound elsewhere, and through a proxy, it asks for a
    token. Ctrl-C ends it.
    """
    from crawler.cli.indexing import with_catalogue
    from pipelines.store.reading.opening import reading

    data = with_catalogue(folder or folders.data, configured_zone(folders))
    with reading(data):  # a folder that cannot be read is said here, not in the browser
        chosen = Door(**door)  # type: ignore[arg-type]  # as click checked them
        listener = _listen(chosen)
    access = _access(chosen, listener.getsockname()[1])
    address = f"http://{_in_url(chosen.host)}:{listener.getsockname()[1]}/"
    click.echo(f"The review desk is at {address}  (Ctrl-C ends it)")
    if chosen.token_file is None and (chosen.is_open or chosen.names):
        click.echo(f"Token for those who come through the network or a proxy: {access.token}")
    if not no_browser:
        click.launch(address)
    with contextlib.suppress(KeyboardInterrupt):
        _serve(desk_of(folders.config, data), access, listener)


def _listen(door: Door) -> socket.socket:
    family = socket.AF_INET6 if ":" in door.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((door.host, door.port))
        listener.listen()
    except OSError as error:
        listener.close()
        cause = error.strerror or str(error)
        raise PresswatchError(
            "cannot open the desk", f"port {door.port}", cause, "choose another with --port"
        ) from error
    return listener


def _access(door: Door, port: int) -> Access:
    from crawler.desk.access import LEAST_TOKEN, Access, new_token, own_hosts

    hosts = own_hosts(port) | {f"{_in_url(door.host)}:{port}", *door.names}
    token = door.token_file.read_text(encoding="utf-8").strip() if door.token_file else new_token()
    if len(token) < LEAST_TOKEN:
        cause = f"it holds fewer than {LEAST_TOKEN} characters"
        raise PresswatchError("cannot use the token", str(door.token_file), cause, "put a long random one into it")
    return Access(hosts=frozenset(hosts), token=token, always=door.is_open)


def desk_of(configured: Path | None, data: Path) -> Desk:
    """What the pages know, from the configuration."""
    from crawler.configuration.loading import load
    from crawler.desk.render import Desk

    configuration = load(configured)
    settings, sources = configuration.settings, configuration.sources
    return Desk(
        data=data,
        zone=settings.zone,
        zone_name=settings.timezone,
        names={source.id: source.name for source in sources.values()},
        documents={one.id: [*one.feeds, *one.sitemaps, *one.sections] for one in sources.values()},
        domains={source.id: source.domains for source in sources.values()},
        watchlists={watchlist.id: watchlist.name for watchlist in configuration.watchlists.values()},
        reviewer=_user(),
    )


def _user() -> str:
    """The name of whoever started the desk."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "reviewer"


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _serve(desk: Desk, access: Access, listener: socket.socket) -> None:
    import uvicorn

    from crawler.desk.app import desk_app

    config = uvicorn.Config(
        desk_app(desk, access),
        lifespan="off",
        ws="none",
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        server_header=False,
    )
    uvicorn.Server(config).run(sockets=[listener])
