"""How many articles a source usually has at what time, and how improbable a silence is.

The rate is a mean by hour of the day, apart for weekdays and weekends, over four weeks in which older days count less.
News comes in bursts, so counts are taken for negative binomial: with mean m and variance f * m, the probability of none
is f ** (-m / (f - 1)), which becomes Poisson's exp(-m) as f comes down to 1.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

HALF_LIFE = 14.0
"""Days after which a day counts half."""
SPAN = timedelta(days=28)
"""How far back is looked."""
ENOUGH_DAYS, ENOUGH_ARTICLES = 3.0, 20
"""Less than this says nothing about what is usual."""
_HOUR = timedelta(hours=1)
_MOST_SPREAD = 50.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """What a source usually does."""

    per_day: float
    """Articles a day, over the whole week."""
    spread: float
    """Variance of a day's count over its mean; at least 1."""
    rates: tuple[float, ...]
    """48 rates in articles an hour: the hours of a weekday, then those of a Saturday or Sunday."""


def usual_of(hours: Mapping[datetime, int], since: datetime, until: datetime, zone: tzinfo) -> Usual | None:
    """What was usual from `since` to `until`; None where that is too little to know.

    hours: number of articles by the hour in which they were published, full hours in UTC. zone: whose hours of the day
    and weekends count.
    """
    days = (until - since) / timedelta(days=1)
    if days < ENOUGH_DAYS or sum(hours.get(hour, 0) for hour in _hours(since, until)) < ENOUGH_ARTICLES:
        return None
    counts, weights = [0.0] * 48, [0.0] * 48
    for hour in _hours(since, until):
        cell, weight = _cell(hour, zone), 2.0 ** (-((until - hour) / timedelta(days=1)) / HALF_LIFE)
        counts[cell] += weight * hours.get(hour, 0)
        weights[cell] += weight
    rates = tuple(count / weight if weight else 0.0 for count, weight in zip(counts, weights, strict=True))
    per_day = (5 * sum(rates[:24]) + 2 * sum(rates[24:])) / 7 if all(weights) else 24 * sum(counts) / sum(weights)
    return Usual(per_day=per_day, spread=_spread(hours, since, until, (rates, zone)), rates=rates)


def expected(usual: Usual, since: datetime, until: datetime, zone: tzinfo) -> float:
    """Articles to expect in a time; hours of which nothing is known count as none."""
    total = 0.0
    for hour in _hours(since - _HOUR, until):
        share = (min(hour + _HOUR, until) - max(hour, since)) / _HOUR
        total += max(share, 0.0) * usual.rates[_cell(hour, zone)]
    return total


def chance_of_none(mean: float, spread: float) -> float:
    """How probable no article at all is where `mean` are expected, with a variance of `spread` times the mean."""
    if spread <= 1.0 + 1e-9:
        return math.exp(-mean)
    return math.exp(-mean * math.log(spread) / (spread - 1.0))


def _spread(
    hours: Mapping[datetime, int], since: datetime, until: datetime, profile: tuple[tuple[float, ...], tzinfo]
) -> float:
    """Mean of (count - expected)^2 / expected over whole days back from `until`."""
    rates, zone = profile
    ratios = []
    for day in range(int((until - since) / timedelta(days=1))):
        within = list(_hours(until - timedelta(days=day + 1), until - timedelta(days=day)))
        mean = sum(rates[_cell(hour, zone)] for hour in within)
        if mean > 0:
            ratios.append((sum(hours.get(hour, 0) for hour in within) - mean) ** 2 / mean)
    return min(max(sum(ratios) / len(ratios), 1.0), _MOST_SPREAD) if ratios else 1.0


def _hours(since: datetime, until: datetime) -> Iterator[datetime]:
    """Full hours from the first that begins at or after `since`, before `until`."""
    hour = since.replace(minute=0, second=0, microsecond=0)
    hour = hour if hour == since else hour + _HOUR
    while hour < until:
        yield hour
        hour += _HOUR


def _cell(hour: datetime, zone: tzinfo) -> int:
    here = hour.astimezone(zone)
    return here.hour + (24 if here.weekday() >= 5 else 0)
