"""The one who carries: judges what watchlists caught, writes feeds, makes digests, and sends what is due.

Runs beside the crawl and never holds it up: what blocks runs in threads of its own, what is written goes through the
one writer in short jobs. A channel that hangs holds up itself alone. Nothing here ends the crawl.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sqlite3
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Protocol, TypeVar

from crawler.alerting import files
from crawler.alerting.content import Context, content_of
from crawler.alerting.digesting import Span, asked_for, due_digest, enter_digest
from crawler.alerting.entering import Rules, enter_alarms, enter_alerts, something_new
from crawler.alerting.outcome import Outcome, again, in_thread, refused
from crawler.alerting.sending import send
from crawler.configuration import Configuration
from pipelines.alert_times import FIRST_WAIT, MOST_ATTEMPTS, retry_at
from pipelines.clock import Clock, iso
from pipelines.digest import Digest
from pipelines.errors import PresswatchError
from pipelines.store import outbox
from pipelines.store.outbox import Ending, Message
from pipelines.store.reading.digest import digest_of
from pipelines.store.reading.opening import reading

log = logging.getLogger("presswatch.alerting")

T = TypeVar("T")

LOOK_EVERY = 1.0
"""Seconds between two looks at what is new and what is due."""
PAUSE = 30.0
"""Seconds after a look that went wrong."""
KEPT = timedelta(days=30)
"""How long what was sent is remembered."""


class Write(Protocol):
    """Runs a job in one transaction on the catalogue."""

    def __call__(self, job: Callable[[sqlite3.Connection], T], /) -> Coroutine[Any, Any, T]:
        """What the job returns, once it is committed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """What a courier works with."""

    folder: Path
    """DATA."""
    read: sqlite3.Connection
    """For short reads on the event loop."""
    write: Write
    config: Callable[[], Configuration]
    """The configuration as it is now."""
    clock: Clock


