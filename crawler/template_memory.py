"""The templates of each site, for the readers: from the catalogue at first, renewed as lessons are settled."""

from __future__ import annotations

import sqlite3
from collections import OrderedDict
from dataclasses import replace

from pipelines.store.templates import Learned, learned

_SITES = 2000
"""Sites remembered at once; the one asked for longest ago goes first."""


class TemplateMemory:
    """Templates by site (host), as the catalogue has them: a restart changes nothing. Lives on the event loop."""

    def __init__(self, catalogue: sqlite3.Connection) -> None:
        """catalogue: a connection for short reads."""
        self._catalogue = catalogue
        self._known: OrderedDict[str, Learned] = OrderedDict()

    def of(self, site: str) -> Learned:
        """What is known of a site, for a page that is not to teach."""
        if site not in self._known:
            self._known[site] = learned(self._catalogue, site)
        self._known.move_to_end(site)
        while len(self._known) > _SITES:
            self._known.popitem(last=False)
        return self._known[site]

    def of_pupil(self, site: str, url: str) -> Learned:
        """The same for a page of it that teaches where a lesson is wanted."""
        known = self.of(site)
        return replace(known, teach=known.wants(url))

    def renew(self, site: str, now: Learned) -> None:
        """A lesson was folded in. now: what is known of the site."""
        self._known[site] = now
