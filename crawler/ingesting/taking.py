"""Taking files into a data folder: rows are read some at a time, and settled in their order."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from crawler.ingesting.jsonl import read_jsonl
from crawler.ingesting.rows import PageRow, Row, TextRow, Times, Unusable
from crawler.ingesting.saved import read_saved
from crawler.ingesting.settling import Ingested, Taken, settle_ingested
from crawler.ingesting.telling import opened
from crawler.ingesting.warcs import read_warc
from crawler.session import Assignment, Session, source_of
from pipelines.article import Reading, Rejected
from pipelines.clock import iso
from pipelines.errors import PresswatchError
from pipelines.reasons import is_fault
from pipelines.urls import InvalidUrl

log = logging.getLogger("presswatch.ingest")

UNDER_WAY = 16
"""Rows being read at once."""
_LOOK_EVERY = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What became of one row, as it is reported."""

    where: str
    url: str
    taken: Taken
    fault: bool = False
    """Whether it makes the command exit with 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What to take."""

    files: tuple[Path, ...]
    tell: Callable[[Told], None]
    """Told of every row, in order."""
    url: str | None = None
    """Where a saved page was fetched from."""
    fetched: str | None = None
    """When the rows were fetched that do not say; None: now, and for a saved page when its file was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _UnderWay:
    row: Row
    reading: asyncio.Task[Reading | Rejected] | None
    """None for a row that cannot be used."""


async def take(assignment: Assignment, wish: Wish) -> int:
    """Take every row of the files; returns the exit code: 1 if a row could not be used. Gives the folder up.

    Raises PresswatchError for a file that cannot be read at all, WriterStopped when the disk fails.
    """
    session = Session(assignment)
    exit_code = 1
    try:
        await session.begin()
        exit_code = await _take_all(session, wish)
    finally:
        await session.close(exit_code)
    return exit_code


async def _take_all(session: Session, wish: Wish) -> int:
    exit_code = 0
    under_way: deque[_UnderWay] = deque()
    async for row in _rows(wish, session.clock()):
        under_way.append(_begin(session, row))
        if len(under_way) >= UNDER_WAY:
            exit_code |= await _end(session, under_way.popleft(), wish)
    while under_way:
        exit_code |= await _end(session, under_way.popleft(), wish)
    return exit_code


async def _rows(wish: Wish, now: datetime) -> AsyncIterator[Row]:
    """The rows of all files; reading a file waits in a thread of its own."""
    for path in wish.files:
        rows = _rows_of(path, wish, now)
        while (row := await asyncio.to_thread(next, rows, None)) is not None:
            yield row


def _rows_of(path: Path, wish: Wish, now: datetime) -> Iterator[Row]:
    times = Times(now=now, fetched=wish.fetched)
    with opened(path) as (form, stream):
        if form == "warc":
            yield from read_warc(stream, path.name, times)
        elif form == "jsonl":
            yield from read_jsonl(stream, path.name, times)
        else:
            written = iso(datetime.fromtimestamp(path.stat().st_mtime, UTC))
            saved = replace(times, fetched=wish.fetched or min(written, times.seen))
            yield from read_saved(stream, path.name, saved, wish.url)


def _begin(session: Session, row: Row) -> _UnderWay:
    """Start reading a row, as the source that owns its address."""
    if isinstance(row, PageRow):
        page = replace(row.page, source=_source(session, row.page.url))
        return _UnderWay(row=row, reading=asyncio.create_task(session.readers.read(page)))
    if isinstance(row, TextRow):
        article = replace(row.article, source=_source(session, row.article.url, row.article.source))
        return _UnderWay(row=row, reading=asyncio.create_task(session.readers.retell(article)))
    return _UnderWay(row=row, reading=None)


def _source(session: Session, url: str, named: str = "") -> str:
    """Id of the source that owns an address; else the one a row names, if it is configured; else ''."""
    try:
        owner = source_of(session.config, url)
    except InvalidUrl:
        owner = None
    return owner.id if owner else named if named in session.config.sources else ""


async def _end(session: Session, under_way: _UnderWay, wish: Wish) -> int:
    """Settle a row and report it; returns the exit code."""
    told = await _told(session, under_way)
    wish.tell(told)
    return int(told.fault)


async def _told(session: Session, under_way: _UnderWay) -> Told:
    row = under_way.row
    if isinstance(row, Unusable):
        taken = Taken(outcome="refused" if row.fault else "passed over", why=row.why)
        return Told(where=row.where, url=row.url, taken=taken, fault=row.fault)
    url = row.page.url if isinstance(row, PageRow) else row.article.url
    result = await _result(session, under_way.reading)
    if isinstance(result, Rejected):
        why = f"{result.reason}: {result.detail}" if result.detail else str(result.reason)
        fault = is_fault(result.reason)
        taken = Taken(outcome="refused" if fault else "left out", why=why)
        return Told(where=row.where, url=url, taken=taken, fault=fault)
    ingested = Ingested(reading=result, record=row.record if isinstance(row, PageRow) else None)
    try:
        taken = await session.writer.do(partial(settle_ingested, ingested=ingested))
    except PresswatchError:
        raise  # the disk: nothing can go on
    except Exception as error:
        log.exception("a fault of our own at %s", row.where)
        return Told(where=row.where, url=url, taken=Taken(outcome="refused", why=repr(error)[:200]), fault=True)
    return Told(where=row.where, url=url, taken=taken)


async def _result(session: Session, reading: asyncio.Task[Reading | Rejected] | None) -> Reading | Rejected:
    """What was read; raises what keeps the readers from reading at all."""
    assert reading is not None  # noqa: S101 - only rows that cannot be used have none
    while not reading.done():
        await asyncio.wait({reading}, timeout=_LOOK_EVERY)
        if session.dispatcher.failure and not reading.done():
            reading.cancel()
            failure = session.dispatcher.failure
            raise failure if isinstance(failure, PresswatchError) else RuntimeError(str(failure)) from failure
    return reading.result()
