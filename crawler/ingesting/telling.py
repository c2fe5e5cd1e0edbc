"""What a file is, told by its first bytes; and its bytes, unpacked within bounds."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Literal

from pipelines.encoding import GZIP_MAGIC
from pipelines.errors import PresswatchError

FREE = 256 << 20
"""Unpacked bytes below which the ratio is not looked at."""
RATIO = 300
"""How many times its packed size a file may unfold: pages reach 20, bombs 1000."""

Form = Literal["jsonl", "warc", "html"]


class Bomb(OSError):
    """A packed file that unfolds without end."""


class Bounded(io.RawIOBase):
    """An unpacked stream over a packed file; raises Bomb when it has unfolded too far."""

    def __init__(self, packed: IO[bytes]) -> None:
        self._packed = packed
        self._plain = gzip.GzipFile(fileobj=packed, mode="rb")
        self._given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # the only buffer BufferedReader hands over
        data = self._plain.read1(len(buffer))
        self._given += len(data)
        if self._given > FREE and self._given > RATIO * self._packed.tell():
            raise Bomb(f"it unfolds to more than {RATIO} times its size")
        buffer[: len(data)] = data
        return len(data)


@contextmanager
def opened(path: Path) -> Iterator[tuple[Form, IO[bytes]]]:
    """What a file is, and its unpacked bytes from the beginning. Raises PresswatchError for what it cannot be."""
    try:
        with path.open("rb") as file:
            packed = file.peek(2)[:2] == GZIP_MAGIC
            stream: IO[bytes] = io.BufferedReader(Bounded(file), 1 << 16) if packed else file
            yield form_of(_start(stream), path), stream
    except (OSError, EOFError, zlib.error) as error:
        cause = getattr(error, "strerror", None) or str(error)
        raise PresswatchError("cannot read", str(path), cause, "give a whole JSONL, WARC or HTML file") from error


def _start(stream: IO[bytes]) -> bytes:
    """The first bytes, still to be read."""
    return stream.peek(1 << 12) if isinstance(stream, io.BufferedReader) else b""


def form_of(start: bytes, path: Path) -> Form:
    """What the first bytes say it is. Raises PresswatchError where they say nothing known."""
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"WARC/"):
        return "warc"
    if text.startswith(b"{"):
        return "jsonl"
    if text.startswith(b"<"):
        return "html"
    mend = "write one JSON object a line" if text.startswith(b"[") else "give a JSONL, WARC or HTML file"
    cause = "it is empty" if not text else f"it begins with {text[:12]!r}"
    raise PresswatchError("cannot ingest", str(path), cause, mend)
