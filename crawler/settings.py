"""Scrapy's settings for every crawl, also those that `scrapy` itself starts. What a user sets is in presswatch.toml."""

from __future__ import annotations

from importlib.metadata import version

from crawler.fetching import fetching_settings

BOT_NAME = "presswatch"
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"
SPIDER_LOADER_CLASS = "crawler.spiders.loader.SourceLoader"

USER_AGENT = f"presswatch/{version('presswatch')}"
ITEM_PIPELINES = {"pipelines.item_pipelines.ReadAndSettle": 100}

# The ledger decides what is fetched again and when; Scrapy fetches what it is given, once.
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"
CONCURRENT_ITEMS = 1  # items are handed over at once; a hundred tasks a response cost a third of the download's CPU
CONCURRENT_REQUESTS = 16
CONCURRENT_REQUESTS_PER_DOMAIN = 8
DOWNLOAD_DELAY = 0  # set for each host, from its source
DOWNLOAD_DELAY_JITTER = 0.0  # a gap is never shorter than the delay

# Each is loaded, also where it is off; left out: telnet, remote control, throttle, memory debugger, spider state.
EXTENSIONS_BASE = {
    f"scrapy.extensions.{name}": 0
    for name in ("corestats.CoreStats", "closespider.CloseSpider", "feedexport.FeedExporter", "logstats.LogStats")
}

WARN_ON_GENERATOR_RETURN_VALUE = False  # it parses the callback's source at every response
REFERER_ENABLED = False
URLLENGTH_LIMIT = 0  # a request that is dropped without a word would never be settled
LOG_LEVEL = "WARNING"
LOG_FORMATTER = "crawler.spiders.log_formatter.Silent"
STATS_DUMP = False
MEMUSAGE_ENABLED = False
ASYNCIO_EVENT_LOOP = "uvloop.Loop"

globals().update(fetching_settings())
