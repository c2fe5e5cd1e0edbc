"""A supervised pool of reader processes, met from the event loop.

A task has a deadline. A reader that misses it, or dies, is replaced; the task it was at is tried once more and then
answered with a rejection. Other tasks that had been sent to it are simply sent again.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import sys
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import orjson

from crawler import configuration
from crawler.configuration import Configuration
from crawler.discovery import Child, Discovered
from crawler.reading.frames import LENGTHS, pack
from pipelines.article import Page, Reading, Rejected, article_from_json, link_from_json
from pipelines.errors import PresswatchError
from pipelines.reasons import Reason

DEPTH = 2
"""Tasks a reader holds at once: one it works on, and the next already in its pipe."""
_START_DEADLINE = 60.0
_STRIKES = 2
_FALSE_STARTS = 3


@dataclass(slots=True, kw_only=True, eq=False)
class _Task:
    frame: bytes
    answer: asyncio.Future[dict[str, Any]]
    strikes: int = 0
    last: Reason = Reason.EXTRACT_CRASH


class ReaderPool:
    """N reader processes that share one queue of tasks."""

    def __init__(self, config: Configuration) -> None:
        self._config = config
        self._hello = pack(configuration.to_json(config))
        self._queue: asyncio.PriorityQueue[tuple[int, int, _Task]] = asyncio.PriorityQueue()
        self._turn = itertools.count()
        self._readers: list[asyncio.Task[None]] = []
        self._closing = False

    def start(self, on_failure: Callable[[BaseException], None]) -> None:
        """Start the readers; returns at once. on_failure: told when readers cannot be started at all."""
        count = self._config.settings.workers or os.cpu_count() or 1
        self._readers = [asyncio.create_task(self._supervise(on_failure), name=f"reader-{n}") for n in range(count)]

    @property
    def waiting(self) -> int:
        """Tasks that no reader has taken yet."""
        return self._queue.qsize()

    async def read(self, page: Page) -> Reading | Rejected:
        """A page as an article, or why it is none; never raises for what the page does to its reader."""
        fields = {name: getattr(page, name) for name in Page.__slots__ if name != "body"}
        answer = await self._ask(pack({"page": fields}, page.body))
        if "reading" in answer:
            reading = answer["reading"]
            return Reading(**{**reading, "article": article_from_json(reading["article"])})
        rejected = answer["rejected"]
        return Rejected(reason=Reason(rejected["reason"]), detail=rejected["detail"])

    async def discover(self, header: dict[str, Any], body: bytes) -> Discovered:
        """The links of a document; header: {"document": {url, kind, content_type}, "source": id, "encoding": ...}."""
        answer = await self._ask(pack(header, body))
        found = answer.get("discovered")
        if found is None:
            found = {"links": (), "documents": (), "degraded": None, "ttl": None, "skipped": 0, **answer["rejected"]}
        return Discovered(
            **{
                **found,
                "links": tuple(link_from_json(link) for link in found["links"]),
                "documents": tuple(Child(**child) for child in found["documents"]),
                "reason": Reason(found["reason"]) if found["reason"] else None,
            }
        )

    async def close(self) -> None:
        """End all readers; unanswered tasks are cancelled."""
        self._closing = True
        for reader in self._readers:
            reader.cancel()
        await asyncio.gather(*self._readers, return_exceptions=True)
        while not self._queue.empty():
            self._queue.get_nowait()[2].answer.cancel()

    async def _ask(self, frame: bytes) -> dict[str, Any]:
        task = _Task(frame=frame, answer=asyncio.get_running_loop().create_future())
        self._put(task)
        return await task.answer

    def _put(self, task: _Task) -> None:
        """Tasks wait in order of arrival; one that is tried again goes first."""
        self._queue.put_nowait((-task.strikes, next(self._turn), task))

    async def _take(self) -> _Task:
        return (await self._queue.get())[2]

    async def _supervise(self, on_failure: Callable[[BaseException], None]) -> None:
        """Keep one reader alive, and give back what a dead one held."""
        false_starts = 0
        while not self._closing:
            if false_starts >= _FALSE_STARTS:
                on_failure(_cannot_start())
                return
            held: deque[_Task] = deque()
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "crawler.reading.process"),
                *(str(os.getpid()), str(self._config.settings.reader_memory_mb)),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
                limit=1 << 24,
            )
            try:
                conversation = _Conversation(process, held, self)
                false_starts += 1
                await conversation.begin(self._hello)
                false_starts = 0
                await conversation.go_on()
            except (TimeoutError, EOFError, ConnectionError):
                self._give_back(held)
            finally:
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
                await process.wait()

    def _give_back(self, held: deque[_Task]) -> None:
        for position, task in enumerate(held):
            task.strikes += position == 0  # the first is the one it was at
            if task.strikes >= _STRIKES and not task.answer.done():
                detail = "the reader was ended at it twice"
                task.answer.set_result({"rejected": {"reason": task.last, "detail": detail}})
            elif not task.answer.done():
                self._put(task)


def _cannot_start() -> PresswatchError:
    cause = "they end before they are ready; what they said stands above"
    return PresswatchError("cannot read pages", "reader processes", cause, "mend the installation or the configuration")


class _Conversation:
    """Sends tasks to one reader and hands out its answers, which come in the order of the tasks."""

    def __init__(self, process: asyncio.subprocess.Process, held: deque[_Task], pool: ReaderPool) -> None:
        if process.stdin is None or process.stdout is None:
            raise ConnectionError("a reader without pipes")
        self._stdin, self._stdout = process.stdin, process.stdout
        self._held = held
        self._pool = pool
        self._room = asyncio.Semaphore(DEPTH)
        self._sent = asyncio.Event()

    async def begin(self, hello: bytes) -> None:
        """Give the reader its configuration, and wait until it is ready."""
        self._stdin.write(hello)
        async with asyncio.timeout(_START_DEADLINE):
            await self._frame()

    async def go_on(self) -> None:
        """Talk until the reader fails: raises TimeoutError, EOFError or ConnectionError."""
        sender = asyncio.create_task(self._send())
        try:
            await self._receive()
        finally:
            sender.cancel()
            await asyncio.gather(sender, return_exceptions=True)

    async def _send(self) -> None:
        while True:
            await self._room.acquire()
            task = await self._pool._take()  # noqa: SLF001 - one machine in two classes
            self._held.append(task)
            self._stdin.write(task.frame)
            self._sent.set()

    async def _receive(self) -> None:
        while True:
            while not self._held:
                self._sent.clear()
                await self._sent.wait()
            answer = await self._next_answer(self._held[0])
            task = self._held.popleft()
            self._room.release()
            if not task.answer.done():
                task.answer.set_result(answer)

    async def _next_answer(self, task: _Task) -> dict[str, Any]:
        try:
            async with asyncio.timeout(self._pool._config.settings.read_deadline):  # noqa: SLF001 - as above
                return await self._frame()
        except TimeoutError:
            task.last = Reason.EXTRACT_TIMEOUT
            raise
        except asyncio.IncompleteReadError as error:
            task.last = Reason.EXTRACT_CRASH
            raise EOFError("the reader ended") from error

    async def _frame(self) -> dict[str, Any]:
        head_length, body_length = LENGTHS.unpack(await self._stdout.readexactly(LENGTHS.size))
        head = await self._stdout.readexactly(head_length + body_length)
        answer: dict[str, Any] = orjson.loads(head[:head_length])
        return answer
