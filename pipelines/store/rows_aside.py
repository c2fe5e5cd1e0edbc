"""Making the rows of many lines in further processes, while the first one writes: more than half of the work.

A process reads a number and so many lines from its standard input, and answers each line with its rows as JSON; it ends
when its input does, so that it never outlives who asked.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import cycle, islice
from queue import SimpleQueue
from threading import Thread
from typing import IO, Protocol, TypeVar

import orjson

from pipelines.store.line_rows import LineRows, rows_of

FEW = 8_000_000
"""Bytes that are read here before another process would have started."""
_AT_ONCE = 32
"""Lines that a process is given together ..."""
_AHEAD = 4
"""... and how often before its first answers are taken."""
_MOST = 4
"""Processes that one writer can keep busy."""


class Given(Protocol):
    """A line, with whatever the caller wants to have back with it."""

    @property
    def line(self) -> bytes:
        """It itself."""


_G = TypeVar("_G", bound=Given)


def with_rows(lines: Iterable[_G], size: int) -> Iterator[tuple[_G, LineRows]]:
    """Each line with its rows, in order. size: about how many bytes there are."""
    if size < FEW:
        for given in lines:
            yield given, rows_of(given.line)
        return
    source = iter(lines)
    with ExitStack() as stack:
        readers = [stack.enter_context(_reader()) for _ in range(min(_MOST, os.cpu_count() or 1))]
        waiting: deque[tuple[_Reader, list[_G]]] = deque()
        for reader in cycle(readers):
            chunk = list(islice(source, _AT_ONCE))
            if not chunk:
                break
            reader.give([given.line for given in chunk])
            waiting.append((reader, chunk))
            if len(waiting) >= _AHEAD * len(readers):
                yield from _answered(*waiting.popleft())
        while waiting:
            yield from _answered(*waiting.popleft())


def answer(lines: IO[bytes], out: IO[bytes]) -> None:
    """What a further process does."""
    try:
        while number := lines.readline():
            for _ in range(int(number)):
                out.write(orjson.dumps(rows_of(lines.readline()), option=orjson.OPT_APPEND_NEWLINE))
            out.flush()
    except BrokenPipeError:
        sys.stderr.close()


class _Reader:
    """A further process, fed by a thread, so that who gives can take answers meanwhile."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin is not None  # noqa: S101 - both are pipes
        assert process.stdout is not None  # noqa: S101
        self._answers: IO[bytes] = process.stdout
        self._queue: SimpleQueue[list[bytes] | None] = SimpleQueue()
        self._feeder = Thread(target=_feed, args=(self._queue, process.stdin), daemon=True)
        self._feeder.start()

    def give(self, lines: list[bytes]) -> None:
        self._queue.put(lines)

    def take(self, line: bytes) -> LineRows:
        """The rows of the next line; made here where the process ended before its time."""
        answered = self._answers.readline()
        return LineRows(**orjson.loads(answered)) if answered.endswith(b"\n") else rows_of(line)

    def close(self) -> None:
        self._queue.put(None)
        self._answers.close()
        self._feeder.join()


@contextmanager
def _reader() -> Iterator[_Reader]:
    command = [sys.executable, "-P", "-m", "pipelines.store.rows_aside"]
    with subprocess.Popen(  # noqa: S603 - our own program
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, process_group=0  # Ctrl-C is for who asked
    ) as process:  # fmt: skip
        reader = _Reader(process)
        try:
            yield reader
        finally:
            reader.close()


def _answered(reader: _Reader, chunk: list[_G]) -> Iterator[tuple[_G, LineRows]]:
    for given in chunk:
        yield given, reader.take(given.line)


def _feed(queue: SimpleQueue[list[bytes] | None], pipe: IO[bytes]) -> None:
    try:
        while lines := queue.get():
            pipe.write(b"%d\n" % len(lines))
            pipe.writelines(lines)
            pipe.flush()
    except BrokenPipeError:
        pass
    finally:
        with suppress(BrokenPipeError):  # what the buffer still holds
            pipe.close()


if __name__ == "__main__":
    answer(sys.stdin.buffer, sys.stdout.buffer)
