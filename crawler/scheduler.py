"""The schedule: an APScheduler tick on the event loop hands out what is due. All state is in the catalogue."""

from __future__ import annotations

import logging
import time
from datetime import UTC
from functools import partial

import orjson
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from crawler.dispatch import Scope
from crawler.session import Session
from crawler.wish import Wish, wish_from_json
from crawler.writer import Transaction
from pipelines.clock import iso
from pipelines.store import documents, handover, ledger

log = logging.getLogger("presswatch.schedule")

TICK = 1.0
"""Seconds between two looks at what is due."""
POLLS_A_TICK = 50
"""Overdue polls handed out at once at most: after a long sleep they are spread, longest overdue first."""


class Schedule:
    """Feeds a session's dispatcher for as long as it runs."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._scope = Scope(wish=Wish(), endless=True)
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._under_way: set[str] = set()

    async def start(self) -> None:
        """Begin ticking. A tick that is late is run once, never skipped; two never overlap."""
        waiting = ledger.open_urls(self._session.catalogue, self._enabled(), self._now())
        self._session.dispatcher.fetch(waiting, self._scope)
        self._scheduler.add_job(
            self.tick, "interval", seconds=TICK, coalesce=True, misfire_grace_time=None, max_instances=1
        )
        self._scheduler.add_job(self._session.drop_old_pages, "interval", hours=6)
        self._scheduler.start()

    async def tick(self) -> None:
        """Hand out what is due now, and take what a `crawl` beside us hands over."""
        session = self._session
        if session.dispatcher.stopping:
            self._scheduler.shutdown(wait=False)
            return
        enabled = set(self._enabled())
        due = [d for d in documents.due(session.catalogue, self._now()) if d.source in enabled]
        for document in [d for d in due if d.url not in self._under_way][:POLLS_A_TICK]:
            self._under_way.add(document.url)
            session.dispatcher.poll(document, self._scope)
        self._under_way &= {document.url for document in due}
        failed = ledger.due_again(session.catalogue, sorted(enabled), self._now())
        session.dispatcher.fetch(failed, self._scope, again=True)
        for key, wish in handover.waiting(session.catalogue):
            await session.writer.do(partial(_take, key=key))
            session.dispatcher.run(self._serve(key, wish))

    async def _serve(self, key: int, arguments: str) -> None:
        """Work on one handed-over wish, and write its summary for the one who waits."""
        began = time.monotonic()
        scope = await self._session.take(wish_from_json(orjson.loads(arguments)))
        await scope.done.wait()
        summary = orjson.dumps(scope.report.summary(time.monotonic() - began)).decode()

        def job(transaction: Transaction) -> None:
            handover.finish(transaction.db, key, summary, transaction.now)

        await self._session.writer.do(job)

    def _enabled(self) -> list[str]:
        return [source.id for source in self._session.wished(Wish())]

    def _now(self) -> str:
        return iso(self._session.clock())


def _take(transaction: Transaction, key: int) -> None:
    handover.take(transaction.db, key, transaction.now)
