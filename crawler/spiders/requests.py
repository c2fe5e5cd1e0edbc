"""Work as Scrapy requests, and Scrapy responses as answers."""

from __future__ import annotations

from urllib.parse import urlsplit

from scrapy import Request

from crawler.answers import Answer
from crawler.configuration import Configuration
from crawler.fetching.response import RawResponse, request_fields
from crawler.warc import PageRecord
from crawler.work import PollWork, Work
from pipelines.source import Source
from pipelines.store.revisits import PageState
from pipelines.store.traffic import Why

FEED_TYPES = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9,"
    " text/html;q=0.8, */*;q=0.1"
)
PAGE_TYPES = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"


def request_for(work: Work, config: Configuration) -> Request:
    """The request that does a piece of work; callbacks are the spider's."""
    settings = config.settings
    if isinstance(work, PollWork):
        url, source_id = work.document.url, work.document.source
        limit = settings.sitemap_limit if work.document.kind == "sitemap" else settings.feed_limit
        headers = {"Accept": FEED_TYPES, **_validators(work)}
    else:
        url, source_id = work.wanted.url, work.wanted.source
        limit, headers = settings.page_limit, {"Accept": PAGE_TYPES, **_validators(work)}
    source = config.sources.get(source_id)
    return Request(
        url,
        headers={**headers, **_own_headers(source, url)},
        dont_filter=True,
        priority=1 if isinstance(work, PollWork) else 0,
        meta={
            "work": work,
            "why": _why(work),
            "source": source_id,
            "size": _page_state(work).size,
            "allow_private": _may_be_private(work, source),
            "domains": source.domains if source else (),
            "download_maxsize": limit,
            "deadline": settings.fetch_deadline,
            "delay": source.delay if source else settings.delay,
            "handle_httpstatus_all": True,
        },
    )


def _may_be_private(work: Work, source: Source | None) -> bool:
    """allow_private holds for the documents a source's table names, and for its own hosts; not for links elsewhere."""
    if source is None or not source.allow_private:
        return False
    if isinstance(work, PollWork):
        return work.document.parent is None or source.owns(urlsplit(work.document.url).hostname or "")
    return source.owns(urlsplit(work.wanted.url).hostname or "")


def answer_of(response: RawResponse, now: str) -> Answer:
    """A response as the intake takes it."""
    record = PageRecord(
        url=response.url,
        status_line=response.status_line,
        headers=response.fields,
        request_headers=request_fields(response.request) if response.request else [],
        body=response.body,
        fetched=now,
        ip=str(response.ip_address) if response.ip_address else None,
    )
    return Answer(final_url=response.url, status=response.status, headers=response.header_map(), record=record)


def _why(work: Work) -> Why:
    """Why the request is made, for the request ledger."""
    if isinstance(work, PollWork):
        return "poll"
    if work.visit:
        return "revisit"
    if work.scope.credit:
        return "credit"
    return "retry" if work.wanted.attempts else "article"


def _page_state(work: Work) -> PageState:
    """What is known of the version we have."""
    if isinstance(work, PollWork):
        document = work.document
        return PageState(etag=document.etag, last_modified=document.last_modified, size=document.size)
    return work.visit.page if work.visit else PageState(etag=None, last_modified=None, size=None)


def _validators(work: Work) -> dict[str, str]:
    """Conditional headers, unless it is time for a full fetch: some servers answer 304 for ever."""
    if isinstance(work, PollWork) and not work.document.conditional:
        return {}
    known = _page_state(work)
    headers = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in headers.items() if value}


def _own_headers(source: Source | None, url: str) -> dict[str, str]:
    """The headers and cookies of a source's table, for its own hosts only."""
    if source is None or not source.owns(urlsplit(url).hostname or ""):
        return {}
    cookies = "; ".join(f"{name}={value}" for name, value in source.cookies.items())
    return {**source.headers, **({"Cookie": cookies} if cookies else {})}
