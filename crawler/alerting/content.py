"""What a message says, made from the catalogue at the moment it is sent: what was forgotten meanwhile is not in it."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from typing import Any

from crawler.alerting.digesting import digest_content
from crawler.configuration.digest import DigestPlan
from pipelines.alert_messages import (
    VERSION,
    Heading,
    alarm_json,
    alarm_subject,
    alarm_text,
    alert_json,
    alert_subject,
    alert_text,
)
from pipelines.store import alerts
from pipelines.store.outbox import Message
from pipelines.store.reading.opening import reading
from pipelines.store.reading.telling import entries_of
from pipelines.watchlists import Watchlist

SHOWN = 30
"""Most alerts of one message that are told in full; a receiver finds the others in the feed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A message in every form that a channel may want."""

    data: dict[str, Any]
    """For a webhook."""
    subject: str
    text: str
    """Plain text."""
    html: str | None = None
    urgent: bool = False
    list_name: str = "alerts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What is needed to make it."""

    folder: Path
    """DATA."""
    zone: tzinfo
    """For the times it shows."""
    names: Mapping[str, str]
    """What outlets are called, by source id."""
    watchlists: Mapping[str, Watchlist]
    """By id."""
    digest: DigestPlan | None = None
    """The plan of digests."""


def content_of(message: Message, context: Context) -> Content | None:
    """What a message says; None where nothing of it is left. Reads the catalogue on a connection of its own."""
    with reading(context.folder) as db:
        if message.kind == "alert":
            return _alerts(db, message, context)
        if message.kind == "alarm":
            return _alarm(db, message, context)
        if message.kind == "digest":
            return _digest(db, message, context)
    text = f"This is a test of the channel {message.channel}.\n\n-- \nmessage {message.id}\n"
    data = {"version": VERSION, "id": message.id, "kind": "test", "created": message.created}
    return Content(data=data, subject=f"presswatch: test of {message.channel}", text=text)


def _alerts(db: sqlite3.Connection, message: Message, context: Context) -> Content | None:
    ids = message.payload["alerts"]
    entries = entries_of(db, alerts.by_ids(db, ids[:SHOWN]), context.names)
    if not entries:
        return None
    watchlist = context.watchlists.get(message.about)
    heading = Heading(
        id=message.id,
        watchlist=message.about,
        name=watchlist.name if watchlist else message.about,
        urgency=watchlist.urgency if watchlist else "normal",
        created=message.created,
        more=max(len(ids) - SHOWN, 0),
    )
    return Content(
        data=alert_json(heading, entries),
        subject=alert_subject(heading, entries),
        text=alert_text(heading, entries, context.zone),
        urgent=heading.urgency == "high",
    )


def _alarm(db: sqlite3.Connection, message: Message, context: Context) -> Content | None:
    row = db.execute("SELECT * FROM alarms WHERE key = ?", (message.payload["alarm"],)).fetchone()
    if row is None:
        return None
    alarm = dict(row)
    return Content(
        data=alarm_json(message.id, alarm, message.created),
        subject=alarm_subject(alarm),
        text=alarm_text(message.id, alarm, context.zone),
        list_name="alarms",
    )


def _digest(db: sqlite3.Connection, message: Message, context: Context) -> Content | None:
    made = digest_content(db, message.about, message.id, context)
    if made is None:
        return None
    data, subject, text, html = made
    return Content(data=data, subject=subject, text=text, html=html, list_name="digest")
