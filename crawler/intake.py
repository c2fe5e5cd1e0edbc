"""What becomes of answers: documents give links, pages are read, errors are written down. Never blocks the spider."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from random import random

from crawler.answers import Answer, judge
from crawler.comparing import Asked, Comparer, Outdated
from crawler.configuration import Configuration
from crawler.discovery import Discovered
from crawler.dispatch import Dispatcher
from crawler.pace import floor_for, pace_of
from crawler.poll_settlement import Manner, Poll, PollSettled, settle_poll
from crawler.polling import max_age, poll_again, retry_after
from crawler.reading.pool import ReaderPool
from crawler.revisiting import Visited, judge_visit, settle_visit
from crawler.settlement import (
    Arrival,
    Failure,
    Settled,
    settle_arrival,
    settle_failure,
)
from crawler.template_memory import TemplateMemory
from crawler.traffic import tomorrow
from crawler.work import PageWork, PollWork, Work, url_of_work
from crawler.writer import Transaction, Writer
from pipelines.article import Page, Reading
from pipelines.clock import Clock, iso
from pipelines.errors import PresswatchError
from pipelines.reasons import Reason
from pipelines.store import documents
from pipelines.store.documents import Outcome, Polled
from pipelines.store.ledger import Finding
from pipelines.store.templates import NOTHING, Learned
from pipelines.urls import host_of

log = logging.getLogger("presswatch.intake")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hands:
    """What an intake works with."""

    config: Configuration
    writer: Writer
    readers: ReaderPool
    dispatcher: Dispatcher
    clock: Clock
    on_settled: Callable[[Settled], None]
    """Told of every outcome of an article, for progress and logs."""
    comparer: Comparer
    """Reads the pages of stored versions anew, beside what came now."""
    templates: TemplateMemory
    """What was learned of each site's pages."""
    on_polled: Callable[[str, Outcome], None]
    """Told of every poll: source id, and how it went."""


