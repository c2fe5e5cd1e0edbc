"""Asking for one address after the other, on the way of every crawl: address guard, robots.txt, politeness, limits.

For work whose next step depends on the last answer. Nothing is stored; whoever asks decides what becomes of answers.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import cast
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler

from crawler.answers import Answer, judge
from crawler.configuration import Configuration
from crawler.fetching import RawResponse, reason_of
from crawler.fetching.politeness import PolitenessMiddleware
from crawler.fetching.robots import Robots
from crawler.spiders.requests import answer_of, request_for
from crawler.wish import Wish
from crawler.work import PageWork, PollWork, Scope, Work
from pipelines.article import Link
from pipelines.clock import iso, utc_now
from pipelines.reasons import Reason
from pipelines.source import Source
from pipelines.store.documents import Polled
from pipelines.store.ledger import Wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why there is nothing to read at an address."""

    reason: Reason
    """From the closed list."""
    detail: str
    """What was seen, for a person."""
    status: int | None = None
    """HTTP status; None where there was no answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A feed, sitemap or section page to ask."""

    url: str
    kind: str
    """feed, sitemap or section: what Accept header it is asked with, and how large it may be."""
    parent: str | None = None
    """What named it; None: a person did, so that it may lie on a private host if the source may."""


class Asker:
    """Asks through a running crawl's downloader. Made and used on its event loop.

    config: its sources say which headers are sent, how fast, and whether private addresses are allowed.
    """

    def __init__(self, crawler: Crawler, config: Configuration) -> None:
        self._crawler = crawler
        self._room = asyncio.Semaphore(config.settings.concurrency)
        self.config = config

    def knowing(self, source: Source) -> Asker:
        """Another one that knows this source as well, or anew."""
        return Asker(self._crawler, replace(self.config, sources={**self.config.sources, source.id: source}))

    async def page(self, url: str, source: str) -> Answer | Refusal:
        """The page at a URL; source: id, '' where none is configured."""
        return await self._ask(page_work(url, source))

    async def document(self, place: Place, source: str) -> Answer | Refusal:
        """A feed, sitemap or section page of a source."""
        return await self._ask(_poll_work(place, source))

    async def robots(self, url: str, source: str) -> Robots | Refusal:
        """The rules of a URL's host, fetched where they are not known yet."""
        middleware = self._crawler.get_downloader_middleware(PolitenessMiddleware)
        if middleware is None:
            return Refusal(reason=Reason.ROBOTS_UNREACHABLE, detail="robots.txt is not asked for")
        outcome = await middleware.learned(request_for(_poll_work(Place(url=url, kind="section"), source), self.config))
        return outcome if isinstance(outcome, Robots) else _refusal(outcome)

    async def _ask(self, work: Work) -> Answer | Refusal:
        request = request_for(work, self.config)
        async with self._room:
            try:
                response = await self._download(request)
            except Exception as error:  # noqa: BLE001 - whatever went wrong has its reason; our own faults are named so
                return _refusal(error)
        answer = answer_of(response, iso(utc_now()))
        if verdict := judge(answer):
            return Refusal(reason=verdict[0], detail=verdict[1], status=answer.status)
        return answer

    async def _download(self, request: Request) -> RawResponse:
        engine = self._crawler.engine
        assert engine is not None  # noqa: S101 - an asker lives no longer than its crawl
        return cast("RawResponse", await engine.download_async(request))


def page_work(url: str, source: str) -> PageWork:
    """A page that no ledger knows, as work to be done."""
    wanted = Wanted(
        key=0,
        id="",
        url=url,
        source=source,
        host=urlsplit(url).netloc,
        first_seen=iso(utc_now()),
        attempts=0,
        link=Link(url=url),
    )
    return PageWork(wanted=wanted, scope=Scope(wish=Wish(urls=(url,))))


def _poll_work(place: Place, source: str) -> PollWork:
    document = Polled(
        url=place.url,
        source=source,
        kind=place.kind,
        parent=place.parent,
        etag=None,
        last_modified=None,
        errors=0,
        conditional=False,
    )
    return PollWork(document=document, scope=Scope(wish=Wish()))


def _refusal(error: Exception) -> Refusal:
    reason, detail = reason_of(error)
    return Refusal(reason=reason, detail=detail)
