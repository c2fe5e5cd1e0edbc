"""The templates of each site, for the readers: from the catalogue at first, renewed as lessons are settled."""

from __future__ import annotations

import sqlite3
from collections import OrderedDict

from pipelines.store.templates import Learned, learned

_SITES = 2000
"""Sites remembered at once; the one asked for longest ago goes first."""


class TemplateMemory:
    """Templates by site (host). Lives on the event loop."""

    def __init__(self, catalogue: sqlite3.Connection) -> None:
        """catalogue: a connection for short reads."""
        self._catalogue = catalogue
        self._known: OrderedDict[str, Learned | None] = OrderedDict()

    def of(self, site: str) -> Learned | None:
        """What is known of a site; None where nothing is."""
        if site not in self._known:
            self._known[site] = learned(self._catalogue, site)
        self._known.move_to_end(site)
        while len(self._known) > _SITES:
            self._known.popitem(last=False)
        return self._known[site]

    def renew(self, site: str, now: Learned) -> None:
        """A lesson changed a site's templates."""
        self._known[site] = now
