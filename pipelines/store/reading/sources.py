"""How each source does: one row for `status`, from the catalogue alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from pipelines.clock import iso
from pipelines.store import alarms
from pipelines.store.reading.signs import articles_between, last_article

Row = dict[str, Any]


def by_source(db: sqlite3.Connection, named: Mapping[str, Sequence[str]], now: datetime) -> list[Row]:
    """One row a source, those with alarms first, then those with errors, then by name.

    named: source id -> URLs of its configured documents. A row holds source, last_success (newest poll that succeeded),
    last_article (when its newest was published, or first seen), articles_24h, usual_per_day (None: not known yet),
    errors (failed polls in a row, of its worst document), error and error_url (of that), next_poll (None: at once), and
    alarms (kind, since, detail).
    """
    polled = _documents(db)
    usual = dict(db.execute("SELECT source, per_day FROM usual").fetchall())
    raised: dict[str, list[Row]] = {}
    for alarm in alarms.active(db):
        raised.setdefault(alarm["source"], []).append({name: alarm[name] for name in ("kind", "since", "detail")})
    rows = [
        {
            "source": source,
            **_polls([polled[url] for url in urls if url in polled]),
            "last_article": last_article(db, source),
            "articles_24h": articles_between(db, source, iso(now - timedelta(days=1)), iso(now)),
            "usual_per_day": round(usual[source], 1) if source in usual else None,
            "alarms": raised.get(source, []),
        }
        for source, urls in named.items()
    ]
    return sorted(rows, key=lambda row: (not row["alarms"], not row["errors"], row["source"]))


def _documents(db: sqlite3.Connection) -> dict[str, sqlite3.Row]:
    query = "SELECT url, counted, errors, reason, detail, next_poll FROM documents"
    return {row["url"]: row for row in db.execute(query)}


def _polls(documents: Sequence[sqlite3.Row]) -> Row:
    worst = max(documents, key=lambda row: row["errors"], default=None)
    failing = worst is not None and worst["errors"] > 0
    said = [part for part in (worst["reason"], worst["detail"]) if part] if worst is not None and failing else []
    plans = [row["next_poll"] for row in documents]
    return {
        "last_success": max((row["counted"] for row in documents if row["counted"]), default=None),
        "errors": worst["errors"] if worst is not None else 0,
        "error": ": ".join(said) or None,
        "error_url": worst["url"] if worst is not None and failing else None,
        "next_poll": None if None in plans else min(plans, default=None),
    }
