"""When to ask again: pure decisions over what is known of a document or a URL."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from pipelines.reasons import Reason

HOUR, DAY = 3600.0, 86400.0
IN_RUN = (2.0, 10.0, 30.0)
"""Seconds before a failed URL is tried again within a run, by attempt."""
LATER = (15 * 60.0, HOUR, 6 * HOUR, DAY)
"""Seconds before the next run tries it again, by number of runs that failed."""
LONGEST_WAIT_IN_RUN = 60.0
"""A server that asks for more than this (Retry-After) is asked again by a later run."""
GIVE_UP_AFTER = 12
"""Attempts after which a page that is gone, empty, cut or too large is rejected for good."""

FINAL = frozenset(
    {
        Reason.INDEX_PAGE, Reason.CONSENT_WALL, Reason.SOFT_404, Reason.NOT_HTML, Reason.ROBOTS_DISALLOWED,
        Reason.OFF_SITE, Reason.SAME_ARTICLE, Reason.TOO_LARGE, Reason.BAD_URL, Reason.EXTRACT_TIMEOUT,
        Reason.EXTRACT_CRASH, Reason.BAD_REDIRECT,
    }
)  # fmt: skip
"""Asking again would give the same answer."""

PAGE_FAULTS = frozenset({Reason.GONE, Reason.EMPTY, Reason.NO_CONTENT, Reason.TRUNCATED})
"""Tried again, since servers mend themselves, but not for ever."""


NOT_SOON = frozenset({Reason.CHALLENGE, Reason.EMPTY, Reason.GONE})
"""Left to a later run: a few seconds mend nothing, and a challenge must not be hammered."""


OF_THE_WAY = frozenset(
    {
        Reason.DNS, Reason.CONNECTION, Reason.TIMEOUT, Reason.TRUNCATED, Reason.NO_CONTENT, Reason.HTTP_ERROR,
        Reason.THROTTLED,
    }
)  # fmt: skip
"""Faults of server and network, not of what a document says: a one-off crawl polls it again soon."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """What to do about a fetch that stored nothing."""

    state: str
    """failed or rejected."""
    wait: float | None
    """Seconds until it is wanted again; None: never."""
    in_run: bool
    """Whether this run tries it again itself."""


def retry(reason: Reason, attempts: int, limit: int, retry_after: float | None = None) -> Retry:
    """Decide about a fetch that failed.

    attempts: how many failed before this one, over all runs; limit: attempts a run may make; retry_after: seconds the
    server asked for (RFC 9110, 10.2.3), capped to a day.
    """
    made = attempts + 1
    if reason in FINAL or (reason in PAGE_FAULTS and made >= GIVE_UP_AFTER):
        return Retry(state="rejected", wait=None, in_run=False)
    asked = min(max(retry_after or 0.0, 0.0), DAY)
    if made % limit and asked <= LONGEST_WAIT_IN_RUN and reason not in NOT_SOON:
        return Retry(state="failed", wait=max(asked, IN_RUN[min(made % limit, len(IN_RUN)) - 1]), in_run=True)
    runs = max(0, made // limit - 1)
    return Retry(state="failed", wait=max(asked, LATER[min(runs, len(LATER) - 1)]), in_run=False)


def poll_again(reason: Reason | None, tries: int, limit: int, asked: float | None) -> float | None:
    """Seconds until a one-off crawl polls a document again that could not be had; None: it does not."""
    if reason not in OF_THE_WAY:
        return None
    decision = retry(reason, tries, limit, asked)
    return decision.wait if decision.in_run else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """The limits of polling: presswatch.toml's poll_min, poll_max and poll_every, in seconds."""

    least: float
    most: float
    usual: float


def next_poll(pace: Pace, every: float | None, errors: int, asked: float | None) -> float:
    """Seconds until a document is polled again.

    every: the source's own interval; errors: failed polls in a row (back-off is linear); asked: lower bound by ttl,
    Cache-Control or Retry-After. Jitter of a tenth keeps polls from falling together.
    """
    interval = (every or pace.usual) * (1 + errors)
    interval = max(interval, min(asked or 0.0, DAY)) if every is None else interval
    bounded = min(max(interval, pace.least), pace.most)
    return bounded * random.uniform(0.95, 1.05)  # noqa: S311 - spreading load, not a secret


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds that a Retry-After header asks for (RFC 9110, 10.2.3), between 0 and a day; None where it asks nothing.

    headers: names in small letters. A date is taken relative to the server's own Date, so that its clock cancels out.
    """
    value = headers.get("retry-after", "").strip()
    if value.isdigit():
        return min(float(value), DAY)
    moment, server = _http_date(value), _http_date(headers.get("date", ""))
    if moment is None:
        return None
    return min(max((moment - (server or now)).total_seconds(), 0.0), DAY)


def max_age(headers: Mapping[str, str]) -> float | None:
    """Seconds for which an answer says it stays fresh (RFC 9111, 5.2.2.1); None where it does not say."""
    for directive in headers.get("cache-control", "").lower().split(","):
        name, _, value = directive.strip().partition("=")
        if name == "max-age" and value.strip('"').isdigit():
            return float(value.strip('"'))
    return None


def _http_date(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
