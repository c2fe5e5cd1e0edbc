"""The demo's second look: one outlet changes a text without a word of it, and its page is fetched again."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.demo.server import Newsroom
from crawler.session import Session
from crawler.spiders.news import NewsSpider
from crawler.wish import Wish
from crawler.work import Scope

CHANGED = "lagaceta/eeuu-irak"
"""Key of the piece that changes in silence: its text, and not the time of modification that its page claims."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondLook:
    """Opens the demo's crawl: all sites, then once more the page that changed meanwhile."""

    room: Newsroom

    async def __call__(self, _: NewsSpider, session: Session) -> Scope:
        """Queue the crawl; what the scope reports is the crawl of all sites."""
        first = await session.take(Wish())
        whole = Scope(wish=first.wish, report=first.report, open=1)
        session.dispatcher.run(self._look(session, whole, first))
        return whole

    async def _look(self, session: Session, whole: Scope, first: Scope) -> None:
        try:
            await first.done.wait()
            url = self.room.one(CHANGED).url
            self.room.revise(url)
            second = await session.take(Wish(urls=(url,)))
            await second.done.wait()
        finally:
            whole.finished()
