"""The newsroom as a server: a thread with an asyncio loop that serves all sites on one port of the loopback address."""

from __future__ import annotations

import asyncio
import contextlib
import json
import threading
from collections.abc import Coroutine
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from crawler.demo.edition import Edition
from crawler.demo.exchange import Answer, Request, answer_body, encode, plain_answer, read_request
from crawler.demo.faults import Fault, How, break_connection, failed_answer
from crawler.demo.pieces import Piece
from crawler.demo.sites import Site
from pipelines.clock import Clock, iso, utc_now

_ADDRESS = "127.0.0.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One request that was answered."""

    method: str
    """GET or HEAD."""
    host: str
    """Host name that was asked."""
    path: str
    """Path with query."""
    status: int
    """HTTP status of the answer; 0: the connection was broken on purpose."""
    conditional: bool
    """Whether the client sent a validator."""
    user_agent: str
    """User-Agent header, '' where none was sent."""
    time: str
    """When it was answered, ISO 8601 in UTC."""


class Newsroom:
    """Five outlets on this machine. `with Newsroom() as room:` serves them until the block ends.

    port: 0 takes any free one. clock: what Last-Modified of later changes is read from.
    """

    def __init__(self, port: int = 0, clock: Clock = utc_now) -> None:
        self.port = port
        self.requests: list[Visit] = []
        self._clock = clock
        self._faults: dict[tuple[str, str], Fault] = {}
        self._open: set[asyncio.Task[None]] = set()
        self._edition: Edition
        self._loop: asyncio.AbstractEventLoop
        self._server: asyncio.Server
        self._thread: threading.Thread

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="newsroom", daemon=True)
        self._thread.start()
        try:
            self._do(self._start())
        except OSError:
            self._stop_loop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._do(self._close())
        self._stop_loop()

    # what it is ---------------------------------------------------------------------------------------------------

    @property
    def articles(self) -> list[Piece]:
        """The truth: every piece as it stands now, held ones included."""
        return self._edition.pieces

    @property
    def sites(self) -> list[Site]:
        """The outlets."""
        return list(self._edition.sites.values())

    def base(self, site: str) -> str:
        """The address of a site (by its id), without a slash at the end."""
        return self._edition.base(site)

    def one(self, key: str) -> Piece:
        """The piece of that key, as it stands now."""
        return next(piece for piece in self.articles if piece.key == key)

    def sources_toml(self) -> str:
        """A complete sources.toml of these outlets."""
        return "\n".join(_table(site, self.base(site.id)) for site in self.sites)

    # what changes -------------------------------------------------------------------------------------------------

    def publish(self, url: str) -> None:
        """Show a piece that was held back."""
        self._edition.publish(url)

    def withdraw(self, url: str) -> None:
        """Show a piece no longer: its address answers 404 from now on."""
        self._edition.withdraw(url)

    def revise(self, url: str) -> Piece:
        """Change a piece as its file says; returns it as it is now."""
        return self._edition.revise(url)

    def redesign(self, site: str) -> None:
        """Give all pages of a site another markup around the same text."""
        self._edition.redesign(site)

    def fail(self, url: str, how: How, times: int | None = None, retry_after: int = 1) -> None:
        """Let an address fail for the next `times` requests (None: all). retry_after: seconds, for 503."""
        parts = urlsplit(url)
        self._faults[parts.hostname or "", parts.path] = Fault(how=how, times=times, retry_after=retry_after)

    def heal(self, url: str) -> None:
        """Let an address work again."""
        parts = urlsplit(url)
        self._faults.pop((parts.hostname or "", parts.path), None)

    # how it serves ------------------------------------------------------------------------------------------------

    def _do(self, work: Coroutine[None, None, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def _stop_loop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _start(self) -> None:
        self._server = await asyncio.start_server(self._connected, _ADDRESS, self.port, backlog=512)
        self.port = self._server.sockets[0].getsockname()[1]
        self._edition = Edition(self.port, self._clock)

    async def _close(self) -> None:
        self._server.close()
        for task in list(self._open):
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)
        await self._server.wait_closed()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - streams always call from a task
        self._open.add(task)
        try:
            with contextlib.suppress(ConnectionError, ValueError, asyncio.IncompleteReadError, asyncio.CancelledError):
                while await self._one(reader, writer):
                    pass
        finally:
            self._open.discard(task)
            writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answer one request; whether the connection stays open."""
        request = await read_request(reader)
        if request is None:
            return False
        answer = self.respond(request)
        fault = self._faults.get((request.host, request.path))
        if fault is not None and not fault.spend():
            fault = None
        answer = failed_answer(fault, request, answer) if fault else answer
        self._note(request, answer, broken=fault is not None and fault.how in ("reset", "stall", "truncate"))
        head, body = encode(answer, keep=request.keep, date=self._clock())
        if fault is not None and await break_connection(fault, writer, head, body):
            return False
        writer.write(head + body)
        await writer.drain()
        return request.keep

    def respond(self, request: Request) -> Answer:
        """The true answer to a request."""
        if request.method not in ("GET", "HEAD"):
            return plain_answer(405, "GET or HEAD only\n", ("Allow", "GET, HEAD"))
        site = self._edition.sites.get(request.host)
        longer = self._edition.sites.get(f"www.{request.host}")
        if longer is not None:
            return plain_answer(301, "moved\n", ("Location", self.base(longer.id) + request.path))
        if site is None:
            return plain_answer(404, "no such site here\n")
        agent = request.headers.get("user-agent", "")
        if any(name in agent for name in site.refused):
            return plain_answer(403, "forbidden\n")
        starved = any(name in agent for name in site.starved)
        body = self._edition.answer(site.host, request.path, starved=starved)
        return answer_body(request, body) if body else plain_answer(404, "not found\n")

    def _note(self, request: Request, answer: Answer, *, broken: bool) -> None:
        conditional = "if-none-match" in request.headers or "if-modified-since" in request.headers
        visit = Visit(
            method=request.method,
            host=request.host,
            path=f"{request.path}?{request.query}" if request.query else request.path,
            status=0 if broken else answer.status,
            conditional=conditional,
            user_agent=request.headers.get("user-agent", ""),
            time=iso(self._clock()),
        )
        self.requests.append(visit)


def _table(site: Site, base: str) -> str:
    """One site as a table of sources.toml."""

    def urls(paths: tuple[str, ...]) -> str:
        return json.dumps([base + path for path in paths])

    doors = {"feeds": site.feeds, "sitemaps": site.sitemaps, "sections": site.sections}
    lines = [
        f"[{site.id}]",
        f"name = {json.dumps(site.name, ensure_ascii=False)}",
        f"domains = {json.dumps(site.domains)}",
        f'country = "{site.country}"',
        f'language = "{site.language}"',
        *(f"{name} = {urls(paths)}" for name, paths in doors.items() if paths),
        *(['kind = "agency"'] if site.kind == "agency" else []),
        'groups = ["demo"]',
        "allow_private = true  # it is served on this machine",
        'delay = "0s"',
    ]
    return "\n".join(lines) + "\n"
