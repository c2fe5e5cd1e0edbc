"""How often each document is polled: T = c / sqrt(rate), with one c for all, such that all polls fit the budget.

Of all ways to spend a given number of polls, this one makes the mean age of articles at their discovery least: the
delay of a document's articles is rate * T / 2, its price 1 / T, and their sum is least where rate * T^2 is the same
everywhere (Cho and Garcia-Molina, Effective page refresh policies for web crawlers, 2003, treat the case of pages).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

DAY = 86400.0
_STEPS = 30
"""Halvings of the logarithm of c: its range of some 15 becomes 1e-8."""
_LEAST_SHARE = 0.1
"""Share of the budget that is left to documents without an interval of their own, however many have one."""
POLL_SHARE = 0.5
"""Share of a source's daily budget of requests that its polls may take."""
JITTER = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """The common measure of all polls."""

    least: float
    """Shortest interval in seconds (poll_min)."""
    most: float
    """Longest interval in seconds (poll_max)."""
    c: float
    """Interval in seconds of a document that brings one article a second; the others follow from it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """One document, as far as its share of the budget depends on it."""

    rate: float
    """Articles a second, more than 0."""
    at_least: float = 0.0
    """Interval in seconds below which it must not be polled (ttl, daily budget)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What decides when one document is polled next."""

    rate: float
    """Articles a second, more than 0."""
    every: float | None = None
    """The interval its source's table sets, in seconds; None: it is found."""
    at_least: float = 0.0
    """Seconds the document or its server asks to wait for freshness' sake; a table's own interval goes before."""
    ordered: float = 0.0
    """Seconds the server orders to wait (Retry-After), or the source's daily budget imposes: nothing goes before."""
    errors: int = 0
    """Failed polls in a row, this one included."""
    overflow: bool = False
    """Whether this poll showed no article that was known before: some may have come and gone unseen."""


def solve(demands: Iterable[Demand], polls: float, pace: Pace) -> Pace:
    """The pace at which the polls of all documents together take `polls` a second, or as near as the clamps allow.

    By bisection, since the number of polls falls as c grows. The c of `pace` is not looked at.
    """
    bounds = [(math.sqrt(d.rate), _clamped(d.at_least, pace)) for d in demands]
    if not bounds or polls <= 0:
        return Pace(least=pace.least, most=pace.most, c=pace.most)
    low = math.log(pace.least * min(root for root, _ in bounds))
    high = math.log(pace.most * max(root for root, _ in bounds))
    for _ in range(_STEPS):
        middle = (low + high) / 2
        c = math.exp(middle)
        taken = sum([1.0 / min(max(c / root, least), pace.most) for root, least in bounds])
        low, high = (middle, high) if taken > polls else (low, middle)
    return Pace(least=pace.least, most=pace.most, c=math.exp(high))


def budget(documents: int, fixed: Iterable[float], usual: float, a_minute: float) -> float:
    """Polls a second for the documents whose interval is found.

    documents: how many of them there are; fixed: intervals in seconds of those whose tables set one; usual: mean
    interval wished for (poll_every); a_minute: most polls a minute, all together (poll_budget).
    """
    most = a_minute / 60.0
    left = max(most - sum(1.0 / every for every in fixed), _LEAST_SHARE * most)
    return min(documents / usual, left)


def interval(pace: Pace, asking: Asking) -> float:
    """Seconds until a document is polled again. Errors add one interval each (linear back-off) up to the longest."""
    usual = asking.every or max(pace.c / math.sqrt(asking.rate), asking.at_least)
    if asking.overflow and not asking.every:
        usual = max(usual / 2, asking.at_least)
    bounded = _clamped(max(usual, pace.least) * (1 + asking.errors), pace)
    return max(bounded, min(asking.ordered, DAY))


def jittered(seconds: float, chance: float) -> float:
    """An interval changed by up to a twentieth, so that polls do not fall together. chance: random, from 0 to 1."""
    return seconds * (1 + JITTER * (2 * chance - 1))


def floor_of(documents: int, requests: int | None) -> float:
    """Shortest interval of each of a source's documents that leaves half of its daily requests to articles."""
    return documents * DAY / (POLL_SHARE * requests) if requests else 0.0


def _clamped(seconds: float, pace: Pace) -> float:
    return min(max(seconds, pace.least), pace.most)
