"""What a selection could be narrowed by, counted."""

from __future__ import annotations

import sqlite3

import orjson

FACETS = ("source", "country", "topic", "language", "agency", "day")


def facets(db: sqlite3.Connection, limit: int = 12) -> dict[str, list[tuple[str, int]]]:
    """Values and numbers of articles in temp.matched (see stories.match), most frequent first; days newest first."""
    held = _held(db, limit)
    return {name: held[name] if name in held else _column(db, name, limit) for name in FACETS}


def topic_labels(db: sqlite3.Connection) -> dict[str, str]:
    """Code -> English label of every topic that occurs. One article is read per topic."""
    labels: dict[str, str] = {}
    for code, line in db.execute(_ONE_EACH):
        for topic in orjson.loads(line)["topics"]:
            labels.setdefault(topic["code"], topic["label"])
        labels.setdefault(code, code)
    return labels


_ONE_EACH = """
WITH RECURSIVE topic (code) AS (
    SELECT min(value) FROM article_values WHERE field = 'topic'
    UNION ALL
    SELECT (SELECT min(value) FROM article_values WHERE field = 'topic' AND value > code) FROM topic
    WHERE code IS NOT NULL
)
SELECT code, (SELECT line FROM articles WHERE key = (
    SELECT article FROM article_values WHERE field = 'topic' AND value = code LIMIT 1)) AS line
FROM topic WHERE code IS NOT NULL
"""


def _column(db: sqlite3.Connection, name: str, limit: int) -> list[tuple[str, int]]:
    order = f"{name} DESC" if name == "day" else f"n DESC, {name}"
    query = f"SELECT {name}, count(*) AS n FROM temp.matched WHERE {name} IS NOT NULL GROUP BY {name}"  # noqa: S608 - constants
    rows = db.execute(f"{query} ORDER BY {order} LIMIT ?", (limit,))
    return [(row[0], row[1]) for row in rows]


def _held(db: sqlite3.Connection, limit: int) -> dict[str, list[tuple[str, int]]]:
    """Countries and topics, in one pass over the values of the matches."""
    found: dict[str, list[tuple[str, int]]] = {"country": [], "topic": []}
    rows = db.execute(
        "SELECT v.field, v.value, count(*) AS n FROM temp.matched m CROSS JOIN article_values v ON v.article = m.key "
        "WHERE v.field IN ('country', 'topic') GROUP BY 1, 2 ORDER BY n DESC, 2"
    )
    for name, value, number in rows:
        if len(found[name]) < limit:
            found[name].append((value, number))
    return found
