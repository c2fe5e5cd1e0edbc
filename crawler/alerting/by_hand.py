"""Telling from the command line: beside a running schedule, which then sends, or alone."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from crawler.alerting.courier import Courier, Office
from crawler.configuration import Configuration
from crawler.lock import holder_of
from pipelines.clock import Clock, utc_now
from pipelines.store.catalogue import open_catalogue

T = TypeVar("T")


@contextmanager
def transaction(folder: Path) -> Iterator[sqlite3.Connection]:
    """One short transaction on the catalogue, beside whoever crawls. Raises FolderError where there is none."""
    open_catalogue(folder, readonly=True).close()  # says that nothing was crawled yet, and makes no folder
    with closing(open_catalogue(folder)) as db:
        db.execute("BEGIN IMMEDIATE")
        try:
            yield db
        except BaseException:
            db.execute("ROLLBACK")
            raise
        db.execute("COMMIT")


def is_sent_by_another(folder: Path) -> bool:
    """Whether a running schedule sends what is entered."""
    holder = holder_of(folder)
    return holder is not None and holder["command"] == "run"


def send_now(folder: Path, config: Configuration, ids: Sequence[str], clock: Clock = utc_now) -> None:
    """Send these messages, one attempt each; what came of them stands in the outbox."""

    async def main() -> None:
        with closing(open_catalogue(folder, readonly=True)) as read:

            async def write(job: Callable[[sqlite3.Connection], T]) -> T:
                with transaction(folder) as db:
                    return job(db)

            courier = Courier(Office(folder=folder, read=read, write=write, config=lambda: config, clock=clock))
            await asyncio.gather(*(courier.attempt(id_) for id_ in ids))

    asyncio.run(main())


def name_of(moment: datetime) -> str:
    """The name of a digest that was asked for by hand."""
    return moment.strftime("%Y-%m-%d-%H%M%S")
