"""Running a crawl in this process: Scrapy's reactor, the spider, and the signals that stop it."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from time import monotonic
from types import FrameType
from typing import Any, cast

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from crawler import settings as scrapy_settings
from crawler.configuration import Configuration
from crawler.daemon.service import Service
from crawler.session import GRACE, Assignment, Session
from crawler.spiders.loader import SourceLoader
from crawler.spiders.news import NewsSpider, Opening
from crawler.wish import Report, Summary, Wish

log = logging.getLogger("presswatch")

_STOPS = (signal.SIGINT, signal.SIGTERM)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to run."""

    assignment: Assignment
    wish: Wish = field(default_factory=Wish)
    forever: bool = False
    """Follow the schedule until a signal comes."""
    attend: Callable[[Session], Service] | None = None
    """Makes what runs beside an endless crawl."""
    opening: Opening | None = None
    """Queues the work in place of the wish, whose limit and source still hold."""


def crawl(order: Order) -> Summary:
    """Crawl until the wish is fulfilled, or SIGINT or SIGTERM comes; returns what came of it.

    Blocks, and can be called once a process, since a reactor runs only once. Raises what opening the session raises,
    WriterStopped when the disk fails, and any fault of our own.
    """
    began = monotonic()
    running = _Running()
    process = AsyncCrawlerProcess(settings_for(order.assignment.config))
    running.task = process.crawl(
        process.create_crawler(_spider_class(order)),
        assignment=order.assignment,
        wish=order.wish,
        forever=order.forever,
        attend=order.attend,
        opening=order.opening,
        on_open=running.opened,
    )
    process.start(install_signal_handlers=False)
    if running.failure:
        raise running.failure
    return replace(running.report.summary(monotonic() - began), left=running.left)


def settings_for(config: Configuration) -> Settings:
    """Scrapy's settings with what presswatch.toml sets."""
    chosen = Settings()
    chosen.setmodule(scrapy_settings, priority="project")
    chosen.set("CONCURRENT_REQUESTS", config.settings.concurrency, priority="cmdline")
    chosen.set("CONCURRENT_REQUESTS_PER_DOMAIN", config.settings.concurrency_per_host, priority="cmdline")
    contact = f" (+{config.settings.contact})" if config.settings.contact else ""
    chosen.set("LOG_INSTALL_ROOT_HANDLER", value=False, priority="cmdline")  # the command line has its own
    chosen.set("USER_AGENT", scrapy_settings.USER_AGENT + contact, priority="cmdline")
    return chosen


class _Running:
    """A crawl under way, and how it is stopped."""

    def __init__(self) -> None:
        self.task: asyncio.Future[None] | None = None
        self._spider: NewsSpider | None = None
        self._stopping: asyncio.Task[None] | None = None

    def opened(self, spider: NewsSpider) -> None:
        """The spider has begun: from now on signals stop it in order."""
        self._spider = spider
        loop = asyncio.get_running_loop()
        if spider.forever:
            loop.add_signal_handler(signal.SIGHUP, spider.reload)
        for number in _STOPS:
            loop.add_signal_handler(number, self._signalled)

    @property
    def report(self) -> Report:
        """What came of it so far."""
        return self._spider.scope.report if self._spider and self._spider.scope else Report()

    @property
    def left(self) -> int:
        """Polls and articles that were not settled."""
        return self._spider.scope.open if self._spider and self._spider.scope else 0

    @property
    def failure(self) -> BaseException | None:
        """What ended it before its time."""
        return self._spider.failure if self._spider else None

    def _signalled(self) -> None:
        loop = asyncio.get_running_loop()
        for number in _STOPS:  # not through the loop: it may be busy, or closed already
            loop.remove_signal_handler(number)
            signal.signal(number, _end_at_once)
        log.info("stopping; a second signal ends it at once")
        self._stopping = loop.create_task(self._stop())

    async def _stop(self) -> None:
        """Finish what is under way, but do not wait for slow servers: what they owe us is wanted again."""
        if self._spider and self._spider.session:
            self._spider.stop()
        if self.task:
            await asyncio.wait([self.task], timeout=GRACE)
        if self._spider:
            await self._spider.close_session()
        if self.task and not self.task.done():
            from twisted.internet import reactor

            # stop() would wait for what still stands in line for a slow host; all is given up already
            cast("Any", reactor).crash()


def _end_at_once(number: int, _: FrameType | None) -> None:
    """Asked twice: end by the signal itself, as its sender expects. The next start makes everything good."""
    show_cursor = b"\x1b[?25h" if os.isatty(2) else b""
    os.write(2, show_cursor + b"stopped at once; what was under way is made good at the next start\n")
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)


def _spider_class(order: Order) -> type[NewsSpider]:
    """The spider of a wish for one source that has a class of its own, else the one for all."""
    if len(order.wish.sources) == 1:
        loader = SourceLoader(lambda: order.assignment.config.sources, list(scrapy_settings.SPIDER_MODULES))
        found = loader.load(order.wish.sources[0])
        if issubclass(found, NewsSpider):
            return found
    return NewsSpider
