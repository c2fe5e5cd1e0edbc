"""What reviewers, watchlists and the scheduler would have left in a generated catalogue."""

from __future__ import annotations

import random
import sqlite3
from datetime import datetime, timedelta

import orjson
from invented_news import OUTLETS, WORDS

from pipelines.clock import iso

WATCHLISTS = {"ports": "huelga", "water": "sequía", "rail": "rail"}
"""Watchlist id -> the word it looks for."""
REVIEWERS = ("Amparo", "Martin")
LABELS = ("follow up", "for Friday", "verify")


def add_signs(db: sqlite3.Connection, end: datetime) -> None:
    """Watch hits, decisions, remarks, alarms, what is usual, and templates, in the caller's transaction."""
    chance = random.Random(7)  # noqa: S311 - repeatable, not secret
    for watchlist, word in WATCHLISTS.items():
        hits = db.execute(
            "SELECT id, revision, fetched FROM articles WHERE latest = 1 AND title LIKE ? ORDER BY key", (f"%{word}%",)
        ).fetchall()
        db.executemany(
            "INSERT INTO watch_hits (watchlist, article, revision, at, terms, first) VALUES (?, ?, ?, ?, ?, 1)",
            [(watchlist, ident, revision, at, orjson.dumps([word]).decode()) for ident, revision, at in hits],
        )
    for ident, at in db.execute("SELECT id, fetched FROM articles WHERE latest = 1 AND key % 23 = 0").fetchall():
        _review(db, ident, at, chance)
    _sources(db, end)


def _review(db: sqlite3.Connection, ident: str, at: str, chance: random.Random) -> None:
    who = chance.choice(REVIEWERS)
    db.execute(
        "INSERT INTO marks (article, reviewer, decision, at) VALUES (?, ?, ?, ?)",
        (ident, who, chance.choice(("relevant", "irrelevant")), at),
    )
    said = [
        ("seen", "yes"),
        ("star", "yes"),
        ("label", chance.choice(LABELS)),
        ("note", chance.choice(WORDS["en"]["noun"])),
    ]
    db.executemany(
        "INSERT INTO remarks (article, reviewer, kind, value, at) VALUES (?, ?, ?, ?, ?)",
        [(ident, who, kind, value, at) for kind, value in said[: chance.randint(1, 4)]],
    )


def _sources(db: sqlite3.Connection, end: datetime) -> None:
    for number, outlet in enumerate(OUTLETS):
        db.execute(
            "INSERT INTO usual (source, at, per_day, spread, rates) VALUES (?, ?, ?, 1.2, ?)",
            (outlet, iso(end), 40.5 + number, orjson.dumps([1.7] * 48).decode()),
        )
        db.execute(
            "INSERT INTO templates (site, container, version, template) VALUES (?, 'article', ?, '{}')",
            (f"{outlet}.example", number + 1),
        )
    raised = (OUTLETS[3], "failing", iso(end - timedelta(hours=5)), "every poll fails: 503 Service Unavailable")
    db.execute("INSERT INTO alarms (source, kind, since, detail) VALUES (?, ?, ?, ?)", raised)
