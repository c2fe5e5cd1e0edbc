"""The download handler: one request, one bounded exchange with a server behind the guard."""

# The client of twisted.web is not annotated.
# mypy: allow-untyped-calls

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self, cast
from urllib.parse import urldefrag

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotSupported
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.defer import Deferred
from twisted.web.client import Agent
from twisted.web.http_headers import Headers as WireHeaders

from crawler.fetching.endpoint import Door, GuardedEndpoints
from crawler.fetching.exceptions import BadUrl, TooLarge
from crawler.fetching.resolver import Resolver
from crawler.fetching.response import RawResponse, host_field
from crawler.fetching.tls import ServerCheck
from crawler.fetching.watch import Terms, Watch
from crawler.fetching.wire import Answer, Body, Pool
from crawler.guard import check_url, parse_address

if TYPE_CHECKING:
    from twisted.internet.base import ReactorBase


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bounds:
    """What one exchange may take."""

    size: int
    """Bytes of body."""
    cut: bool
    """Whether a longer body is cut there instead of being refused."""
    watch: Watch
    """Ends it when it takes too long."""


class GuardedDownloadHandler:
    """Scrapy's handler for http and https (DOWNLOAD_HANDLERS). See crawler.fetching for the keys of request.meta.

    Connections opened for allow_private requests and for others are kept in two pools that share nothing but names, so
    that an open connection never becomes a way round the guard. Raises FetchError, and Twisted's errors as they are.
    """

    lazy = True

    def __init__(self, crawler: Crawler, resolver: Resolver | None = None) -> None:
        from twisted.internet import reactor

        self._reactor = cast("ReactorBase", reactor)
        self._size: int = crawler.settings.getint("DOWNLOAD_MAXSIZE")
        self._deadline: float = crawler.settings.getfloat("DOWNLOAD_TIMEOUT")
        resolver = resolver or Resolver(reactor)
        self._pools = {allowed: Pool(reactor) for allowed in (False, True)}
        tls = ServerCheck()
        self._agents = {
            allowed: Agent.usingEndpointFactory(
                reactor,
                GuardedEndpoints(Door(reactor=reactor, resolver=resolver, tls=tls, allow_private=allowed)),
                pool,
            )
            for allowed, pool in self._pools.items()
        }

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy makes it."""
        return cls(crawler)

    async def download_request(self, request: Request) -> RawResponse:
        """The answer to a request, complete."""
        if check_url(request.url) is not None:
            raise BadUrl(request.url)
        if "proxy" in request.meta:
            raise NotSupported("proxies are not supported")
        bounds = self._bounds(request)
        watch = bounds.watch
        try:
            exchange = self._send(request).addCallback(self._receive, request, bounds)
            watch.over(exchange)
            return await maybe_deferred_to_future(exchange)
        except Exception as error:
            if watch.verdict is None:
                raise
            raise watch.verdict from error
        finally:
            watch.stop()
            request.meta["silence"] = watch.longest

    def _bounds(self, request: Request) -> _Bounds:
        meta = request.meta
        deadline = meta.get("deadline", self._deadline)
        terms = Terms(deadline=deadline, patience=meta.get("patience", deadline))
        return _Bounds(
            size=meta.get("download_maxsize", self._size),
            cut=meta.get("download_cut", False),
            watch=Watch(self._reactor, terms),
        )

    def _send(self, request: Request) -> Deferred[Any]:
        headers = WireHeaders({b"Host": [host_field(request).encode("ascii")]})
        for name, values in request.headers.items():
            headers.setRawHeaders(name, values)
        agent = self._agents[request.meta.get("allow_private", False) is True]
        answered: Deferred[Any] = agent.request(request.method.encode("ascii"), _wire_url(request), headers)
        return answered

    def _receive(self, answer: Answer, request: Request, bounds: _Bounds) -> Any:
        if answer.length == 0:
            return _response(request, answer, b"", [])
        if answer.length is not None and answer.length > bounds.size and not bounds.cut:
            answer.abort()
            raise TooLarge("a body", bounds.size)
        body = Body(answer, bounds.size, cut=bounds.cut)
        body.on_size = bounds.watch.sign
        bounds.watch.sign(0)
        answer.response.deliverBody(body)
        return body.done.addCallback(_finish, request, answer, body)

    async def close(self) -> None:
        """Close the kept connections, without waiting for the servers."""
        for pool in self._pools.values():
            pool.closeCachedConnections()


def _wire_url(request: Request) -> bytes:
    return (urldefrag(request.url)[0] if "#" in request.url else request.url).encode("ascii")


def _finish(data: bytes, request: Request, answer: Answer, body: Body) -> RawResponse:
    flags = [flag for flag, raised in (("partial", body.partial), ("cut", body.cut)) if raised]
    return _response(request, answer, data, flags)


def _response(request: Request, answer: Answer, body: bytes, flags: list[str]) -> RawResponse:
    return RawResponse(
        request.url,
        status=answer.response.code,
        status_line=answer.status_line,
        fields=answer.fields,
        body=body,
        flags=flags,
        ip_address=parse_address(answer.address),
        protocol=answer.status_line.partition(" ")[0],
    )
