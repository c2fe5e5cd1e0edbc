"""presswatch digest."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawler.cli import Folders
from crawler.cli.bounds import since_time
from crawler.visible import visible_lines
from pipelines.errors import ConfigurationError, FolderError

if TYPE_CHECKING:
    from crawler.configuration import Configuration
    from pipelines.digest import Digest


@click.command()
@click.option("--since", default="24h", show_default=True, help="From then on: 24h, 7d, or a day such as 2024-07-25.")
@click.option("--send", is_flag=True, help="Send it on the channels of [digest].")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="Write it there: HTML where it ends in .html."
)
@click.pass_obj
def digest(folders: Folders, since: str, out: Path | None, *, send: bool) -> None:
    """The news since then on one page: top stories, each watchlist, corrections, takedowns, silent sources.

    Printed as text. `presswatch run` makes one by itself where presswatch.toml has a [digest].
    """
    from crawler.alerting.by_hand import name_of
    from crawler.alerting.courier import context_of, read_digest
    from crawler.alerting.digesting import Span
    from crawler.configuration import load
    from pipelines.clock import iso, utc_now

    config, now = load(folders.config), utc_now()
    data, zone = folders.data if folders.data_given else config.settings.data, config.settings.zone
    start = since_time(since, zone) or iso(now - timedelta(days=1))
    span = Span(name=name_of(now.astimezone(zone)), since=start, until=iso(now))
    made = read_digest(context_of(config, data), span)
    if out is not None:
        _write(out, made, config)
        click.echo(f"wrote {out}")
    elif not send:
        click.echo(visible_lines(_text(made, config)), nl=False)
    if send:
        _send(config, data, made, now)


def _text(made: Digest, config: Configuration) -> str:
    from pipelines.digest_text import digest_text

    return digest_text(made, config.settings.zone, made.name)


def _write(out: Path, made: Digest, config: Configuration) -> None:
    from crawler.alerting.files import write_whole
    from pipelines.digest_html import digest_html

    page = out.suffix.lower() in (".html", ".htm")
    text = digest_html(made, config.settings.zone, made.name) if page else _text(made, config)
    try:
        write_whole(out, text.encode())
    except OSError as error:
        cause = error.strerror or str(error)
        raise FolderError("cannot write the digest", str(out), cause, "choose another --out") from error


def _send(config: Configuration, data: Path, made: Digest, now: datetime) -> None:
    from crawler.alerting import files
    from crawler.alerting.by_hand import transaction
    from crawler.alerting.courier import context_of
    from crawler.alerting.digesting import enter_digest
    from crawler.cli.alerts import send_entered

    plan, file = config.digest, config.files["presswatch.toml"]
    if plan is None or not plan.channels:
        mend = 'write [digest] with at = "07:30" and channels = ["..."]'
        raise ConfigurationError("cannot send a digest", f"{file} [digest] channels", "it names no channel", mend)
    files.write_digest(context_of(config, data), made)
    with transaction(data) as db:
        ids = enter_digest(db, made, plan, now)
    if ids:
        send_entered(data, config, ids)
    else:
        click.echo("nothing to tell, so nothing was sent; empty = true in [digest] sends it all the same")
