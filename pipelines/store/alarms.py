"""Alarms about sources: raised once, ended when the source is well again, kept as history."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Found = Mapping[str, Mapping[str, str]]
"""Source id -> alarm kind -> what is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """A row of `alarms` that was just raised or ended."""

    source: str
    kind: str
    """silent, not_a_feed, drift or failing."""
    detail: str
    """What is or was wrong."""
    raised: bool
    """False: it ended."""


def review(db: sqlite3.Connection, found: Found, now: str) -> list[Alarm]:
    """Raise what is found and not raised yet, end what is raised and not found any more; returns what changed.

    Alarms of sources that are not in `found` stay as they are. The detail of one that goes on is brought up to date.
    Inside the writer's transaction.
    """
    raised = {(row["source"], row["kind"]): row for row in active(db)}
    wrong = {(source, kind): detail for source, kinds in found.items() for kind, detail in kinds.items()}
    for (source, kind), detail in wrong.items():
        if (source, kind) in raised:
            db.execute("UPDATE alarms SET detail = ? WHERE key = ?", (detail[:500], raised[source, kind]["key"]))
        else:
            values = (source, kind, now, detail[:500])
            db.execute("INSERT INTO alarms (source, kind, since, detail) VALUES (?, ?, ?, ?)", values)
    ended = {pair: row for pair, row in raised.items() if pair[0] in found and pair not in wrong}
    db.executemany("UPDATE alarms SET until = ? WHERE key = ?", [(now, row["key"]) for row in ended.values()])
    return [
        *(Alarm(source=s, kind=k, detail=d, raised=True) for (s, k), d in wrong.items() if (s, k) not in raised),
        *(Alarm(source=s, kind=k, detail=row["detail"], raised=False) for (s, k), row in ended.items()),
    ]


def end_drift(db: sqlite3.Connection, source: str, now: str) -> None:
    """End a source's drift once none of its pages is held any more, inside the writer's transaction."""
    db.execute(
        "UPDATE alarms SET until = ? WHERE source = ? AND kind = 'drift' AND until IS NULL AND NOT EXISTS (SELECT 1"
        " FROM urls WHERE state IN ('wanted', 'fetching', 'failed', 'held') AND source = alarms.source"
        " AND state = 'held')",
        (now, source),
    )


def active(db: sqlite3.Connection) -> list[dict[str, Any]]:
    """The alarms that are raised now, oldest first: key, source, kind, since, detail."""
    query = "SELECT key, source, kind, since, detail FROM alarms WHERE until IS NULL ORDER BY key"
    return [dict(row) for row in db.execute(query)]


def raised_after(db: sqlite3.Connection, key: int) -> list[dict[str, Any]]:
    """Alarms with a greater key, for whoever tells of each once: key, source, kind, since, detail, until."""
    query = "SELECT key, source, kind, since, detail, until FROM alarms WHERE key > ? ORDER BY key"
    return [dict(row) for row in db.execute(query, (key,))]
