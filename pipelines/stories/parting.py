"""A story that a revision has broken: what held it together is no longer said, and each part goes its own way."""

from __future__ import annotations

import sqlite3

from pipelines.settling import Change, Settling

LARGEST = 300
"""Articles of a story that are looked through; a larger one stays whole."""

_EDGES = """
    SELECT id, duplicate_of FROM articles WHERE story = ?1 AND latest AND duplicate_of IS NOT NULL
    UNION SELECT c.article, c.target FROM credits c JOIN articles a ON a.id = c.article AND a.latest AND a.story = ?1
        WHERE c.target IS NOT NULL
    UNION SELECT l.article, l.other FROM story_links l JOIN articles a ON a.id = l.article AND a.latest AND a.story = ?1
"""


def part(settling: Settling) -> None:
    """Forget by what an earlier version of the article was recognised, and part its story where that held it together.

    The part of the article that began the story keeps its id; every other is named after its earliest article. The new
    version itself is joined afterwards, by what it says.
    """
    db, article = settling.db, settling.article
    db.execute("DELETE FROM story_links WHERE article = ?1 OR other = ?1", (article.id,))
    row = db.execute("SELECT story FROM articles WHERE id = ? AND latest", (article.id,)).fetchone()
    if row is None or row[0] is None:
        return
    members = _members(db, row[0])
    if not 1 < len(members) <= LARGEST:
        return
    edges = [tuple(edge) for edge in db.execute(_EDGES, (row[0],))]
    for lost in _parts(members, edges):
        _name(settling, row[0], lost)


def _members(db: sqlite3.Connection, story: str) -> list[str]:
    """Ids in the order in which they were stored."""
    rows = db.execute(
        "SELECT a.id, (SELECT min(key) FROM articles f WHERE f.id = a.id) AS first FROM articles a"
        " WHERE a.story = ? AND a.latest ORDER BY first",
        (story,),
    )
    return [row[0] for row in rows]


def _parts(members: list[str], edges: list[tuple[str, str]]) -> list[list[str]]:
    """What hangs together, in order; the part of the first member is left out. Pure."""
    up = {id_: id_ for id_ in members}

    def top(id_: str) -> str:
        while up[id_] != id_:
            id_ = up[id_]
        return id_

    for one, other in edges:
        if one in up and other in up:
            up[top(one)] = top(other)
    groups: dict[str, list[str]] = {}
    for id_ in members:
        groups.setdefault(top(id_), []).append(id_)
    return list(groups.values())[1:]


def _name(settling: Settling, story: str, members: list[str]) -> None:
    why = "what joined it to the story is no longer said"
    for id_ in members:
        settling.db.execute("UPDATE articles SET story = ? WHERE id = ? AND latest", (members[0], id_))
        if id_ != settling.article.id:
            settling.changes.append(Change(id=id_, field="story", old=story, new=members[0], why=why))
