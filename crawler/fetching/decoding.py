"""Answers for plain Scrapy requests: `scrapy shell`, `scrapy fetch` and spiders written by hand."""

from __future__ import annotations

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.responsetypes import responsetypes

from crawler.fetching.exceptions import FetchError, TooLarge
from crawler.fetching.response import RawResponse
from pipelines import encoding


class DecodingMiddleware:
    """Turns a RawResponse into the HtmlResponse or TextResponse a Scrapy user expects, its content decoded.

    Requests with `allow_private` in their meta are presswatch's own and keep the raw answer. Raises TooLarge where the
    decoded body would pass `limit` bytes, FetchError where it is damaged.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy makes it."""
        return cls(crawler.settings.getint("DOWNLOAD_MAXSIZE"))

    def process_response(self, request: Request, response: Response) -> Response:
        """Decode, unless the request is one of ours."""
        if "allow_private" in request.meta or not isinstance(response, RawResponse):
            return response
        body = self._decoded(response)
        headers = response.headers.copy()
        headers.pop("Content-Encoding", None)
        kind = responsetypes.from_args(headers=headers, url=response.url, body=body)
        return kind(
            response.url,
            status=response.status,
            headers=headers,
            body=body,
            flags=response.flags,
            ip_address=response.ip_address,
            protocol=response.protocol,
        )

    def _decoded(self, response: RawResponse) -> bytes:
        try:
            return encoding.decode_body(response.body, response.field("content-encoding"), self._limit)
        except encoding.TooLarge as error:
            raise TooLarge("a decoded body", self._limit) from error
        except encoding.BadEncoding as error:
            raise FetchError(f"a body that cannot be decoded: {error}") from error
