"""A new reading of a stored article held against what is stored of it, inside the writer's transaction or before it."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, replace

import orjson

from pipelines.article import Article, PageRef, article_from_json
from pipelines.revising.judging import Earlier, Judged, judge
from pipelines.revising.wording import plain
from pipelines.settling import Change


@dataclass(frozen=True, slots=True, kw_only=True)
class Newest:
    """The newest stored version of an article."""

    article: Article
    """As written."""
    page: PageRef | None
    """Where the page it was read from lies; None where that is not kept any more."""

    @property
    def textless(self) -> bool:
        """Whether its text was dropped for its age."""
        from pipelines.store.texts import DROPPED

        return self.article.provenance.get("text") == DROPPED

    def as_stored(self, after: Article, why: str) -> Earlier:
        """It without a new reading of its page. Of a text that was dropped, the headline alone can be compared."""
        article = replace(self.article, text=after.text) if self.textless else self.article
        return Earlier(revision=article.revision, article=article, how=why, verified=False)


def newest(db: sqlite3.Connection, ident: str) -> Newest | None:
    """The newest version; None where none is stored."""
    row = db.execute("SELECT line FROM articles WHERE id = ? AND latest", (ident,)).fetchone()
    if row is None:
        return None
    article = article_from_json(orjson.loads(row["line"]))
    page = article.page
    where = (page.warc, page.offset) if page else ("", 0)
    kept = db.execute("SELECT 1 FROM captures WHERE warc = ? AND warc_offset = ?", where).fetchone()
    return Newest(article=article, page=page if kept else None)


def newest_revision(db: sqlite3.Connection, ident: str) -> int:
    """Number of the newest version; 0 where none is stored."""
    row = db.execute("SELECT revision FROM articles WHERE id = ? AND latest", (ident,)).fetchone()
    return int(row["revision"]) if row else 0


def judged(db: sqlite3.Connection, article: Article, earlier: Earlier | None) -> Judged | None:
    """What a reading is beside the stored versions; None where none is stored.

    earlier: the newest of them as read anew; None, or an older one: it is taken as stored, and nothing is verified.
    """
    stored = newest(db, article.id)
    if stored is None:
        return None
    if stored.article.content_hash == article.content_hash:
        return Judged(verdict="same")
    if earlier is None or earlier.revision != stored.article.revision:
        earlier = stored.as_stored(article, "the page of the earlier version was not read again")
    rows = db.execute("SELECT line FROM articles WHERE id = ? ORDER BY revision", (article.id,))
    return judge(article, earlier, [article_from_json(orjson.loads(row["line"])) for row in rows])


def note_edits(db: sqlite3.Connection, ident: str, revision: int, edits: list[str]) -> None:
    """Enter what a version changed, for lists; a new reading of ours is no edit."""
    rows = [(name, ident, revision) for name in edits if name != "reread"]
    db.executemany("INSERT OR IGNORE INTO edits (type, id, revision) VALUES (?, ?, ?)", rows)


def note_test(db: sqlite3.Connection, ident: str, titles: tuple[str, ...]) -> Change | None:
    """A headline came back: the revisions that brought the others were one test of headlines, told once.

    Returns what is to be logged; None where the test is known already.
    """
    rows = db.execute("SELECT revision FROM edits WHERE type = 'headline' AND id = ? ORDER BY revision", (ident,))
    found = [int(row["revision"]) for row in rows.fetchall() if _title(db, ident, row["revision"]) in titles]
    if not found:
        return None
    for revision in found:
        db.execute("DELETE FROM edits WHERE type = 'headline' AND id = ? AND revision = ?", (ident, revision))
        note_edits(db, ident, revision, ["headline_test"])
    new = {"revisions": found, "titles": list(titles)}
    why = "the headlines alternate: one test of headlines"
    return Change(id=ident, field="headline_test", old=None, new=new, why=why)


def _title(db: sqlite3.Connection, ident: str, revision: int) -> str:
    row = db.execute("SELECT title FROM articles WHERE id = ? AND revision = ?", (ident, revision)).fetchone()
    return plain(row["title"] or "")
