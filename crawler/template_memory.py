"""The templates of each site, for the readers: from the catalogue at first, renewed as lessons are settled."""

from __future__ import annotations

import sqlite3
from collections import Counter, OrderedDict
from dataclasses import replace

from pipelines.store.templates import NOTHING, Learned, learned

_PATIENCE = 6
"""Lessons in a row that change nothing, after which a site is asked for one in ONE_IN: its pages do not agree."""
_ONE_IN = 8
_SITES = 2000
"""Sites remembered at once; the one asked for longest ago goes first."""


class TemplateMemory:
    """Templates by site (host). Lives on the event loop."""

    def __init__(self, catalogue: sqlite3.Connection) -> None:
        """catalogue: a connection for short reads."""
        self._catalogue = catalogue
        self._known: OrderedDict[str, Learned] = OrderedDict()
        self._idle: Counter[str] = Counter()
        self._turn = 0

    def of(self, site: str) -> Learned:
        """What is known of a site, for a page that is not to teach."""
        if site not in self._known:
            self._known[site] = learned(self._catalogue, site) or NOTHING
        self._known.move_to_end(site)
        while len(self._known) > _SITES:
            self._known.popitem(last=False)
        return self._known[site]

    def of_pupil(self, site: str) -> Learned:
        """The same for a page that teaches where a lesson is wanted: comparing costs a fifth of the reading."""
        self._turn += 1
        wanted = self._idle[site] < _PATIENCE or self._turn % _ONE_IN == 0
        return replace(self.of(site), teach=wanted)

    def renew(self, site: str, now: Learned | None) -> None:
        """A lesson was folded in. now: the site's templates, if that changed them."""
        if now:
            self._known[site] = now
            self._idle.pop(site, None)
        else:
            self._idle[site] += 1

    def applied(self, site: str) -> None:
        """A page was read by a template: the site's pages agree."""
        self._idle.pop(site, None)
