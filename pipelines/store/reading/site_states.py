"""How the pages of each site are read, in numbers."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteState:
    """One site."""

    host: str
    """Its name, with its port where it is an odd one."""
    version: int
    """Of its templates; raised with every change. 0: it has none yet."""
    layouts: int
    """Layouts that have a template."""
    lessons: int
    """Pages that it was learned from, of those kept."""


def site_states(db: sqlite3.Connection) -> dict[str, SiteState]:
    """Host -> its state, of every site that taught something."""
    lessons = dict(db.execute("SELECT site, count(*) FROM template_lessons GROUP BY site").fetchall())
    made = db.execute(
        "SELECT site, max(version), count(*) FROM templates WHERE template IS NOT NULL GROUP BY site"
    ).fetchall()
    known = {row[0]: (row[1], row[2]) for row in made}
    return {
        host: SiteState(host=host, version=version, layouts=layouts, lessons=lessons.get(host, 0))
        for host in sorted({*lessons, *known})
        for version, layouts in [known.get(host, (0, 0))]
    }
