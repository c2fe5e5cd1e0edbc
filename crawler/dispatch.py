"""What to fetch next, and what to do with what came: the part between the spider, the readers and the writer.

Runs on the event loop. Work is taken by the spider when it has room; outcomes come back as they happen. The catalogue
holds the truth; the queues here hold row keys only.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from dataclasses import dataclass, replace
from typing import Any

from crawler.rows import Rows
from crawler.settlement import Settled
from crawler.work import PageWork, PollWork, Scope, Work
from crawler.writer import Transaction, Writer
from pipelines.errors import PresswatchError
from pipelines.store import ledger
from pipelines.store.documents import Polled
from pipelines.store.ledger import Wanted
from pipelines.store.revisits import Visit

log = logging.getLogger("presswatch.dispatch")

MAX_DEPTH = 5
"""Sitemap indexes within sitemap indexes."""
MAX_DOCUMENTS = 1000
"""Documents that one configured document may lead to in a run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much may be under way at once."""

    per_host: int
    """Pages in flight to one host."""
    unsettled: int
    """Pages fetched or being fetched, and not settled yet."""


def _nobody(_: PageWork, __: Settled) -> None:
    """Nobody wants to know."""


class Dispatcher:
    """Hands out work and keeps count of it."""

    def __init__(self, writer: Writer, limits: Limits, on_found: Callable[[int], None]) -> None:
        """on_found: told how many articles were just queued."""
        self._writer = writer
        self._on_found = on_found
        self.limits = limits
        self._polls: deque[PollWork] = deque()
        self._rows = Rows()
        self._ready: deque[PageWork] = deque()
        self._visits: deque[PageWork] = deque()
        self._visiting: set[int] = set()
        self._unsettled = 0
        self._claiming = False
        self._changed = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._waits: set[asyncio.Task[None]] = set()
        self.on_stored: Callable[[PageWork, Settled], None] = _nobody
        """Told of every outcome of an article before its wish is."""
        self.stopping = False
        self.turns = 0
        """Looks for work, and ends of work, so far: where they stand still, the spider or its answers are lost."""
        self.failure: BaseException | None = None
        """What stopped the crawl, where something of our own did."""

    def poll(self, document: Polled, scope: Scope, above: PollWork | None = None) -> None:
        """Queue a document. One that was found in another is not followed too deep, too often, or twice."""
        depth, root = (above.depth + 1, above.root or above.document.url) if above else (0, "")
        if above and not self._follows(document, scope, (depth, root)):
            return
        scope.open += 1
        self._polls.append(PollWork(document=document, scope=scope, depth=depth, root=root))
        self._changed.set()

    @staticmethod
    def _follows(document: Polled, scope: Scope, found: tuple[int, str]) -> bool:
        depth, root = found
        if scope.endless:
            return depth <= MAX_DEPTH
        if document.url in scope.asked:
            return False
        scope.asked.add(document.url)
        scope.below[root] += 1
        if depth <= MAX_DEPTH and scope.below[root] <= MAX_DOCUMENTS:
            return True
        if depth > MAX_DEPTH or scope.below[root] == MAX_DOCUMENTS + 1:
            log.warning("not followed, too deep or too many documents below %s: %s", root, document.url)
            scope.report.not_followed(document.url, root)
        return False

    def visit(self, visits: Iterable[Visit], scope: Scope) -> None:
        """Queue stored articles to be looked at again, once all else is done."""
        for visit in visits:
            if visit.wanted.key not in self._visiting:
                self._visiting.add(visit.wanted.key)
                scope.open += 1
                self._visits.append(PageWork(wanted=visit.wanted, scope=scope, visit=visit))
        self._changed.set()

    @property
    def visiting(self) -> int:
        """Visits queued or under way."""
        return len(self._visiting)

    def poll_again(self, work: PollWork, seconds: float) -> None:
        """Poll a document once more after a while, where the crawl is not stopping."""
        self._waits.add(self.run(self._poll_again(work, seconds)))

    def fetch(self, rows: Iterable[tuple[int, str]], scope: Scope, *, again: bool = False) -> None:
        """Queue articles by (row key, host), those to be fetched first first; again: they failed before."""
        found = sum(self._rows.enter(key, host, (scope, again)) for key, host in rows)
        self._on_found(found)
        self._changed.set()

    async def work(self, until: asyncio.Event | None = None) -> AsyncIterator[Work]:
        """Work as it can be done; ends when stopping, or when `until` is set."""
        while not self.stopping and not (until and until.is_set()):
            self.turns += 1
            work = self._next()
            if work is None:
                await self._wait(until)
            else:
                yield work

    def settled(self, work: PageWork, settled: Settled) -> None:
        """An article's URL has its outcome."""
        self.on_stored(work, settled)
        self._unsettled -= 1
        self._changed.set()
        if work.visit:
            self._visiting.discard(work.wanted.key)
        if not work.scope.endless:
            work.scope.report.page(settled)
        if settled.retry_in is not None and not self.stopping and work.scope.persists:
            self._waits.add(self.run(self._again(work, settled.retry_in)))
            return
        work.scope.finished()
        for scope in [] if work.visit else self._rows.leave(work.wanted.key):
            scope.report.page(settled)
            scope.finished()

    def received(self, work: PageWork) -> None:
        """An article's request is over, one way or the other; its host may be asked again."""
        self.turns += 1
        self._rows.free(work.wanted.host)
        self._changed.set()

    def nudge(self) -> None:
        """Look for work once more, to show that the loop is alive."""
        self._changed.set()

    def drop_scheduled(self, keep: Callable[[Polled], bool]) -> None:
        """Forget the schedule's queued fetches, and its polls but for those to keep; the catalogue has them all."""
        self._polls = deque(work for work in self._polls if not work.scope.endless or keep(work.document))
        self._visiting -= {work.wanted.key for work in self._visits if work.scope.endless}
        self._visits = deque(work for work in self._visits if not work.scope.endless)
        self._rows.drop_scheduled()

    def waiting(self) -> dict[str, int]:
        """Lengths of the queues."""
        return {"polls": len(self._polls), "pages": self._rows.queued, "unsettled": self._unsettled}

    def run(self, coroutine: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Run something beside; kept until it ends. If it fails, the crawl stops and says so."""
        task = asyncio.get_running_loop().create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def fail(self, error: BaseException) -> None:
        """Stop, because something of our own went wrong."""
        self.failure = self.failure or error
        self.stop()

    def stop(self) -> None:
        """Hand out nothing more."""
        self.stopping = True
        self._changed.set()

    async def quiet(self, seconds: float) -> None:
        """Wait until what is under way is settled, at most so long; then give it up."""
        for task in self._waits:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        for task in self._tasks:
            task.cancel()

    def _next(self) -> Work | None:
        if self._polls:
            return self._polls.popleft()
        if not self._claiming and len(self._ready) < self.limits.per_host:
            self._claim()
        if self._ready and self._unsettled < self.limits.unsettled:
            self._unsettled += 1
            return self._ready.popleft()
        return None if self._rows.queued or self._ready or self._claiming else self._next_visit()

    def _next_visit(self) -> Work | None:
        """A visit to a host that is not being asked; hosts take turns."""
        for _ in range(len(self._visits)):
            work = self._visits.popleft()
            if not self._rows.in_flight[work.wanted.host] and self._unsettled < self.limits.unsettled:
                self._rows.in_flight[work.wanted.host] += 1
                self._unsettled += 1
                return work
            self._visits.append(work)
        return None

    async def _wait(self, until: asyncio.Event | None) -> None:
        changed = asyncio.ensure_future(self._changed.wait())
        waits = [changed, *([asyncio.ensure_future(until.wait())] if until else [])]
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()
        self._changed.clear()

    def _claim(self) -> None:
        """Take rows of the hosts that have room, in turn, and mark them as being fetched."""
        picked = self._rows.pick(2 * self.limits.per_host, self.limits.per_host)
        if picked:
            self._claiming = True
            self.run(self._claim_rows(picked))

    async def _claim_rows(self, picked: dict[int, tuple[str, Scope]]) -> None:
        def job(transaction: Transaction) -> list[Wanted]:
            return ledger.claim(transaction.db, picked)

        try:
            for wanted in await self._writer.do(job):
                self._ready.append(PageWork(wanted=wanted, scope=picked.pop(wanted.key)[1]))
        finally:
            self._claiming = False
            for key, (host, scope) in picked.items():  # settled otherwise meanwhile
                self._rows.free(host)
                for one in (scope, *self._rows.leave(key)):
                    one.finished()
            self._changed.set()

    async def _again(self, work: PageWork, seconds: float) -> None:
        await asyncio.sleep(seconds)
        work.scope.handed -= 1
        self._rows.enqueue(work.wanted.key, work.wanted.host, (work.scope, True))
        self._changed.set()

    async def _poll_again(self, work: PollWork, seconds: float) -> None:
        await asyncio.sleep(seconds)
        self._polls.append(replace(work, tries=work.tries + 1))
        self._changed.set()

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._waits.discard(task)
        if not task.cancelled() and (error := task.exception()):
            if self.failure is None and not isinstance(error, PresswatchError):  # those are told by who ran the crawl
                log.error("stopped by an error: %s", error, exc_info=error if log.isEnabledFor(logging.DEBUG) else None)
            self.fail(error)
