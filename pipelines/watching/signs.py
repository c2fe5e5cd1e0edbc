"""Signs of a source that is not well, and the alarms they mean. An alarm is one of KINDS, with a sentence."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from statistics import median

from pipelines.reasons import Reason
from pipelines.watching.usual import Usual, chance_of_none, expected

KINDS = ("silent", "not_a_feed", "drift", "failing")

IMPROBABLE = 1e-4
"""A silence less probable than this is an alarm ..."""
SHORTEST_SILENCE = timedelta(hours=6)
"""... once it lasts so long."""
FAILED_POLLS = 3
"""Polls in a row that may fail before the source counts as failing."""
EMPTY_PAGES = 5
"""Pages in a row without text that are too many, more where a source has many such pages at all times."""
FAILED_PAGES = 10
"""Pages in a row that may not be had at all."""
RECENT, ENOUGH_BEFORE = 10, 20
"""Newest articles whose length is compared, and how many older ones it takes to know what is usual."""
COLLAPSE = 0.3
"""Share of the usual length below which extraction has drifted."""

_NO_TEXT = frozenset(
    {
        Reason.EMPTY, Reason.NO_CONTENT, Reason.TRUNCATED, Reason.CONSENT_WALL, Reason.CHALLENGE, Reason.SOFT_404,
        Reason.NOT_HTML, Reason.INDEX_PAGE, Reason.EXTRACT_TIMEOUT, Reason.EXTRACT_CRASH, Reason.DRIFT,
    }
)  # fmt: skip
"""The page came, and there was no article to be had from it."""
_OWN_BUSINESS = frozenset({Reason.OFF_SITE, Reason.SAME_ARTICLE, Reason.ROBOTS_DISALLOWED, Reason.BAD_URL})
"""Says nothing about the source's pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A configured feed, sitemap or section and its last poll."""

    url: str
    errors: int
    """Failed polls in a row."""
    reason: str | None
    """Why the last one failed."""
    detail: str | None
    """What was seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """What the catalogue knows of one source."""

    feeds: Sequence[Feed]
    """Its configured documents that were polled."""
    last_success: datetime | None
    """The last poll that succeeded."""
    last_article: datetime | None
    """When it last had anything new."""
    usual: Usual | None
    """None: not known yet."""
    reasons: Sequence[str | None]
    """Outcomes of its newest pages, newest first; None: an article was read."""
    lengths: Sequence[int]
    """Words of its newest articles, newest first."""
    held: Sequence[str] = ()
    """Why pages of it are held, newest first."""


def alarms_of(signs: Signs, zone: tzinfo) -> dict[str, str]:
    """Alarm kind -> what is wrong, for a person; empty where all is well."""
    found = {
        "silent": _silent(signs, zone),
        "not_a_feed": _not_a_feed(signs.feeds),
        "drift": _drift(signs),
        "failing": _failing(signs),
    }
    return {kind: detail for kind, detail in found.items() if detail}


def _silent(signs: Signs, zone: tzinfo) -> str | None:
    """Nothing new for a time in which the source usually has something, though it answers."""
    if signs.usual is None or signs.last_article is None or signs.last_success is None:
        return None
    silence = signs.last_success - signs.last_article
    if silence < SHORTEST_SILENCE:
        return None
    mean = expected(signs.usual, signs.last_article, signs.last_success, zone)
    if chance_of_none(mean, signs.usual.spread) >= IMPROBABLE:
        return None
    return f"nothing new for {silence / timedelta(hours=1):.0f} hours, in which about {mean:.0f} articles were to come"


def _not_a_feed(feeds: Sequence[Feed]) -> str | None:
    """Something else stands in a feed's place: at once where that is plain, else when it is so twice in a row."""
    for feed in feeds:
        plain = feed.reason == Reason.NOT_A_FEED
        if plain or (feed.reason in (Reason.NO_LINKS, Reason.NO_CONTENT, Reason.GONE) and feed.errors >= 2):
            return f"{feed.url}: {feed.detail or feed.reason}"
    return None


def _failing(signs: Signs) -> str | None:
    """All feeds fail for a while, or no page can be had."""
    if signs.feeds and all(feed.errors >= FAILED_POLLS for feed in signs.feeds) and not _not_a_feed(signs.feeds):
        worst = max(signs.feeds, key=lambda feed: feed.errors)
        said = ": ".join(part for part in (worst.reason, worst.detail) if part)
        return f"{worst.url}: {said} ({worst.errors} polls in a row)"
    reasons = _telling(signs.reasons)[:FAILED_PAGES]
    if len(reasons) == FAILED_PAGES and all(reason and reason not in _NO_TEXT for reason in reasons):
        return f"the last {FAILED_PAGES} pages could not be had: {reasons[0]}"
    return None


def _drift(signs: Signs) -> str | None:
    """Pages come, and their text does not, or is not trusted."""
    if signs.held:
        pages = "1 page is" if len(signs.held) == 1 else f"{len(signs.held)} pages are"
        return f"{pages} held: {signs.held[0]}"
    reasons = _telling(signs.reasons)
    empty = next((n for n, reason in enumerate(reasons) if reason not in _NO_TEXT), len(reasons))
    if empty >= _too_many(reasons[empty:]):
        return f"the last {empty} pages gave no article: {reasons[0]}"
    recent, before = signs.lengths[:RECENT], signs.lengths[RECENT:]
    if len(before) < ENOUGH_BEFORE:
        return None
    now, usual = median(recent), median(before)
    if now < COLLAPSE * usual:
        return f"the last {RECENT} articles have {now:.0f} words, where {usual:.0f} are usual"
    return None


def _too_many(before: Sequence[str | None]) -> int:
    """Empty pages in a row that are improbable by the share of such pages before; a new source is given a tenth."""
    share = (sum(reason in _NO_TEXT for reason in before) + 0.5) / (len(before) + 5)
    return max(EMPTY_PAGES, math.ceil(math.log(IMPROBABLE) / math.log(share)))


def _telling(reasons: Sequence[str | None]) -> list[str | None]:
    return [reason for reason in reasons if reason not in _OWN_BUSINESS]
