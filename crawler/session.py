"""One crawler at work on a data folder: the lock, the catalogue, the writer, the readers and the dispatcher, wired."""

from __future__ import annotations

import asyncio
import logging
import os
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from time import monotonic
from typing import TypeVar
from urllib.parse import urlsplit

from crawler.alerting.courier import Courier, Office
from crawler.comparing import Comparer
from crawler.configuration import Configuration
from crawler.crediting import CreditFollower
from crawler.dispatch import Dispatcher, Limits
from crawler.folder import HeldFolder
from crawler.intake import Hands, Intake
from crawler.keeping import low_disk
from crawler.keeping.ageing import Ageing, drop_old_pages, drop_old_texts
from crawler.pace import pace_of
from crawler.reading.pool import ReaderPool
from crawler.reading.spawn import Reader
from crawler.robots_memory import RobotsMemory
from crawler.settlement import Settled
from crawler.template_memory import TemplateMemory
from crawler.traffic import Traffic
from crawler.wish import Wish
from crawler.work import Scope, Work, source_of_work
from crawler.writer import Store, Transaction, Writer
from pipelines.clock import iso
from pipelines.source import Source
from pipelines.store import documents, ledger, revisits, traffic
from pipelines.store.catalogue import open_catalogue
from pipelines.store.documents import Outcome, Polled, Watched
from pipelines.store.ledger import Finding
from pipelines.urls import InvalidUrl, host_of
from pipelines.watchlists_matching import percolator_of

log = logging.getLogger("presswatch")

T = TypeVar("T")

ALL = 1_000_000
"""Visits that `crawl --revisit` makes at most."""
GRACE = 3.5
"""Seconds that requests under way are given when the crawler is told to stop, and then once more what they brought."""


