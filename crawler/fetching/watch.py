"""How long an exchange may take as a whole, and how long it may bring nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from twisted.internet.defer import Deferred

from crawler.fetching.exceptions import DeadlineExceeded, FetchError, Stalled

if TYPE_CHECKING:
    from twisted.internet.base import DelayedCall, ReactorBase

STEP = 1024
"""Bytes of body that count as a sign of life; a server that sends less in all that time only keeps us waiting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What is granted."""

    deadline: float
    """Seconds from resolving the name to the last byte."""
    patience: float
    """Seconds in which the header, and after it each next STEP bytes of body, must come."""


class Watch:
    """Ends one exchange that breaks its terms."""

    def __init__(self, reactor: ReactorBase, terms: Terms) -> None:
        self._reactor = reactor
        self._terms = terms
        self._mark = reactor.seconds()
        self._size = 0
        self._exchange: Deferred[object] | None = None
        self._deadline = reactor.callLater(terms.deadline, self._end, DeadlineExceeded(terms.deadline))
        self._quiet: DelayedCall | None = None
        self.longest = 0.0
        """Seconds of the longest wait so far."""
        self.verdict: FetchError | None = None
        """Why it was ended; None: it was not."""

    def over(self, exchange: Deferred[object]) -> None:
        """Begin to watch."""
        self._exchange = exchange
        self._wait(self._terms.patience)

    def sign(self, size: int) -> None:
        """The header has come, or so many bytes of the body have."""
        if size == 0 or size - self._size >= STEP:
            self._size = size
            self._note()

    def stop(self) -> None:
        """It is over."""
        self._note()
        for timer in (self._deadline, self._quiet):
            if timer is not None and timer.active():
                timer.cancel()

    def _note(self) -> None:
        now = self._reactor.seconds()
        self.longest = max(self.longest, now - self._mark)
        self._mark = now

    def _wait(self, seconds: float) -> None:
        self._quiet = self._reactor.callLater(seconds, self._look)

    def _look(self) -> None:
        left = self._mark + self._terms.patience - self._reactor.seconds()
        if left <= 0:
            self._end(Stalled(self._terms.patience))
        else:
            self._wait(left)

    def _end(self, verdict: FetchError) -> None:
        self.verdict = self.verdict or verdict
        if self._exchange is not None:
            self._exchange.cancel()
