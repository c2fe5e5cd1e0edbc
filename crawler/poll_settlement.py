"""What the writer does with a poll: its links, its validators, and when the next one is due."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from crawler.pace import rate_of
from crawler.polling.asked import heeded
from crawler.polling.pacing import Asking, Pace, interval, jittered
from crawler.polling.rates import Seen, first_look, look, rate
from crawler.writer import Transaction
from pipelines.article import Link
from pipelines.clock import iso
from pipelines.reasons import Reason
from pipelines.store import documents, ledger
from pipelines.store.documents import Outcome, Watched
from pipelines.store.ledger import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a document is to be polled."""

    pace: Pace
    every: float | None
    """The interval of its source's table, in seconds."""
    floor: float
    """Shortest interval that its source's daily budget allows."""
    chance: float
    """Random, from 0 to 1, for the jitter."""
    tomorrow: str
    """When the daily budgets begin anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """What a poll brought."""

    url: str
    finding: Finding
    outcome: Outcome
    manner: Manner
    errors: int = 0
    """Failed polls in a row, this one included."""
    links: tuple[Link, ...] = ()
    children: tuple[tuple[str, str], ...] = ()
    """(url, kind) of documents it names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PollSettled:
    """What a poll changed."""

    new: list[tuple[int, str]]
    """(key, host) of links not known before, newest first."""
    wait: float
    """Seconds until the next poll."""


def settle_poll(transaction: Transaction, poll: Poll) -> PollSettled:
    """Enter a poll's links and its validators in one transaction, and decide when it is polled again."""
    db, outcome = transaction.db, poll.outcome
    if outcome.reason is Reason.BUDGET:
        documents.postpone(db, poll.url, poll.manner.tomorrow)
        return PollSettled(new=[], wait=0.0)
    new = ledger.want(db, poll.links, poll.finding)
    documents.enter(db, poll.finding.source, list(poll.children), poll.url)
    [before] = documents.watched(db, poll.url)
    seen = None if outcome.reason else learned(before, poll.links, len(new), transaction.now)
    if seen and outcome.advice:
        advised = heeded(outcome.advice, rate(seen)) or 0.0
        outcome = replace(outcome, ttl=max(advised, outcome.ttl or 0.0))
        poll = replace(poll, outcome=outcome)
    if before.counted and new:
        documents.found_below(db, poll.url, len(new))
    wait = jittered(interval(poll.manner.pace, asking(before, poll, seen, len(new))), poll.manner.chance)
    noted = replace(
        outcome,
        new=len(new),
        next_poll=_later(transaction.now, wait),
        seen=(seen.items, seen.seconds) if seen else None,
        ttl=None if outcome.reason else outcome.ttl,
    )
    documents.record(db, poll.url, noted, transaction.now)
    return PollSettled(new=new, wait=wait)


def learned(before: Watched, links: tuple[Link, ...], new: int, now: str) -> Seen:
    """What is known of a document's articles after a poll that succeeded. Pure.

    Where all of them are new it told only of the time since the oldest of them: those before were not seen.
    """
    present = datetime.fromisoformat(now)
    ages = [(present - datetime.fromisoformat(link.published)).total_seconds() for link in links if link.published]
    if before.counted is None:
        return first_look(ages)
    elapsed = (present - datetime.fromisoformat(before.counted)).total_seconds()
    past = [age for age in ages if age >= 0]
    if _overflow(before, links, new) and past:
        elapsed = min(elapsed, max(past))
    return look(Seen(items=before.items, seconds=before.observed), new, elapsed)


def asking(before: Watched, poll: Poll, seen: Seen | None, new: int) -> Asking:
    """What decides when the document is polled next. Pure."""
    outcome, manner = poll.outcome, poll.manner
    unchanged = outcome.status == 304 and outcome.ttl is None
    wish = before.ttl if outcome.reason or unchanged else outcome.ttl
    return Asking(
        rate=rate(seen) if seen else rate_of(before),
        every=manner.every,
        at_least=max(wish or 0.0, manner.floor),
        ordered=max((outcome.ttl or 0.0) if outcome.reason else 0.0, manner.floor),
        errors=poll.errors,
        overflow=_overflow(before, poll.links, new),
    )


def _overflow(before: Watched, links: tuple[Link, ...], new: int) -> bool:
    """Whether a poll, not the first, showed no article that was known before."""
    return before.counted is not None and 0 < len(links) <= new


def _later(now: str, seconds: float) -> str:
    return iso(datetime.fromisoformat(now) + timedelta(seconds=seconds))
