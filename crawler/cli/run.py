"""presswatch run."""

from __future__ import annotations

import getpass
import logging
import os
import signal
import sys
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawler.alerting.channel import require_secrets
from crawler.cli import Folders
from crawler.cli.logs import mask_secrets_of, start_log
from crawler.configuration import Configuration, load
from crawler.configuration.files import users_folder
from crawler.folder import HeldFolder
from crawler.reading.spawn import spawn_all

if TYPE_CHECKING:
    from crawler.daemon.metrics import Tally
    from crawler.daemon.service import Service
    from crawler.session import Session

log = logging.getLogger("presswatch")


@click.command()
@click.option("-v", "--verbose", is_flag=True, help="Log each outcome.")
@click.option("--log-json", is_flag=True, help="Log one JSON object a line.")
@click.option("--systemd-unit", is_flag=True, help="Print a systemd unit that runs this, and exit.")
@click.pass_context
def run(ctx: click.Context, *, verbose: bool, log_json: bool, systemd_unit: bool) -> None:
    """Crawl on a schedule, in the foreground, until SIGTERM or Ctrl-C. A second one ends it at once.

    SIGHUP reads the configuration anew; one with a fault is refused, and the old one stays. /health and /metrics are
    answered on 127.0.0.1 where metrics_port is set.
    """
    folders: Folders = ctx.obj
    if systemd_unit:
        click.echo(unit_for(folders), nl=False)
        return
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # until there is something to reload
    config = load(folders.config)
    require_secrets(config.channels, config.files["channels.toml"])
    start_log(verbose=True, config=config, as_json=log_json)
    held = HeldFolder(_data(folders, config), "run")
    readers = spawn_all(config)  # they load while we do
    from crawler.cli.crawl_output import log_settled
    from crawler.crawling import Order, crawl
    from crawler.daemon.metrics import Tally
    from crawler.session import Assignment

    log.info("watching %s sources into %s", sum(s.enabled for s in config.sources.values()), held.path)
    tally = Tally(log_settled(verbose=verbose))
    assignment = Assignment(config=config, held=held, readers=readers, on_settled=tally.settled, on_polled=tally.polled)
    crawl(Order(assignment=assignment, forever=True, attend=_service(folders, tally)))
    log.info("stopped")


def unit_for(folders: Folders) -> str:
    """The unit file, with the paths of this installation, configuration and data folder filled in."""
    config = users_folder(folders.config)
    words = [sys.executable, "-m", "crawler", *(["--config", str(config.absolute())] if config else [])]
    words += ["--data", str(_data(folders, load(folders.config)).absolute()), "run"]
    text = files("crawler.daemon").joinpath("presswatch.service").read_text(encoding="utf-8")
    return text.replace("@COMMAND@", " ".join(map(_quoted, words))).replace("@USER@", getpass.getuser())


def _service(folders: Folders, tally: Tally) -> Callable[[Session], Service]:
    from crawler.daemon.notify import Notifier
    from crawler.daemon.service import Plan, Service

    def fresh() -> Configuration:
        config = load(folders.config)
        require_secrets(config.channels, config.files["channels.toml"])
        mask_secrets_of(config)
        return config

    plan = Plan(notifier=Notifier.from_environment(os.environ), load=fresh, tally=tally)
    return lambda session: Service(session, plan)


def _data(folders: Folders, config: Configuration) -> Path:
    return folders.data if folders.data_given else config.settings.data


def _quoted(word: str) -> str:
    """A word of ExecStart (systemd.service(5), COMMAND LINES): '%' and '$' are doubled, blanks put into quotes."""
    word = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{word}"' if set(word) & set(" \t\\\"';") else word
