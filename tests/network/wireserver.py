"""A web server of bytes on 127.0.0.1: each path is answered by a function that writes what it likes to the socket.

It counts what really arrived, so a test can hold that nothing did. Speaks HTTP/1.1 with kept connections, or TLS.
"""

from __future__ import annotations

import socketserver
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field


@dataclass(slots=True, kw_only=True)
class Hit:
    """A request that arrived."""

    host: str
    path: str
    headers: dict[str, str]
    peer: int
    """The client's port: one connection, one number."""


@dataclass(slots=True)
class Reply:
    """A plain answer, with the length of its body unless told otherwise."""

    body: bytes = b"ok"
    status: str = "200 OK"
    headers: list[tuple[str, str]] = field(default_factory=list)
    length: bool = True

    def write(self, send: Callable[[bytes], None]) -> bool:
        lines = [f"HTTP/1.1 {self.status}", *(f"{name}: {value}" for name, value in self.headers)]
        lines += [f"Content-Length: {len(self.body)}"] if self.length else []
        send("\r\n".join([*lines, "", ""]).encode("latin-1") + self.body)
        return self.length


@dataclass(slots=True)
class Raw:
    """Bytes as given, then the connection is closed."""

    data: bytes

    def write(self, send: Callable[[bytes], None]) -> bool:
        send(self.data)
        return False


@dataclass(slots=True)
class Drip:
    """`head` at once, then one `byte` every `gap` seconds until the client has had enough."""

    head: bytes = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
    byte: bytes = b"x"
    gap: float = 0.1

    def write(self, send: Callable[[bytes], None]) -> bool:
        send(self.head)
        for _ in range(1000):
            time.sleep(self.gap)
            send(self.byte)
        return False


@dataclass(slots=True)
class Slow:
    """Another answer after a while."""

    reply: Reply
    seconds: float

    def write(self, send: Callable[[bytes], None]) -> bool:
        time.sleep(self.seconds)
        return self.reply.write(send)


Answer = Reply | Raw | Drip | Slow


class _Handler(socketserver.StreamRequestHandler):
    server: Site

    def handle(self) -> None:
        try:
            while self._one():
                pass
        except OSError:
            pass  # the client went away, as some tests want it to

    def _one(self) -> bool:
        request_line = self.rfile.readline().decode("latin-1").split()
        if len(request_line) != 3:
            return False
        headers = {}
        while line := self.rfile.readline().strip():
            name, _, value = line.decode("latin-1").partition(":")
            headers[name.lower()] = value.strip()
        path = request_line[1]
        hit = Hit(host=headers.get("host", ""), path=path, headers=headers, peer=self.client_address[1])
        return self.server.answer(hit).write(self.wfile.write)


class Site(socketserver.ThreadingTCPServer):
    """answers: by 'host-label/path' or '/path', the first that is there; robots.txt is absent unless given."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, tls: ssl.SSLContext | None = None, *, address: str = "127.0.0.1", port: int = 0) -> None:
        super().__init__((address, port), _Handler)
        self.tls = tls
        self.answers: dict[str, Answer | Callable[[Hit], Answer]] = {}
        self.hits: list[Hit] = []
        self.port = self.server_address[1]
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def finish_request(self, request, client_address):
        if self.tls is None:
            _Handler(request, client_address, self)
            return
        with suppress(OSError), self.tls.wrap_socket(request, server_side=True) as secured:
            _Handler(secured, client_address, self)

    def answer(self, hit: Hit) -> Answer:
        self.hits.append(hit)
        path = hit.path.partition("?")[0]
        found = self.answers.get(hit.host.partition(".")[0] + path) or self.answers.get(path)
        if found is None:
            return Reply(b"no such page", "404 Not Found")
        return found(hit) if callable(found) else found

    def seen(self, label: str) -> list[str]:
        """Paths asked of a host, robots.txt left out."""
        asked = [hit.path for hit in self.hits if hit.host.partition(".")[0] == label]
        return [path for path in asked if path != "/robots.txt"]

    def handle_error(self, request, client_address):
        """A client that hangs up is no news."""
