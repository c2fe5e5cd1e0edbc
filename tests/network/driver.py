"""A Scrapy crawl that is told on stdin what to fetch, and tells on stdout what came of it: one JSON a line.

A reactor runs once a process, so the tests talk to this one. Requests take the whole way of a real crawl: scheduler,
middlewares, handler, callback or errback.
"""

import base64
import json
import resource
import sys
import threading

import scrapy
from scrapy import signals
from scrapy.crawler import CrawlerProcess
from scrapy.exceptions import DontCloseSpider

from crawler.fetching import RawResponse, fetching_settings, reason_of


class Driver(scrapy.Spider):
    name = "driver"

    @classmethod
    def from_crawler(cls, crawler, *args, **kwargs):
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.stay, signals.spider_idle)
        crawler.signals.connect(spider.listen, signals.engine_started)
        return spider

    async def start(self):
        for _ in ():
            yield

    def stay(self):
        raise DontCloseSpider

    def listen(self):
        from twisted.internet import reactor

        def read():
            for line in sys.stdin:
                reactor.callFromThread(self.obey, json.loads(line))
            reactor.callFromThread(self.crawler.engine.close_spider, self, "told")

        threading.Thread(target=read, daemon=True).start()
        print("ready", flush=True)

    def obey(self, order):
        if order.get("forget_robots"):
            middleware = next(m for m in self.crawler.engine.downloader.middleware.middlewares if hasattr(m, "_known"))
            middleware._known = {
                origin: type(entry)(outcome=entry.outcome, expires=0.0) for origin, entry in middleware._known.items()
            }
        request = scrapy.Request(
            order["url"],
            headers=order.get("headers"),
            meta=order.get("meta", {}),
            callback=self.answered,
            errback=self.failed,
            cb_kwargs={"number": order["number"]},
            dont_filter=order.get("dont_filter", True),
        )
        self.crawler.engine.crawl(request)

    def answered(self, response, number):
        assert isinstance(response, RawResponse)
        self.tell(
            number,
            url=response.url,
            status=response.status,
            status_line=response.status_line,
            fields=response.fields,
            body=base64.b64encode(response.body).decode(),
            flags=response.flags,
            ip=str(response.ip_address),
            protocol=response.protocol,
            title_headers=sorted(name.decode() for name in response.headers),
            copy_is_equal=response.replace().fields == response.fields,
            meta={k: v for k, v in response.meta.items() if k.startswith(("redirect", "allow", "download_slot"))},
        )

    def failed(self, failure):
        reason, detail = reason_of(failure)
        number = failure.request.cb_kwargs["number"]
        self.tell(number, error=type(failure.value).__name__, reason=str(reason), detail=detail)

    def tell(self, number, **facts):
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
        slots = self.crawler.engine.downloader.slots
        delays = {key: slot.delay for key, slot in slots.items()}
        print(json.dumps({"number": number, "delays": delays, "peak_megabytes": peak} | facts), flush=True)


if __name__ == "__main__":
    process = CrawlerProcess(
        fetching_settings()
        | {
            "USER_AGENT": "presswatch/0 (+https://presswatch.example/bot)",
            "CONCURRENT_REQUESTS": 100,
            "ASYNCIO_EVENT_LOOP": "uvloop.Loop",  # as in a real crawl
            "LOG_LEVEL": "ERROR",
        }
    )
    process.crawl(Driver)
    process.start()
