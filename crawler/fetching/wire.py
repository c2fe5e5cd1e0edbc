"""Twisted's HTTP/1.1 client, made to keep the header as it came and to bound header and body.

Twisted stores header fields by name, in two groups, without their order and spelling; an archive wants them as sent.
Its client offers no hook for another parser, so the parser it makes is given our class before any byte arrives.
"""

# The client of twisted.web is not annotated.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IAddress
from twisted.internet.protocol import Factory, Protocol, connectionDone
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, HTTP11ClientProtocol, HTTPClientParser, Request
from twisted.web.client import HTTPConnectionPool, Response, ResponseDone
from twisted.web.http import PotentialDataLoss
from twisted.web.iweb import UNKNOWN_LENGTH

from crawler.fetching.exceptions import TooLarge, Truncated

HEADER_LIMIT = 65_536
"""Bytes of status line and header fields, 1xx answers included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer whose header has arrived."""

    response: Response
    """Twisted's; its body has not been asked for."""
    status_line: str
    """As received."""
    fields: list[tuple[str, str]]
    """Header fields as received, bytes read as Latin-1."""
    address: str
    """The server's."""
    abort: Callable[[], None]
    """Closes the connection at once, without waiting for the other side."""

    @property
    def length(self) -> int | None:
        """Announced length of the body; None where none was announced."""
        announced = self.response.length
        return None if announced is UNKNOWN_LENGTH else cast("int", announced)


class _Parser(HTTPClientParser):
    MAX_LENGTH = HEADER_LIMIT
    taken = 0
    fields: list[tuple[str, str]]

    def lineReceived(self, line: bytes) -> None:
        self.taken += len(line) + 1
        if self.taken > HEADER_LIMIT:
            raise TooLarge("a header", HEADER_LIMIT)
        # Servers send lines without a colon; browsers pass over them, and so do we.
        if self.state == HEADER and line.strip() and line[0] not in b" \t" and b":" not in line:
            return
        super().lineReceived(line)

    def lineLengthExceeded(self, line: bytes) -> None:  # noqa: ARG002 - Twisted gives it
        raise TooLarge("a header", HEADER_LIMIT)

    def statusReceived(self, status: bytes) -> None:
        super().statusReceived(status)
        self.fields = []
        kept: Any = self.response
        kept.presswatch_head = (status.decode("latin-1"), self.fields)

    def headerReceived(self, name: bytes, value: bytes) -> None:
        self.fields.append((name.decode("latin-1"), value.decode("latin-1")))
        super().headerReceived(name, value)


class _Client(HTTP11ClientProtocol):
    def request(self, request: Request) -> Deferred[Any]:
        answered: Deferred[Any] = super().request(request)
        if self._parser is not None:
            self._parser.__class__ = _Parser
        return answered.addCallback(self._introduce)

    def _introduce(self, response: Any) -> Answer:
        status_line, fields = response.presswatch_head
        transport: Any = self.transport
        return Answer(
            response=response,
            status_line=status_line,
            fields=fields,
            address=transport.getPeer().host,
            abort=transport.abortConnection,
        )


class _Clients(Factory):
    noisy = False

    def __init__(self, quiescent: Callable[[Any], None], _description: str) -> None:
        self._quiescent = quiescent

    def buildProtocol(self, addr: IAddress | None) -> _Client:  # noqa: ARG002 - Twisted gives it
        return _Client(self._quiescent)


class Pool(HTTPConnectionPool):
    """Kept connections. An idempotent request on one that the server has closed meanwhile is sent again once."""

    _factory = _Clients  # type: ignore[assignment]  # Twisted's own type is not an interface
    maxPersistentPerHost = 4
    cachedConnectionTimeout = 60


class Body(Protocol):
    """Collects a body of at most `limit` bytes.

    done: fires with the bytes. A longer body fails it with TooLarge, or with `cut` ends it there; a connection that
    ends too early fails it with Truncated. partial: only the end of the connection told the end of the body.
    """

    def __init__(self, answer: Answer, limit: int, *, cut: bool) -> None:
        self._answer = answer
        self._limit = limit
        self._cut = cut
        self._parts: list[bytes] = []
        self._size = 0
        self.partial = False
        self.cut = False
        self.on_size: Callable[[int], None] = lambda _: None
        """Told how many bytes have come."""
        self.done: Deferred[bytes] = Deferred(lambda _: answer.abort())

    def dataReceived(self, data: bytes) -> None:
        if self.done.called:
            return
        self._parts.append(data)
        self._size += len(data)
        self.on_size(self._size)
        if self._size > self._limit:
            self._stop()

    def _stop(self) -> None:
        body = b"".join(self._parts)[: self._limit] if self._cut else b""
        self._parts.clear()
        self.cut = True
        if self._cut:
            self.done.callback(body)
        else:
            self.done.errback(Failure(TooLarge("a body", self._limit)))
        self._answer.abort()

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        if self.done.called:
            return
        self.partial = reason.check(PotentialDataLoss) is not None
        if self.partial or reason.check(ResponseDone):
            self.done.callback(b"".join(self._parts))
        else:
            self.done.errback(Failure(Truncated(self._size)))