def _ignore(*_: object) -> None:
    """Nobody wants to know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """What a session is opened for."""

    config: Configuration
    held: HeldFolder
    """The data folder, which the session gives up when it closes."""
    readers: Sequence[Reader] = ()
    """Reader processes that were started early; none: the session starts its own."""
    on_settled: Callable[[Settled], None] = field(default=_ignore)
    """Told of every outcome of an article."""
    on_found: Callable[[int], None] = field(default=_ignore)
    """Told how many articles were just found to fetch."""
    on_polled: Callable[[str, Outcome], None] = field(default=_ignore)
    """Told of every poll: source id, and how it went."""


class Session:
    """Everything a crawl needs beside Scrapy. Opened and closed on the event loop."""

    def __init__(self, assignment: Assignment) -> None:
        self.assignment = assignment
        self.config = assignment.config
        settings, held = self.config.settings, assignment.held
        for warning in held.warnings:
            log.warning("%s", warning)
        self.clock = held.clock
        self.catalogue = open_catalogue(held.path, readonly=True)
        """For short reads on the event loop."""
        self.writer = Writer(
            Store(
                folder=held.path,
                db=held.db,
                archive=held.archive,
                zone=settings.zone,
                window=timedelta(seconds=settings.window),
                clock=held.clock,
                watchlists=percolator_of(self.config.watchlists.values(), settings.zone),
            )
        )
        self.readers = ReaderPool(self.config, assignment.readers)
        self.dispatcher = Dispatcher(self.writer, _limits(self.config), assignment.on_found)
        self.readers.start(on_failure=self.dispatcher.fail)
        self.templates = TemplateMemory(self.catalogue)
        self.comparer = Comparer(catalogue=self.catalogue, folder=held.path, readers=self.readers)
        self.intake = Intake(self._hands())
        self.robots = RobotsMemory(
            catalogue=self.catalogue, writer=self.writer, dispatcher=self.dispatcher, clock=held.clock
        )
        self.traffic = Traffic(self.writer, held.clock, settings.zone)
        self.dispatcher.on_stored = CreditFollower(self).follow
        self.courier = Courier(self._office())
        self.endless = Scope(wish=Wish(), endless=True)
        """The schedule's work."""
        self.ticked = monotonic()
        """When the schedule last looked at what is due, on the monotonic clock."""
        self._polled = _polled(self.config)
        self._run = 0
        self._watch: asyncio.Task[None] | None = None

    async def begin(self) -> None:
        """Note the run, and give every configured document its row."""

        def job(transaction: Transaction) -> int:
            _enter_documents(transaction, self.config)
            values = (self.assignment.held.command, os.getpid(), transaction.now)
            row = transaction.db.execute("INSERT INTO runs (command, pid, started) VALUES (?, ?, ?)", values)
            return int(row.lastrowid or 0)

        self._run = await self.writer.do(job)
        today = self.traffic.today
        self.traffic.begin(traffic.used(self.catalogue, today), traffic.by_why(self.catalogue, today))
        await self.repace()
        await self.age()
        low_disk.check(self.assignment.held.path, self.config.settings.disk_floor)
        watch = low_disk.watch(self.assignment.held.path, lambda: self.config.settings.disk_floor, self.dispatcher.fail)
        self._watch = asyncio.create_task(watch)

    async def repace(self) -> None:
        """Find anew how often each document is polled, from what is known of all of them."""
        rows = documents.watched(self.catalogue)
        self.intake.pace = await asyncio.to_thread(pace_of, self.config, rows)

    def spent(self, work: Work) -> bool:
        """Whether the daily budget of the work's source is used up."""
        id_ = source_of_work(work)
        source = self.config.sources.get(id_)
        return source is not None and source.budget is not None and self.traffic.used(id_) >= source.budget

    def polls(self, document: Polled | Watched) -> bool:
        """Whether the schedule polls a document: an enabled source names it."""
        return document.url in self._polled

    async def adopt(self, config: Configuration) -> None:
        """Go on with another configuration; what is under way ends as it began. Each reader is replaced in its turn.

        Sources that it no longer has are to be in it, disabled: work under way still asks for them.
        """
        self.config, settings = config, config.settings
        self._polled = _polled(config)
        watchlists = percolator_of(config.watchlists.values(), settings.zone)
        self.writer.adopt(settings.zone, timedelta(seconds=settings.window), watchlists)
        self.dispatcher.limits = _limits(config)
        self.dispatcher.drop_scheduled(self.polls)
        self.intake.adopt(self._hands())
        self.traffic.zone = settings.zone
        await self.writer.do(lambda transaction: _enter_documents(transaction, config))
        await self.repace()
        self.dispatcher.fetch(self.open_urls(self.catalogue, Wish()), self.endless)
        await self.readers.adopt(config)

    async def age(self) -> None:
        """Let go what is past its time: raw pages (keep_pages, disk_quota) and texts (keep_text)."""
        held = self.assignment.held
        ageing = Ageing(config=self.config, folder=held.path, writer=self.writer, archive=held.archive)
        await drop_old_pages(ageing)
        await drop_old_texts(ageing)

    async def take(self, wish: Wish) -> Scope:
        """Queue all that a wish asks for; its scope's `done` is set when the last of it is settled."""
        scope = Scope(wish=wish)
        scope.open += 1  # until all is queued
        for name in wish.sources:
            if name not in self.config.sources:
                scope.report.unknown_source(name)
        if wish.sources or not wish.urls:
            await self._queue_sources(scope)
        for url in wish.urls:
            await self._queue_url(scope, url)
        scope.finished()
        return scope

    async def close(self, exit_code: int) -> None:
        """Finish what is under way within a few seconds, write the end of the run, and give the folder up."""
        if self._watch:
            self._watch.cancel()
        self.dispatcher.stop()
        await self.dispatcher.quiet(GRACE)

        def job(transaction: Transaction) -> None:
            values = (transaction.now, exit_code, self._run)
            transaction.db.execute("UPDATE runs SET ended = ?, exit_code = ? WHERE key = ?", values)

        try:
            await self.traffic.close()
            await self.writer.do(job)
        finally:
            await self.writer.close()
            await self.readers.close()
            self.catalogue.close()
            self.assignment.held.close()

    def _office(self) -> Office:
        async def write(job: Callable[[sqlite3.Connection], T]) -> T:
            return await self.writer.do(lambda transaction: job(transaction.db))

        return Office(
            folder=self.assignment.held.path,
            read=self.catalogue,
            write=write,
            config=lambda: self.config,
            clock=self.clock,
        )

    def _hands(self) -> Hands:
        return Hands(
            config=self.config,
            writer=self.writer,
            readers=self.readers,
            dispatcher=self.dispatcher,
            comparer=self.comparer,
            templates=self.templates,
            clock=self.clock,
            on_settled=self.assignment.on_settled,
            on_polled=self.assignment.on_polled,
        )

    def wished(self, wish: Wish) -> list[Source]:
        """The sources a wish means."""
        if wish.sources:
            return [self.config.sources[name] for name in wish.sources if name in self.config.sources]
        return [source for source in self.config.sources.values() if source.enabled]

    def open_urls(self, db: sqlite3.Connection, wish: Wish) -> list[tuple[int, str]]:
        """(key, host) of what waits to be fetched for a wish's sources; for all of them also what was named by hand."""
        sources, now = [source.id for source in self.wished(wish)], iso(self.clock())
        waiting = ledger.open_urls(db, sources, now, wish.since)
        return waiting if wish.sources else ledger.named_by_hand(db, sources, now) + waiting

    async def _queue_sources(self, scope: Scope) -> None:
        sources = self.wished(scope.wish)

        def job(transaction: Transaction) -> tuple[list[Polled], list[tuple[int, str]]]:
            named = [url for source in sources for url, _ in documents.configured(source)]
            waiting = self.open_urls(transaction.db, scope.wish)
            return [documents.get(transaction.db, url, transaction.now) for url in named], waiting

        polls, waiting = await self.writer.do(job)
        for document in polls:
            self.dispatcher.poll(document, scope)
        self.dispatcher.fetch(waiting, scope)
        if scope.wish.revisit:
            due = revisits.due(self.catalogue, [source.id for source in sources], iso(self.clock()), ALL)
            self.dispatcher.visit(due, scope)

    async def _queue_url(self, scope: Scope, url: str) -> None:
        try:
            source = source_of(self.config, url)
        except InvalidUrl as error:
            scope.report.bad_url(url, str(error))
            return
        finding = Finding(source=source.id if source else "", document=None, now=iso(self.clock()))
        try:
            row = await self.writer.do(lambda transaction: ledger.want_again(transaction.db, url, finding))
        except ledger.Forgotten:
            scope.report.forgotten(url)
            return
        scope.report.asked.add(row[0])
        self.dispatcher.fetch([row], scope)


def _limits(config: Configuration) -> Limits:
    settings = config.settings
    return Limits(per_host=settings.concurrency_per_host, unsettled=3 * settings.concurrency)


def _polled(config: Configuration) -> frozenset[str]:
    """URLs of the documents that enabled sources name."""
    enabled = (source for source in config.sources.values() if source.enabled)
    return frozenset(url for source in enabled for url, _ in documents.configured(source))


def _enter_documents(transaction: Transaction, config: Configuration) -> None:
    for source in config.sources.values():
        documents.enter(transaction.db, source.id, documents.configured(source))


def source_of(config: Configuration, url: str) -> Source | None:
    """The source that owns a URL's host: the one with the longest matching domain. Raises InvalidUrl."""
    host_of(url)  # says what is wrong with a URL that cannot be read
    host = urlsplit(url).hostname or ""
    owners = [source for source in config.sources.values() if source.owns(host)]
    return max(owners, key=lambda source: max(len(d) for d in source.domains if host.endswith(d)), default=None)
