"""The templates of each site, for the readers: from the catalogue at first, renewed as lessons are settled."""

from __future__ import annotations

import sqlite3
from collections import OrderedDict
from dataclasses import replace

from crawler.turns import Turns
from pipelines.store.templates import Learned, learned

_SITES = 2000
"""Sites remembered at once; the one asked for longest ago goes first."""


class TemplateMemory:
    """Templates by site (host), as the catalogue has them: a restart changes nothing. Lives on the event loop."""

    def __init__(self, catalogue: sqlite3.Connection) -> None:
        """catalogue: a connection for short reads."""
        self._catalogue = catalogue
        self._known: OrderedDict[str, Learned] = OrderedDict()
        self._taught: set[str] = set()
        self.turns = Turns(self.learning)
        """Whose page is read next."""

    def of(self, site: str) -> Learned:
        """What is known of a site, for a page that is not to teach."""
        if site not in self._known:
            self._known[site] = learned(self._catalogue, site)
        self._known.move_to_end(site)
        while len(self._known) > _SITES:
            self._taught.discard(self._known.popitem(last=False)[0])
        return self._known[site]

    def of_pupil(self, site: str, url: str) -> Learned:
        """The same for a page of it that teaches where a lesson is wanted."""
        known = self.of(site)
        return replace(known, teach=known.wants(url))

    def learning(self, site: str) -> bool:
        """Whether the page of a site that was read last teaches, and its pages agree as far as is known."""
        return site in self._taught and self.of(site).agree

    def read(self, site: str, *, taught: bool) -> None:
        """A page was read. taught: whether by trafilatura, so that it teaches."""
        if taught:
            self._taught.add(site)
        else:
            self._taught.discard(site)

    def renew(self, site: str, now: Learned) -> None:
        """A lesson was folded in. now: what is known of the site."""
        self._known[site] = now
