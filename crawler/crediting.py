"""Follows credits with an address: what a stored article names as its source is fetched, so that the chain closes.

Within a daily budget of its own (`credit_budget`), through the same guards as every other page: connect-time address
guard, robots.txt, delay, limits. A credited page that cannot be had is no fault of the crawl: nobody asked for it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.settlement import Settled
from crawler.wish import Wish
from crawler.work import PageWork, Scope
from crawler.writer import Transaction
from pipelines.article import Article, Link
from pipelines.source import Source
from pipelines.store import ledger
from pipelines.store.ledger import Finding
from pipelines.urls import InvalidUrl

if TYPE_CHECKING:
    from crawler.session import Session

DOCUMENT = "credit"
"""Stands in `urls.document` for the document that named a URL."""
FOLLOWED = frozenset({"canonical", "structured", "credit_url"})
"""Kinds of credits that are the address of a text."""
MOST = 3
"""Addresses that one article may have followed."""


class CreditFollower:
    """Wants what stored articles credit. Made and used on the session's event loop."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._day, self._handed = "", 0

    def follow(self, work: PageWork, settled: Settled) -> None:
        """Queue what a stored article credits and what is not known yet; the crawl that found it waits for it."""
        if settled.article is None or self._session.dispatcher.stopping or not self._room():
            return
        credited = to_follow(settled.article)
        if credited:
            work.scope.open += 1
            self._session.dispatcher.run(self._follow(work.scope, settled.article, credited))

    def _room(self) -> int:
        """How many more may be followed today."""
        traffic = self._session.traffic
        if traffic.today != self._day:
            self._day, self._handed = traffic.today, traffic.made("credit")
        return max(0, self._session.config.settings.credit_budget - self._handed)

    async def _follow(self, scope: Scope, article: Article, urls: list[str]) -> None:
        try:
            links = [link for link in (self._wanted(url, article) for url in urls) if link][: self._room()]
            self._handed += len(links)
            rows = await self._session.writer.do(partial(_want, links=links))
            self._handed -= len(links) - len(rows)
            own = Scope(wish=Wish(), credit=True, endless=scope.endless)
            self._session.dispatcher.fetch(rows, own)
            if own.open and not own.endless:
                await own.done.wait()
        finally:
            scope.finished()

    def _wanted(self, url: str, article: Article) -> tuple[str, str] | None:
        """A URL with the id of its source; None for one that an outside page must not lead us to."""
        from crawler.session import source_of

        try:
            source = source_of(self._session.config, url)
        except InvalidUrl:
            return None
        crediting = self._session.config.sources.get(article.source)
        return (url, source.id if source else "") if may_follow(source, crediting) else None


def to_follow(article: Article) -> list[str]:
    """Addresses of texts that an article credits and that are not stored, the strongest credits first."""
    urls = [credit.url for credit in article.credits if credit.kind in FOLLOWED and credit.article_id is None]
    return list(dict.fromkeys(url for url in urls if url and urlsplit(url).path.strip("/")))[:MOST]


def may_follow(credited: Source | None, crediting: Source | None) -> bool:
    """Whether a page of one source may lead to the other: only private ones may lead to private ones."""
    return credited is None or not credited.allow_private or bool(crediting and crediting.allow_private)


def _want(transaction: Transaction, links: list[tuple[str, str]]) -> list[tuple[int, str]]:
    rows = []
    for url, source in links:
        finding = Finding(source=source, document=DOCUMENT, now=transaction.now)
        rows += ledger.want(transaction.db, [Link(url=url)], finding)
    return rows
