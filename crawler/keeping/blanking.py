"""Taking pages out of a WARC file without moving the others.

The bytes of a page are overwritten by one gzip member of the same length that holds a short metadata record: what is
left is a valid WARC file, every other offset holds, and doing it twice changes nothing. The length is made up by the
comment field of the gzip header (RFC 1952, 2.3), which readers skip.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from pipelines.errors import FolderError

_BLOCK = 1 << 16
_HEAD = b"\x1f\x8b\x08\x10\0\0\0\0\0\xff"
"""gzip, deflate, with a comment, without time, of an unknown system."""
_GZIP = zlib.MAX_WBITS | 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One gzip member of a WARC file: one record."""

    start: int
    end: int
    """The byte after its last."""
    kind: str
    """WARC-Type."""


def span_of(path: Path, offset: int) -> int:
    """Bytes of the page that begins at `offset`: its answer, and the request that follows it.

    Raises FolderError where no page begins there.
    """
    members = _members(path, offset)
    try:
        answer, following = next(members), next(members, None)
    except (OSError, ValueError, StopIteration, zlib.error) as error:
        raise _no_page(path, offset, str(error) or "nothing there") from error
    if answer.kind not in ("response", "revisit"):
        raise _no_page(path, offset, f"a {answer.kind or 'nameless'} record begins there")
    return (following.end if following and following.kind == "request" else answer.end) - offset


def _no_page(path: Path, offset: int, cause: str) -> FolderError:
    return FolderError("cannot find a page", f"{path} at byte {offset}", cause, "restore the file from a backup")


def blank(path: Path, start: int, length: int) -> None:
    """Overwrite a page. The file keeps its time, by which its age is judged; a file that is gone is no error."""
    if not path.exists():
        return
    times = path.stat()
    with path.open("r+b") as file:
        file.seek(start)
        file.write(blank_member(f"{path.name}:{start}", length))
        file.flush()
        os.fsync(file.fileno())
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def blank_member(name: str, length: int) -> bytes:
    """A gzip member of exactly `length` bytes; name: what its record id is made from."""
    tail = _record_tail(name)
    room = length - len(_HEAD) - 1 - len(tail)
    if room < 0:
        raise ValueError(f"{length} bytes are no page")
    return _HEAD + b" " * room + b"\0" + tail


def _record_tail(name: str) -> bytes:
    """A record, deflated, with checksum and length."""
    block = b"removed\n"
    head = (
        f"WARC/1.1\r\nWARC-Type: metadata\r\nWARC-Record-ID: <urn:uuid:{uuid5(NAMESPACE_URL, name)}>\r\n"
        f"WARC-Date: 1970-01-01T00:00:00Z\r\nContent-Type: text/plain\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    record = head.encode() + block + b"\r\n\r\n"
    deflater = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    deflated = deflater.compress(record) + deflater.flush()
    return deflated + zlib.crc32(record).to_bytes(4, "little") + len(record).to_bytes(4, "little")


def _members(path: Path, offset: int) -> Iterator[Member]:
    """The members from a byte on."""
    with path.open("rb") as file:
        while True:
            file.seek(offset)
            length, head = _one_member(iter(lambda: file.read(_BLOCK), b""))
            if not length:
                return
            yield Member(start=offset, end=offset + length, kind=_kind(head))
            offset += length


def _one_member(blocks: Iterator[bytes]) -> tuple[int, bytes]:
    """Length of the member that begins the blocks, and the beginning of what it holds."""
    inflater = zlib.decompressobj(_GZIP)
    read, head = 0, b""
    for block in blocks:
        read += len(block)
        plain = inflater.decompress(block)
        head = head or plain[:2000]
        if inflater.eof:
            return read - len(inflater.unused_data), head
    if read:
        raise ValueError("it is cut short")
    return 0, b""


def _kind(head: bytes) -> str:
    for line in head.partition(b"\r\n\r\n")[0].split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"warc-type":
            return value.strip().decode("latin-1")
    return ""
