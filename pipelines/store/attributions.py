"""Attribution edges as they stand now: what the line of an article says, and what was learned after it was written."""

from __future__ import annotations

import sqlite3
from typing import Any

import orjson

_LATER = (
    "SELECT kind, name, url, evidence, confidence, agency, target FROM credits"
    " WHERE article = ? AND position >= ? ORDER BY position"
)
_ADD = """
    INSERT INTO credits (article, position, kind, name, url, url_key, agency, target, evidence, confidence)
    SELECT :article, coalesce(max(position) + 1, 0), :kind, :name, NULL, NULL, :agency, :target, :evidence, :confidence
    FROM credits WHERE article = :article
"""


def standing(db: sqlite3.Connection, id_: str, written: list[dict[str, Any]] | None = None) -> list[dict[str, Any]]:
    """An article's credits with the articles that are known by now; learned ones last.

    written: the credits of its line, where the caller has them.
    """
    if written is None:
        (line,) = db.execute("SELECT line FROM articles WHERE id = ? AND latest", (id_,)).fetchone()
        written = list(orjson.loads(line)["credits"])
    targets = dict(db.execute("SELECT position, target FROM credits WHERE article = ?", (id_,)).fetchall())
    later = [
        dict(zip(("kind", "name", "url", "evidence", "confidence", "agency", "article_id"), row, strict=True))
        for row in map(tuple, db.execute(_LATER, (id_, len(written))))
    ]
    return [credit | {"article_id": targets.get(n)} for n, credit in enumerate(written)] + later


def add(db: sqlite3.Connection, id_: str, credit: dict[str, Any]) -> None:
    """Add a credit that was learned to a stored article; `credit` has the fields of pipelines.article.Credit."""
    names = ("kind", "name", "agency", "evidence", "confidence")
    values = {name: credit[name] for name in names} | {"article": id_, "target": credit["article_id"]}
    db.execute(_ADD, values)
