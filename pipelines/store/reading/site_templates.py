"""What was learned of the pages of a source's sites."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

import orjson

from pipelines.source import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteLearned:
    """One site (host[:port])."""

    site: str
    templates: list[dict[str, Any]]
    """JSON objects of pipelines.templates.learning.Template, each with its version; the one learned last first."""
    lessons: dict[str, int]
    """Container -> pages that were learned from and are remembered."""


def of_source(db: sqlite3.Connection, source: Source) -> list[SiteLearned]:
    """All sites of a source of which something was learned, by name."""
    names = [row[0] for row in db.execute("SELECT DISTINCT site FROM template_lessons ORDER BY site")]
    return [_of_site(db, site) for site in names if source.owns(site.partition(":")[0])]


def _of_site(db: sqlite3.Connection, site: str) -> SiteLearned:
    query = "SELECT version, template FROM templates WHERE site = ? AND template IS NOT NULL ORDER BY version DESC"
    templates = [{"version": version, **orjson.loads(text)} for version, text in db.execute(query, (site,))]
    counts = "SELECT container, count(*) FROM template_lessons WHERE site = ? GROUP BY container ORDER BY max(key) DESC"
    return SiteLearned(site=site, templates=templates, lessons=dict(db.execute(counts, (site,)).fetchall()))
