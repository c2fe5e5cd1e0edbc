"""Entering messages into the outbox: what watchlists caught, and alarms about sources.

All of it inside a transaction of the writer.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from crawler.alerting.channel import Channel
from pipelines.alert_times import Hours, may_go
from pipelines.alerts import message_id
from pipelines.clock import iso
from pipelines.store import alarms, alerts, outbox
from pipelines.store.alerts import Alert
from pipelines.store.outbox import Message
from pipelines.watchlists import Watchlist


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the configuration says about telling."""

    watchlists: Mapping[str, Watchlist]
    channels: Mapping[str, Channel]
    zone: tzinfo
    """The configured time zone."""
    old: timedelta
    """Age of old news."""


def enter_alerts(db: sqlite3.Connection, rules: Rules, now: datetime) -> list[Alert]:
    """Judge the next hits, and enter the messages of the alerts that they make; these alerts.

    Alerts are kept in any case, for feeds and digests. No message is made of a hit that was itself left lying for the
    age of old news, since nobody ran the schedule.
    """
    made = alerts.derive(db, rules.old)
    for alert in made:
        watchlist = rules.watchlists.get(alert.watchlist)
        late = now - datetime.fromisoformat(alert.at) > rules.old
        if watchlist is not None and watchlist.urgency != "digest" and not late:
            for name in watchlist.channels:
                _enter(db, (watchlist, name), alert, (rules.zone, now))
    return made


def _enter(db: sqlite3.Connection, to: tuple[Watchlist, str], alert: Alert, when: tuple[tzinfo, datetime]) -> None:
    """One alert for one channel: with the message that waits for its hour there, or as a message of its own."""
    (watchlist, channel), (zone, now) = to, when
    waiting = outbox.waiting_for(db, channel, watchlist.id, iso(now))
    if waiting is not None:
        outbox.join(db, waiting, alert.id)
        return
    last = outbox.last_of(db, channel, watchlist.id)
    always = watchlist.urgency == "high"
    hours = Hours(zone=zone) if always else Hours(zone=zone, quiet=watchlist.quiet, days=watchlist.days)
    start = may_go(hours, now, datetime.fromisoformat(last) if last else None, watchlist.throttle)
    message = Message(
        id=message_id("alert", alert.id, channel),
        channel=channel,
        kind="alert",
        about=watchlist.id,
        created=iso(now),
        next_try=iso(start),
        payload={"alerts": [alert.id]},
    )
    outbox.enter(db, message)


def enter_alarms(db: sqlite3.Connection, rules: Rules, now: datetime) -> None:
    """Enter a message for each alarm that was raised, on each channel that wants them; not for those of long ago."""
    raised = alarms.raised_after(db, alerts.cursor(db, "alarms"))
    wanting = [channel.id for channel in rules.channels.values() if channel.alarms]
    for alarm in raised:
        recent = now - datetime.fromisoformat(alarm["since"]) <= rules.old
        for channel in wanting if recent else []:
            message = Message(
                id=message_id("alarm", alarm["source"], alarm["kind"], alarm["since"], channel),
                channel=channel,
                kind="alarm",
                about=alarm["source"],
                created=iso(now),
                next_try=iso(now),
                payload={"alarm": alarm["key"]},
            )
            outbox.enter(db, message)
    if raised:
        alerts.move_cursor(db, "alarms", raised[-1]["key"])


def something_new(db: sqlite3.Connection) -> bool:
    """Whether there are hits or alarms that nobody has looked at."""
    return alerts.unread(db) or bool(alarms.raised_after(db, alerts.cursor(db, "alarms")))
