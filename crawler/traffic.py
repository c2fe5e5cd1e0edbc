"""The request ledger: why each request was made, what came of it, and what a conditional one saved."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from functools import partial
from typing import TYPE_CHECKING

from pipelines.clock import Clock, day, iso
from pipelines.errors import PresswatchError
from pipelines.store import traffic
from pipelines.store.traffic import Line, Made

if TYPE_CHECKING:
    from crawler.writer import Transaction, Writer

LINGER = 1.0
"""Seconds for which requests are gathered before they are written."""


def tomorrow(now: datetime, zone: tzinfo) -> str:
    """When the next calendar day of `zone` begins, ISO."""
    local = now.astimezone(zone)
    midnight = datetime(local.year, local.month, local.day, tzinfo=zone) + timedelta(days=1)
    return iso(midnight)


@dataclass(slots=True, kw_only=True)
class _Sum:
    requests: int = 0
    conditional: int = 0
    bytes: int = 0
    saved: int = 0

    def add(self, made: Made) -> None:
        self.requests += 1
        self.conditional += made.conditional
        self.bytes += made.bytes
        self.saved += made.saved


class Traffic:
    """Counts requests in memory and writes their sums within a second. Made and used on one event loop."""

    def __init__(self, writer: Writer, clock: Clock, zone: tzinfo) -> None:
        self._writer, self._clock, self.zone = writer, clock, zone
        self._sums: dict[tuple[str, str, str, str], _Sum] = {}
        self._day = ""
        self._used: Counter[str] = Counter()
        self._whys: Counter[str] = Counter()
        self._reserved: Counter[str] = Counter()
        self._writing: asyncio.Task[None] | None = None

    def begin(self, used: dict[str, int], whys: dict[str, int]) -> None:
        """Take over what was requested today before this process began, by source and by why."""
        self._turn()
        self._used.update(used)
        self._whys.update(whys)

    @property
    def today(self) -> str:
        """The present day in the configured zone."""
        return day(iso(self._clock()), self.zone)

    def note(self, made: Made) -> None:
        """Count a request that is over."""
        self._turn()
        self._used[made.source] += 1
        self._whys[made.why] += 1
        self._sums.setdefault((self._day, made.source, made.why, made.outcome), _Sum()).add(made)
        if self._writing is None or self._writing.done():
            self._writing = asyncio.get_running_loop().create_task(self._write_soon())

    def reserve(self, source: str) -> None:
        """A piece of work was handed out."""
        self._reserved[source] += 1

    def release(self, source: str) -> None:
        """It is over; what it requested was noted."""
        self._reserved[source] -= 1

    def used(self, source: str) -> int:
        """Requests made for a source today, and those that are about to be."""
        self._turn()
        return self._used[source] + self._reserved[source]

    def made(self, why: str | None = None) -> int:
        """Requests made today; of one kind, or all."""
        self._turn()
        return self._whys[why] if why else self._whys.total()

    async def flush(self) -> None:
        """Write what is gathered."""
        sums, self._sums = self._sums, {}
        if sums:
            await self._writer.do(partial(_write, lines=[_line(key, total) for key, total in sums.items()]))

    async def close(self) -> None:
        """Write the rest."""
        if self._writing:
            self._writing.cancel()
        await self.flush()

    async def _write_soon(self) -> None:
        await asyncio.sleep(LINGER)
        with contextlib.suppress(PresswatchError):  # a writer that stopped is told of by whoever waits for articles
            await self.flush()

    def _turn(self) -> None:
        if self._day != self.today:
            self._day = self.today
            self._used.clear()
            self._whys.clear()


def _line(key: tuple[str, str, str, str], total: _Sum) -> Line:
    return Line(
        day=key[0],
        source=key[1],
        why=key[2],
        outcome=key[3],
        requests=total.requests,
        conditional=total.conditional,
        bytes=total.bytes,
        saved=total.saved,
    )


def _write(transaction: Transaction, lines: list[Line]) -> None:
    traffic.add(transaction.db, lines)
