"""What came of one attempt to send."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, TypeVar

T = TypeVar("T")

DEADLINE = 30.0
"""Seconds that one attempt may take as a whole."""
LONGEST_ERROR = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How an attempt ended."""

    state: Literal["sent", "failed", "again"]
    """sent: its receiver has taken it; failed: it will never be; again: it may be later."""
    error: str | None = None
    """One line for a person, without secrets."""
    asked: timedelta | None = None
    """How long the receiver asks to be left alone."""
    down: bool = False
    """Whether the channel as a whole does not work, and not just for this message."""


SENT = Outcome(state="sent")


def again(error: str, asked: timedelta | None = None) -> Outcome:
    """The channel does not work now."""
    return Outcome(state="again", error=one_line(error), asked=asked, down=True)


def refused(error: str) -> Outcome:
    """The receiver will not have it."""
    return Outcome(state="failed", error=one_line(error))


def one_line(text: str) -> str:
    """What a server said, on one short line."""
    shown = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(shown.split())[:LONGEST_ERROR]


async def in_thread(work: Callable[[], T]) -> T:
    """Run what blocks in a thread of its own, which does not hold up the end of the program."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def run() -> None:
        try:
            result = work()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is raised to who waits
            tell(done.set_exception, error)
        else:
            tell(done.set_result, result)

    def tell(how: Callable[..., None], value: object) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(lambda: None if done.done() else how(value))

    threading.Thread(target=run, name="telling", daemon=True).start()
    return await done
