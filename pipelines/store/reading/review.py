"""What reviewers and watchlists said about articles."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field

from pipelines.store import marks, remarks


@dataclass(slots=True, kw_only=True)
class Review:
    """What stands of one article, or of all articles of a story taken together."""

    decision: str | None = None
    """relevant or irrelevant, the latest of anybody; None: undecided."""
    by: str | None = None
    """Who decided so."""
    labels: list[str] = field(default_factory=list)
    """Labels of anybody, the latest first."""
    notes: list[dict[str, str]] = field(default_factory=list)
    """Notes: reviewer, value, at; the latest first."""
    starred: bool = False
    """Whether the one who asks gave it a star."""
    seen: bool = False
    """Whether the one who asks has seen it."""


def review_of(db: sqlite3.Connection, articles: Iterable[str], reviewer: str) -> Review:
    """What stands of these articles for a reviewer."""
    found = Review()
    for article in articles:
        decided = marks.standing(db, article)
        if decided and found.decision is None:
            found.decision, found.by = decided[0]["decision"], decided[0]["reviewer"]
        for said in remarks.standing(db, article):
            _add(found, said, mine=said["reviewer"] == reviewer)
    return found


def caught_by(db: sqlite3.Connection, articles: Iterable[str]) -> dict[str, list[str]]:
    """Watchlist id -> the words by which it caught one of these articles, in the order of catching."""
    found: dict[str, list[str]] = {}
    for article in articles:
        rows = db.execute(
            "SELECT w.watchlist, t.value FROM watch_hits w LEFT JOIN json_each(w.terms) t WHERE w.article = ?"
            " ORDER BY w.key",
            (article,),
        )
        for watchlist, term in rows:
            words = found.setdefault(watchlist, [])
            if term is not None and term not in words:  # an indexed line does not tell the words
                words.append(term)
    return found


def review_counts(db: sqlite3.Connection) -> dict[str, list[tuple[str, int]]]:
    """watchlist and label -> values with the number of articles in temp.matched, most frequent first."""
    watchlists = db.execute(
        "SELECT w.watchlist, count(DISTINCT w.article) AS n FROM temp.matched m CROSS JOIN watch_hits w"
        " ON w.article = m.id GROUP BY 1 ORDER BY n DESC, 1 LIMIT 20"
    )
    labels = db.execute(
        "SELECT r.value, count(DISTINCT r.article) AS n FROM temp.matched m CROSS JOIN remarks r ON r.article = m.id"
        " WHERE r.kind = 'label' AND r.value != '' AND r.key = (SELECT max(key) FROM remarks l"
        " WHERE l.article = r.article AND l.kind = r.kind AND l.reviewer = r.reviewer AND l.undone IS NULL)"
        " GROUP BY 1 ORDER BY n DESC, 1 LIMIT 20"
    )
    return {"watchlist": [tuple(row) for row in watchlists], "label": [tuple(row) for row in labels]}


def _add(found: Review, said: dict[str, str], *, mine: bool) -> None:
    kind, value = said["kind"], said["value"]
    if kind == "star":
        found.starred |= mine
    elif kind == "seen":
        found.seen |= mine
    elif kind == "label" and value not in found.labels:
        found.labels.append(value)
    elif kind == "note":
        found.notes.append(said)
