"""A crawl that begins with a walk: what the walk enters is fetched as any article is."""

from __future__ import annotations

from dataclasses import dataclass, field

from crawler.asking import Asker
from crawler.backfilling.judging import Day, judge_link
from crawler.backfilling.plan import Past, Walk
from crawler.backfilling.walking import Walker
from crawler.session import Session
from crawler.spiders.news import NewsSpider
from crawler.wish import Wish
from crawler.work import Scope
from pipelines.article import Link
from pipelines.clock import iso
from pipelines.store import ledger


@dataclass(slots=True, kw_only=True)
class Backfill:
    """What a backfill is asked to do; its `open` is the opening of a crawl, its `walk` tells what came of it."""

    past: Past
    limit: int | None = None
    """Most articles to fetch."""
    walk: Walk = field(default_factory=Walk)

    async def open(self, spider: NewsSpider, session: Session) -> Scope:
        """Queue what an earlier run left waiting, and begin to walk beside."""
        scope = Scope(wish=Wish(sources=(self.past.source.id,), limit=self.limit))
        scope.open += 1  # until the walk is over
        waiting = ledger.waiting(session.catalogue, self.past.source.id, iso(session.clock()))
        left = [(key, host) for key, host, link in waiting if self._wants(link)]
        left = left if self.limit is None else left[: self.limit]
        self.walk.waiting = len(left)
        session.dispatcher.fetch(left, scope)
        asker = Asker(spider.crawler, session.config)
        walker = Walker(session=session, asker=asker, scope=scope, past=self.past, walk=self.walk)
        session.dispatcher.run(_walk(walker, scope))
        return scope

    def _wants(self, link: Link) -> bool:
        day = judge_link(link, self.past.stretch)
        return day is Day.WITHIN or (day is Day.UNKNOWN and self.past.undated)


async def _walk(walker: Walker, scope: Scope) -> None:
    try:
        await walker.run()
    finally:
        scope.finished()
