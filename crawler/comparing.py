"""A page of a stored article that came again, and the page of the stored version: both read by the same reader.

An upgrade of presswatch, or a template learned between two visits, reads a page otherwise than before. So that this is
never taken for a change by the outlet, the archived page of the stored version is read anew beside the new one, in a
reader process and before the writer's transaction. The writer is told which version was read; where another one has
become the newest meanwhile it refuses (Outdated), and the two are compared anew.
"""

from __future__ import annotations

import asyncio
import sqlite3
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from crawler.archive import read_page
from crawler.archived_page import archived_page
from pipelines.article import Page, Reading, Rejected
from pipelines.errors import FolderError
from pipelines.revising.judging import Earlier
from pipelines.revising.wording import said
from pipelines.store import comparing
from pipelines.store.comparing import Newest
from pipelines.store.ledger import Wanted
from pipelines.store.pages import FOLDER
from pipelines.store.templates import NOTHING, Learned


class Outdated(Exception):
    """Another version of the article was stored since this reading was held against what was stored."""


class Readers(Protocol):
    """What reads a page; the pool of reader processes does."""

    async def read(self, page: Page, learned: Learned = NOTHING) -> Reading | Rejected:
        """A page as an article, or why it is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What a reading was held against."""

    revision: int
    """The version that was the newest then; 0: none was stored."""
    earlier: Earlier | None = None
    """That version as it is read today; None where the new reading says the same as what is stored."""
    reading: Reading | None = None
    """The new reading of its page, where both pages were read alike."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is to be held against what is stored."""

    wanted: Wanted
    """The article's row."""
    page: Page
    """Its page as it came now."""
    learned: Learned
    """What that was read with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparer:
    """Reads pages of stored versions anew."""

    catalogue: sqlite3.Connection
    """For short reads, on the event loop."""
    folder: Path
    """DATA."""
    readers: Readers
    """The reader processes."""

    async def compare(self, asked: Asked, reading: Reading) -> tuple[Reading, Comparison]:
        """The new reading, anew where that makes both alike, and what it was held against."""
        stored = comparing.newest(self.catalogue, asked.wanted.id)
        if stored is None:
            return reading, Comparison(revision=0)
        revision, article = stored.article.revision, reading.article
        same = said(article.title, article.text) == said(stored.article.title, stored.article.text)
        if same or article.content_hash == stored.article.content_hash:
            return reading, Comparison(revision=revision)
        old = await self._page(asked, stored)
        if isinstance(old, str):
            return reading, Comparison(revision=revision, earlier=stored.as_stored(article, old))
        return await self._alike(asked, (reading, old), stored)

    async def _page(self, asked: Asked, stored: Newest) -> Page | str:
        """The page of the stored version, or why it cannot be had."""
        if stored.page is None:
            return f"the page of revision {stored.article.revision} is not kept any more"
        try:
            record = await asyncio.to_thread(read_page, self.folder / FOLDER, stored.page)
        except FolderError as error:
            return str(error)
        times = {"fetched": stored.article.fetched, "first_seen": stored.article.first_seen}
        return archived_page(asked.wanted, record, times)

    async def _alike(self, asked: Asked, known: tuple[Reading, Page], stored: Newest) -> tuple[Reading, Comparison]:
        """Both pages by the templates of the site; where one of them needs trafilatura, both by that."""
        new, old = known
        before = await self.readers.read(old, replace(asked.learned, teach=False))
        if not _same_reader(before, new) and asked.learned.templates:
            again = await self.readers.read(asked.page, NOTHING)
            if isinstance(again, Reading):
                new, before = replace(again, evidence=new.evidence), await self.readers.read(old, NOTHING)
        revision = stored.article.revision
        if not isinstance(before, Reading) or not _same_reader(before, new):
            why = f"the page of revision {revision} cannot be read in the way of the new one"
            return known[0], Comparison(revision=revision, earlier=stored.as_stored(known[0].article, why))
        how = f"both pages read by {new.article.extractor}"
        earlier = Earlier(revision=revision, article=before.article, how=how, verified=True)
        return new, Comparison(revision=revision, earlier=earlier, reading=before)


def _same_reader(before: Reading | Rejected, after: Reading) -> bool:
    return isinstance(before, Reading) and before.article.extractor == after.article.extractor
