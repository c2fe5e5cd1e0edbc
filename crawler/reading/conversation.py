"""Talking to one reader: tasks go out, answers come back in their order, and the first late one ends it."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import orjson

from crawler.reading.frames import LENGTHS
from crawler.reading.spawn import Reader
from pipelines.reasons import Reason

DEPTH = 2
"""Tasks a reader holds at once: one it works on, and the next already with it."""
_START_DEADLINE = 60.0


@dataclass(slots=True, kw_only=True, eq=False)
class Task:
    """One frame for a reader, and who waits for its answer."""

    frame: bytes
    answer: asyncio.Future[dict[str, Any]]
    strikes: int = 0
    """Readers that ended while they were at it."""
    last: Reason = Reason.EXTRACT_CRASH
    """How the last of them ended."""


class Conversation:
    """With one reader process."""

    def __init__(self, held: deque[Task], take: Callable[[], Awaitable[Task]], deadline: float) -> None:
        """held: the tasks that the reader has, for the caller to give back when it fails; take: waits for the next."""
        self._held = held
        self._take = take
        self._deadline = deadline
        self._room = asyncio.Semaphore(DEPTH)
        self._sent = asyncio.Event()
        self._outgoing: asyncio.StreamWriter | None = None
        self._sender: asyncio.Task[None] | None = None
        self._retired = False

    async def begin(self, reader: Reader, hello: bytes) -> None:
        """Give the reader its configuration, and wait until it is ready."""
        self._incoming, self._outgoing = await asyncio.open_connection(sock=reader.channel)
        self._say(hello)
        async with asyncio.timeout(_START_DEADLINE):
            await self._frame()

    async def go_on(self) -> None:
        """Talk until it is retired, or the reader fails: raises TimeoutError, EOFError or ConnectionError."""
        self._sender = asyncio.create_task(self._send())
        try:
            await self._receive()
        finally:
            self._sender.cancel()
            await asyncio.gather(self._sender, return_exceptions=True)

    def retire(self) -> None:
        """Give the reader no more tasks, and end when it has answered those it holds."""
        self._retired = True
        if self._sender:
            self._sender.cancel()
        self._sent.set()

    def end(self) -> None:
        """Hang up."""
        if self._outgoing:
            self._outgoing.close()

    def _say(self, frame: bytes) -> None:
        if self._outgoing is None:
            raise ConnectionError("said before the beginning")
        self._outgoing.write(frame)

    async def _send(self) -> None:
        while not self._retired:
            await self._room.acquire()
            task = await self._take()
            self._held.append(task)
            self._say(task.frame)
            self._sent.set()

    async def _receive(self) -> None:
        while True:
            while not self._held:
                if self._retired:
                    return
                self._sent.clear()
                await self._sent.wait()
            answer = await self._next_answer(self._held[0])
            task = self._held.popleft()
            self._room.release()
            if not task.answer.done():
                task.answer.set_result(answer)

    async def _next_answer(self, task: Task) -> dict[str, Any]:
        try:
            async with asyncio.timeout(self._deadline):
                return await self._frame()
        except TimeoutError:
            task.last = Reason.EXTRACT_TIMEOUT
            raise
        except asyncio.IncompleteReadError as error:
            task.last = Reason.EXTRACT_CRASH
            raise EOFError("the reader ended") from error

    async def _frame(self) -> dict[str, Any]:
        head_length, body_length = LENGTHS.unpack(await self._incoming.readexactly(LENGTHS.size))
        head = await self._incoming.readexactly(head_length + body_length)
        answer: dict[str, Any] = orjson.loads(head[:head_length])
        return answer
