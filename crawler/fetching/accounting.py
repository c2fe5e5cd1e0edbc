"""Every exchange with a server is told of once: why it was made, and what came of it."""

from __future__ import annotations

from typing import Protocol, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.fetching.exceptions import BadUrl, BlockedAddress, NameNotFound, RobotsDisallowed, RobotsUnreachable
from pipelines.store.traffic import Made, outcome_of

_NOT_SENT = (BadUrl, BlockedAddress, NameNotFound, RobotsDisallowed, RobotsUnreachable)


class Ledger(Protocol):
    """Takes note of requests. A spider carries one as `traffic`, or none."""

    def note(self, made: Made) -> None:
        """Count a request that is over."""


class AccountingMiddleware:
    """Stands next to the download handler, so that robots.txt and each hop of a redirect pass it too.

    Reads `why`, `source` and `size` (bytes of the last complete answer) of request.meta; a request without `why` is not
    told of.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy makes it."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """An answer came."""
        self._tell(request, outcome_of(response.status), len(response.body))
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """None came; what was stopped on its way out was no request."""
        if not isinstance(exception, _NOT_SENT):
            self._tell(request, "none", 0)

    def _tell(self, request: Request, outcome: str, size: int) -> None:
        ledger: Ledger | None = getattr(self._crawler.spider, "traffic", None)
        if ledger is None or "why" not in request.meta:
            return
        conditional = b"If-None-Match" in request.headers or b"If-Modified-Since" in request.headers
        ledger.note(
            Made(
                source=request.meta.get("source", ""),
                why=request.meta["why"],
                outcome=outcome,
                conditional=conditional,
                bytes=size,
                saved=(request.meta.get("size") or 0) if outcome == "304" and conditional else 0,
            )
        )