class Courier:
    """Tells. Made and used on one event loop."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._stopping = asyncio.Event()
        self._under_way: dict[str, asyncio.Task[bool]] = {}
        self._pruned: datetime | None = None

    async def run(self) -> None:
        """Look again and again until told to stop; what is being sent then is sent to its end."""
        try:
            await self._try(self._mend_feeds)
            while not self._stopping.is_set():
                pause = LOOK_EVERY if await self.look() else PAUSE
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._stopping.wait(), pause)
            await self.rest()
        finally:
            self._give_up()

    def stop(self) -> None:
        """Begin nothing more."""
        self._stopping.set()

    async def look(self) -> bool:
        """Enter what is new, and begin to send what is due; False where one of the two went wrong."""
        entered = await self._try(self._enter_new)
        return await self._try(self._begin) and entered

    async def once(self, seconds: float) -> None:
        """Enter all that is new, and send what is due, for so long at most; what is left is sent by the next."""
        self._stopping.clear()
        for step in (self._mend_feeds, self._enter_new, self._begin):
            await self._try(step)
        await self.rest(seconds)
        self._give_up()

    def _give_up(self) -> None:
        """What is not sent by now is sent again by the next who looks."""
        for task in self._under_way.values():
            task.cancel()

    async def rest(self, seconds: float | None = None) -> None:
        """Wait until nothing is being sent."""
        if self._under_way:
            await asyncio.wait(self._under_way.values(), timeout=seconds)

    async def digest(self) -> None:
        """Make the digest whose time has come, where it was not made; said in the log if it cannot be."""
        await self._try(self._digest)

    async def _digest(self) -> None:
        office, config = self._office, self._office.config()
        plan, zone, now = config.digest, config.settings.zone, office.clock()
        span = due_digest(office.read, plan, zone, now) if plan else None
        if plan is None or span is None:
            return
        await self._enter_new()
        context = self.context()
        digest = await in_thread(partial(read_digest, context, span))
        await in_thread(partial(files.write_digest, context, digest))
        ids = await office.write(lambda db: enter_digest(db, digest, plan, now))
        log.info("digest %s made: %s stories, %s messages", digest.name, len(digest.stories), len(ids))

    def context(self) -> Context:
        """What messages are made from."""
        return context_of(self._office.config(), self._office.folder)

    async def _enter_new(self) -> None:
        while something_new(self._office.read):
            await self._enter()

    async def _enter(self) -> None:
        office, config = self._office, self._office.config()
        rules, now = rules_of(config), office.clock()

        def job(db: sqlite3.Connection) -> list[str]:
            enter_alarms(db, rules, now)
            return [alert.watchlist for alert in enter_alerts(db, rules, now)]

        told = await office.write(job)
        if told:
            await in_thread(partial(files.write_feeds, self.context(), set(told), config.settings.contact))

    async def _mend_feeds(self) -> None:
        """Feeds that a killed process has not written."""
        context, contact = self.context(), self._office.config().settings.contact
        await in_thread(lambda: files.write_feeds(context, files.stale_feeds(context), contact))

    async def _prune(self) -> None:
        now = self._office.clock()
        if self._pruned is None or now - self._pruned > timedelta(hours=1):
            self._pruned = now
            await self._office.write(lambda db: outbox.prune(db, iso(now - KEPT)))

    async def _begin(self) -> None:
        """Send what is due, each channel beside the others, and one message after the other on each."""
        await self._prune()
        self._under_way = {name: task for name, task in self._under_way.items() if not task.done()}
        waiting: dict[str, list[Message]] = {}
        for message in outbox.due(self._office.read, iso(self._office.clock())):
            waiting.setdefault(message.channel, []).append(message)
        for channel, messages in waiting.items():
            if channel not in self._under_way:
                self._under_way[channel] = asyncio.create_task(self._try(partial(self._send_all, messages)))

    async def _send_all(self, messages: list[Message]) -> None:
        """On one channel. Where it is down, the others wait a little, too."""
        for number, message in enumerate(messages):
            if self._stopping.is_set():
                return
            outcome = await self.attempt(message.id)
            if outcome is not None and outcome.down:
                until = iso(self._office.clock() + FIRST_WAIT)
                rest = [waiting.id for waiting in messages[number + 1 :]]
                await self._office.write(partial(outbox.put_off, ids=rest, until=until))
                return

    async def attempt(self, ident: str) -> Outcome | None:
        """Send one message once, and write what came of it; None where another does it already."""
        office = self._office
        message = await office.write(lambda db: outbox.claim(db, ident, office.clock()))
        if message is None:
            return None
        outcome = await self._deliver(message)
        ending = self._ending(message, outcome)
        _tell(message, ending)
        await office.write(lambda db: outbox.settle(db, ident, ending, iso(office.clock())))
        return outcome

    async def _deliver(self, message: Message) -> Outcome | None:
        """None: there is nothing left to tell."""
        channel = self._office.config().channels.get(message.channel)
        if channel is None:
            return refused("there is no such channel any more")
        try:
            content = await in_thread(partial(content_of, message, self.context()))
            return await send(channel, message, content, self._office.clock()) if content else None
        except PresswatchError as error:
            return again(f"{error.cause}: {error.which}")
        except Exception as error:
            log.debug("message %s", message.id, exc_info=error)
            return again(f"a fault of ours: {type(error).__name__}")

    def _ending(self, message: Message, outcome: Outcome | None) -> Ending:
        if outcome is None:
            return Ending(state="dropped", error="what it told of was forgotten")
        if outcome.state != "again":
            return Ending(state=outcome.state, error=outcome.error)
        if message.attempts >= MOST_ATTEMPTS:
            return Ending(state="failed", error=f"given up after {message.attempts} attempts: {outcome.error}")
        following = retry_at(self._office.clock(), message.attempts, outcome.asked)
        return Ending(state="pending", error=outcome.error, next_try=iso(following))

    async def _try(self, work: Callable[[], Coroutine[Any, Any, None]]) -> bool:
        """Whatever goes wrong in telling must not end the crawl; it is tried again at the next look. Whether all went
        well."""
        try:
            await work()
        except Exception as error:
            log.warning("telling failed and is tried again: %s", error, exc_info=log.isEnabledFor(logging.DEBUG))
            return False
        return True


def rules_of(config: Configuration) -> Rules:
    """What the configuration says about telling."""
    return Rules(
        watchlists=config.watchlists,
        channels=config.channels,
        zone=config.settings.zone,
        old=timedelta(seconds=config.settings.alert_age),
    )


def context_of(config: Configuration, folder: Path) -> Context:
    """What messages are made from."""
    return Context(
        folder=folder,
        zone=config.settings.zone,
        names={source.id: source.name for source in config.sources.values()},
        watchlists=config.watchlists,
        digest=config.digest,
    )


def read_digest(context: Context, span: Span) -> Digest:
    """A digest of a span, on a connection of its own."""
    with reading(context.folder) as db:
        return digest_of(db, asked_for(span, context.digest, context))


def _tell(message: Message, ending: Ending) -> None:
    level = logging.INFO if ending.state in ("sent", "dropped") else logging.WARNING
    words = f": {ending.error}" if ending.error else ""
    log.log(
        level, "%s %s on %s: %s%s", message.kind, message.about, message.channel,
        "waits" if ending.state == "pending" else ending.state, words,
        extra={"event": {"message_id": message.id, "channel": message.channel, "state": ending.state}},
    )  # fmt: skip
