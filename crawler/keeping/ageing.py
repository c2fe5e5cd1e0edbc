"""What goes with age while a crawler runs: raw pages (keep_pages, disk_quota) and texts (keep_text)."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from crawler.archive import Archive
from crawler.configuration import Configuration
from crawler.configuration.sizes import format_size
from crawler.keeping.finishing import finish
from crawler.keeping.holding import rewriting
from crawler.writer import Transaction, Writer
from pipelines.clock import day, iso
from pipelines.errors import FolderBusy
from pipelines.store import pages
from pipelines.store.pages import Keeping
from pipelines.store.texts import drop_texts, old_files

log = logging.getLogger("presswatch")

_FILES = 20
"""Files of lines that one transaction writes anew at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ageing:
    """What is needed to let things go."""

    config: Configuration
    folder: Path
    """DATA."""
    writer: Writer
    archive: Archive


def keeping_of(config: Configuration) -> Keeping:
    """How long raw pages are kept, by the configuration."""
    times = {source.id: source.keep_pages for source in config.sources.values()}
    return Keeping(default=config.settings.keep_pages, by_source=times, quota=config.settings.disk_quota)


async def drop_old_pages(ageing: Ageing) -> list[str]:
    """Delete the raw pages that may go; returns the names of the files."""
    keeping, archive = keeping_of(ageing.config), ageing.archive

    def job(transaction: Transaction) -> pages.Dropping:
        closed = archive.closed_files()
        beside = sum(size for path, size in archive.lengths().items() if Path(path).name not in closed)
        moment = datetime.fromisoformat(transaction.now).timestamp()
        dropping = pages.decide(pages.describe(transaction.db, closed), keeping, moment, beside)
        pages.forget(transaction.db, dropping.names)
        archive.release(list(dropping.names))
        return dropping

    dropping = await ageing.writer.do(job)
    archive.drop(list(dropping.names))
    if dropping.over:
        log.warning("raw pages exceed disk_quota by %s: keep_pages promises to keep them", format_size(dropping.over))
    return list(dropping.names)


async def drop_old_texts(ageing: Ageing) -> int:
    """Drop the texts past keep_text; returns how many files were written anew. During a backup it waits for next time.

    A day's files go when the whole day is past, so that each is written anew once, and none that is still written to.
    """
    limit = ageing.config.settings.keep_text
    if limit is None:
        return 0
    count = 0
    try:
        with rewriting(ageing.folder):
            while some := await _some_texts(ageing, limit):
                count += some
    except FolderBusy as busy:
        log.info("%s", busy)
    return count


async def _some_texts(ageing: Ageing, limit: float) -> int:
    def decide(transaction: Transaction) -> int:
        before = day(iso(datetime.fromisoformat(transaction.now) - timedelta(seconds=limit)), transaction.zone)
        paths = old_files(transaction.db, before, _FILES)
        for path in paths:
            drop_texts(transaction.db, ageing.folder, path)
        return len(paths)

    number = await ageing.writer.do(decide)
    if number:
        await ageing.writer.do(lambda transaction: finish(transaction.db, ageing.folder))
    return number
