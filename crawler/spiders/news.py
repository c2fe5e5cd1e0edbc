"""The one spider: it fetches what the dispatcher hands out, and hands on what comes."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any, ClassVar, Self, cast
from urllib.parse import urlsplit

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler import configuration
from crawler.answers import Answer
from crawler.configuration import Configuration
from crawler.daemon.service import Service
from crawler.daemon.watch import look_after
from crawler.fetching import RawResponse, RobotsUnreachable, reason_of
from crawler.folder import HeldFolder
from crawler.host_delays import HostDelays
from crawler.intake import Intake
from crawler.patience import Patience
from crawler.robots_memory import RobotsMemory
from crawler.session import Assignment, Session
from crawler.spiders.limiting import limit
from crawler.spiders.loader import written_spiders
from crawler.spiders.requests import answer_of, request_for
from crawler.traffic import Traffic
from crawler.wish import Wish
from crawler.work import PollWork, Scope, Work, source_of_work
from crawler.writer import WriterStopped
from pipelines.clock import Clock, iso
from pipelines.errors import FolderError
from pipelines.reasons import Reason

TELLING = 30.0
"""Seconds for which a one-off crawl waits at its end until alerts are sent."""

Opening = Callable[["NewsSpider", Session], Awaitable[Scope]]
"""Queues what a one-off crawl is to do."""


class NewsSpider(Spider):
    """Crawls news sources. A subclass named like a source may override parse_page or parse_document for it.

    Keyword arguments: assignment (what to crawl into; by default the data folder of presswatch.toml), wish (what to
    crawl once; by default the source of the class, else all enabled), forever (follow the schedule until stopped),
    opening (queues the work of a one-off crawl in place of the wish).
    """

    name = "news"
    source_id: ClassVar[str | None] = None
    intake: Intake
    clock: Clock
    robots_memory: RobotsMemory
    traffic: Traffic
    patience: Patience
    delays: HostDelays
    session: Session | None = None
    scope: Scope | None = None
    failure: BaseException | None = None
    service: Service | None = None

    def __init__(self, name: str | None = None, **arguments: Any) -> None:  # noqa: ANN401 - Scrapy's signature
        self.assignment: Assignment | None = arguments.pop("assignment", None)
        self.wish: Wish = arguments.pop("wish", Wish(sources=(self.source_id,) if self.source_id else ()))
        self.forever: bool = arguments.pop("forever", False)
        self.opening: Opening | None = arguments.pop("opening", None)
        self.attend: Callable[[Session], Service] | None = arguments.pop("attend", None)
        self.on_open: Callable[[NewsSpider], None] | None = arguments.pop("on_open", None)
        self._followed: Configuration | None = None
        self._spiders: dict[str, NewsSpider] = {}
        self._written: dict[str, type[NewsSpider]] | None = None
        super().__init__(name, **arguments)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:  # noqa: ANN401 - Scrapy's signature
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.close_session, signals.spider_closed)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """Open the session, and yield requests as the dispatcher hands out work and Scrapy has room."""
        try:
            session = Session(self.assignment or self._default_assignment())
        except Exception as error:  # noqa: BLE001 - Scrapy would log it and end well
            self.failure = error
            return
        self.session, self.intake, self.clock = session, session.intake, session.clock
        self.robots_memory, self.traffic = session.robots, session.traffic
        self.patience = Patience(session.config.settings.fetch_deadline)
        self._follow(session.config)
        if self.on_open:
            self.on_open(self)
        try:
            await session.begin()
            until = await self._begin(session)
        except Exception as error:  # noqa: BLE001 - as above
            session.dispatcher.fail(error)
            return
        async for work in session.dispatcher.work(until):
            if session.spent(work):
                self.intake.failed(work, Reason.BUDGET, "")
            else:
                self.traffic.reserve(source_of_work(work))
                yield self._request(session, work)

    def received(self, response: Response) -> Any:  # noqa: ANN401 - a callback may yield anything
        """An answer came: let the source's own spider read it. What it makes nothing of is settled as our fault."""
        work, handed = self._work(response), False
        self.traffic.release(source_of_work(work))
        spider = self._own(source_of_work(work))
        try:
            for item in (spider.parse_document if isinstance(work, PollWork) else spider.parse_page)(response) or ():
                handed = handed or (isinstance(item, tuple) and item[0] is work)
                yield item
        except Exception as error:
            self.logger.exception("the spider of %s failed at %s", spider.name, response.url)
            if not handed:
                self.intake.failed(work, Reason.INTERNAL, repr(error)[:200])
            return
        if not handed:
            self.intake.failed(work, Reason.INTERNAL, f"the spider of {spider.name} made nothing of it")

    def parse_document(self, response: Response) -> Any:  # noqa: ANN401 - a callback may yield anything
        """A feed, sitemap or section page came."""
        yield self._work(response), self._answer(response)

    def parse_page(self, response: Response) -> Any:  # noqa: ANN401 - as above
        """An article's page came."""
        yield self._work(response), self._answer(response)

    def failed(self, failure: Failure) -> None:
        """No answer came."""
        request = cast("Request", failure.request)  # type: ignore[attr-defined]  # Scrapy sets it
        reason, detail = reason_of(cast("BaseException", failure.value))
        self.traffic.release(source_of_work(request.meta["work"]))
        asked = failure.value.asked if isinstance(failure.value, RobotsUnreachable) else None
        self.intake.failed(request.meta["work"], reason, detail, asked)

    def reload(self) -> None:
        """Read the configuration anew, beside the crawl."""
        if self.session and self.service and not self.session.dispatcher.stopping:
            self.session.dispatcher.run(self.service.reload())

    def stop(self) -> None:
        """Begin to end: nothing more is handed out."""
        if self.service:
            self.service.stop()
        if self.session:
            self.session.courier.stop()
            self.session.dispatcher.stop()

    async def close_session(self) -> None:
        """Give everything up, in order."""
        told_to_stop = self.session is not None and self.session.dispatcher.stopping
        self.stop()
        session, self.session = self.session, None
        self.failure = session.dispatcher.failure if session else self.failure
        if session:
            missed = self.scope.report.summary(0).exit_code if self.scope else 0
            with contextlib.suppress(WriterStopped):  # told by whoever started the crawl
                if self.scope and not self.failure:
                    await self._look_after(session, self.scope.wish)
                    if not told_to_stop and self.opening is None:
                        await session.courier.once(TELLING)
                await session.close(1 if self.failure else missed)
            self.failure = self.failure or session.dispatcher.failure

    async def _look_after(self, session: Session, wish: Wish) -> None:
        """At the end of a one-off crawl: are the sources well that it was about?"""
        if self.opening is None and (wish.sources or not wish.urls):
            with contextlib.suppress(FolderError):
                await look_after(session, session.wished(wish))

    async def _begin(self, session: Session) -> asyncio.Event | None:
        if self.forever:
            from crawler.scheduler import Schedule  # late: APScheduler takes its time to load, and most crawls end

            await Schedule(session).start()
            session.dispatcher.run(session.courier.run())
            if self.attend:
                self.service = self.attend(session)
                await self.service.begin()
            return None
        self.scope = await (self.opening(self, session) if self.opening else session.take(self.wish))
        return self.scope.done

    def _follow(self, config: Configuration) -> None:
        """Take over what a configuration says of requests, unless that is done: it may have been read anew."""
        if config is self._followed:
            return
        self._followed, settings = config, config.settings
        self.patience.most = settings.fetch_deadline
        self.delays = HostDelays.of_config(config)
        if self.crawler.engine:
            limit(self.crawler.engine.downloader, settings.concurrency, settings.concurrency_per_host)

    def _request(self, session: Session, work: Work) -> Request:
        self._follow(session.config)
        request = request_for(work, session.config)
        tries = work.tries if isinstance(work, PollWork) else work.wanted.attempts
        request.meta["patience"] = self.patience.of(urlsplit(request.url).netloc, tries)
        return request.replace(callback=self.received, errback=self.failed)

    def _own(self, source: str) -> NewsSpider:
        """The spider whose methods read a source's answers: one written for it, else this one."""
        if source not in self._spiders:
            found = self._classes().get(source)
            self._spiders[source] = self if found is None or isinstance(self, found) else found.beside(self)
        return self._spiders[source]

    def _classes(self) -> dict[str, type[NewsSpider]]:
        if self._written is None:
            self._written = {
                c.name: c for c in written_spiders(self.settings.getlist("SPIDER_MODULES")) if issubclass(c, NewsSpider)
            }
        return self._written

    @classmethod
    def beside(cls, main: NewsSpider) -> Self:
        """A spider for one source that shares all that another has."""
        spider = cls()
        vars(spider).update({name: value for name, value in vars(main).items() if name != "name"})
        return spider

    @staticmethod
    def _work(response: Response) -> Work:
        return cast("Work", response.meta["work"])

    def _answer(self, response: Response) -> Answer:
        if "silence" in response.meta:
            self.patience.learn(urlsplit(response.url).netloc, response.meta["silence"])
        return answer_of(cast("RawResponse", response), iso(self.clock()))

    def _default_assignment(self) -> Assignment:
        folder, data = self.settings.get("PRESSWATCH_CONFIG"), self.settings.get("PRESSWATCH_DATA")
        config = configuration.load(Path(folder) if folder else None)
        return Assignment(config=config, held=HeldFolder(Path(data) if data else config.settings.data, "crawl"))
