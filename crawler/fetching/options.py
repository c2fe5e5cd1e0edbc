"""Scrapy settings of the network edge."""

from __future__ import annotations

from typing import Any

_HANDLER = "crawler.fetching.handler.GuardedDownloadHandler"
_STOCK = "scrapy.downloadermiddlewares"
_KEPT = {
    "defaultheaders.DefaultHeadersMiddleware": 400,
    "useragent.UserAgentMiddleware": 500,
}
"""Of Scrapy's own middlewares. One that is told to be off is loaded all the same, and some take a tenth of a second.

Left out: offsite (the core knows which source owns a host), robotstxt (fails open on errors, never forgets),
downloadtimeout (the handler keeps the deadline), retry (the ledger retries, over restarts too), httpcompression
(bodies are archived as received and decoded in the readers), httpproxy (would take proxies from the environment), stats
(renders every request and response to count its bytes), redirect, metarefresh, httpauth, cookies, httpcache.
"""


def fetching_settings() -> dict[str, Any]:
    """Settings that put the network edge in place. `user_agent` and concurrency are the caller's."""
    return {
        "DOWNLOAD_HANDLERS": {
            "http": _HANDLER,
            "https": _HANDLER,
            "data": None,
            "file": None,
            "ftp": None,
            "s3": None,
        },
        "DOWNLOADER_MIDDLEWARES_BASE": {f"{_STOCK}.{name}": place for name, place in _KEPT.items()},
        "DOWNLOADER_MIDDLEWARES": {
            "crawler.fetching.politeness.PolitenessMiddleware": 100,
            "crawler.fetching.decoding.DecodingMiddleware": 590,
            "crawler.fetching.redirects.RedirectMiddleware": 600,
            "crawler.fetching.accounting.AccountingMiddleware": 990,
        },
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Encoding": "gzip, deflate",
        },
        "DOWNLOAD_MAXSIZE": 20_000_000,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_TIMEOUT": 60,
        "DOWNLOAD_FAIL_ON_DATALOSS": True,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "DOWNLOAD_DELAY_JITTER": 0.0,  # a delay is a promise: it may not be cut short
        "HTTPERROR_ALLOW_ALL": True,  # answers of every status reach the callback
        "COMPRESSION_ENABLED": False,
        "COOKIES_ENABLED": False,
        "HTTPPROXY_ENABLED": False,
        "METAREFRESH_ENABLED": False,
        "REFERER_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "RETRY_ENABLED": False,
        "ROBOTSTXT_OBEY": True,
        "TELNETCONSOLE_ENABLED": False,
    }
