"""Something that asks the network step by step, in this process and without a data folder."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from scrapy.crawler import AsyncCrawlerProcess

from crawler.asking import Asker
from crawler.configuration import Configuration
from crawler.crawling import settings_for
from crawler.spiders.errand import ErrandSpider
from pipelines.errors import PresswatchError

T = TypeVar("T")


def run_errand(config: Configuration, errand: Callable[[Asker], Awaitable[T]]) -> T:
    """What the errand returns. Blocks, and can be called once a process, since a reactor runs only once.

    Raises what the errand raises, and PresswatchError where a signal ended it.
    """
    told: list[T] = []
    failed: list[BaseException] = []
    settings = settings_for(config)
    settings.set("ITEM_PIPELINES", {}, priority="cmdline")  # nothing is stored
    process = AsyncCrawlerProcess(settings)
    process.crawl(
        process.create_crawler(ErrandSpider), config=config, errand=errand, tell=told.append, fail=failed.append
    )
    process.start()
    if failed:
        raise failed[0]
    if not told:
        raise PresswatchError("not finished", "this command", "it was stopped", "start it again")
    return told[0]
