"""SETTLE: credits with an address become edges to the credited article, whichever of the two is stored first."""

from __future__ import annotations

import sqlite3

from pipelines.article import Article
from pipelines.settling import Change, Settling
from pipelines.store import attributions
from pipelines.urls import InvalidUrl, url_key

_TARGET = """
    SELECT a.id FROM articles a WHERE a.latest AND a.id IN (
        SELECT id FROM urls WHERE url_key = ?1 UNION ALL SELECT id FROM aliases WHERE url_key = ?1)
"""


def link_credits(settling: Settling) -> None:
    """SETTLE stage: resolve this article's credits, and close the open edges of stored ones that credit it.

    It stands before join_story, which puts both ends of an edge into one story.
    """
    for credit in settling.article.credits:
        if credit.url is not None and credit.article_id is None:
            credit.article_id = _find(settling, credit.url)
    for crediting in _close_edges(settling):
        settling.changes.append(_change(settling.db, crediting, settling.article.id))


def _find(settling: Settling, url: str) -> str | None:
    """The stored article of an address; None where there is none, or where it is the crediting one itself."""
    key = _key(url)
    row = settling.db.execute(_TARGET, (key,)).fetchone() if key else None
    return row[0] if row and row[0] != settling.article.id else None


def _close_edges(settling: Settling) -> list[str]:
    """Point open edges with one of this article's addresses at it; the ids of the crediting articles."""
    id_ = settling.article.id
    closed: dict[str, None] = {}
    for key in _own_keys(settling.db, settling.article):
        rows = settling.db.execute(
            "UPDATE credits SET target = ? WHERE url_key = ? AND target IS NULL AND article != ? RETURNING article",
            (id_, key, id_),
        ).fetchall()
        closed.update(dict.fromkeys(row[0] for row in rows))
    return list(closed)


def _own_keys(db: sqlite3.Connection, article: Article) -> list[str]:
    wanted = db.execute("SELECT url_key FROM urls WHERE id = ?", (article.id,)).fetchone()
    keys = [wanted[0] if wanted else None, _key(article.url), _key(article.canonical_url)]
    return [key for key in dict.fromkeys(keys) if key]


def _key(url: str | None) -> str | None:
    try:
        return url_key(url) if url else None
    except InvalidUrl:
        return None


def _change(db: sqlite3.Connection, crediting: str, credited: str) -> Change:
    new = attributions.standing(db, crediting)
    old = [credit | {"article_id": None} if credit["article_id"] == credited else credit for credit in new]
    return Change(id=crediting, field="credits", old=old, new=new, why="the credited article was stored")
