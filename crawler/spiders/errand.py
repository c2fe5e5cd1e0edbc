"""Running something that asks step by step, without a data folder: nothing is stored."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from scrapy import Spider

from crawler.asking import Asker
from crawler.configuration import Configuration


class ErrandSpider(Spider):
    """Runs `errand` with an Asker, and hands what it returns to `tell`, or what it raises to `fail`."""

    name = "errand"

    def __init__(self, name: str | None = None, **arguments: Any) -> None:  # noqa: ANN401 - Scrapy's signature
        self._config: Configuration = arguments.pop("config")
        self._errand: Callable[[Asker], Awaitable[Any]] = arguments.pop("errand")
        self._tell: Callable[[Any], None] = arguments.pop("tell")
        self._fail: Callable[[BaseException], None] = arguments.pop("fail")
        self._requests: tuple[Any, ...] = ()
        super().__init__(name, **arguments)

    async def start(self) -> AsyncIterator[Any]:
        """No request of Scrapy's own: the errand asks."""
        try:
            self._tell(await self._errand(Asker(self.crawler, self._config)))
        except Exception as error:  # noqa: BLE001 - raised again by whoever started the errand
            self._fail(error)
        for request in self._requests:
            yield request
