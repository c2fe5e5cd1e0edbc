"""A web server of two addresses on 127.0.0.1, on the crawl's own loop: when the loop is blocked, it does not answer.

Who may ask is decided by the address that connects and by the Host header (a page in a browser must not reach it by a
name that resolves to 127.0.0.1). No other header is believed.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from pipelines.errors import PresswatchError

ADDRESS = "127.0.0.1"
_HEAD_LIMIT = 8192
_DEADLINE = 5.0
_HOSTS = frozenset({"", "localhost", ADDRESS, "[::1]"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What is answered."""

    body: str
    """Text."""
    status: HTTPStatus = HTTPStatus.OK
    content_type: str = "text/plain; charset=utf-8"


Pages = dict[str, Callable[[], Reply]]
"""By path."""


class LoopbackServer:
    """Answers GET and HEAD for a few paths, one request a connection."""

    def __init__(self, port: int, pages: Pages) -> None:
        self._port = port
        self._pages = pages
        self._server: asyncio.Server | None = None

    async def begin(self) -> int:
        """Listen; returns the port. Raises PresswatchError where it is taken."""
        try:
            self._server = await asyncio.start_server(self._serve, ADDRESS, self._port, limit=_HEAD_LIMIT)
        except OSError as error:
            cause, mend = error.strerror or str(error), "set metrics_port to a free port, or to 0"
            raise PresswatchError("cannot answer /health", f"{ADDRESS}:{self._port}", cause, mend) from error
        return int(self._server.sockets[0].getsockname()[1])

    def end(self) -> None:
        """Listen no more."""
        if self._server:
            self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            async with asyncio.timeout(_DEADLINE):
                head = await reader.readuntil(b"\r\n\r\n")
                writer.write(self._answer(head, writer.get_extra_info("peername")[0]))
                await writer.drain()
        writer.close()

    def _answer(self, head: bytes, peer: str) -> bytes:
        request, *fields = head.decode("latin-1").split("\r\n")
        method, _, target = request.partition(" ")
        if not ipaddress.ip_address(peer).is_loopback or _host_of(fields) not in _HOSTS:
            return _encoded(Reply(status=HTTPStatus.FORBIDDEN, body="from this machine only\n"))
        if method not in ("GET", "HEAD"):
            return _encoded(Reply(status=HTTPStatus.METHOD_NOT_ALLOWED, body="GET or HEAD only\n"))
        page = self._pages.get(target.partition(" ")[0].partition("?")[0])
        reply = page() if page else Reply(status=HTTPStatus.NOT_FOUND, body="/health or /metrics\n")
        return _encoded(reply, bodiless=method == "HEAD")


def _host_of(fields: list[str]) -> str:
    """The name in the Host header, without port; '' where there is none."""
    named = [value.strip().lower() for name, _, value in (f.partition(":") for f in fields) if name.lower() == "host"]
    host = named[0] if named else ""
    return host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host


def _encoded(reply: Reply, *, bodiless: bool = False) -> bytes:
    body = reply.body.encode()
    head = (
        f"HTTP/1.1 {reply.status.value} {reply.status.phrase}\r\nContent-Type: {reply.content_type}\r\n"
        f"Content-Length: {len(body)}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n"
    )
    return head.encode("ascii") + (b"" if bodiless else body)
