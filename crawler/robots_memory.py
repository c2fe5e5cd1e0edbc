"""The catalogue as the memory of robots.txt, beside what the process itself remembers."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from crawler.dispatch import Dispatcher
from crawler.fetching.robots import LIFETIME
from crawler.writer import Transaction, Writer
from pipelines.clock import Clock, iso
from pipelines.store import robots
from pipelines.store.robots import Kept


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsMemory:
    """Recalls and keeps answers by origin; see crawler.fetching.politeness.Memory."""

    catalogue: sqlite3.Connection
    """Read on the event loop."""
    writer: Writer
    dispatcher: Dispatcher
    """Waits for the writes that are under way when the crawl ends."""
    clock: Clock

    def recall(self, origin: str) -> tuple[int, bytes, float] | None:
        """Status, body, and the seconds for which they still hold; None where nothing is known."""
        now = self.clock()
        kept = robots.recall(self.catalogue, origin, iso(now - timedelta(seconds=LIFETIME)))
        if kept is None:
            return None
        return kept.status, kept.body, LIFETIME - (now - datetime.fromisoformat(kept.fetched)).total_seconds()

    def keep(self, origin: str, status: int, body: bytes) -> None:
        """Note an answer."""
        kept = Kept(status=status, body=body, fetched=iso(self.clock()))
        self.dispatcher.run(self._write(origin, kept))

    async def _write(self, origin: str, kept: Kept) -> None:
        await self.writer.do(partial(_keep, origin=origin, kept=kept))


def _keep(transaction: Transaction, origin: str, kept: Kept) -> None:
    robots.keep(transaction.db, origin, kept)
