"""What was learned of each site's pages: a lesson a page, and the templates that they support.

The same lessons in the same order give the same templates, whatever was killed in between: a lesson is committed with
its article.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from functools import lru_cache

import orjson

from pipelines.templates.evidence import line_hash
from pipelines.templates.learning import MOST, learn
from pipelines.templates.reading import Compiled, SiteTemplates
from pipelines.templates.site import lesson_from_json, template_from_json, template_to_json

REMEMBERED = 24
"""Newest lessons of a site that are kept: an old layout is forgotten as a new one is learned."""
PATIENCE = 6
"""Newest lessons of a site that led to no template, after which one page in ONE_IN is to teach."""
ONE_IN = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """The templates of a site."""

    version: int
    """Raised whenever one of them changes."""
    templates: tuple[str, ...]
    """JSON of pipelines.templates.learning.Template, the one learned last first."""
    agree: bool = True
    """Whether its newest lessons led to a template."""
    teach: bool = False
    """Whether the page that is read with them may teach more."""

    def wants(self, url: str) -> bool:
        """Whether a page should teach, if trafilatura reads it: comparing costs a tenth of the reading."""
        return self.agree or line_hash(url) % ONE_IN == 0


NOTHING = Learned(version=0, templates=())
"""Of a site that has taught nothing, for a page that is not to teach either."""


def ready(learned: Learned) -> SiteTemplates:
    """A site's templates made ready for reading."""
    templates = tuple(_compiled(one) for one in learned.templates)
    return SiteTemplates(version=learned.version, templates=templates, teach=learned.teach)


@lru_cache(maxsize=1000)
def _compiled(template: str) -> Compiled:
    """Sites are read page after page by the same template."""
    return Compiled(template_from_json(orjson.loads(template)))


def learned(db: sqlite3.Connection, site: str) -> Learned:
    """What is known of a site."""
    rows = db.execute(
        "SELECT version, template FROM templates WHERE site = ? ORDER BY version DESC", (site,)
    ).fetchall()
    version = int(rows[0]["version"]) if rows else 0
    found = tuple(row["template"] for row in rows if row["template"])
    return Learned(version=version, templates=found, agree=_agree(db, site))


def teach(db: sqlite3.Connection, site: str, lesson: str) -> Learned:
    """Fold a page's lesson (JSON) into its site, inside the caller's transaction; what is known of the site then.

    The lesson of a page that was read before there was the template that would have read it now is left out: how many
    pages were under way just then must not decide what is learned.
    """
    new = orjson.loads(lesson)
    refuted = [new["refuted"]] if new["refuted"] else []
    for container in refuted:
        db.execute("DELETE FROM template_lessons WHERE site = ? AND container = ?", (site, container))
        _relearn(db, site, container)
    if new["asked"] or not _has_template(db, site, new["container"]):
        db.execute("DELETE FROM template_lessons WHERE site = ? AND page = ?", (site, new["page"]))
        db.execute(
            "INSERT INTO template_lessons (site, page, container, lesson) VALUES (?, ?, ?, ?)",
            (site, new["page"], new["container"], lesson),
        )
    for container in {new["container"], *_forget_oldest(db, site)}:
        _relearn(db, site, container)
    return learned(db, site)


def _has_template(db: sqlite3.Connection, site: str, container: str) -> bool:
    query = "SELECT 1 FROM templates WHERE site = ? AND container = ? AND template IS NOT NULL"
    return db.execute(query, (site, container)).fetchone() is not None


def _agree(db: sqlite3.Connection, site: str) -> bool:
    """Whether one of a site's newest lessons has a template, or there are few lessons as yet."""
    query = (
        "SELECT EXISTS (SELECT 1 FROM templates t WHERE t.site = l.site AND t.container = l.container"
        " AND t.template IS NOT NULL)"
        " FROM template_lessons l WHERE l.site = ? ORDER BY l.key DESC LIMIT ?"
    )
    found = [row[0] for row in db.execute(query, (site, PATIENCE))]
    return len(found) < PATIENCE or any(found)


def _forget_oldest(db: sqlite3.Connection, site: str) -> list[str]:
    """Keep the newest lessons of a site; returns the containers that lost one."""
    query = "SELECT key, container FROM template_lessons WHERE site = ? ORDER BY key DESC LIMIT -1 OFFSET ?"
    rows = db.execute(query, (site, REMEMBERED)).fetchall()
    db.executemany("DELETE FROM template_lessons WHERE key = ?", [(row["key"],) for row in rows])
    return [str(row["container"]) for row in rows]


def _relearn(db: sqlite3.Connection, site: str, container: str) -> None:
    """Make the template of one container anew, or drop it where too few lessons are left."""
    query = "SELECT lesson FROM template_lessons WHERE site = ? AND container = ? ORDER BY key DESC LIMIT ?"
    rows = db.execute(query, (site, container, MOST)).fetchall()
    template = learn([lesson_from_json(orjson.loads(row["lesson"])) for row in reversed(rows)])
    if template is None:
        db.execute("UPDATE templates SET template = NULL WHERE site = ? AND container = ?", (site, container))
        return
    db.execute(
        "INSERT INTO templates (site, container, version, template)"
        " VALUES (?1, ?2, 1 + (SELECT coalesce(max(version), 0) FROM templates WHERE site = ?1), ?3)"
        " ON CONFLICT (site, container) DO UPDATE SET version = excluded.version, template = excluded.template"
        " WHERE template IS NOT excluded.template",
        (site, container, orjson.dumps(template_to_json(template)).decode()),
    )
