"""Archived pages through today's stages: read in reader processes, held against what is stored, stored where asked."""

from __future__ import annotations

import asyncio
import logging
import os
import sqlite3
from collections import Counter, deque
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from crawler.archive import read_page
from crawler.archived_page import archived_page
from crawler.configuration import Configuration
from crawler.holding_back import distrust
from crawler.keeping.reread_settlement import settle_reread
from crawler.reading.pool import ReaderPool
from crawler.template_memory import TemplateMemory
from crawler.writer import Writer
from pipelines.article import Reading, Rejected
from pipelines.errors import FolderError, PresswatchError
from pipelines.rereading import Difference, differences
from pipelines.store import archived
from pipelines.store.archived import Archived
from pipelines.store.pages import FOLDER
from pipelines.urls import host_of

log = logging.getLogger("presswatch.replay")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reread:
    """What a new reading of one page gave."""

    archived: Archived
    outcome: str
    """same, revised (other than stored), found (an article now), lost (stored, and none by today's reading), doubted
    (still not like its site's other pages), otherwise (not stored, for another reason), textless (dropped for its age),
    unreadable (its page cannot be read), or refused (it could not be stored, by a fault of ours)."""
    result: Reading | Rejected | None = None
    differences: tuple[Difference, ...] = ()
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """What to read anew."""

    config: Configuration
    folder: Path
    """DATA."""
    db: sqlite3.Connection
    """Its catalogue, for reading."""
    keys: list[int] = field(default_factory=list)
    """Rows of `urls`; see pipelines.store.archived.keys."""
    writer: Writer | None = None
    """Stores what differs; None: nothing is written."""
    accept: bool = False
    """Whether held pages are trusted as they read now, whatever is usual of their site."""


async def replay(order: Replay, on_reread: Callable[[Reread], None]) -> Counter[str]:
    """Read all of them, in order; how many had which outcome. on_reread: told of each, once what it brings is stored.

    Raises PresswatchError where readers cannot be started, WriterStopped where the disk refuses.
    """
    counts: Counter[str] = Counter()
    failures: list[BaseException] = []
    main = asyncio.current_task()

    def failed(error: BaseException) -> None:
        failures.append(error)
        if main:
            main.cancel()

    readers = ReaderPool(order.config)
    readers.start(on_failure=failed)
    try:
        async with aclosing(_rereadings(order, readers)) as rereadings:
            async for read in rereadings:
                reread = await _stored(order.writer, read)
                counts[reread.outcome] += 1
                on_reread(reread)
    except asyncio.CancelledError:
        if failures:
            raise failures[0] from None
        raise
    finally:
        await readers.close()
    return counts


async def _stored(writer: Writer | None, reread: Reread) -> Reread:
    """What became of it when it was to be stored, where it was."""
    trusted = reread.outcome == "same" and reread.archived.state == "held"
    if writer and (trusted or reread.outcome in ("revised", "found", "otherwise")):
        try:
            await writer.do(partial(settle_reread, archived=reread.archived, result=reread.result))
        except PresswatchError:
            raise  # the disk: nothing can go on
        except Exception as error:
            log.exception("a fault of our own at %s", reread.archived.wanted.url)
            return replace(reread, outcome="refused", detail=repr(error)[:200])
    return reread


async def _rereadings(order: Replay, readers: ReaderPool) -> AsyncGenerator[Reread, None]:
    """Read ahead, so that every reader has work, and give in order."""
    ahead = 2 * (order.config.settings.workers or os.cpu_count() or 1) + 2
    waiting: deque[asyncio.Task[Reread | None]] = deque()
    templates = TemplateMemory(order.db)
    try:
        for key in order.keys:
            waiting.append(asyncio.create_task(_reread(order, readers, templates, key)))
            if len(waiting) >= ahead and (reread := await waiting.popleft()):
                yield reread
        while waiting:
            if reread := await waiting.popleft():
                yield reread
    finally:
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)


async def _reread(order: Replay, readers: ReaderPool, templates: TemplateMemory, key: int) -> Reread | None:
    """None where there is no page any more."""
    held = archived.load(order.db, key)
    if held is None:
        return None
    if held.textless:
        return Reread(archived=held, outcome="textless")
    try:
        record = read_page(order.folder / FOLDER, held.page)
    except FolderError as error:
        return Reread(archived=held, outcome="unreadable", detail=str(error))
    page = archived_page(held.wanted, record, held.stored or {})
    result = await readers.read(page, templates.of(host_of(page.final_url)))
    if held.state == "held" and not order.accept and isinstance(result, Reading):
        why = distrust(order.db, result, key)
        if why:
            return Reread(archived=held, outcome="doubted", result=result, detail=why)
    return compare(held, result)


def compare(held: Archived, result: Reading | Rejected) -> Reread:
    """What a new reading means for what is stored. Pure."""
    if isinstance(result, Rejected):
        same = held.stored is None and held.reason == result.reason
        outcome = "lost" if held.stored else "same" if same else "otherwise"
        return Reread(archived=held, outcome=outcome, result=result, detail=f"{result.reason}: {result.detail}")
    if held.stored is None:
        return Reread(archived=held, outcome="found", result=result)
    found = tuple(differences(held.stored, result.article))
    return Reread(archived=held, outcome="revised" if found else "same", result=result, differences=found)
