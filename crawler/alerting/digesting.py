"""Making digests: by the plan, each day once whatever is killed when, or by hand."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Any

from crawler.configuration.digest import DigestPlan
from pipelines.alert_messages import VERSION
from pipelines.alert_times import Hours, last_moment
from pipelines.alerts import message_id
from pipelines.clock import iso
from pipelines.digest import Digest
from pipelines.digest_html import digest_html
from pipelines.digest_text import digest_text, subject_of
from pipelines.store import digests, outbox
from pipelines.store.digests import Made
from pipelines.store.outbox import Message
from pipelines.store.reading.digest import Asked, digest_of

if TYPE_CHECKING:
    from crawler.alerting.content import Context

LONGEST_SPAN = timedelta(days=7)
"""A digest after a longer pause covers no more than this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A digest that is to be made."""

    name: str
    since: str
    """ISO."""
    until: str
    """ISO, excluded."""


def due_digest(db: sqlite3.Connection, plan: DigestPlan, zone: tzinfo, now: datetime) -> Span | None:
    """The digest whose moment has passed and that was not made; None where there is none.

    One that was missed is made once, on a day of the plan; what others would have told is in it. A folder that nothing
    was crawled into before that moment has none to make up for.
    """
    hours = Hours(zone=zone, days=plan.days)
    moment = last_moment(now, plan.at, hours)
    if moment is None or not hours.open(now):
        return None
    name = moment.astimezone(zone).date().isoformat()
    before = digests.last_before(db, iso(moment))
    first_run = db.execute("SELECT min(started) FROM runs").fetchone()[0]
    if digests.is_made(db, name) or first_run is None or first_run >= iso(moment):
        return None
    since = datetime.fromisoformat(before) if before else moment - timedelta(days=1)
    return Span(name=name, since=iso(max(since, moment - LONGEST_SPAN)), until=iso(moment))


def asked_for(span: Span, plan: DigestPlan | None, context: Context) -> Asked:
    """What is read for a digest. plan: None for one of everything."""
    only = bool(plan and plan.watchlists)
    chosen = plan.watchlists if plan and plan.watchlists else tuple(context.watchlists)
    return Asked(
        name=span.name,
        since=span.since,
        until=span.until,
        outlets=context.names,
        watchlists={id_: context.watchlists[id_].name for id_ in chosen if id_ in context.watchlists},
        only=only,
        stories=plan.stories if plan else 10,
    )


def enter_digest(db: sqlite3.Connection, digest: Digest, plan: DigestPlan, now: datetime) -> list[str]:
    """Note that a digest is made, and enter its messages; their ids. One that is made already is not made again.

    An empty one is noted, too, and sent where the plan says so. Inside the writer's transaction.
    """
    made = Made(name=digest.name, since=digest.since, until=digest.until, made=iso(now), articles=digest.articles)
    if not digests.note(db, made) or (digest.empty and not plan.empty):
        return []
    ids = []
    for channel in plan.channels:
        id_ = message_id("digest", digest.name, channel)
        message = Message(
            id=id_, channel=channel, kind="digest", about=digest.name, created=iso(now), next_try=iso(now)
        )
        if outbox.enter(db, message):
            ids.append(id_)
    return ids


def digest_content(
    db: sqlite3.Connection, name: str, ident: str, context: Context
) -> tuple[dict[str, Any], str, str, str] | None:
    """A digest that was made, as JSON, subject, text and HTML; None where it is not known any more."""
    span = digests.span_of(db, name)
    if span is None:
        return None
    digest = digest_of(db, asked_for(Span(name=name, since=span[0], until=span[1]), context.digest, context))
    text = digest_text(digest, context.zone, ident)
    data = {"version": VERSION, "id": ident, "kind": "digest", "name": name, "since": span[0], "until": span[1]}
    html = digest_html(digest, context.zone, ident)
    return data | {"text": text, "html": html}, subject_of(digest), text, html
