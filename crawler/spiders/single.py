"""Fetching one page without a data folder: nothing is stored."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any, cast

from scrapy import Request, Spider
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.fetching import RawResponse, reason_of
from crawler.intake import Answer
from crawler.spiders.requests import answer_of
from pipelines.clock import iso, utc_now
from pipelines.reasons import Reason


class SinglePage(Spider):
    """Fetches `request`, and hands its answer or the reason why there is none to `tell`."""

    name = "single-page"

    def __init__(self, name: str | None = None, **arguments: Any) -> None:  # noqa: ANN401 - Scrapy's signature
        self._request: Request = arguments.pop("request")
        self._tell: Callable[[Answer | tuple[Reason, str]], None] = arguments.pop("tell")
        super().__init__(name, **arguments)

    async def start(self) -> AsyncIterator[Any]:
        yield self._request.replace(callback=self.parse, errback=self.failed)

    def parse(self, response: Response) -> None:
        """The page came."""
        self._tell(answer_of(cast("RawResponse", response), iso(utc_now())))

    def failed(self, failure: Failure) -> None:
        """It did not."""
        self._tell(reason_of(failure))
