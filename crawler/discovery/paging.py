"""The next page of a list of articles, by what the page says or by the numbers in its links. Pure."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from crawler.discovery.addresses import absolute

MAX_ANCHORS = 30_000
"""Anchors looked at on one page."""
MAX_PAGE = 100_000
"""A higher number is no page number."""

_IN_PATH = re.compile(r"^(?P<list>.*?)/(?:page|pagina|pag|seite|p)[/-](?P<number>\d{1,6})/?$", re.IGNORECASE)
_IN_QUERY = re.compile(
    r"^(?P<before>(?:.*&)?)(?:page|paged|pagina|pag|pg|p|seite)=(?P<number>\d{1,6})(?P<after>(?:&.*)?)$", re.IGNORECASE
)


def next_page(tree: HtmlElement, base: str, page: str) -> str | None:
    """The page after `page` on the same host: a link or anchor with rel=next (HTML, 4.6.7), else the next number."""
    host, (listed, number) = urlsplit(page).netloc, list_and_number(page)
    counted: str | None = None
    for count, element in enumerate(tree.iter("link", "a")):
        if count >= MAX_ANCHORS:
            break
        url = absolute(element.get("href") or "", base)
        if url is None or url == page or urlsplit(url).netloc != host:
            continue
        if "next" in (element.get("rel") or "").lower().split():
            return url
        if counted is None and list_and_number(url) == (listed, number + 1):
            counted = url
    return counted


def list_and_number(url: str) -> tuple[str, int]:
    """What all pages of one list share, and which one this is; 1 where the address carries no number."""
    parts = urlsplit(url)
    address = f"{parts.netloc}{parts.path.rstrip('/')}"
    if found := _IN_PATH.match(address):
        return f"{found['list']}?{parts.query}", min(int(found["number"]), MAX_PAGE)
    if found := _IN_QUERY.match(parts.query):
        rest = found["before"].rstrip("&") + found["after"]
        return f"{address}?{rest.lstrip('&')}", min(int(found["number"]), MAX_PAGE)
    return f"{address}?{parts.query}", 1


def guessed_page(url: str, number: int) -> str:
    """The address of a page that the list itself does not link to: `?page=N`, which most sites understand."""
    parts = urlsplit(url)
    query = f"{parts.query}&" if parts.query else ""
    return parts._replace(query=f"{query}page={number}").geturl()
