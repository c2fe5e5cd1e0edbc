"""Saved pages read in order, as in a live crawl: a page is taught by the earlier ones of its site."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

from pipelines.article import Page, Reading, Rejected
from pipelines.draft import Knowledge
from pipelines.run import read
from pipelines.store.schema import INITIAL
from pipelines.store.templates import NOTHING, Learned, ready, teach


class TaughtSites:
    """What the pages read so far taught, in a catalogue that is never written to disk."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._db = sqlite3.connect(":memory:", isolation_level=None)
        self._db.row_factory = sqlite3.Row
        self._db.executescript(INITIAL)
        self._known: dict[str, Learned] = {}

    def read(self, page: Page, site: str) -> Reading | Rejected:
        """Read a page by what is known of its site, and learn from it."""
        known = self._known.get(site, NOTHING)
        result = read(page, self._knowledge, ready(replace(known, teach=known.wants(page.final_url))))
        lesson = result.evidence.get("lesson") if isinstance(result, Reading) else None
        if lesson:
            self._known[site] = teach(self._db, site, lesson)
        return result
