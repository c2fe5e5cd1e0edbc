"""Receivers on loopback that speak the real protocols, HTTP/1.1 and SMTP (RFC 5321), each in a thread of its own."""

from __future__ import annotations

import asyncio
import email
import email.policy
import json
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage


class Receiver:
    """Listens on a free port of 127.0.0.1 while the block lasts; keeps what came, tried or taken."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.tls = tls
        self.taken: list = []
        """What was answered as taken, in order."""
        self.tries: list = []
        """All that came."""
        self.faults: list[str] = []
        """How the next ones are treated; once none is left, all is well."""
        self.always: str | None = None
        """How all are treated from now on."""

    def __enter__(self):
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._start()
        return self

    def __exit__(self, *_: object) -> None:
        self._do(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _start(self, port: int = 0) -> None:
        self._open: set[asyncio.Task] = set()
        self._server = self._do(asyncio.start_server(self._connected, "127.0.0.1", port, limit=1 << 22, ssl=self.tls))
        self.port = self._server.sockets[0].getsockname()[1]

    def down(self) -> None:
        """Listen no more."""
        self._do(self._close())

    def up(self) -> None:
        """Listen again on the same port."""
        self._start(self.port)

    def fault(self) -> str | None:
        return self.faults.pop(0) if self.faults else self.always

    def _do(self, work):
        return asyncio.run_coroutine_threadsafe(_awaited(work), self._loop).result(20)

    async def _close(self) -> None:
        self._server.close()
        for task in list(self._open):
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)
        await self._server.wait_closed()

    async def _connected(self, reader, writer) -> None:
        task = asyncio.current_task()
        self._open.add(task)
        try:
            await self.serve(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self._open.discard(task)
            writer.transport.abort()


async def _awaited(work):
    return await work


@dataclass(frozen=True)
class Posted:
    headers: dict[str, str]
    raw: bytes

    @property
    def id(self) -> str:
        return self.headers["x-presswatch-id"]

    @property
    def data(self) -> dict:
        return json.loads(self.raw)


class Hook(Receiver):
    """A webhook's receiver. faults: a status such as '500', 'hang', 'cut' (takes it, and breaks off), 'garbage'."""

    url: str

    def __enter__(self):
        super().__enter__()
        self.url = f"http://127.0.0.1:{self.port}/hook?to=desk"
        return self

    async def serve(self, reader, writer) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {n.lower(): v.strip() for n, _, v in (line.partition(":") for line in head[1:] if line)}
        posted = Posted(headers | {":request": head[0]}, await reader.readexactly(int(headers["content-length"])))
        fault = self.fault()
        self.tries.append(posted)
        if fault == "hang":
            await asyncio.sleep(3600)
        if fault in (None, "cut"):
            self.taken.append(posted)
        if fault == "cut":
            return
        answer = b"nonsense\r\n\r\n" if fault == "garbage" else _answer(fault or "204")
        writer.write(answer)
        await writer.drain()


def _answer(fault: str) -> bytes:
    status, _, field = fault.partition(" ")
    lines = [f"HTTP/1.1 {status} So", *([field] if field else []), "Content-Length: 0", "", ""]
    return "\r\n".join(lines).encode()


class MailServer(Receiver):
    """An SMTP server. faults: an answer to the text such as '451 later' or '554 no', 'rcpt 550 unknown', 'cut' (takes
    the text, and breaks off before it says so), 'hang'."""

    def __init__(self, login: tuple[str, str] | None = None, **tls: ssl.SSLContext) -> None:
        """tls: secured from the start; starttls: on demand."""
        super().__init__(tls.get("tls"))
        self.login = login
        self.starttls = tls.get("starttls")
        self.logins: list[str] = []

    async def serve(self, reader, writer) -> None:
        fault, answer = self.fault(), _answerer(writer)
        if fault == "hang":
            await asyncio.sleep(3600)
        await answer("220 loopback ESMTP")
        while line := (await reader.readline()).decode("latin-1").strip():
            verb = line.split(" ")[0].upper()
            if verb == "EHLO":
                await answer(
                    "250-loopback",
                    "250-STARTTLS" if self.starttls else "250-8BITMIME",
                    "250 AUTH PLAIN" if self.login else "250 SIZE 10000000",
                )
            elif verb == "STARTTLS":
                await answer("220 go on")
                await writer.start_tls(self.starttls)
            elif verb == "AUTH":
                self.logins.append(line)
                await answer("535 no" if fault == "auth" else "235 yes")
            elif verb == "RCPT" and (fault or "").startswith("rcpt "):
                await answer(fault.removeprefix("rcpt "))
            elif verb == "DATA":
                await answer("354 go on")
                await self._text(reader, answer, fault)
                if fault == "cut":
                    return
            else:
                await answer("221 bye" if verb == "QUIT" else "250 fine")

    async def _text(self, reader, answer: Callable, fault: str | None) -> None:
        lines = []
        while (line := await reader.readline()) != b".\r\n":
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        mail = email.message_from_bytes(b"".join(lines), _class=EmailMessage, policy=email.policy.default)
        self.tries.append(mail)
        if fault in (None, "cut"):
            self.taken.append(mail)
        if fault != "cut":
            await answer(fault or "250 taken")


def _answerer(writer) -> Callable:
    async def answer(*lines: str) -> None:
        writer.write("".join(f"{line}\r\n" for line in lines).encode())
        await writer.drain()

    return answer
