"""Folding the words of many articles in a second process, while the first one writes: half of what indexing costs.

The process reads stored lines from its standard input and answers each with a JSON list of the index's columns; it ends
when its input does, so that it never outlives who asked.
"""

from __future__ import annotations

import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from queue import SimpleQueue
from threading import Thread
from typing import IO

import orjson

from pipelines.querying.document import document_of
from pipelines.store.fulltext import columns_of

AHEAD = 200
"""Lines that are given before their answers are read."""
FEW = 2_000
"""So many lines are folded here before a second process would have started."""
_PROGRAM = "import sys; from pipelines.store.folding_aside import answer; answer(sys.stdin.buffer, sys.stdout.buffer)"


def folded(lines: Iterable[tuple[int, bytes]], number: int) -> Iterator[tuple[int, bytes, list[str]]]:
    """(key, line, columns of the full-text index) of each (key, line), in order. number: how many there are."""
    if number < FEW:
        for key, line in lines:
            yield key, line, _columns(line)
        return
    with subprocess.Popen([sys.executable, "-c", _PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:  # noqa: S603 - our own program
        assert process.stdin is not None  # noqa: S101 - both are pipes
        assert process.stdout is not None  # noqa: S101
        queue: SimpleQueue[bytes | None] = SimpleQueue()
        feeder = Thread(target=_feed, args=(queue, process.stdin), daemon=True)
        feeder.start()
        try:
            yield from _exchange(lines, queue, process.stdout)
        finally:
            queue.put(None)
            process.stdout.close()
            feeder.join()


def answer(lines: IO[bytes], out: IO[bytes]) -> None:
    """What the second process does."""
    try:
        for line in lines:
            out.write(orjson.dumps(_columns(line), option=orjson.OPT_APPEND_NEWLINE))
            out.flush()
    except BrokenPipeError:
        sys.stderr.close()


def _columns(line: bytes) -> list[str]:
    return columns_of(document_of(orjson.loads(line)))


def _exchange(
    lines: Iterable[tuple[int, bytes]], queue: SimpleQueue[bytes | None], answers: IO[bytes]
) -> Iterator[tuple[int, bytes, list[str]]]:
    waiting: deque[tuple[int, bytes]] = deque()
    for key, line in lines:
        queue.put(line)
        waiting.append((key, line))
        if len(waiting) >= AHEAD:
            yield *waiting.popleft(), orjson.loads(answers.readline())
    queue.put(None)
    while waiting:
        yield *waiting.popleft(), orjson.loads(answers.readline())


def _feed(queue: SimpleQueue[bytes | None], pipe: IO[bytes]) -> None:
    """Write what is queued, so that who queues can read answers meanwhile."""
    try:
        while (line := queue.get()) is not None:
            pipe.write(line)
            if queue.empty():
                pipe.flush()
        pipe.close()
    except BrokenPipeError:
        return