class Intake:
    """Takes what the spider brings."""

    def __init__(self, hands: Hands) -> None:
        self.adopt(hands)

    def adopt(self, hands: Hands) -> None:
        """Work with these from now on: the configuration was read anew."""
        self._hands = hands
        self.pace = pace_of(hands.config, ())
        """What all intervals follow from; set anew as rates change."""

    def answered(self, work: Work, answer: Answer) -> None:
        """An answer came; the rest goes on beside."""
        if isinstance(work, PollWork):
            self._hands.dispatcher.run(self._survived(work, self._document(work, answer)))
            return
        self._hands.dispatcher.received(work)
        done = self._visit(work, answer) if work.visit else self._page(work, answer)
        self._hands.dispatcher.run(self._survived(work, done))

    async def _survived(self, work: Work, done: Awaitable[None]) -> None:
        """One answer that upsets us must not end the crawl of all others, nor do so again at each start."""
        try:
            await done
        except PresswatchError:
            raise  # the disk, or the readers: nothing can go on
        except Exception as error:
            log.exception("a fault of our own at %s", url_of_work(work))
            reason, detail = Reason.INTERNAL, repr(error)[:200]
            if isinstance(work, PollWork):
                await self._settle_poll(work, Outcome(status=None, reason=reason, detail=detail))
            else:
                await (self._settle_visit(work, (reason, detail)) if work.visit else self._fail(work, reason, detail))

    def failed(self, work: Work, reason: Reason, detail: str, asked: float | None = None) -> None:
        """No answer came. asked: seconds that the server wants to be left alone."""
        if isinstance(work, PollWork):
            outcome = Outcome(status=None, reason=reason, detail=detail, ttl=asked)
            self._hands.dispatcher.run(self._survived(work, self._settle_poll(work, outcome)))
            return
        self._hands.dispatcher.received(work)
        again = work.visit and self._settle_visit(work, (reason, detail), asked=asked)
        self._hands.dispatcher.run(self._survived(work, again or self._fail(work, reason, detail, asked)))

    async def _page(self, work: PageWork, answer: Answer) -> None:
        verdict = judge(answer)
        if verdict:
            await self._fail(work, *verdict, retry_after(answer.headers, self._hands.clock()))
            return
        self._settled(work, await self._settle_current(work, answer, settle_arrival))

    async def _settle_current(
        self, work: PageWork, answer: Answer, settle: Callable[[Transaction, Arrival], Settled]
    ) -> Settled:
        """Read a page in its turn and settle it; once more, where another version was stored in between."""
        with await self._hands.templates.turns.enter(host_of(answer.final_url)) as turn:
            while True:
                arrival = await self._read(work, answer)
                turn.was_read()
                try:
                    return await self._hands.writer.do(lambda t: settle(t, arrival), patient=not turn.awaited)  # noqa: B023 - done within the turn
                except Outdated:
                    log.info("another version was stored meanwhile, compared anew: %s", work.wanted.url)

    async def _read(self, work: PageWork, answer: Answer) -> Arrival:
        settings, wanted = self._hands.config.settings, work.wanted
        page = Page(
            url=wanted.url,
            final_url=answer.final_url,
            source=wanted.source,
            body=answer.record.body,
            headers=answer.headers,
            status=answer.status,
            fetched=answer.record.fetched,
            first_seen=wanted.first_seen,
            link=wanted.link,
        )
        learned, comparison = self._learned(page), None
        result = await self._hands.readers.read(page, learned)
        if isinstance(result, Reading):
            self._hands.templates.read(host_of(page.final_url), taught="lesson" in result.evidence)
            asked = Asked(wanted=wanted, page=page, learned=learned)
            result, comparison = await self._hands.comparer.compare(asked, result)
        return Arrival(
            wanted=wanted,
            record=answer.record,
            final_url=answer.final_url,
            result=result,
            comparison=comparison,
            attempts=settings.attempts,
            plan=settings.revisit_plan,
        )

    def _learned(self, page: Page) -> Learned:
        """The templates of a page's site, and whether the page may teach."""
        source = self._hands.config.sources.get(page.source)
        return (
            self._hands.templates.of_pupil(host_of(page.final_url), page.final_url)
            if source and source.templates
            else NOTHING
        )

    async def _visit(self, work: PageWork, answer: Answer) -> None:
        """A stored article's page came again."""
        finding = judge_visit(work.wanted.url, answer.final_url, answer.status, judge(answer))
        if finding is not None:
            asked = retry_after(answer.headers, self._hands.clock())
            await self._settle_visit(work, finding, asked=asked)
        else:
            visited = self._visited(work, "unchanged")
            settled = await self._settle_current(
                work, answer, lambda transaction, arrival: settle_visit(transaction, replace(visited, found=arrival))
            )
            self._settled(work, settled)

    def _visited(self, work: PageWork, found: tuple[Reason, str] | str, asked: float | None = None) -> Visited:
        assert work.visit is not None  # noqa: S101 - only visits come here
        plan = self._hands.config.settings.revisit_plan
        return Visited(visit=work.visit, found=found, plan=plan, asked=asked, tomorrow=self._tomorrow())

    async def _settle_visit(
        self, work: PageWork, found: tuple[Reason, str] | str, *, asked: float | None = None
    ) -> None:
        visited = self._visited(work, found, asked)
        self._settled(work, await self._hands.writer.do(partial(settle_visit, visited=visited)))

    async def _fail(self, work: PageWork, reason: Reason, detail: str, asked: float | None = None) -> None:
        failure = Failure(
            wanted=work.wanted,
            reason=reason,
            detail=detail,
            attempts=self._hands.config.settings.attempts,
            retry_after=asked,
            tomorrow=self._tomorrow(),
        )
        self._settled(work, await self._hands.writer.do(partial(settle_failure, failure=failure)))

    def _settled(self, work: PageWork, settled: Settled) -> None:
        if settled.learned:
            self._hands.templates.renew(*settled.learned)
        self._hands.on_settled(settled)
        self._hands.dispatcher.settled(work, settled)

    async def _document(self, work: PollWork, answer: Answer) -> None:
        outcome = Outcome(
            status=answer.status,
            etag=answer.headers.get("etag"),
            last_modified=answer.headers.get("last-modified"),
            ttl=max_age(answer.headers),
            size=None if answer.status == 304 else len(answer.record.body),
        )
        if answer.status == 304 and work.document.validated:
            await self._settle_poll(work, outcome)
            return
        if verdict := judge(answer):
            asked = retry_after(answer.headers, self._hands.clock())
            failed = Outcome(status=answer.status, reason=verdict[0], detail=verdict[1], ttl=asked)
            await self._settle_poll(work, failed)
            return
        found = await self._hands.readers.discover(_task(work.document, answer), answer.record.body)
        detail = found.detail or found.degraded or ""
        read = replace(outcome, advice=found.ttl, reason=found.reason, detail=detail)
        await self._settle_poll(work, read, found)

    async def _settle_poll(self, work: PollWork, outcome: Outcome, found: Discovered | None = None) -> None:
        document, hands = work.document, self._hands
        poll = Poll(
            url=document.url,
            finding=Finding(
                source=document.source,
                document=document.url,
                now=iso(hands.clock()),
                since=work.scope.wish.since,
            ),
            outcome=outcome,
            manner=self._manner(document.source),
            errors=document.errors + 1 if outcome.reason else 0,
            links=found.links if found else (),
            children=tuple((child.url, child.kind) for child in found.documents) if found else (),
        )
        settled = await hands.writer.do(partial(settle_poll, poll=poll))
        hands.dispatcher.fetch(settled.new, work.scope)
        hands.on_polled(document.source, replace(outcome, new=len(settled.new)))
        await self._follow(work, poll, settled)
        if not work.scope.endless:
            work.scope.report.poll(document.url, outcome, own=document.parent is None)
        wait = poll_again(outcome.reason, work.tries, hands.config.settings.attempts, outcome.ttl)
        if wait is not None and not work.scope.endless and not hands.dispatcher.stopping:
            hands.dispatcher.poll_again(work, wait)
        else:
            work.scope.finished()

    def _manner(self, source_id: str) -> Manner:
        source = self._hands.config.sources[source_id]
        return Manner(
            pace=self.pace,
            every=source.every,
            floor=floor_for(source),
            chance=random(),  # noqa: S311 - spreading load, not a secret
            tomorrow=self._tomorrow(),
        )

    def _tomorrow(self) -> str:
        return tomorrow(self._hands.clock(), self._hands.config.settings.zone)

    async def _follow(self, work: PollWork, poll: Poll, settled: PollSettled) -> None:
        """Poll the documents that this one names; after a 304, those it named before.

        The schedule polls those alone that are due before their index is asked again.
        """
        unchanged = poll.outcome.status == 304

        def job(transaction: Transaction) -> list[Polled]:
            named = documents.children(transaction.db, poll.url) if unchanged else [url for url, _ in poll.children]
            if work.scope.endless:
                until = iso(self._hands.clock() + timedelta(seconds=settled.wait / 2))
                near = set(documents.within_reach(transaction.db, poll.url, until))
                named = [url for url in named if url in near]
            return [documents.get(transaction.db, url, transaction.now) for url in named]

        if poll.children or (unchanged and work.document.kind == "sitemap"):
            for child in await self._hands.writer.do(job):
                self._hands.dispatcher.poll(child, work.scope, work)


def _task(document: Polled, answer: Answer) -> dict[str, object]:
    return {
        "document": {
            "url": answer.final_url,
            "kind": document.kind,
            "content_type": answer.headers.get("content-type"),
        },
        "source": document.source,
        "encoding": answer.headers.get("content-encoding"),
    }
