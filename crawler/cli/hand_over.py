"""A crawl beside a running `run`: the wish is written into the catalogue, and its summary awaited."""

from __future__ import annotations

import time
from pathlib import Path

import click
import orjson

from crawler.lock import holder_of
from crawler.wish import Summary, Wish, summary_from_json
from pipelines.clock import iso, utc_now
from pipelines.errors import FolderBusy, PresswatchError
from pipelines.store import handover
from pipelines.store.catalogue import open_catalogue

_LOOK_EVERY = 0.2


def hand_over(data: Path, wish: Wish, busy: FolderBusy) -> Summary:
    """Let the running crawler do it, and wait until it is done. Raises `busy` where another one-off crawl runs."""
    holder = holder_of(data)
    if holder is None or holder["command"] != "run":
        raise busy
    click.echo(f"handed over to `presswatch run` (process {holder['pid']})", err=True)
    db = open_catalogue(data)
    try:
        key = handover.ask(db, orjson.dumps(wish).decode(), iso(utc_now()))
        while (summary := handover.answer(db, key)) is None:
            _check_alive(data)
            time.sleep(_LOOK_EVERY)
    finally:
        db.close()
    return summary_from_json(orjson.loads(summary))


def _check_alive(data: Path) -> None:
    if holder_of(data) is None:
        mend = "start `presswatch run` again: it takes the request up; or crawl once more"
        raise PresswatchError("the crawl was not finished", str(data), "the running crawler ended", mend)
