"""When a URL that could not be had is tried again."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.reasons import Reason

HOUR, DAY = 3600.0, 86400.0
IN_RUN = (2.0, 10.0, 30.0)
"""Seconds before a failed URL is tried again within a run, by attempt."""
LATER = (15 * 60.0, HOUR, 6 * HOUR, DAY)
"""Seconds before the next run tries it again, by number of runs that failed."""
LONGEST_WAIT_IN_RUN = 60.0
"""A server that asks for more than this (Retry-After) is asked again by a later run."""
GIVE_UP_AFTER = 12
"""Attempts after which a page that is gone, empty, cut or too much for us is rejected for good."""

FINAL = frozenset(
    {
        Reason.INDEX_PAGE, Reason.CONSENT_WALL, Reason.SOFT_404, Reason.NOT_HTML, Reason.ROBOTS_DISALLOWED,
        Reason.OFF_SITE, Reason.SAME_ARTICLE, Reason.TOO_LARGE, Reason.BAD_URL, Reason.EXTRACT_TIMEOUT,
        Reason.EXTRACT_CRASH, Reason.BAD_REDIRECT, Reason.FORGOTTEN,
    }
)  # fmt: skip
"""Asking again would give the same answer."""

PAGE_FAULTS = frozenset(
    {Reason.GONE, Reason.EMPTY, Reason.NO_CONTENT, Reason.TRUNCATED, Reason.REFUSED, Reason.INTERNAL}
)
"""Tried again, since servers mend themselves, and updates mend us, but not for ever."""


NOT_SOON = frozenset(
    {Reason.CHALLENGE, Reason.EMPTY, Reason.GONE, Reason.REFUSED, Reason.BLOCKED_ADDRESS, Reason.INTERNAL}
)
"""Left to a later run: a few seconds mend nothing, and a challenge must not be hammered."""


OF_THE_WAY = frozenset(
    {
        Reason.DNS, Reason.CONNECTION, Reason.TIMEOUT, Reason.TRUNCATED, Reason.NO_CONTENT, Reason.HTTP_ERROR,
        Reason.THROTTLED, Reason.ROBOTS_UNREACHABLE,
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
