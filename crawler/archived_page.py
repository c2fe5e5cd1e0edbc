"""An archived record as the page that it was when it came."""

from __future__ import annotations

from crawler.warc import PageRecord
from pipelines.article import Page
from pipelines.store.ledger import Wanted


def archived_page(wanted: Wanted, record: PageRecord, stored: dict[str, str]) -> Page:
    """The page of a URL out of its record. stored: `fetched` and `first_seen` where an article of it is stored."""
    headers: dict[str, str] = {}
    for name, value in record.headers:
        key = name.lower()
        headers[key] = f"{headers[key]}, {value}" if key in headers else value
    return Page(
        url=wanted.url,
        final_url=record.url,
        source=wanted.source,
        body=record.body,
        headers=headers,
        status=int(record.status_line.split()[1]),
        fetched=stored.get("fetched", record.fetched),
        first_seen=stored.get("first_seen", wanted.first_seen),
        link=wanted.link,
    )
