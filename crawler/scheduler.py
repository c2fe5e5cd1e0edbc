"""The schedule: a tick on the event loop hands out what is due. All state is in the catalogue.

What is due is read from the wall clock, when to look from the monotonic one: a clock that is set back must not make the
crawler wait, nor one that is set forward make it storm.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

import orjson
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from crawler.configuration import Configuration
from crawler.pace import rate_of
from crawler.polling.catching_up import WOKE_AFTER, Overdue, missed, pick
from crawler.polling.revisiting import VISITS_A_TICK, visits_now
from crawler.session import Session
from crawler.wish import Wish, wish_from_json
from crawler.writer import Transaction
from pipelines.clock import iso
from pipelines.store import documents, handover, ledger, revisits
from pipelines.store.documents import Watched

log = logging.getLogger("presswatch.schedule")

TICK = 1.0
"""Seconds between two looks at what is due."""
REPACE = timedelta(minutes=10)
"""How often the pace of all documents is found anew."""


Turn = tuple[str, str | None, str | None]
"""URL, last poll and planned poll of a document that is polled now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A document whose turn has come."""

    document: Watched
    overdue: Overdue

    @property
    def turn(self) -> Turn:
        """This turn and no other: a document may be due again by the very next look."""
        return self.document.url, self.document.last_poll, self.document.next_poll


class Schedule:
    """Feeds a session's dispatcher for as long as it runs."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._scope = session.endless
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._planned: Configuration | None = None
        self._under_way: set[Turn] = set()
        self._last: datetime | None = None
        self._ticking: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin ticking. A tick that is late is run once, never skipped; two never overlap."""
        session = self._session
        session.dispatcher.fetch(session.open_urls(session.catalogue, Wish()), self._scope)
        self._scheduler.add_job(session.age, "interval", hours=1)
        self._scheduler.add_job(session.repace, "interval", seconds=REPACE.total_seconds(), misfire_grace_time=None)
        self._plan_digest()
        self._scheduler.start()
        session.dispatcher.run(session.courier.digest())  # one that was missed
        self._ticking = asyncio.get_running_loop().create_task(self._tick_on())

    def _plan_digest(self) -> None:
        """Let the digest be made at its hour, by the configuration as it is now."""
        config = self._planned = self._session.config
        if config.digest is None:
            with contextlib.suppress(JobLookupError):
                self._scheduler.remove_job("digest")
            return
        days, at = ",".join(config.digest.days), config.digest.at
        hour = {"day_of_week": days, "hour": at.hour, "minute": at.minute, "timezone": config.settings.timezone}
        make = self._session.courier.digest
        self._scheduler.add_job(make, "cron", id="digest", replace_existing=True, misfire_grace_time=None, **hour)

    async def tick(self) -> None:
        """Hand out what is due now, and take what a `crawl` beside us hands over."""
        session, now = self._session, self._session.clock()
        if session.config is not self._planned:
            self._plan_digest()
        enabled = self._enabled()
        due = [
            _due(row, now) for row in documents.due(session.catalogue, iso(now), self._far(now)) if session.polls(row)
        ]
        gap = (now - self._last).total_seconds() if self._last else None
        self._last = now
        if gap is None or abs(gap) > WOKE_AFTER:
            await self._woke(due, gap)
        await self._hand_out(due)
        failed = ledger.due_again(session.catalogue, enabled, iso(now))
        session.dispatcher.fetch(failed, self._scope, again=True)
        self._visit(enabled)
        for key, wish in handover.waiting(session.catalogue):
            await session.writer.do(partial(_take, key=key))
            session.dispatcher.run(self._serve(key, wish))
        session.ticked = time.monotonic()

    async def _tick_on(self) -> None:
        """Tick until the crawl stops. A fault of our own stops the crawl: it must not go on without its schedule."""
        dispatcher = self._session.dispatcher
        try:
            while not dispatcher.stopping:
                await self.tick()
                await asyncio.sleep(TICK)
        except Exception as error:  # noqa: BLE001 - whatever it is, the crawl ends with it and names it
            dispatcher.fail(error)
        finally:
            with contextlib.suppress(Exception):  # the crawl ends either way
                self._scheduler.shutdown(wait=False)

    async def _hand_out(self, due: list[Due]) -> None:
        """Each document once, however many of its polls were missed."""
        session = self._session
        waiting = [one for one in due if one.turn not in self._under_way]
        self._under_way &= {one.turn for one in due}
        for one in pick(waiting, session.config.settings.poll_budget):
            self._under_way.add(one.turn)
            session.dispatcher.poll(documents.get(session.catalogue, one.document.url, self._now()), self._scope)

    def _visit(self, enabled: list[str]) -> None:
        """Stored articles are looked at again when nothing new waits."""
        session = self._session
        waiting = session.dispatcher.waiting()
        visits = session.traffic.made("revisit")
        room = visits_now(waiting["polls"] + waiting["pages"], session.traffic.made() - visits, visits)
        if room and session.config.settings.revisit_plan:
            limit = min(room, VISITS_A_TICK) + session.dispatcher.visiting
            session.dispatcher.visit(revisits.due(session.catalogue, enabled, self._now(), limit), self._scope)

    async def _woke(self, due: list[Due], gap: float | None) -> None:
        """After a start, a sleep, or a clock that was set: say what was missed, and mend what a wrong clock planned."""
        session = self._session
        count, late = sum(missed(one.overdue) for one in due), sum(missed(one.overdue) > 0 for one in due)
        if gap is not None:
            log.warning("the clock went %s by %.0f s between two looks", "on" if gap > 0 else "back", abs(gap))
            for job in self._scheduler.get_jobs():
                job.modify(next_run_time=datetime.now(UTC))
        if count:
            log.warning("missed %s polls of %s documents; each is polled once now, the busiest first", count, late)
        plan = session.config.settings.revisit_plan
        if plan:
            now = session.clock()
            far = iso(now + timedelta(seconds=plan[-1], days=2))
            await session.writer.do(lambda transaction: revisits.bring_near(transaction.db, far, iso(now)))

    async def _serve(self, key: int, arguments: str) -> None:
        """Work on one handed-over wish, and write its summary for the one who waits."""
        began = time.monotonic()
        scope = await self._session.take(wish_from_json(orjson.loads(arguments)))
        await scope.done.wait()
        summary = orjson.dumps(scope.report.summary(time.monotonic() - began)).decode()

        def job(transaction: Transaction) -> None:
            handover.finish(transaction.db, key, summary, transaction.now)

        await self._session.writer.do(job)

    def _far(self, now: datetime) -> str:
        """No poll is planned later than this, unless by a clock that was wrong."""
        longest = max(self._session.config.settings.poll_max, 86400.0)
        return iso(now + timedelta(seconds=1.1 * longest))

    def _enabled(self) -> list[str]:
        return [source.id for source in self._session.wished(Wish())]

    def _now(self) -> str:
        return iso(self._session.clock())


def _due(row: Watched, now: datetime) -> Due:
    last = datetime.fromisoformat(row.last_poll) if row.last_poll else None
    planned = datetime.fromisoformat(row.next_poll) if row.next_poll else None
    overdue = Overdue(
        last=(now - last).total_seconds() if last else None,
        planned=(planned - last).total_seconds() if planned and last else None,
        rate=rate_of(row),
    )
    return Due(document=row, overdue=overdue)


def _take(transaction: Transaction, key: int) -> None:
    handover.take(transaction.db, key, transaction.now)
