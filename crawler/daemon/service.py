"""A schedule as a service: it tells its manager how it goes, answers /health and /metrics, takes a new configuration
on demand, and looks after its sources."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

import orjson

from crawler.configuration import Configuration
from crawler.daemon import exposition
from crawler.daemon.metrics import Tally, families
from crawler.daemon.notify import Notifier
from crawler.daemon.pulse import Pulse
from crawler.daemon.reload import reload
from crawler.daemon.server import LoopbackServer, Reply
from crawler.daemon.watch import look_after
from crawler.session import Session
from crawler.wish import Wish
from pipelines.clock import iso
from pipelines.errors import FolderError
from pipelines.store import alarms

log = logging.getLogger("presswatch.daemon")

LOOK_EVERY = 60.0
"""Seconds between two looks at all sources."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a service is made of."""

    notifier: Notifier
    load: Callable[[], Configuration]
    """Reads the configuration anew."""
    tally: Tally
    """Counts what the session settles."""


class Service:
    """Runs beside a session from when its schedule has begun until it ends."""

    def __init__(self, session: Session, plan: Plan) -> None:
        self._session = session
        self._plan = plan
        self._started: datetime = session.clock()
        self._pulse = Pulse(session, plan.notifier.watchdog, plan.notifier.alive)
        self._server: LoopbackServer | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._reloading = asyncio.Lock()
        self._stopping = False

    async def begin(self) -> None:
        """Answer, watch, and say that all is ready. Raises PresswatchError where the port is taken."""
        settings = self._session.config.settings
        if settings.metrics_port:
            self._server = LoopbackServer(settings.metrics_port, {"/health": self.health, "/metrics": self.metrics})
            await self._server.begin()
        run = self._session.dispatcher.run
        self._tasks = [run(self._pulse.run()), run(self._look_after())]
        self._plan.notifier.ready()
        self._tell()

    async def reload(self) -> None:
        """Read the configuration anew; requests that come meanwhile are served one after the other."""
        async with self._reloading:
            self._plan.notifier.reloading()
            await reload(self._session, self._plan.load)
            self._plan.notifier.ready()
            self._tell()

    def stop(self) -> None:
        """The end has begun."""
        if self._stopping:
            return
        self._stopping = True
        self._plan.notifier.stopping()
        for task in self._tasks:
            task.cancel()
        if self._server:
            self._server.end()

    def health(self) -> Reply:
        """{"status": ok or unhealthy, "problems": [...], ...}; 503 where the crawl makes no progress."""
        session = self._session
        problems = ["it is stopping"] if self._stopping else self._pulse.troubles()
        report = {
            "status": "unhealthy" if problems else "ok",
            "problems": problems,
            "started": iso(self._started),
            "sources": sum(source.enabled for source in session.config.sources.values()),
            "waiting": session.dispatcher.waiting(),
            "alarms": alarms.active(session.catalogue),
        }
        status = HTTPStatus.SERVICE_UNAVAILABLE if problems else HTTPStatus.OK
        return Reply(body=orjson.dumps(report).decode() + "\n", status=status, content_type="application/json")

    def metrics(self) -> Reply:
        """The page that Prometheus scrapes."""
        text = exposition.render(families(self._session, self._plan.tally, self._started))
        return Reply(body=text, content_type=exposition.CONTENT_TYPE)

    async def _look_after(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY)
            try:
                await look_after(self._session, self._session.wished(Wish()))
            except FolderError as error:  # busy for a moment: the next look will do
                log.warning("%s", error)
            self._tell()

    def _tell(self) -> None:
        """The line in `systemctl status`."""
        count = sum(source.enabled for source in self._session.config.sources.values())
        raised = len(alarms.active(self._session.catalogue))
        self._plan.notifier.status(f"watching {count} sources, {raised} alarms")
