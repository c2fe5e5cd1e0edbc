"""A page saved as HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO

from crawler.ingesting.rows import MAX_PAGE, BadRow, Clocks, PageRow, Row, Times, Unusable, address
from crawler.warc import Fields, PageRecord
from pipelines.article import Link, Page

_HEAD = 200_000
_SAVED_FROM = re.compile(rb"<!--\s*saved from url=\(\d+\)(\S+)", re.IGNORECASE)
_CANONICAL = re.compile(rb"<link\b[^>]{0,500}\brel=[\"']?canonical\b[^>]{0,500}>", re.IGNORECASE)
_OPENGRAPH = re.compile(rb"<meta\b[^>]{0,500}\bproperty=[\"']?og:url\b[^>]{0,500}>", re.IGNORECASE)
_VALUE = re.compile(rb"\b(?:href|content)=(?:\"([^\"]+)\"|'([^']+)'|([^\s>]+))", re.IGNORECASE)


def read_saved(stream: IO[bytes], name: str, times: Times, url: str | None) -> Iterator[Row]:
    """The one row of an HTML file; url: where it was fetched from, else the page's own word is taken."""
    try:
        body = _body(stream)
        yield saved_page(name, body, Link(url=address(url or own_address(body))), times.clocks(None))
    except BadRow as error:
        yield Unusable(where=name, url=url or "", why=str(error))


def _body(stream: IO[bytes]) -> bytes:
    body = stream.read(MAX_PAGE + 1)
    if len(body) > MAX_PAGE:
        raise BadRow(f"longer than {MAX_PAGE >> 20} MB")
    return body


def own_address(body: bytes) -> str | None:
    """The address a saved page names as its own: the browser's note, the canonical link, og:url."""
    head = body[:_HEAD]
    if noted := _SAVED_FROM.search(head):
        return noted[1].decode("utf-8", "replace")
    for pattern in (_CANONICAL, _OPENGRAPH):
        found = pattern.search(head)
        value = _VALUE.search(found[0]) if found else None
        if value:
            return next(part for part in value.groups() if part).decode("utf-8", "replace")
    raise BadRow("its address is not known: say where it was fetched from with --url")


def saved_page(where: str, body: bytes, link: Link, clocks: Clocks) -> PageRow:
    """A page of which only the body was kept."""
    fields: Fields = [("Content-Type", "text/html"), ("X-Archive-Note", "ingested; its own headers were not kept")]
    return page_row(where, Page(
        url=link.url, final_url=link.url, source="", body=body,
        headers={"content-type": "text/html"}, fetched=clocks.fetched, first_seen=clocks.seen, link=link,
    ), fields)  # fmt: skip


def page_row(where: str, page: Page, fields: Fields, status_line: str = "HTTP/1.1 200 OK") -> PageRow:
    """A page with its record for the archive."""
    record = PageRecord(
        url=page.final_url,
        status_line=status_line,
        headers=fields,
        body=page.body,
        fetched=page.fetched,
    )
    return PageRow(where=where, page=page, record=record)
