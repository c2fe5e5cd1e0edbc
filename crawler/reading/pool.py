"""A supervised pool of reader processes, met from the event loop.

A task has a deadline. A reader that misses it, or dies, is replaced; the task it was at is tried once more and then
answered with a rejection. Other tasks that had been sent to it are simply sent again.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

from crawler import configuration
from crawler.configuration import Configuration
from crawler.discovery import Child, Discovered
from crawler.reading.conversation import Conversation, Task
from crawler.reading.frames import pack
from crawler.reading.spawn import Reader, spawn, spawn_all
from pipelines.article import Article, Page, Reading, Rejected, article_from_json, link_from_json
from pipelines.errors import PresswatchError
from pipelines.reasons import Reason
from pipelines.store.templates import NOTHING, Learned

log = logging.getLogger("presswatch.reading")

_STRIKES = 2
"""Readers that one page may end before it is given up."""
_PAUSE = 0.5
_FALSE_STARTS = 3
"""Readers in a row that may end before they are ready."""


class ReaderPool:
    """N reader processes that share one queue of tasks."""

    def __init__(self, config: Configuration, started: Sequence[Reader] = ()) -> None:
        """started: reader processes that run already; without them the pool starts its own."""
        self._config = config
        self._hello = pack(configuration.to_json(config))
        self._queue: asyncio.PriorityQueue[tuple[int, int, Task]] = asyncio.PriorityQueue()
        self._turn = itertools.count()
        self._started = list(started) or spawn_all(config)
        self._readers: list[asyncio.Task[None]] = []
        self._talks: dict[int, Conversation] = {}
        self._ready: dict[int, asyncio.Event] = {}
        self._closing = False

    def start(self, on_failure: Callable[[BaseException], None]) -> None:
        """Begin to talk to the readers; returns at once. on_failure: told when readers cannot be started at all."""
        self._readers = [
            asyncio.create_task(self._supervise(n, reader, on_failure), name=f"reader-{n}")
            for n, reader in enumerate(self._started)
        ]

    async def adopt(self, config: Configuration) -> None:
        """Replace the readers, one after the other, by ones with another configuration; their tasks go on."""
        self._config = config
        self._hello = pack(configuration.to_json(config))
        for place in range(len(self._readers)):
            ready = self._ready[place] = asyncio.Event()
            if talk := self._talks.get(place):
                talk.retire()
                await ready.wait()

    @property
    def waiting(self) -> int:
        """Tasks that no reader has taken yet."""
        return self._queue.qsize()

    async def read(self, page: Page, learned: Learned = NOTHING) -> Reading | Rejected:
        """A page as an article, or why it is none; never raises for what the page does to its reader.

        learned: the templates of its site, and whether the page may teach.
        """
        fields = {name: getattr(page, name) for name in Page.__slots__ if name != "body"}
        return _result(await self._ask(pack({"page": fields, "learned": learned}, page.body)))

    async def retell(self, article: Article) -> Reading | Rejected:
        """An article whose text is known without its page; as `read` otherwise."""
        return _result(await self._ask(pack({"told": article})))

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
        task = Task(frame=frame, answer=asyncio.get_running_loop().create_future())
        self._put(task)
        return await task.answer

    def _put(self, task: Task) -> None:
        """Tasks wait in order of arrival; one that is tried again goes first."""
        self._queue.put_nowait((-task.strikes, next(self._turn), task))

    async def _take(self) -> Task:
        return (await self._queue.get())[2]

    async def _supervise(self, place: int, reader: Reader, on_failure: Callable[[BaseException], None]) -> None:
        """Keep the reader of one place alive, and give back what a dead one held."""
        false_starts = 0
        while not self._closing and false_starts < _FALSE_STARTS:
            held: deque[Task] = deque()
            conversation = Conversation(held, self._take, self._config.settings.read_deadline)
            self._talks[place], ready = conversation, self._ready.get(place)
            try:
                false_starts += 1
                await conversation.begin(reader, self._hello)
                false_starts = 0
                if ready:
                    ready.set()
                await conversation.go_on()
            except (TimeoutError, EOFError, ConnectionError):
                self._give_back(held)
            finally:
                conversation.end()
                reader.end()
            while not self._closing and false_starts < _FALSE_STARTS:
                try:
                    reader = spawn(self._config)
                    break
                except OSError as error:  # no memory or no handle left, just when a reader died of it
                    log.warning("a reader could not be started: %s", error)
                    false_starts += 1
                    await asyncio.sleep(_PAUSE)
        reader.end()
        if not self._closing:
            on_failure(_cannot_start())

    def _give_back(self, held: deque[Task]) -> None:
        for position, task in enumerate(held):
            task.strikes += position == 0  # the first is the one it was at
            if task.strikes >= _STRIKES and not task.answer.done():
                detail = "the reader was ended at it twice"
                task.answer.set_result({"rejected": {"reason": task.last, "detail": detail}})
            elif not task.answer.done():
                self._put(task)


def _result(answer: dict[str, Any]) -> Reading | Rejected:
    if "reading" in answer:
        reading = answer["reading"]
        return Reading(**{**reading, "article": article_from_json(reading["article"])})
    rejected = answer["rejected"]
    return Rejected(reason=Reason(rejected["reason"]), detail=rejected["detail"])


def _cannot_start() -> PresswatchError:
    cause = "they end before they are ready; what they said stands above"
    return PresswatchError("cannot read pages", "reader processes", cause, "mend the installation or the configuration")
