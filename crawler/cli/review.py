"""review: the desk, served on this machine only."""

from __future__ import annotations

import contextlib
import socket
from pathlib import Path

import click

from crawler.cli import Folders
from pipelines.errors import PresswatchError


@click.command("review")
@click.argument("folder", required=False, type=click.Path(path_type=Path, file_okay=False))
@click.option("--port", type=click.IntRange(0, 65535), default=8787, show_default=True, help="0: any free one.")
@click.option("--no-browser", is_flag=True, help="Print the address and open nothing.")
@click.pass_obj
def review(folders: Folders, folder: Path | None, port: int, *, no_browser: bool) -> None:
    """Open the review desk in the browser, on what is stored in FOLDER (default: the data folder).

    It answers on 127.0.0.1 only, reads only, and may run beside a crawler. Ctrl-C ends it.
    """
    from pipelines.store.reading.opening import reading

    data = folder or folders.data
    with reading(data):  # a folder that cannot be read is said here, not in the browser
        listener = _listen(port)
    address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    click.echo(f"The review desk is at {address}  (Ctrl-C ends it)")
    if not no_browser:
        click.launch(address)
    with contextlib.suppress(KeyboardInterrupt):
        _serve(folders.config, data, listener)


def _listen(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
        listener.listen()
    except OSError as error:
        listener.close()
        cause = error.strerror or str(error)
        raise PresswatchError("cannot open the desk", f"port {port}", cause, "choose another with --port") from error
    return listener


def _serve(configured: Path | None, data: Path, listener: socket.socket) -> None:
    import uvicorn

    from crawler.configuration.loading import load_settings, load_sources
    from crawler.desk.app import desk_app
    from crawler.desk.guard import own_hosts
    from crawler.desk.render import Desk

    settings = load_settings(configured)
    names = {source.id: source.name for source in load_sources(configured).values()}
    desk = Desk(data=data, zone=settings.zone, zone_name=settings.timezone, names=names)
    app = desk_app(desk, own_hosts(listener.getsockname()[1]))
    config = uvicorn.Config(
        app, lifespan="off", ws="none", log_level="warning", access_log=False, proxy_headers=False, server_header=False
    )
    uvicorn.Server(config).run(sockets=[listener])
