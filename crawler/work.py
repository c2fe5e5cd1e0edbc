"""What there is to do: a document to poll or a page to fetch, and the wish that it belongs to."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field

from crawler.wish import Report, Wish
from pipelines.store.documents import Polled
from pipelines.store.ledger import Wanted
from pipelines.store.revisits import Visit


@dataclass(eq=False, slots=True, kw_only=True)
class Scope:
    """One wish being worked on: a one-off crawl, a hand-over, or the schedule itself."""

    wish: Wish
    report: Report = field(default_factory=Report)
    open: int = 0
    """Polls and fetches not settled yet."""
    handed: int = 0
    """Articles handed out, for the wish's limit."""
    asked: set[str] = field(default_factory=set)
    """Documents asked below others; each is asked once."""
    below: Counter[str] = field(default_factory=Counter)
    """How many documents each configured one led to."""
    endless: bool = False
    """The schedule: it never ends, keeps no outcomes, and what failed comes back through the catalogue."""
    credit: bool = False
    """What stored articles credit: nobody asked for it by itself."""
    done: asyncio.Event = field(default_factory=asyncio.Event)

    def finished(self, count: int = 1) -> None:
        """Some of its work is settled."""
        self.open -= count
        if self.open == 0 and not self.endless:
            self.done.set()

    @property
    def persists(self) -> bool:
        """Whether what failed is tried again before it ends: nobody waits for what was only credited."""
        return not self.endless and not self.credit

    @property
    def full(self) -> bool:
        """Whether the wish's limit is reached."""
        return self.wish.limit is not None and self.handed >= self.wish.limit


@dataclass(frozen=True, slots=True, kw_only=True)
class PollWork:
    """A document to ask."""

    document: Polled
    scope: Scope
    depth: int = 0
    root: str = ""
    """The document that the configuration names, where this one was found below it."""
    tries: int = 0
    """Polls of it that failed in this run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageWork:
    """An article to fetch."""

    wanted: Wanted
    scope: Scope
    visit: Visit | None = None
    """What is known of a stored article that is only looked at again."""


Work = PollWork | PageWork


def source_of_work(work: Work) -> str:
    """Id of the source that a piece of work belongs to; '' where none is configured."""
    return work.document.source if isinstance(work, PollWork) else work.wanted.source


def url_of_work(work: Work) -> str:
    """The URL that a piece of work asks."""
    return work.document.url if isinstance(work, PollWork) else work.wanted.url
