"""The one thread that writes: jobs go in, each batch is one transaction, results come out after the commit.

Order within a batch: WARC records appended and fsynced, catalogue committed, JSONL lines appended and fsynced. A job is
a function of a Transaction; one that raises is undone alone, and its asker is told why. When the disk itself fails the
writer stops for good: every job from then on raises WriterStopped, and the next start makes the files good. Another
program's lock on the catalogue is waited for.
"""

from __future__ import annotations

import asyncio
import logging
import queue
import sqlite3
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta, tzinfo
from math import inf
from pathlib import Path
from typing import Any, TypeVar

from crawler.archive import Archive
from crawler.blaming import MEND, Blame, blame
from pipelines.article import Article
from pipelines.clock import Clock, iso
from pipelines.errors import PresswatchError
from pipelines.querying.percolator import Percolator
from pipelines.revising.judging import Judged
from pipelines.settling import Settling
from pipelines.store.files import LineFiles, note_synced

log = logging.getLogger("presswatch.writer")

T = TypeVar("T")

BATCH = 64
"""Jobs in one transaction at most ..."""
LINGER = 0.05
"""... and seconds for which one that nobody waits for may wait for others."""
LOCK_WAITS = 5
"""Times that the catalogue's busy timeout may pass while another program holds it; then the writer stops."""


class WriterStopped(PresswatchError):
    """Nothing more can be written, and why."""


class _Undone(Exception):
    """SQLite gave up the whole transaction together with one job."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction:
    """What a job may use."""

    db: sqlite3.Connection
    """The catalogue."""
    archive: Archive
    """The raw pages."""
    now: str
    """Present time, ISO."""
    zone: tzinfo
    """The configured time zone."""
    window: timedelta
    """How far apart copies may be published."""
    watchlists: Percolator | None = None
    """The watchlists, made ready; None where there are none."""
    lines: list[tuple[str, int, bytes]] = field(default_factory=list)
    """Announced lines, appended after the commit."""

    def settling(
        self, article: Article, fingerprint: list[int], *, reread: bool = False, judged: Judged | None = None
    ) -> Settling:
        """What SETTLE works on, for one article within this transaction. reread, judged: see there."""
        return Settling(
            article=article,
            fingerprint=fingerprint,
            db=self.db,
            now=self.now,
            zone=self.zone,
            window=self.window,
            lines=self.lines,
            watchlists=self.watchlists,
            reread=reread,
            judged=judged,
        )


@dataclass(slots=True, kw_only=True)
class _Job:
    work: Callable[[Transaction], Any]
    future: asyncio.Future[Any]
    patient: bool
    result: Any = None
    error: BaseException | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """What the writer writes to."""

    folder: Path
    """DATA."""
    db: sqlite3.Connection
    archive: Archive
    zone: tzinfo
    window: timedelta
    clock: Clock
    watchlists: Percolator | None = None


class Writer:
    """Runs jobs in its own thread. Made and used from one event loop."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._files = LineFiles(store.folder)
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._loop = asyncio.get_running_loop()
        self._synced: dict[str, int] = {}
        self._stopped: WriterStopped | None = None
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    async def do(self, work: Callable[[Transaction], T], *, patient: bool = False) -> T:
        """Run a job; its result comes when it is committed and its lines stand. Raises what the job raises.

        patient: nothing else waits for it, so that it may share its commit with jobs that come a little later.
        """
        if self._stopped:
            raise self._stopped
        job = _Job(work=work, future=self._loop.create_future(), patient=patient)
        self._jobs.put(job)
        result: T = await job.future
        return result

    @property
    def waiting(self) -> int:
        """Jobs that no batch holds yet."""
        return self._jobs.qsize()

    def adopt(self, zone: tzinfo, window: timedelta, watchlists: Percolator | None) -> None:
        """Use another time zone and window, and other watchlists, from the next batch on."""
        self._store = replace(self._store, zone=zone, window=window, watchlists=watchlists)

    async def close(self) -> None:
        """Finish what was submitted and end the thread."""
        self._jobs.put(None)
        await asyncio.to_thread(self._thread.join)

    def _run(self) -> None:
        ending = False
        while not ending:
            batch, ending = self._batch()
            if batch:
                self._write(batch)
                self._loop.call_soon_threadsafe(_resolve, batch)

    def _batch(self) -> tuple[list[_Job], bool]:
        jobs: list[_Job] = []
        until = inf
        while len(jobs) < BATCH:
            try:
                job = self._jobs.get(timeout=max(0.0, until - time.monotonic())) if jobs else self._jobs.get()
            except queue.Empty:
                break
            if job is None:
                return jobs, True
            jobs.append(job)
            until = min(until, time.monotonic() + LINGER * job.patient)
        return jobs, False

    def _write(self, batch: list[_Job]) -> None:
        left = batch
        while left and self._stopped is None:
            left = self._rest(left)
        for job in left:
            job.error = self._stopped

    def _rest(self, batch: list[_Job]) -> list[_Job]:
        """Commit; the jobs still to be written: the others where one undid them all, all where the writer stops."""
        try:
            self._commit(batch)
        except _Undone:
            return [job for job in batch if job.error is None]
        except Exception as error:  # noqa: BLE001 - a thread that died without a word would be waited for, for ever
            self._stopped = self._why(error)
            return batch
        return []

    def _commit(self, batch: list[_Job]) -> None:
        store = self._store
        db = store.db
        transaction = Transaction(
            db=db,
            archive=store.archive,
            now=iso(store.clock()),
            zone=store.zone,
            window=store.window,
            watchlists=store.watchlists,
        )
        self._begin(db)
        note_synced(db, self._synced)
        for job in batch:
            self._attempt(job, transaction)
        store.archive.sync()
        db.executemany(
            "INSERT INTO files (path, length, synced) VALUES (?1, ?2, ?2)"
            " ON CONFLICT (path) DO UPDATE SET length = excluded.length, synced = excluded.synced",
            list(store.archive.lengths().items()),
        )
        db.execute("COMMIT")
        self._synced = self._files.append(transaction.lines)

    def _begin(self, db: sqlite3.Connection) -> None:
        """Begin a transaction, once no other program is writing."""
        for waits in range(1, LOCK_WAITS + 1):
            try:
                db.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if waits == LOCK_WAITS or blame(error) is not Blame.LOCK:
                    raise
                log.warning("another program holds the catalogue, it is waited for: %s", self._store.folder)
            else:
                return

    def _attempt(self, job: _Job, transaction: Transaction) -> None:
        lines, db = len(transaction.lines), transaction.db
        db.execute("SAVEPOINT job")
        try:
            job.result = job.work(transaction)
        except Exception as error:  # whatever a job raises is its asker's
            if blame(error) in (Blame.DISK, Blame.DAMAGE):
                raise
            job.error = error
            if not db.in_transaction:
                raise _Undone from error
            db.execute("ROLLBACK TO job")
            del transaction.lines[lines:]
        db.execute("RELEASE job")

    def _why(self, error: Exception) -> WriterStopped:
        """What stops the writer; what was begun is undone."""
        if self._store.db.in_transaction:
            self._store.db.rollback()
        whose = blame(error)
        if whose is Blame.JOB:
            log.error("a fault of our own stops the writer", exc_info=error)
        cause = getattr(error, "strerror", None) or str(error)
        return WriterStopped("cannot write any more", str(self._store.folder), cause, MEND[whose])


def _resolve(batch: list[_Job]) -> None:
    for job in batch:
        if job.future.done():
            continue
        if job.error is not None:
            job.future.set_exception(job.error)
        else:
            job.future.set_result(job.result)
