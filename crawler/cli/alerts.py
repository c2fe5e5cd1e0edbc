"""presswatch alerts: what was told, what waits to be sent, and what could not be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crawler.cli import Folders
from crawler.cli.bounds import configured_zone
from crawler.cli.terminal import local, on_terminal, print_json, print_tabs, styled
from crawler.visible import visible
from pipelines.errors import ConfigurationError
from pipelines.store import outbox
from pipelines.store.reading.opening import reading

if TYPE_CHECKING:
    from crawler.configuration import Configuration

_STYLES = {"failed": "red", "pending": "yellow", "sent": "green", "dropped": "dim"}


@click.group()
def alerts() -> None:
    """What is to be sent, what failed and why; and sending it again."""


@alerts.command("list")
@click.option("--all", "everything", is_flag=True, help="What was sent, too.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="Most rows shown.")
@click.option("--json", "as_lines", is_flag=True, help="JSON lines.")
@click.pass_obj
def list_messages(folders: Folders, limit: int, *, everything: bool, as_lines: bool) -> None:
    """Messages that wait or failed, failed ones first.

    Piped, one tab-separated row each: id, state, kind, about, channel, attempts, next try or end, error.
    """
    states = ("pending", "failed", *(("sent", "dropped") if everything else ()))
    with reading(folders.data) as db:
        rows = outbox.listed(db, states, limit)
    zone = configured_zone(folders)
    for row in rows:
        if as_lines:
            print_json(row)
        elif on_terminal():
            _print(row, zone)
        else:
            print_tabs([*(row[name] for name in ("id", "state", "kind", "about", "channel", "attempts")),
                        row["settled"] or row["next_try"], row["error"]])  # fmt: skip
    if not rows and on_terminal():
        click.echo("nothing waits to be sent")


@alerts.command()
@click.argument("messages", nargs=-1, metavar="[ID ...]")
@click.pass_obj
def retry(folders: Folders, messages: Sequence[str]) -> None:
    """Send now what failed or waits after a failure: all of it, or these (ids, or how they begin)."""
    from crawler.alerting.by_hand import transaction
    from crawler.configuration import load
    from pipelines.clock import iso, utc_now

    config = load(folders.config)
    data = _data(folders, config)
    with transaction(data) as db:
        ids = outbox.retry(db, messages, iso(utc_now()))
    if not ids:
        click.echo("nothing failed, and nothing waits after a failure")
        return
    send_entered(data, config, ids)


@alerts.command()
@click.argument("channel")
@click.pass_obj
def test(folders: Folders, channel: str) -> None:
    """Send a test message on a channel."""
    from crawler.alerting.by_hand import transaction
    from crawler.configuration import load
    from crawler.configuration.problems import did_you_mean
    from pipelines.alerts import message_id
    from pipelines.clock import iso, utc_now

    config, now = load(folders.config), utc_now()
    if channel not in config.channels:
        mend = did_you_mean(channel, config.channels) if config.channels else "describe it there"
        raise ConfigurationError("no such channel", channel, f"{config.files['channels.toml']} has none", mend)
    data = _data(folders, config)
    message = outbox.Message(
        id=message_id("test", now.isoformat(), channel),
        channel=channel,
        kind="test",
        about=channel,
        created=iso(now),
        next_try=iso(now),
    )
    with transaction(data) as db:
        outbox.enter(db, message)
    send_entered(data, config, [message.id])


def send_entered(data: Path, config: Configuration, ids: Sequence[str]) -> None:
    """Let them be sent, and say what came of it. Exits with 1 where one could not be."""
    from crawler.alerting.by_hand import is_sent_by_another, send_now

    if is_sent_by_another(data):
        click.echo(f"{len(ids)} to be sent by the running schedule; see `presswatch alerts list`")
        return
    send_now(data, config, ids)
    with reading(data) as db:
        rows = [row for row in outbox.listed(db, outbox.STATES, 1_000_000) if row["id"] in set(ids)]
    for row in rows:
        error = f": {visible(row['error'])}" if row["error"] else ""
        click.echo(f"{row['id'][:8]} {row['state']} on {visible(row['channel'])}{error}")
    if any(row["state"] in ("pending", "failed") for row in rows):
        raise click.exceptions.Exit(1)


def _print(row: dict[str, Any], zone: tzinfo) -> None:
    when = f"next try {local(row['next_try'], zone)}" if row["state"] == "pending" else local(row["settled"], zone)
    about = f"{row['kind']} {visible(row['about'])} on {visible(row['channel'])}"
    tries = f", {row['attempts']} attempts" if row["attempts"] else ""
    state = styled(f"{row['state']:<8}", _STYLES[row["state"]])
    click.echo(f"{styled(row['id'][:8], 'dim')} {state} {about}{tries}, {when}")
    if row["error"]:
        click.echo(f"         {visible(row['error'])}")


def _data(folders: Folders, config: Configuration) -> Path:
    return folders.data if folders.data_given else config.settings.data
