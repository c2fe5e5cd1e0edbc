"""HTTP/1.1 as far as the newsroom speaks it: requests, conditional and compressed answers (RFC 9110, RFC 9112)."""

from __future__ import annotations

import asyncio
import email.utils
import gzip
import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a client asked."""

    method: str
    """GET, HEAD ..."""
    host: str
    """Host header in small letters, without port."""
    path: str
    """Path without query."""
    query: str = ""
    """What stands after '?'."""
    headers: dict[str, str] = field(default_factory=dict)
    """Names in small letters."""
    keep: bool = True
    """Whether the connection stays open after the answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """Something that can be asked for, rendered once."""

    plain: bytes
    """The bytes."""
    packed: bytes | None
    """The same compressed with gzip; None: never sent so."""
    type: str
    """Content-Type."""
    etag: str
    """Entity tag, with its quotes."""
    modified: datetime
    """Last change."""
    status: int = 200
    """HTTP status."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is sent back."""

    status: int
    """HTTP status."""
    headers: tuple[tuple[str, str], ...] = ()
    """All headers but Content-Length, Connection and Date."""
    body: bytes = b""
    """Empty for HEAD and 304."""
    length: int | None = None
    """Content-Length where it is not len(body): answers to HEAD."""


def make_body(content: bytes, content_type: str, modified: datetime) -> Body:
    """A Body with its entity tag; text is compressed in advance, what is compressed already is not."""
    tag = hashlib.blake2b(content, digest_size=10).hexdigest()
    packed = None if content[:2] == b"\x1f\x8b" else gzip.compress(content, 4, mtime=0)
    return Body(plain=content, packed=packed, type=content_type, etag=f'"{tag}"', modified=modified)


def plain_answer(status: int, text: str, *headers: tuple[str, str]) -> Answer:
    """A short text answer, as errors are."""
    return Answer(status=status, headers=(("Content-Type", "text/plain; charset=utf-8"), *headers), body=text.encode())


def answer_body(request: Request, body: Body) -> Answer:
    """The body, or 304 where the client has it already; compressed where the client takes gzip."""
    headers = [
        ("Content-Type", body.type),
        ("ETag", body.etag),
        ("Last-Modified", email.utils.format_datetime(body.modified, usegmt=True)),
        ("Vary", "Accept-Encoding"),
    ]
    if body.status == 200 and is_fresh(request.headers, body):
        return Answer(status=304, headers=tuple(headers[1:]))
    content = body.plain
    if body.packed is not None and accepts_gzip(request.headers.get("accept-encoding", "")):
        content = body.packed
        headers.append(("Content-Encoding", "gzip"))
    sent = b"" if request.method == "HEAD" else content
    return Answer(status=body.status, headers=tuple(headers), body=sent, length=len(content))


def is_fresh(headers: dict[str, str], body: Body) -> bool:
    """Whether the client's copy is current (RFC 9110, 13.1: If-None-Match goes before If-Modified-Since)."""
    tags = headers.get("if-none-match")
    if tags is not None:
        return tags.strip() == "*" or body.etag in [tag.strip().removeprefix("W/") for tag in tags.split(",")]
    try:
        since = email.utils.parsedate_to_datetime(headers.get("if-modified-since", ""))
    except ValueError:
        return False
    return body.modified.replace(microsecond=0) <= since


def accepts_gzip(header: str) -> bool:
    """Whether an Accept-Encoding header takes gzip (RFC 9110, 12.5.3)."""
    for part in header.lower().split(","):
        name, _, weight = part.strip().partition(";")
        if name.strip() in ("gzip", "*") and weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000"):
            return True
    return False


async def read_request(reader: asyncio.StreamReader) -> Request | None:
    """The next request of a connection; None at its end. Raises ValueError where it is no HTTP request."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, ConnectionError):
        return None
    except asyncio.LimitOverrunError as error:  # longer than the stream's 64 KiB
        raise ValueError("request head too long") from error
    request = parse_head(head.decode("latin-1"))
    await reader.readexactly(int(request.headers.get("content-length", "0")))
    return request


def parse_head(head: str) -> Request:
    """A request head; raises ValueError where it is none."""
    lines = head.rstrip("\r\n").split("\r\n")
    method, target, version = lines[0].split(" ")
    if not version.startswith("HTTP/1."):
        raise ValueError(lines[0])
    pairs = (line.partition(":") for line in lines[1:])
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    path, _, query = target.partition("?")
    wish = headers.get("connection", "").lower()
    keep = wish != "close" and (version != "HTTP/1.0" or wish == "keep-alive")
    host = headers.get("host", "").lower().partition(":")[0]
    return Request(method=method, host=host, path=path, query=query, headers=headers, keep=keep)


def encode(answer: Answer, *, keep: bool, date: datetime) -> tuple[bytes, bytes]:
    """An answer as head and body bytes."""
    length = len(answer.body) if answer.length is None else answer.length
    lines = [f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}"]
    lines += [f"{name}: {value}" for name, value in answer.headers]
    lines += [f"Date: {email.utils.format_datetime(date, usegmt=True)}"]
    if answer.status != 304:
        lines += [f"Content-Length: {length}"]
    lines += ["Connection: keep-alive" if keep else "Connection: close", "", ""]
    return "\r\n".join(lines).encode("latin-1"), answer.body
