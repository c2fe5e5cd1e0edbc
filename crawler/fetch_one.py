"""One page, fetched as a crawl fetches it (address guard, robots.txt, limits), without storing anything."""

from __future__ import annotations

from scrapy.crawler import AsyncCrawlerProcess

from crawler.configuration import Configuration
from crawler.crawling import settings_for
from crawler.dispatch import PageWork, Scope
from crawler.intake import Answer, judge
from crawler.session import source_of
from crawler.spiders.requests import request_for
from crawler.spiders.single import SinglePage
from crawler.wish import Wish
from pipelines.article import Link, Page
from pipelines.clock import iso, utc_now
from pipelines.errors import PresswatchError
from pipelines.reasons import MEANING, Reason
from pipelines.store.ledger import Wanted
from pipelines.urls import InvalidUrl, host_of


def fetch_one(url: str, config: Configuration) -> Page:
    """The page at `url`. Blocks, and can be called once a process. Raises PresswatchError where it cannot be had."""
    wanted = _wanted(url, config)
    told: list[Answer | tuple[Reason, str]] = []
    request = request_for(PageWork(wanted=wanted, scope=Scope(wish=Wish(urls=(url,)))), config)
    process = AsyncCrawlerProcess(settings_for(config))
    process.crawl(process.create_crawler(SinglePage), request=request, tell=told.append)
    process.start()
    answer = told[0] if told else (Reason.CONNECTION, "stopped")
    verdict = judge(answer) if isinstance(answer, Answer) else answer
    if verdict or not isinstance(answer, Answer):
        reason, detail = verdict or (Reason.CONNECTION, "")
        raise PresswatchError("cannot fetch", url, detail or MEANING[reason], f"{MEANING[reason]}; look at the address")
    return Page(
        url=url,
        final_url=answer.final_url,
        source=wanted.source,
        body=answer.record.body,
        headers=answer.headers,
        status=answer.status,
        fetched=answer.record.fetched,
        first_seen=wanted.first_seen,
    )


def _wanted(url: str, config: Configuration) -> Wanted:
    try:
        source, host = source_of(config, url), host_of(url)
    except InvalidUrl as error:
        raise PresswatchError("cannot fetch", url, str(error), "give a whole http or https address") from error
    return Wanted(
        key=0,
        id="",
        url=url,
        source=source.id if source else "",
        host=host,
        first_seen=iso(utc_now()),
        attempts=0,
        link=Link(url=url),
    )
