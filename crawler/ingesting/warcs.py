"""WARC 1.0 and 1.1 (ISO 28500) from other crawlers, read as a stream in bounded memory.

Our own reader, since warcio takes header lines of any length, and a hostile file could fill the memory with one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from crawler.ingesting.rows import MAX_PAGE, BadRow, Row, Times, Unusable, address
from crawler.ingesting.saved import page_row
from crawler.warc import Fields, split_head
from pipelines.article import Page

MAX_LINE = 16_384
MAX_HEAD = 65_536
"""Bytes of one line and of all lines of a record's head."""
_HTML = ("text/html", "application/xhtml")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Record:
    """One record; its block cut at the limit."""

    fields: dict[str, str]
    """Named fields, names in small letters."""
    block: bytes
    length: int
    """As the head says."""


class Torn(Exception):
    """The file is no WARC from here on."""


def read_warc(stream: IO[bytes], name: str, times: Times) -> Iterator[Row]:
    """The HTML pages of a WARC file in order; other records are named as no fault. What follows a tear is lost."""
    number = 0
    while True:
        number += 1
        where = f"{name} record {number}"
        try:
            record = _next(stream)
        except Torn as error:
            yield Unusable(where=where, url="", why=f"the file cannot be read on: {error}")
            return
        if record is None:
            return
        row = _row(record, where, times)
        if row is not None:
            yield row


def _row(record: _Record, where: str, times: Times) -> Row | None:
    try:
        return _page(record, where, times)
    except BadRow as error:
        return Unusable(where=where, url=record.fields.get("warc-target-uri", "")[:300], why=str(error))


def _page(record: _Record, where: str, times: Times) -> Row | None:
    """A page; an Unusable for a response that is none; None for what is no response at all."""
    kind, target = record.fields.get("warc-type", ""), record.fields.get("warc-target-uri", "").strip("<> ")
    if kind == "revisit":
        return Unusable(where=where, url=target[:300], why="revisit: the page stands in another record", fault=False)
    if kind != "response" or not target.lower().startswith("http"):
        return None
    start_line, received, body = split_head(record.block)
    headers = [(_one_line(name), _one_line(value)) for name, value in received]
    status, joined = _status(start_line), _joined(headers)
    if why := _no_page(status, joined, body):
        return Unusable(where=where, url=target[:300], why=why, fault=False)
    if record.length > MAX_PAGE:
        raise BadRow(f"longer than {MAX_PAGE >> 20} MB")
    if "chunked" in joined.get("transfer-encoding", "").lower():
        body = dechunk(body)
    url = address(target)
    page = Page(
        url=url, final_url=url, source="", body=body, headers=joined, status=status,
        fetched=times.fetched_at(record.fields.get("warc-date")), first_seen=times.seen,
    )  # fmt: skip
    return page_row(where, page, headers, _one_line(start_line))


def _no_page(status: int, headers: dict[str, str], body: bytes) -> str:
    """Why a response holds no page of its own; '' where it does."""
    if not 200 <= status < 300 or status == 206:
        return f"HTTP {status}"
    kind = headers.get("content-type", "").lower()
    if kind and not kind.startswith(_HTML):
        return "no HTML"
    return "" if body else "no body"


def _one_line(text: str) -> str:
    """Without bare line breaks, which would begin a header of their own in our archive."""
    return text.replace("\r", " ").replace("\n", " ")


def _status(start_line: str) -> int:
    parts = start_line.split(" ", 2)
    return int(parts[1]) if len(parts) > 1 and parts[1].isascii() and parts[1].isdigit() and len(parts[1]) == 3 else 0


def _joined(fields: Fields) -> dict[str, str]:
    joined: dict[str, str] = {}
    for name, value in fields:
        key = name.strip().lower()
        joined[key] = f"{joined[key]}, {value}" if key in joined else value
    return joined


def dechunk(body: bytes) -> bytes:
    """A body without its chunks (RFC 9112, 7.1); as it is where it has none, since some archives took them off."""
    parts: list[bytes] = []
    at = 0
    while True:
        end = body.find(b"\r\n", at, at + 1_000)
        size = body[at:end].partition(b";")[0].strip() if end >= 0 else b""
        if not size or len(size) > 8 or size.translate(None, b"0123456789abcdefABCDEF"):
            return body if not parts else b"".join(parts)
        length = int(size, 16)
        if length == 0:
            return b"".join(parts)
        parts.append(body[end + 2 : end + 2 + length])
        at = end + 2 + length + 2


def _next(stream: IO[bytes]) -> _Record | None:
    """The next record; None at the end of the file. Raises Torn."""
    try:
        version = _line(stream)
        while version in (b"\r\n", b"\n"):
            version = _line(stream)
        if not version:
            return None
        if not version.startswith(b"WARC/"):
            raise Torn(f"no record begins with {version[:20]!r}")
        fields = _fields(stream)
        length = _length(fields)
        block = stream.read(min(length, MAX_PAGE + 1))
        missing = length - len(block) - _pass_over(stream, length - len(block))
    except (OSError, EOFError) as error:
        raise Torn(str(error)) from error
    if missing:
        raise Torn("the last record is cut off")
    return _Record(fields=fields, block=block, length=length)


def _fields(stream: IO[bytes]) -> dict[str, str]:
    fields: dict[str, str] = {}
    size, last = 0, ""
    while (line := _line(stream)) not in (b"\r\n", b"\n"):
        size += len(line)
        if not line or size > MAX_HEAD:
            raise Torn("a record's head without an end")
        text = line.decode("utf-8", "replace").rstrip("\r\n")
        if text[:1] in " \t" and last:  # a folded line (RFC 9112, 5.2)
            fields[last] += " " + text.strip()
            continue
        name, _, value = text.partition(":")
        last = name.strip().lower()
        fields.setdefault(last, value.strip())
    return fields


def _length(fields: dict[str, str]) -> int:
    text = fields.get("content-length", "")
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise Torn(f"a record's length is {text[:20]!r}")
    return int(text)


def _line(stream: IO[bytes]) -> bytes:
    line = stream.readline(MAX_LINE + 1)
    if len(line) > MAX_LINE:
        raise Torn("a line without an end")
    return line


def _pass_over(stream: IO[bytes], count: int) -> int:
    """Read so many bytes without keeping them; returns how many there were."""
    passed = 0
    while passed < count and (data := stream.read(min(count - passed, 1 << 16))):
        passed += len(data)
    return passed
