"""What becomes of answers: documents give links, pages are read, errors are written down. Never blocks the spider."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from crawler.configuration import Configuration
from crawler.discovery import Discovered
from crawler.dispatch import Dispatcher, PageWork, PollWork, Work
from crawler.polling import Pace, max_age, next_poll, poll_again, retry_after
from crawler.reading.pool import ReaderPool
from crawler.settlement import (
    Arrival,
    Failure,
    Poll,
    Settled,
    settle_arrival,
    settle_failure,
    settle_poll,
)
from crawler.warc import PageRecord
from crawler.writer import Transaction, Writer
from pipelines.article import Page
from pipelines.clock import Clock, iso
from pipelines.reasons import Reason
from pipelines.store import documents
from pipelines.store.documents import Outcome, Polled
from pipelines.store.ledger import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A complete HTTP answer, free of Scrapy."""

    final_url: str
    status: int
    headers: dict[str, str]
    """Names in small letters, several values joined by ', '."""
    record: PageRecord
    """As it goes into the archive; its body is the body as received."""


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


class Intake:
    """Takes what the spider brings."""

    def __init__(self, hands: Hands) -> None:
        self._hands = hands
        settings = hands.config.settings
        polled = sum(len(documents.configured(s)) for s in hands.config.sources.values() if s.enabled)
        usual = max(settings.poll_every, 60.0 * polled / settings.poll_budget)
        self._pace = Pace(least=settings.poll_min, most=settings.poll_max, usual=usual)

    def answered(self, work: Work, answer: Answer) -> None:
        """An answer came; the rest goes on beside."""
        if isinstance(work, PollWork):
            self._hands.dispatcher.run(self._document(work, answer))
        else:
            self._hands.dispatcher.received(work)
            self._hands.dispatcher.run(self._page(work, answer))

    def failed(self, work: Work, reason: Reason, detail: str) -> None:
        """No answer came."""
        if isinstance(work, PollWork):
            self._hands.dispatcher.run(self._settle_poll(work, Outcome(status=None, reason=reason, detail=detail)))
        else:
            self._hands.dispatcher.received(work)
            self._hands.dispatcher.run(self._fail(work, reason, detail))

    async def _page(self, work: PageWork, answer: Answer) -> None:
        verdict = judge(answer)
        if verdict:
            await self._fail(work, *verdict, retry_after(answer.headers, self._hands.clock()))
            return
        wanted = work.wanted
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
        arrival = Arrival(
            wanted=wanted,
            record=answer.record,
            final_url=answer.final_url,
            result=await self._hands.readers.read(page),
            attempts=self._hands.config.settings.attempts,
        )
        self._settled(work, await self._hands.writer.do(partial(settle_arrival, arrival=arrival)))

    async def _fail(self, work: PageWork, reason: Reason, detail: str, asked: float | None = None) -> None:
        failure = Failure(
            wanted=work.wanted,
            reason=reason,
            detail=detail,
            attempts=self._hands.config.settings.attempts,
            retry_after=asked,
        )
        self._settled(work, await self._hands.writer.do(partial(settle_failure, failure=failure)))

    def _settled(self, work: PageWork, settled: Settled) -> None:
        self._hands.dispatcher.settled(work, settled)
        self._hands.on_settled(settled)

    async def _document(self, work: PollWork, answer: Answer) -> None:
        outcome = Outcome(
            status=answer.status,
            etag=answer.headers.get("etag"),
            last_modified=answer.headers.get("last-modified"),
            ttl=max_age(answer.headers),
        )
        if answer.status == 304:
            await self._settle_poll(work, outcome)
            return
        if verdict := judge(answer):
            asked = retry_after(answer.headers, self._hands.clock())
            failed = Outcome(status=answer.status, reason=verdict[0], detail=verdict[1], ttl=asked)
            await self._settle_poll(work, failed)
            return
        found = await self._hands.readers.discover(_task(work.document, answer), answer.record.body)
        read = Outcome(
            status=answer.status,
            etag=outcome.etag,
            last_modified=outcome.last_modified,
            ttl=found.ttl or outcome.ttl,
            reason=found.reason,
            detail=found.detail or found.degraded or "",
        )
        await self._settle_poll(work, read, found)

    async def _settle_poll(self, work: PollWork, outcome: Outcome, found: Discovered | None = None) -> None:
        document, hands = work.document, self._hands
        source = hands.config.sources[document.source]
        errors = document.errors + 1 if outcome.reason else 0
        poll = Poll(
            url=document.url,
            finding=Finding(
                source=document.source,
                document=document.url,
                now=iso(hands.clock()),
                since=work.scope.wish.since,
            ),
            outcome=outcome,
            wait=next_poll(self._pace, source.every, errors, outcome.ttl),
            links=found.links if found else (),
            children=tuple((child.url, child.kind) for child in found.documents) if found else (),
        )
        settled = await hands.writer.do(partial(settle_poll, poll=poll))
        hands.dispatcher.fetch(settled.new, work.scope)
        await self._follow(work, outcome, poll)
        if not work.scope.endless:
            work.scope.report.poll(document.url, outcome)
        wait = poll_again(outcome.reason, work.tries, hands.config.settings.attempts, outcome.ttl)
        if wait is not None and not work.scope.endless and not hands.dispatcher.stopping:
            hands.dispatcher.poll_again(work, wait)
        else:
            work.scope.finished()

    async def _follow(self, work: PollWork, outcome: Outcome, poll: Poll) -> None:
        """Poll the documents that this one names; after a 304, those it named before."""

        def job(transaction: Transaction) -> list[Polled]:
            named = [url for url, _ in poll.children]
            if outcome.status == 304:
                named = documents.children(transaction.db, poll.url)
            return [documents.get(transaction.db, url, transaction.now) for url in named]

        if poll.children or (outcome.status == 304 and work.document.kind == "sitemap"):
            for child in await self._hands.writer.do(job):
                self._hands.dispatcher.poll(child, work.scope, work.depth + 1)


def judge(answer: Answer) -> tuple[Reason, str] | None:
    """Why an answer is of no use by its status and headers alone; None where its body is to be read."""
    status = answer.status
    if answer.headers.get("cf-mitigated", "").lower() == "challenge":
        return Reason.CHALLENGE, f"HTTP {status}, challenge"
    if 200 <= status < 300 and status != 206:
        return None if answer.record.body else (Reason.NO_CONTENT, f"HTTP {status}, empty body")
    if status in (404, 410):
        return Reason.GONE, f"HTTP {status}"
    if status == 429 or (status == 503 and "retry-after" in answer.headers):
        return Reason.THROTTLED, f"HTTP {status}"
    return Reason.HTTP_ERROR, f"HTTP {status}"


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
