"""How soon after publication an article is stored, by an injected clock.

Simulated: 200 sources publish by Poisson processes for four days, of which the last is measured. Their rates are the
quantiles of a lognormal distribution (sigma 1.5, ten articles a day on average) and unknown at first. Every decision is
the program's own: intervals from what each poll taught, the pace found anew every six hours, what goes out in a tick of
a second. Modelled is the world: a poll and a page take a lognormal time (median 0.8 s, sigma 0.8), requests to one host
stand a second apart, and reading and committing an article take 0.3 s. No network, no disk, no waiting.
"""

import heapq
import math
from dataclasses import dataclass, field
from statistics import NormalDist

import numpy as np
import pytest

from crawler.polling import Asking, Demand, Pace, Seen, interval, jittered, look, rate, solve
from crawler.polling.catching_up import Overdue, pick

SOURCES, DAYS, DAY, MEAN = 200, 4, 86_400, 300.0
BUDGET = 60 * SOURCES / MEAN
BLANK = Pace(least=60, most=DAY, c=1)
DELAY, SETTLING = 1.0, 0.3


@dataclass
class Outlet:
    number: int
    articles: np.ndarray
    shown: int = 0
    seen: Seen = field(default_factory=Seen)
    last: float | None = None
    now: float = 0.0

    @property
    def overdue(self) -> Overdue:
        last = None if self.last is None else self.now - self.last
        return Overdue(last=last, planned=None, rate=rate(self.seen))


class World:
    def __init__(self, seed: int) -> None:
        self.random = np.random.default_rng(seed)
        normal = NormalDist(0, 1.5)
        rates = np.exp([normal.inv_cdf((n + 0.5) / SOURCES) for n in range(SOURCES)])
        rates *= 10 / rates.mean()
        self.outlets = [self._outlet(number, daily) for number, daily in enumerate(rates)]
        self.delays: list[float] = []
        self.polls = 0

    def _outlet(self, number: int, daily: float) -> Outlet:
        return Outlet(number, np.sort(self.random.random(self.random.poisson(daily * DAYS)) * DAYS * DAY))

    def pace(self) -> Pace:
        return solve((Demand(rate=rate(one.seen)) for one in self.outlets), SOURCES / MEAN, BLANK)

    def took(self) -> float:
        return float(self.random.lognormal(np.log(0.8), 0.8))

    def poll(self, outlet: Outlet, now: float, pace: Pace) -> float:
        """Poll, fetch what is new one after the other; returns when the next poll is due."""
        answered = now + self.took()
        upto = int(np.searchsorted(outlet.articles, answered))
        fetched = answered
        for published in outlet.articles[outlet.shown : upto][::-1]:
            fetched += DELAY
            if published >= (DAYS - 1) * DAY:
                self.delays.append(fetched + self.took() + SETTLING - published)
        new, outlet.shown = upto - outlet.shown, upto
        if outlet.last is not None:
            outlet.seen = look(outlet.seen, new, answered - outlet.last)
        outlet.last = answered
        self.polls += now >= (DAYS - 1) * DAY
        return answered + jittered(interval(pace, Asking(rate=rate(outlet.seen))), self.random.random())

    def run(self) -> None:
        pace, repace = self.pace(), 0.0
        planned = [(0.0, n) for n in range(SOURCES)]
        waiting: dict[int, Outlet] = {}
        now = 0.0
        while now < DAYS * DAY:
            if now >= repace:
                pace, repace = self.pace(), now + DAY / 4
            while planned and planned[0][0] <= now:
                number = heapq.heappop(planned)[1]
                waiting[number] = self.outlets[number]
            for one in waiting.values():
                one.now = now
            for one in pick(waiting.values(), BUDGET):
                del waiting[one.number]
                heapq.heappush(planned, (self.poll(one, now, pace), one.number))
            now = now + 1.0 if waiting else max(math.ceil(planned[0][0]), now + 1.0)


@pytest.fixture(scope="module")
def world():
    world = World(20260101)
    world.run()
    return world


def test_the_median_article_is_stored_within_75_seconds_of_its_publication(world):
    median, mean = np.median(world.delays), np.mean(world.delays)
    print(f"\n{len(world.delays):,} articles: stored after {median:.0f} s in the median, {mean:.0f} s on average")
    assert len(world.delays) > 1000
    assert median <= 75


def test_at_one_poll_a_source_every_five_minutes_on_average(world):
    assert world.polls == pytest.approx(SOURCES * DAY / MEAN, rel=0.03)
