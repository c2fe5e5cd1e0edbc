"""Whether the crawl makes progress: the one question behind the watchdog and /health.

The loop answers by running at all, the writer by committing an empty job, the schedule by its last tick, and the
dispatcher by having looked for work or ended some since.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from crawler.session import Session
from crawler.writer import Transaction

EVERY = 10.0
"""Seconds between two beats, where the watchdog asks for no shorter time."""
WRITER_LATE = 30.0
"""Seconds after which an unanswered writer counts as stuck ..."""
SCHEDULE_LATE = 60.0
"""... and a schedule that has not ticked; it does every second."""
DISPATCHER_LATE = 600.0
"""Seconds without a look for work: with all connections held by slow servers it may wait for their deadlines."""


@dataclass(slots=True, kw_only=True)
class Vital:
    """When each part was last seen at work, in seconds of one clock."""

    written: float
    """The writer had committed all that was submitted before."""
    ticked: float
    """The schedule looked at what is due."""
    moved: float
    """The dispatcher looked for work, or work ended."""


def troubles(vital: Vital, now: float) -> list[str]:
    """What does not make progress, in words; empty where all does."""
    parts = (
        ("the writer has committed nothing", vital.written, WRITER_LATE),
        ("the schedule has not looked at what is due", vital.ticked, SCHEDULE_LATE),
        ("the dispatcher has handed out nothing and got nothing back", vital.moved, DISPATCHER_LATE),
    )
    return [f"{text} for {now - seen:.0f} s" for text, seen, limit in parts if now - seen > limit]


class Pulse:
    """Feels for progress as long as it runs."""

    def __init__(self, session: Session, watchdog: float | None, on_beat: Callable[[], None]) -> None:
        """watchdog: seconds within which on_beat must come; it is called after each beat that found no trouble."""
        self._session = session
        self._every = min(EVERY, watchdog / 3) if watchdog else EVERY
        self._on_beat = on_beat
        now = monotonic()
        self._vital = Vital(written=now, ticked=now, moved=now)
        self._turns = session.dispatcher.turns

    async def run(self) -> None:
        """Beat until cancelled. A writer that does not answer holds the beat up."""
        while True:
            await self._session.writer.do(_nothing)
            self._vital.written = monotonic()
            if not self.troubles():
                self._on_beat()
            self._session.dispatcher.nudge()
            await asyncio.sleep(self._every)

    def troubles(self) -> list[str]:
        """What does not make progress now."""
        session, vital, now = self._session, self._vital, monotonic()
        vital.ticked = session.ticked
        if session.dispatcher.turns != self._turns:
            self._turns, vital.moved = session.dispatcher.turns, now
        return troubles(vital, now)


def _nothing(_: Transaction) -> None:
    """A job that writes nothing: its answer says that the writer commits."""
