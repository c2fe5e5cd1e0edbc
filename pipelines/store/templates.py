"""What was learned of each site's pages: a lesson a page, and the templates that they support.

The same lessons in the same order give the same templates, whatever was killed in between: a lesson is committed with
its article.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

import orjson

from pipelines.templates.learning import AGREE, MOST, learn
from pipelines.templates.reading import Compiled, SiteTemplates
from pipelines.templates.site import REMEMBERED, lesson_from_json, template_from_json, template_to_json


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """The templates of a site."""

    version: int
    """Raised whenever one of them changes."""
    templates: tuple[dict[str, Any], ...]
    """JSON objects of pipelines.templates.learning.Template, the one learned last first."""
    teach: bool = False
    """Whether the page that is read with them may teach more."""


NOTHING = Learned(version=0, templates=())
"""Of a site that has taught nothing, for a page that is not to teach either."""


def ready(learned: Learned) -> SiteTemplates:
    """A site's templates made ready for reading."""
    templates = tuple(Compiled(template_from_json(one)) for one in learned.templates)
    return SiteTemplates(version=learned.version, templates=templates, teach=learned.teach)


def learned(db: sqlite3.Connection, site: str) -> Learned | None:
    """What is known of a site; None where nothing is."""
    rows = db.execute(
        "SELECT version, template FROM templates WHERE site = ? ORDER BY version DESC", (site,)
    ).fetchall()
    if not rows:
        return None
    return Learned(version=int(rows[0]["version"]), templates=tuple(orjson.loads(row["template"]) for row in rows))


def teach(db: sqlite3.Connection, site: str, lesson: str) -> Learned | None:
    """Fold a page's lesson (JSON) into its site, inside the caller's transaction; the templates, where they changed."""
    new = orjson.loads(lesson)
    db.execute("DELETE FROM template_lessons WHERE site = ? AND page = ?", (site, new["page"]))
    db.execute(
        "INSERT INTO template_lessons (site, page, container, lesson) VALUES (?, ?, ?, ?)",
        (site, new["page"], new["container"], lesson),
    )
    gone = _forget_oldest(db, site)
    changed = [_relearn(db, site, container) for container in {new["container"], *gone}]
    return learned(db, site) or NOTHING if any(changed) else None


def _forget_oldest(db: sqlite3.Connection, site: str) -> list[str]:
    """Keep the newest lessons of a site; returns the containers that lost one."""
    query = "SELECT key, container FROM template_lessons WHERE site = ? ORDER BY key DESC LIMIT -1 OFFSET ?"
    rows = db.execute(query, (site, REMEMBERED)).fetchall()
    db.executemany("DELETE FROM template_lessons WHERE key = ?", [(row["key"],) for row in rows])
    return [str(row["container"]) for row in rows]


def _relearn(db: sqlite3.Connection, site: str, container: str) -> bool:
    """Make the template of one container anew, or drop it where too few lessons are left; whether that changed it."""
    query = "SELECT lesson FROM template_lessons WHERE site = ? AND container = ? ORDER BY key DESC LIMIT ?"
    rows = db.execute(query, (site, container, MOST)).fetchall()
    if len(rows) < AGREE:
        gone = db.execute("DELETE FROM templates WHERE site = ? AND container = ?", (site, container))
        return gone.rowcount > 0
    template = learn([lesson_from_json(orjson.loads(row["lesson"])) for row in reversed(rows)])
    text = orjson.dumps(template_to_json(template)) if template else b"null"
    db.execute(
        "INSERT INTO templates (site, container, version, template)"
        " VALUES (?1, ?2, 1 + (SELECT coalesce(max(version), 0) FROM templates WHERE site = ?1), ?3)"
        " ON CONFLICT (site, container) DO UPDATE SET version = excluded.version, template = excluded.template"
        " WHERE template != excluded.template",
        (site, container, text),
    )
    return True
