"""The pace against uniform polling, over 100,000 sources that publish as news sites do.

Simulated are arrivals only: each source publishes by a Poisson process whose rate is lognormal (sigma 1.5), all
together a million articles a day. Rates are unknown at first and learned from what polls count, day by day. No network,
no fetching: the delay is that from publication to the next poll.
"""

import numpy as np
import pytest

from crawler.polling import Asking, Demand, Pace, Seen, interval, look, rate, solve

SOURCES, ARTICLES, DAY, MEAN = 100_000, 1_000_000, 86_400, 300.0
START = Pace(least=60, most=DAY, c=1)


def delays(intervals, sources, random) -> np.ndarray:
    """Time from each article to the next poll of its source: publication and the phase of polls are independent."""
    phases, times = random.random(SOURCES)[sources], random.random(len(sources)) * DAY
    lasts = intervals[sources]
    return lasts - np.mod(times - phases * lasts, lasts)


@pytest.fixture(scope="module")
def simulated():
    """Ten days: what was learned, the intervals that follow, and the sources of a further day's articles."""
    random = np.random.default_rng(20260101)
    true = random.lognormal(0, 1.5, SOURCES)
    true *= ARTICLES / true.sum()
    seen = Seen(items=np.zeros(SOURCES), seconds=0.0)
    for _ in range(10):
        seen = look(seen, random.poisson(true), DAY)
    rates = rate(seen).tolist()
    pace = solve((Demand(rate=r) for r in rates), SOURCES / MEAN, START)
    intervals = np.array([interval(pace, Asking(rate=r)) for r in rates])
    return random, intervals, np.repeat(np.arange(SOURCES), random.poisson(true))


def test_all_polls_fit_the_budget(simulated):
    _, intervals, _ = simulated
    assert (1 / intervals).sum() == pytest.approx(SOURCES / MEAN, rel=1e-3)
    assert intervals.min() >= 60


def test_articles_are_found_in_three_fifths_of_the_time_that_uniform_polling_takes(simulated):
    random, intervals, sources = simulated
    paced = delays(intervals, sources, random).mean()
    uniform = delays(np.full(SOURCES, MEAN), sources, random).mean()
    print(f"\n{len(sources):,} articles: mean delay {paced:.1f} s against {uniform:.1f} s, ratio {paced / uniform:.3f}")
    assert uniform == pytest.approx(150, rel=0.01)
    assert paced / uniform <= 0.60
