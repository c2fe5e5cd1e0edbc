"""Walking the past, document by document; every step is decided by what the last one gave."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from crawler.answers import Answer
from crawler.asking import Asker, Place, Refusal
from crawler.backfilling.judging import Day, is_past, judge_link, walking_order, worth_walking
from crawler.backfilling.plan import Listing, Past, Step, Walk
from crawler.backfilling.spans import span_in
from crawler.discovery import Discovered
from crawler.discovery.paging import guessed_page
from crawler.session import Session
from crawler.work import Scope
from crawler.writer import Transaction
from pipelines.article import Link
from pipelines.clock import iso
from pipelines.reasons import Reason
from pipelines.source import Source
from pipelines.store import ledger, walked
from pipelines.store.documents import Outcome
from pipelines.store.ledger import Finding
from pipelines.store.walked import Walked

MAX_DEPTH = 5
"""Indexes within indexes."""
MAX_PAGES = 2_000
"""Pages of one section."""
EMPTY_PAGES = 3
"""Pages in a row without a link of known day, after which a list is left where unknown days are not wanted."""
TRIED = ("/sitemap.xml", "/sitemap_index.xml", "/sitemap-index.xml", "/wp-sitemap.xml", "/sitemap/")
"""Where sitemaps lie on sites that name none."""
NOTHING = "no sitemap and no section could be read"
_NO_FAULT = frozenset({Reason.NO_LINKS})


@dataclass(slots=True, kw_only=True)
class Walker:
    """One walk. Made and used on the event loop of the crawl that it feeds."""

    session: Session
    asker: Asker
    scope: Scope
    past: Past
    walk: Walk = field(default_factory=Walk)
    _seen: set[str] = field(default_factory=set)
    _within: set[str] = field(default_factory=set)

    async def run(self) -> None:
        """Walk sitemaps first, then sections, until all is walked, the budget is used up, or the limit is reached."""
        steps = deque(await self._beginnings())
        while steps and self._may_go_on():
            step = steps.popleft()
            steps.extendleft(reversed(await self._sitemap(step)))
        for section in self.past.source.sections:
            await self._section(section)
        if self.walk.read + self.walk.passed == 0 and not self.walk.stopped:
            self.walk.stopped = NOTHING

    async def _beginnings(self) -> list[Step]:
        """The configured sitemaps, what robots.txt names, and where neither is: the usual places."""
        source = self.past.source
        found = [Step(place=Place(url=url, kind="sitemap")) for url in source.sitemaps]
        origins = _origins(source)
        for origin in origins:
            robots = await self.asker.robots(origin + "/", source.id)
            listed = () if isinstance(robots, Refusal) else robots.sitemaps
            found += [Step(place=Place(url=url, kind="sitemap", parent=origin + "/robots.txt")) for url in listed]
        if not found:
            tries = [origin + path for origin in origins for path in TRIED]
            found = [Step(place=Place(url=url, kind="sitemap", parent="tried"), tried=True) for url in tries]
        return list({step.place.url: step for step in reversed(found)}.values())[::-1]

    async def _sitemap(self, step: Step) -> list[Step]:
        """Walk one sitemap or index; returns the children to walk."""
        if not self._first_time(step.place.url) or step.depth > MAX_DEPTH:
            return []
        if self._walked(step.place.url):
            return []
        found = await self._read(step)
        if found is None:
            return []
        if found.documents:
            return self._children(step, found)
        await self._enter(step.place.url, found, self._days(found.links, step.place.url))
        return []

    def _children(self, step: Step, found: Discovered) -> list[Step]:
        stretch = self.past.stretch
        worth = [child for child in found.documents if worth_walking(child, stretch)]
        worth.sort(key=walking_order)
        places = [Place(url=child.url, kind="sitemap", parent=step.place.url) for child in worth]
        return [Step(place=place, depth=step.depth + 1) for place in places]

    async def _section(self, first: str) -> None:
        """Walk a list from its first page back, until it lies before the stretch or brings nothing new."""
        listing = Listing(first=first)
        page: Step | None = Step(place=Place(url=first, kind="section"))
        for _ in range(MAX_PAGES):
            if page is None or not self._may_go_on() or not self._first_time(page.place.url):
                return
            if before := self._walked(page.place.url):
                page = listing.step(before.following, guessed=None) if before.following else None
            else:
                page = await self._list_page(page, listing)

    async def _list_page(self, page: Step, listing: Listing) -> Step | None:
        """Read one page of a list and enter its links; returns the page to go on with."""
        found = await self._read(page)
        fresh = [link for link in found.links if link.url not in listing.seen] if found else []
        if found is None or not fresh:
            return None
        listing.seen |= {link.url for link in fresh}
        url = page.place.url
        days = self._days(fresh, url)
        listing.bare = listing.bare + 1 if set(days) <= {Day.UNKNOWN} else 0
        over = is_past(days) or (listing.bare >= EMPTY_PAGES and not self.past.undated)
        following = (
            None if over else listing.step(found.following, guessed=guessed_page(listing.first, listing.after(url)))
        )
        await self._enter(url, replace(found, links=tuple(fresh)), days, following.place.url if following else None)
        return following

    def _days(self, links: Iterable[Link], url: str) -> list[Day]:
        named = span_in(url)
        return [judge_link(link, self.past.stretch, named) for link in links]

    async def _enter(self, url: str, found: Discovered, days: list[Day], following: str | None = None) -> None:
        """Enter the wanted links, as many as the limit allows; the document is walked if all of them fitted."""
        undated = [link for link, day in zip(found.links, days, strict=True) if day is Day.UNKNOWN]
        wanted = [link for link, day in zip(found.links, days, strict=True) if day is Day.WITHIN]
        self._within.update(link.url for link in wanted)
        self.walk.within = len(self._within)
        if self.past.undated:
            wanted += undated
        else:
            self.walk.undated += len(undated)
        finding = Finding(source=self.past.source.id, document=url, now=iso(self.session.clock()))
        room = self._room()

        def job(transaction: Transaction) -> tuple[list[tuple[int, str]], bool]:
            unknown = [link for link in wanted if ledger.owner_of(transaction.db, link.url) is None]
            new = ledger.want(transaction.db, unknown if room is None else unknown[:room], finding)
            whole = room is None or len(unknown) <= room
            if whole and not found.degraded:
                walked.note(transaction.db, url, self.past.stored, (following, transaction.now))
            return new, whole

        new, whole = await self.session.writer.do(job)
        self.walk.new += len(new)
        self.session.dispatcher.fetch(new, self.scope)
        if not whole:
            self.walk.stopped = "the limit of articles is reached"

    async def _read(self, step: Step) -> Discovered | None:
        """Ask for a document and read it; None where it gives nothing, which is noted unless it was a guess."""
        self.walk.asked += 1
        answer = await self.asker.document(step.place, self.past.source.id)
        if isinstance(answer, Refusal):
            outcome = Outcome(status=answer.status, reason=answer.reason, detail=answer.detail)
            return self._note(step, outcome, None)
        found = await self.session.readers.discover(_task(step, answer, self.past.source.id), answer.record.body)
        reason = None if found.reason in _NO_FAULT else found.reason
        outcome = Outcome(status=answer.status, reason=reason, detail=found.detail if reason else "")
        self.walk.read += reason is None
        return self._note(step, outcome, None if found.reason else found)

    def _note(self, step: Step, outcome: Outcome, found: Discovered | None) -> Discovered | None:
        if outcome.reason is Reason.GONE and step.place.parent and not step.tried:
            self.walk.gone += 1
        elif not (step.tried and outcome.reason):
            self.scope.report.poll(step.place.url, outcome)
        return found

    def _walked(self, url: str) -> Walked | None:
        """What an earlier walk noted of a document, where nothing of the stretch is left in it."""
        before = walked.find(self.session.catalogue, url, self.past.stored)
        self.walk.passed += before is not None
        return before

    def _first_time(self, url: str) -> bool:
        known = url in self._seen
        self._seen.add(url)
        return not known

    def _room(self) -> int | None:
        limit = self.scope.wish.limit
        return None if limit is None else max(limit - self.walk.waiting - self.walk.new, 0)

    def _may_go_on(self) -> bool:
        if self.walk.stopped or self.session.dispatcher.stopping:
            return False
        if self._room() == 0:
            self.walk.stopped = "the limit of articles is reached"
        elif self.past.budget is not None and self.walk.asked >= self.past.budget:
            self.walk.stopped = "the budget of documents is used up"
        elif self._spent():
            self.walk.stopped = "the source's requests of today are used up"
        return not self.walk.stopped

    def _spent(self) -> bool:
        source = self.past.source
        return source.budget is not None and self.session.traffic.used(source.id) >= source.budget


def _origins(source: Source) -> list[str]:
    """Scheme and host of everything configured, else of the domains."""
    urls = (*source.sitemaps, *source.sections, *source.feeds)
    parts = [urlsplit(url) for url in urls]
    own = [f"{p.scheme}://{p.netloc}" for p in parts if source.owns(p.hostname or "")]
    return list(dict.fromkeys(own)) or [f"https://{domain}" for domain in source.domains]


def _task(step: Step, answer: Answer, source: str) -> dict[str, object]:
    return {
        "document": {
            "url": answer.final_url,
            "kind": step.place.kind,
            "content_type": answer.headers.get("content-type"),
            "archive": True,
        },
        "source": source,
        "encoding": answer.headers.get("content-encoding"),
    }
