"""Ways in which an address of the newsroom can fail, for tests of what a crawler does then."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Literal

from crawler.demo.exchange import Answer, Request, plain_answer

How = Literal["500", "503", "reset", "empty", "stall", "truncate", "html"]
"""500; 503 with Retry-After; connection reset; 200 without a byte; no answer; half of the body; a web page."""

_PAGE = (
    b"<!doctype html><html><head><title>Portal</title></head><body><h1>Portal</h1><p>Please sign in.</p></body></html>"
)


@dataclass(slots=True, kw_only=True)
class Fault:
    """How one address fails, and how often still."""

    how: How
    """The way."""
    times: int | None = None
    """How many more requests it meets; None: all."""
    retry_after: int = 1
    """Seconds that a 503 asks the client to wait."""

    def spend(self) -> bool:
        """Whether the fault still strikes; counts one request."""
        if self.times is None:
            return True
        self.times -= 1
        return self.times >= 0


def failed_answer(fault: Fault, request: Request, answer: Answer) -> Answer:
    """The answer a fault puts in place of the true one; resets, stalls and cuts keep it and act on the connection."""
    if fault.how == "500":
        return plain_answer(500, "internal error\n")
    if fault.how == "503":
        return plain_answer(503, "later\n", ("Retry-After", str(fault.retry_after)))
    if fault.how == "empty":
        return Answer(status=200, headers=(("Content-Type", "text/html"),))
    if fault.how == "html":
        body = b"" if request.method == "HEAD" else _PAGE
        return Answer(status=200, headers=(("Content-Type", "text/html"),), body=body, length=len(_PAGE))
    return answer


async def break_connection(fault: Fault, writer: asyncio.StreamWriter, head: bytes, body: bytes) -> bool:
    """Act out a fault of the connection; False: the fault is none of those, and nothing was sent."""
    if fault.how == "stall":
        await asyncio.sleep(3600)
    elif fault.how == "reset":
        writer.transport.abort()
    elif fault.how == "truncate":
        writer.write(head + body[: len(body) // 2])
        await writer.drain()
        writer.close()
    return fault.how in ("stall", "reset", "truncate")
