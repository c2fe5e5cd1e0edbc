"""Politeness: robots.txt is asked for first, and requests to one host keep their distance."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable
from dataclasses import dataclass, replace
from typing import Protocol, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached

from crawler.fetching.exceptions import (
    BadRedirect,
    BadUrl,
    BlockedAddress,
    FetchError,
    NameNotFound,
    RobotsDisallowed,
    RobotsUnreachable,
    reason_of,
)
from crawler.fetching.response import RawResponse, host_field
from crawler.fetching.robots import HOPS, LIFETIME, SIZE_LIMIT, Robots, asked_delay, judge, readable_prefix, retry_delay
from crawler.guard import check_url

_DEADLINE = 30.0
_PRIORITY = 1_000
_KEPT = 20_000

Origin = tuple[str, str, bool]
"""Scheme, host with port, and whether private addresses were allowed: a refusal must not be handed on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is known of one robots.txt."""

    outcome: Robots | FetchError
    """Its rules, or why there are none and nothing may be fetched."""
    expires: float
    """When it must be asked for again, on the monotonic clock."""
    failures: int = 0
    """How often in a row it could not be had."""


class Memory(Protocol):
    """Keeps the answers of servers beyond this process. A spider carries one as `robots_memory`, or none."""

    def recall(self, origin: str) -> tuple[int, bytes, float] | None:
        """Status, body, and the seconds for which they still hold."""

    def keep(self, origin: str, status: int, body: bytes) -> None:
        """Note an answer that holds for a day."""


class Delays(Protocol):
    """Knows the distance that requests to a host keep, whichever source asks. A spider carries one as `delays`."""

    def of(self, host: str) -> float:
        """Seconds."""


class PolitenessMiddleware:
    """Lets a request pass if robots.txt allows it, and sets the delay of its host.

    One robots.txt is fetched for all requests that wait for it, through the same guard as they. Rules hold for a day;
    one that cannot be had is asked for again, twice soon and then every minute, and until then the rules of the day
    before hold (RFC 9309, 2.4). Raises RobotsDisallowed and RobotsUnreachable; BlockedAddress and NameNotFound say more
    and are kept.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._known: dict[Origin, Entry] = {}
        self._waiting: dict[Origin, asyncio.Future[Entry]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy makes it."""
        return cls(crawler)

    def process_request(self, request: Request) -> Awaitable[None] | None:
        """Let pass at once where the rules are known; else wait for them."""
        if check_url(request.url) is not None:
            raise BadUrl(request.url)
        if request.meta.get("dont_obey_robotstxt"):
            self._keep_distance(request, None)
            return None
        entry = self._known.get(_origin(request))
        if entry is None or entry.expires <= time.monotonic():
            return self._wait(request)
        self._apply(request, entry)
        return None

    def robots(self, url: str) -> Robots | None:
        """The rules known of the URL's host, with its sitemaps and crawl delay; None where none were fetched yet."""
        scheme, netloc, _ = _origin(Request(url))
        entries = (self._known.get((scheme, netloc, allowed)) for allowed in (False, True))
        return next((entry.outcome for entry in entries if entry and isinstance(entry.outcome, Robots)), None)

    async def learned(self, request: Request) -> Robots | FetchError:
        """The rules of the request's host, fetched where they are not known; or why there are none."""
        entry = self._known.get(_origin(request))
        if entry is None or entry.expires <= time.monotonic():
            entry = await self._entry(request)
        return entry.outcome

    async def _wait(self, request: Request) -> None:
        self._apply(request, await self._entry(request))

    async def _entry(self, request: Request) -> Entry:
        origin = _origin(request)
        waiting = self._waiting.get(origin)
        if waiting is None:
            waiting = self._waiting[origin] = asyncio.get_running_loop().create_future()
            try:
                waiting.set_result(await self._learn(request, origin))
            finally:
                del self._waiting[origin]
                waiting.cancel()  # nobody waits for ever, should this one have been cancelled
        return await asyncio.shield(waiting)

    async def _learn(self, request: Request, origin: Origin) -> Entry:
        """Fetch and keep; a failure leaves the rules of the day before in force for a while."""
        entry = self._recalled(request, origin) or await self._fetch(request)
        old = self._known.pop(origin, None)
        if old is not None and isinstance(old.outcome, Robots) and isinstance(entry.outcome, RobotsUnreachable):
            entry = replace(entry, outcome=old.outcome)
        if len(self._known) >= _KEPT:
            del self._known[next(iter(self._known))]
        self._known[origin] = entry
        return entry

    async def _fetch(self, request: Request) -> Entry:
        asked = _robots_request(request)
        known = self._known.get(_origin(request))
        failures = 1 + (known.failures if known else 0)
        engine = self._crawler.engine
        assert engine is not None  # noqa: S101 - requests are only processed while the engine runs
        try:
            response = await engine.download_async(asked)
        except Exception as error:  # noqa: BLE001 - whatever went wrong, the answer is 'unreachable' with its reason
            return _entry_of_failure(asked.url, error, failures)
        entry, body = _entry_of_answer(asked.url, response, failures)
        if self._memory and isinstance(entry.outcome, Robots):
            self._memory.keep(_name(_origin(request)), response.status, body)
        return entry

    @property
    def _memory(self) -> Memory | None:
        return getattr(self._crawler.spider, "robots_memory", None)

    def _recalled(self, request: Request, origin: Origin) -> Entry | None:
        """What an earlier process learned; what this one knows has run out by now, so it comes first only once."""
        known = self._memory.recall(_name(origin)) if self._memory and origin not in self._known else None
        if known is None:
            return None
        status, body, seconds = known
        return Entry(outcome=judge(_robots_request(request).url, status, body), expires=time.monotonic() + seconds)

    def _apply(self, request: Request, entry: Entry) -> None:
        outcome = entry.outcome
        if isinstance(outcome, FetchError):
            if isinstance(outcome, RobotsUnreachable) and outcome.asked is not None:
                outcome.asked = max(entry.expires - time.monotonic(), 0.0)
            raise outcome.with_traceback(None)
        if not outcome.allows(request.url):
            raise RobotsDisallowed(request.url)
        self._keep_distance(request, outcome.crawl_delay)

    def _keep_distance(self, request: Request, crawl_delay: float | None) -> None:
        """Give the request the slot of its host, and the slot its delay."""
        key = request.meta.setdefault("download_slot", host_field(request))
        wanted: Delays | None = getattr(self._crawler.spider, "delays", None)
        own = wanted.of(urlparse_cached(request).hostname or "") if wanted else 0.0
        delay = max(request.meta.get("delay", 0.0), own, crawl_delay or 0.0)
        engine = self._crawler.engine
        assert engine is not None  # noqa: S101 - requests are only processed while the engine runs
        downloader = engine.downloader
        if not delay and key not in downloader.per_slot_settings:
            return
        downloader.per_slot_settings.setdefault(key, {})["delay"] = delay  # for when the slot is made anew
        if key in downloader.slots:
            downloader.slots[key].delay = delay


def _origin(request: Request) -> Origin:
    return urlparse_cached(request).scheme, host_field(request), request.meta.get("allow_private", False) is True


def _name(origin: Origin) -> str:
    scheme, netloc, allowed = origin
    return f"{scheme}://{netloc}" + (" private" if allowed else "")


def _robots_request(request: Request) -> Request:
    kept = {key: request.meta[key] for key in ("domains", "delay", "source", "patience") if key in request.meta}
    return Request(
        f"{urlparse_cached(request).scheme}://{host_field(request)}/robots.txt",
        headers={"Accept": "text/plain,*/*;q=0.5", "Accept-Encoding": "identity"},
        priority=_PRIORITY,
        callback=NO_CALLBACK,
        meta=kept
        | {
            "why": "robots",
            "allow_private": request.meta.get("allow_private", False),
            "dont_obey_robotstxt": True,
            "redirect_limit": HOPS,
            "download_maxsize": SIZE_LIMIT,
            "download_cut": True,
            "deadline": _DEADLINE,
        },
    )


def _entry_of_answer(url: str, response: Response, failures: int) -> tuple[Entry, bytes]:
    """What an answer means, and its readable text. failures: how many in a row there are, should this be one more."""
    raw = response if isinstance(response, RawResponse) else None
    body = readable_prefix(response.body, raw.field("content-encoding") if raw else None)
    try:
        return Entry(outcome=judge(url, response.status, body), expires=time.monotonic() + LIFETIME), body
    except RobotsUnreachable as error:
        error.asked = asked_delay(raw.field("retry-after") if raw else None)
        return _unreachable(error, failures), body


def _entry_of_failure(url: str, error: Exception, failures: int) -> Entry:
    """A chain of redirects that leads nowhere counts as absent (RFC 9309, 2.3.1.2), everything else as unreachable."""
    if isinstance(error, BadRedirect):
        return Entry(outcome=judge(url, 404, b""), expires=time.monotonic() + LIFETIME)
    if not isinstance(error, BlockedAddress | NameNotFound):
        error = RobotsUnreachable(url, reason_of(error)[1])
    return _unreachable(error, failures)


def _unreachable(error: FetchError, failures: int) -> Entry:
    asked = error.asked if isinstance(error, RobotsUnreachable) else None
    return Entry(outcome=error, expires=time.monotonic() + retry_delay(asked, failures), failures=failures)
