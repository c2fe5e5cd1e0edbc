"""What there is to do: a document to poll or a page to fetch, and the wish that it belongs to."""

from __future__ import annotations

import asyncio
from collections import deque
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
    documents: int = 0
    endless: bool = False
    """The schedule: it never ends, keeps no outcomes, and what failed comes back through the catalogue."""
    done: asyncio.Event = field(default_factory=asyncio.Event)

    def finished(self, count: int = 1) -> None:
        """Some of its work is settled."""
        self.open -= count
        if self.open == 0 and not self.endless:
            self.done.set()

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


@dataclass(slots=True, kw_only=True)
class HostRows:
    """What waits for one host: pages that failed before go last, so that a bad one holds up no other."""

    fresh: deque[tuple[int, Scope]] = field(default_factory=deque)
    again: deque[tuple[int, Scope]] = field(default_factory=deque)

    def take(self) -> tuple[int, Scope] | None:
        """The next, if there is one."""
        rows = self.fresh or self.again
        return rows.popleft() if rows else None

    def drop_scheduled(self) -> set[int]:
        """Forget what the schedule queued; returns its keys."""
        dropped = {key for key, scope in (*self.fresh, *self.again) if scope.endless}
        self.fresh = deque(row for row in self.fresh if row[0] not in dropped)
        self.again = deque(row for row in self.again if row[0] not in dropped)
        return dropped

    def __bool__(self) -> bool:
        return bool(self.fresh or self.again)
