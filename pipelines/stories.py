"""SETTLE: a story is one event told by many; an article joins that of its original, or of the article it credits."""

from __future__ import annotations

import sqlite3

from pipelines.settling import Change, Settling


def join_story(settling: Settling) -> None:
    """SETTLE stage: set article.story; where it brings two stories together, move the younger one's articles.

    A story's id is that of the article that began it. Of two stories the one that was begun earlier keeps its id.
    """
    article = settling.article
    found = {story: why for id_, why in _relatives(settling) if (story := _story_of(settling.db, id_)) is not None}
    if not found:
        article.story = article.id
        return
    kept, *absorbed = sorted(found, key=lambda story: _begun(settling.db, story))
    article.story = kept
    for story in absorbed:
        _move(settling, story, found[story])


def _relatives(settling: Settling) -> list[tuple[str, str]]:
    """Ids of stored articles that tell the same story, each with the reason."""
    article = settling.article
    found = [(article.id, "an earlier version of it")] if article.revision > 1 else []
    if article.duplicate_of is not None:
        found.append((article.duplicate_of, "one article repeats the other"))
    roots = {article.id, article.duplicate_of}
    followers = [c.id for c in settling.changes if c.field == "duplicate_of" and c.new in roots and c.new is not None]
    found += [(id_, "one article repeats the other") for id_ in followers]
    credited = next((credit.article_id for credit in article.credits if credit.article_id), None)
    if credited is not None:
        found.append((credited, "one article credits the other"))
    return found + [(id_, "one article credits the other") for id_ in _crediting(settling)]


def _crediting(settling: Settling) -> list[str]:
    """Articles whose strongest stored source is this one; a round-up that credits many joins only its first."""
    rows = settling.db.execute(
        "SELECT c.article FROM credits c WHERE c.target = ?1 AND NOT EXISTS (SELECT 1 FROM credits o"
        " WHERE o.article = c.article AND o.target IS NOT NULL AND o.target != ?1 AND o.position < c.position)",
        (settling.article.id,),
    )
    return [id_ for (id_,) in rows]


def _story_of(db: sqlite3.Connection, id_: str) -> str | None:
    row = db.execute("SELECT story FROM articles WHERE id = ? AND latest", (id_,)).fetchone()
    return row[0] if row else None


def _begun(db: sqlite3.Connection, story: str) -> int:
    """When a story was begun, as the key of its first article; of its oldest member where that was forgotten."""
    row = db.execute("SELECT min(key) FROM articles WHERE id = ?", (story,)).fetchone()
    if row[0] is None:
        row = db.execute("SELECT min(key) FROM articles WHERE story = ? AND latest", (story,)).fetchone()
    return int(row[0])


def _move(settling: Settling, story: str, why: str) -> None:
    rows = settling.db.execute("SELECT id FROM articles WHERE story = ? AND latest", (story,)).fetchall()
    kept = settling.article.story
    settling.changes += [
        Change(id=id_, field="story", old=story, new=kept, why=why) for (id_,) in rows if id_ != settling.article.id
    ]
