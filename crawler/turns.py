"""Whose page of a site is read next: many at once, and one after the other while the site's pages teach.

What is learned then depends on the order of the pages alone, and the pages that wait are read by what came of it, in a
tenth of the time. Lives on the event loop.
"""

from __future__ import annotations

import asyncio
import os
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

AT_ONCE = 2 * max(2, os.cpu_count() or 1)
"""Pages of one site that readers are given at once: enough for all of them."""


@dataclass(slots=True)
class _Site:
    reading: int = 0
    """Pages that readers have."""
    unsettled: int = 0
    """Pages that readers have, or whose outcome is not committed."""
    waiting: deque[asyncio.Future[None]] = field(default_factory=deque)


class Turns:
    """The pages under way, by site."""

    def __init__(self, learning: Callable[[str], bool]) -> None:
        """learning: whether a site's next page is to wait for what the present one teaches."""
        self._learning = learning
        self._sites: defaultdict[str, _Site] = defaultdict(_Site)

    async def enter(self, site: str) -> Turn:
        """Wait for a page's turn, in order of asking."""
        pages = self._sites[site]
        if pages.waiting or not self._has_room(site):
            ticket = asyncio.get_running_loop().create_future()
            pages.waiting.append(ticket)
            try:
                await ticket
            except asyncio.CancelledError:
                if ticket.done() and not ticket.cancelled():
                    Turn(self, site).leave()
                raise
        else:
            self._admit(pages)
        return Turn(self, site)

    def was_read(self, site: str) -> None:
        """A reader has given a page back."""
        self._sites[site].reading -= 1
        self._call(site)

    def was_settled(self, site: str) -> None:
        """A page has its outcome."""
        self._sites[site].unsettled -= 1
        self._call(site)

    def awaited(self, site: str) -> bool:
        """Whether a site's next page waits for the outcome of the present one."""
        return self._learning(site)

    def _call(self, site: str) -> None:
        """Admit those whose turn it is, once what was just learned is known: after what runs now."""
        asyncio.get_running_loop().call_soon(self._admit_waiting, site)

    def _admit_waiting(self, site: str) -> None:
        pages = self._sites[site]
        while pages.waiting and (pages.waiting[0].done() or self._has_room(site)):
            ticket = pages.waiting.popleft()
            if not ticket.done():
                self._admit(pages)
                ticket.set_result(None)
        if not (pages.unsettled or pages.waiting):
            self._sites.pop(site, None)

    def _has_room(self, site: str) -> bool:
        pages = self._sites[site]
        return not pages.unsettled or (pages.reading < AT_ONCE and not self._learning(site))

    @staticmethod
    def _admit(pages: _Site) -> None:
        pages.reading += 1
        pages.unsettled += 1


class Turn:
    """One page's turn: `with await turns.enter(site) as turn`."""

    def __init__(self, turns: Turns, site: str) -> None:
        self._turns, self._site, self._reading = turns, site, True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.leave()

    @property
    def awaited(self) -> bool:
        """Whether the site's next page waits for this one's outcome."""
        return self._turns.awaited(self._site)

    def was_read(self) -> None:
        """The reader is free again."""
        if self._reading:
            self._reading = False
            self._turns.was_read(self._site)

    def leave(self) -> None:
        """The page is settled, or given up."""
        self.was_read()
        self._turns.was_settled(self._site)
