"""Where Scrapy's items enter the stages: the only module of pipelines that knows Scrapy."""

from __future__ import annotations

from typing import Any, Protocol, Self

from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured


class Intake(Protocol):
    """Takes a fetched page and returns at once."""

    def answered(self, work: Any, answer: Any) -> None:  # noqa: ANN401 - the crawler's own types
        """Take it in."""


class ReadAndSettle:
    """Hands each page that a spider yields as (work, answer) to the readers and the writer; the spider never waits."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        if not hasattr(crawler.spidercls, "close_session"):
            raise NotConfigured("only spiders of presswatch feed its stages")
        return cls(crawler)

    def process_item(self, item: Any) -> Any:  # noqa: ANN401 - Scrapy's item is any object
        """Pass a page on; other items, of a spider of one's own, go by untouched."""
        if isinstance(item, tuple) and len(item) == 2:
            intake: Intake = self._crawler.spider.intake  # type: ignore[union-attr]  # there is one while items come
            intake.answered(*item)
        return item
