"""The outbox: messages to be sent, each until it is sent, failed for good, or dropped.

A message holds ids of what it is made from, never an article's words: what is forgotten is in no message. Its attempt
is counted, and its next try planned, before it is made: a process killed while it sends leaves a message that is sent
again, with the same id.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from pipelines.alert_times import retry_at
from pipelines.clock import iso

STATES = ("pending", "failed", "sent", "dropped")


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A row of the outbox."""

    id: str
    """What its receiver knows it by."""
    channel: str
    """Name of the channel."""
    kind: str
    """alert, alarm, digest or test."""
    about: str
    """The watchlist, the source, or the digest's name."""
    created: str
    """When it was entered."""
    next_try: str
    """Not before."""
    payload: dict[str, Any] = field(default_factory=dict)
    """What it is made from: {"alerts": ids}, {"alarm": key}, or {}."""
    attempts: int = 0
    """Attempts so far."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """What came of one attempt."""

    state: str
    """sent, failed (for good), dropped (there is nothing left to tell), or pending (to be tried again)."""
    error: str | None = None
    """What went wrong."""
    next_try: str | None = None
    """Of a pending one: when it is tried again."""


def enter(db: sqlite3.Connection, message: Message) -> bool:
    """Enter a message; one whose id is there already is not entered again. Whether it was."""
    row = db.execute(
        "INSERT OR IGNORE INTO outbox (id, channel, kind, about, state, created, next_try, payload)"
        " VALUES (?, ?, ?, ?, 'pending', ?, ?, ?)",
        (
            *(message.id, message.channel, message.kind, message.about, message.created, message.next_try),
            orjson.dumps(message.payload).decode(),
        ),
    )
    return row.rowcount == 1


def waiting_for(db: sqlite3.Connection, channel: str, watchlist: str, now: str) -> Message | None:
    """The alert of a watchlist that waits for its hour on a channel and that nobody has tried: others can join it."""
    row = db.execute(
        "SELECT * FROM outbox WHERE channel = ? AND kind = 'alert' AND about = ? AND next_try > ?"
        " AND state = 'pending' AND attempts = 0 ORDER BY next_try LIMIT 1",
        (channel, watchlist, now),
    ).fetchone()
    return _message(row) if row else None


def join(db: sqlite3.Connection, message: Message, alert: str) -> None:
    """Add an alert to a message that waits."""
    alerts = list(dict.fromkeys([*message.payload["alerts"], alert]))
    payload = orjson.dumps({**message.payload, "alerts": alerts}).decode()
    db.execute("UPDATE outbox SET payload = ? WHERE id = ?", (payload, message.id))


def last_of(db: sqlite3.Connection, channel: str, watchlist: str) -> str | None:
    """When the last alert of a watchlist went on a channel, or is to go; None: there was none."""
    row = db.execute(
        "SELECT max(coalesce(settled, next_try)) FROM outbox WHERE channel = ? AND kind = 'alert' AND about = ?"
        " AND state IN ('pending', 'sent')",
        (channel, watchlist),
    ).fetchone()
    return str(row[0]) if row[0] else None


def due(db: sqlite3.Connection, now: str, limit: int = 200) -> list[Message]:
    """Messages whose time has come, longest waiting first."""
    rows = db.execute(
        "SELECT * FROM outbox WHERE state = 'pending' AND next_try <= ? ORDER BY next_try, rowid LIMIT ?", (now, limit)
    )
    return [_message(row) for row in rows]


def claim(db: sqlite3.Connection, id_: str, now: datetime) -> Message | None:
    """Begin an attempt: count it, and plan the next. None where the message is not due: another has begun it."""
    row = db.execute("SELECT * FROM outbox WHERE id = ? AND state = 'pending' AND next_try <= ?", (id_, iso(now)))
    held = row.fetchone()
    if held is None:
        return None
    message = _message(held)
    attempts = message.attempts + 1
    again = iso(retry_at(now, attempts))
    db.execute("UPDATE outbox SET attempts = ?, next_try = ? WHERE id = ?", (attempts, again, id_))
    return Message(
        id=message.id,
        channel=message.channel,
        kind=message.kind,
        about=message.about,
        created=message.created,
        next_try=again,
        payload=message.payload,
        attempts=attempts,
    )


def settle(db: sqlite3.Connection, id_: str, ending: Ending, now: str) -> None:
    """Write what came of an attempt."""
    db.execute(
        "UPDATE outbox SET state = ?, error = ?, next_try = coalesce(?, next_try), settled = ? WHERE id = ?",
        (ending.state, ending.error, ending.next_try, None if ending.state == "pending" else now, id_),
    )


def put_off(db: sqlite3.Connection, ids: Iterable[str], until: str) -> None:
    """Let messages wait that were not tried, since their channel is down."""
    db.executemany(
        "UPDATE outbox SET next_try = max(next_try, ?) WHERE id = ? AND state = 'pending'",
        [(until, id_) for id_ in ids],
    )


def retry(db: sqlite3.Connection, ids: Sequence[str], now: str) -> list[str]:
    """Let failed and waiting messages be tried now, with all their attempts again; no ids: all that failed, and all
    that failed once and wait. Returns the ids."""
    rows = db.execute(
        "SELECT id FROM outbox WHERE state = 'failed' OR (state = 'pending' AND attempts > 0) ORDER BY created"
    )
    chosen = [str(row[0]) for row in rows if not ids or any(str(row[0]).startswith(id_) for id_ in ids)]
    db.executemany(
        "UPDATE outbox SET state = 'pending', attempts = 0, next_try = ?1, settled = NULL WHERE id = ?2",
        [(now, id_) for id_ in chosen],
    )
    return chosen


def prune(db: sqlite3.Connection, before: str) -> None:
    """Drop what was sent or dropped before a time. What failed stays until it is tried again."""
    db.execute("DELETE FROM outbox WHERE state IN ('sent', 'dropped') AND settled < ?", (before,))


def listed(db: sqlite3.Connection, states: Sequence[str], limit: int = 100) -> list[dict[str, Any]]:
    """Messages in these states, those to be tried next first: every column but the payload."""
    marks = ", ".join("?" * len(states))
    rows = db.execute(
        "SELECT id, channel, kind, about, state, created, next_try, attempts, error, settled FROM outbox"  # noqa: S608 - only marks are built in
        f" WHERE state IN ({marks}) ORDER BY state != 'failed', coalesce(settled, next_try) LIMIT ?",
        (*states, limit),
    )
    return [dict(row) for row in rows]


def counts(db: sqlite3.Connection) -> list[dict[str, Any]]:
    """Of each channel with messages that wait or failed: channel, pending, failed, retried (pending after a failed
    attempt), next_try, error (the newest)."""
    rows = db.execute(
        "SELECT channel, sum(state = 'pending') AS pending, sum(state = 'failed') AS failed,"
        " sum(state = 'pending' AND error IS NOT NULL) AS retried,"
        " min(CASE state WHEN 'pending' THEN next_try END) AS next_try, max(error) AS error"
        " FROM outbox WHERE state IN ('pending', 'failed') GROUP BY channel ORDER BY channel"
    )
    return [dict(row) for row in rows]


def _message(row: sqlite3.Row) -> Message:
    names = ("id", "channel", "kind", "about", "created", "next_try", "attempts")
    return Message(**{name: row[name] for name in names}, payload=orjson.loads(row["payload"]))
