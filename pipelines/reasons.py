"""The closed list of reasons why something wanted is not stored, and whether each is a fault.

A fault makes a run exit with 1. A page that is simply no article is counted and listed, and is no fault.
"""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """Why a URL was rejected, held or failed. The value is what is stored and printed."""

    # rejected: the page was read and is no article
    INDEX_PAGE = "index_page"
    CONSENT_WALL = "consent_wall"
    CHALLENGE = "challenge"
    SOFT_404 = "soft_404"
    NOT_HTML = "not_html"
    GONE = "gone"
    ROBOTS_DISALLOWED = "robots_disallowed"
    OFF_SITE = "off_site"
    SAME_ARTICLE = "same_article"
    FORGOTTEN = "forgotten"
    # rejected: the page should have been an article
    EMPTY = "empty"
    NO_CONTENT = "no_content"
    TRUNCATED = "truncated"
    TOO_LARGE = "too_large"
    EXTRACT_TIMEOUT = "extract_timeout"
    EXTRACT_CRASH = "extract_crash"
    # held: the page was read, and is not trusted
    DRIFT = "drift"
    # failed: it could not be had, and is tried again
    BLOCKED_ADDRESS = "blocked_address"
    BAD_URL = "bad_url"
    BAD_REDIRECT = "bad_redirect"
    DNS = "dns"
    CONNECTION = "connection"
    TIMEOUT = "timeout"
    TLS = "tls"
    HTTP_ERROR = "http_error"
    REFUSED = "refused"
    INTERNAL = "internal"
    THROTTLED = "throttled"
    ROBOTS_UNREACHABLE = "robots_unreachable"
    NOT_A_FEED = "not_a_feed"
    NO_LINKS = "no_links"
    BUDGET = "budget"


MEANING: dict[Reason, str] = {
    Reason.INDEX_PAGE: "a front page, section, tag or list page, not one article",
    Reason.CONSENT_WALL: "a cookie or consent page stood in place of the article",
    Reason.CHALLENGE: "a bot challenge stood in place of the article",
    Reason.SOFT_404: "a page that says 'not found' with status 200",
    Reason.NOT_HTML: "not an HTML page (PDF, image, archive ...)",
    Reason.GONE: "the server says the page is gone (404, 410)",
    Reason.ROBOTS_DISALLOWED: "robots.txt forbids it to us",
    Reason.OFF_SITE: "the address leads outside the source's domains",
    Reason.SAME_ARTICLE: "another address of an article that has its own row",
    Reason.FORGOTTEN: "removed by `presswatch forget`, and never fetched again",
    Reason.EMPTY: "no text could be found in the page",
    Reason.NO_CONTENT: "the server answered with an empty body",
    Reason.TRUNCATED: "the page was cut off on its way",
    Reason.TOO_LARGE: "larger than the limit",
    Reason.EXTRACT_TIMEOUT: "reading the page took longer than the limit",
    Reason.EXTRACT_CRASH: "reading the page ended the reader twice",
    Reason.DRIFT: "the site's pages are not what they usually are; `presswatch replay` reads what is held anew",
    Reason.BLOCKED_ADDRESS: "the address is private or loopback and the source does not allow that",
    Reason.BAD_URL: "the URL cannot be read",
    Reason.BAD_REDIRECT: "redirects that loop, are too many, or lead to something else than http",
    Reason.DNS: "the host name could not be resolved",
    Reason.CONNECTION: "the connection failed or broke off",
    Reason.TIMEOUT: "no complete answer within the deadline",
    Reason.TLS: "no secure connection could be made",
    Reason.HTTP_ERROR: "the server answered with an error",
    Reason.REFUSED: "the server refuses it to us (401, 403, 451 and the like)",
    Reason.INTERNAL: "a fault of presswatch itself; the log says more",
    Reason.THROTTLED: "the server asked us to slow down (429, 503)",
    Reason.ROBOTS_UNREACHABLE: "robots.txt could not be had, so nothing is fetched (RFC 9309)",
    Reason.NOT_A_FEED: "neither a feed nor a sitemap nor a page with links",
    Reason.NO_LINKS: "a readable feed or page without a single usable link",
    Reason.BUDGET: "the source's requests of this day are used up; it waits for the next day",
}

NO_FAULT: frozenset[Reason] = frozenset(
    {
        Reason.INDEX_PAGE,
        Reason.SOFT_404,
        Reason.NOT_HTML,
        Reason.GONE,
        Reason.ROBOTS_DISALLOWED,
        Reason.OFF_SITE,
        Reason.SAME_ARTICLE,
        Reason.FORGOTTEN,
        Reason.BUDGET,
    }
)


def is_fault(reason: Reason) -> bool:
    """Whether something wanted and missed for this reason makes a run exit with 1."""
    return reason not in NO_FAULT
