"""What was learned of each site's pages: the lessons as they came, and the templates that they support."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

import orjson

from pipelines.templates.site import fold, lesson_from_json, lesson_to_json, template_to_json, templates_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """The templates of a site."""

    version: int
    """Raised whenever the templates change."""
    templates: tuple[dict[str, Any], ...]
    """JSON objects of pipelines.templates.learning.Template, the one of most pages first."""


def learned(db: sqlite3.Connection, site: str) -> Learned | None:
    """What is known of a site; None where nothing is."""
    row = db.execute("SELECT version, templates FROM templates WHERE site = ?", (site,)).fetchone()
    return Learned(version=int(row["version"]), templates=tuple(orjson.loads(row["templates"]))) if row else None


def teach(db: sqlite3.Connection, site: str, lesson: str) -> Learned | None:
    """Fold a page's lesson (JSON) into its site, inside the caller's transaction; the templates, where they changed."""
    row = db.execute("SELECT lessons FROM template_lessons WHERE site = ?", (site,)).fetchone()
    known = [lesson_from_json(one) for one in orjson.loads(row["lessons"])] if row else []
    lessons = fold(known, lesson_from_json(orjson.loads(lesson)))
    kept = orjson.dumps([lesson_to_json(one) for one in lessons])
    db.execute("INSERT OR REPLACE INTO template_lessons (site, lessons) VALUES (?, ?)", (site, kept))
    return _renew(db, site, tuple(template_to_json(template) for template in templates_of(lessons)))


def _renew(db: sqlite3.Connection, site: str, templates: tuple[dict[str, Any], ...]) -> Learned | None:
    before = learned(db, site)
    text = orjson.dumps(templates)
    if orjson.dumps(before.templates if before else ()) == text:
        return None
    now = Learned(version=before.version + 1 if before else 1, templates=templates)
    db.execute(
        "INSERT OR REPLACE INTO templates (site, version, templates) VALUES (?, ?, ?)", (site, now.version, text)
    )
    return now
