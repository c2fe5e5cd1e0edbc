"""The network edge: everything between a Scrapy request and the bytes of its answer.

Keys of `request.meta` that are read here, all optional:

    allow_private       bool: may the host be a loopback or private address (False). A request that carries this key is
                        answered with a RawResponse; one without it is a plain Scrapy request and gets a decoded one
    domains             tuple[str, ...]: the source's domains; after a redirect `allow_private` holds only for these and
                        the host first asked
    download_maxsize    int: bytes of body, as received, above which the answer is refused (DOWNLOAD_MAXSIZE)
    download_cut        bool: keep the first download_maxsize bytes instead of refusing (False)
    deadline            float: seconds from resolving the name to the last byte (DOWNLOAD_TIMEOUT)
    patience            float: seconds of silence after which a server is given up (the deadline)
    delay               float: seconds between two requests to this host; a Crawl-delay raises it
    dont_obey_robotstxt bool: ask even where robots.txt forbids or cannot be had (False)
    redirect_limit      int: hops that are followed (10)

Keys that are written: `redirect_urls` (the chain without the last URL), `redirect_reasons` (its status codes),
`redirect_permanent` (all of them 301 or 308), `download_slot` (host and port), `silence` (seconds of
the longest wait within an exchange). Failures are what `reason_of` knows.
"""

from crawler.fetching.exceptions import (
    BadRedirect,
    BadUrl,
    BlockedAddress,
    DeadlineExceeded,
    FetchError,
    NameNotFound,
    RobotsDisallowed,
    RobotsUnreachable,
    Stalled,
    TooLarge,
    Truncated,
    reason_of,
)
from crawler.fetching.options import fetching_settings
from crawler.fetching.response import RawResponse

__all__ = [
    "BadRedirect",
    "BadUrl",
    "BlockedAddress",
    "DeadlineExceeded",
    "FetchError",
    "NameNotFound",
    "RawResponse",
    "RobotsDisallowed",
    "RobotsUnreachable",
    "Stalled",
    "TooLarge",
    "Truncated",
    "fetching_settings",
    "reason_of",
]
