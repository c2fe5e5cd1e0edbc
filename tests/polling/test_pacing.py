"""Intervals: what bounds them, what lengthens them, and that all of them fit the budget."""

import math

import pytest

from crawler.polling.pacing import DAY, Asking, Demand, Pace, budget, floor_of, interval, jittered, solve
from crawler.polling.rates import HALF_LIFE, Seen, first_look, look, rate

PACE = Pace(least=60, most=DAY, c=10.0)
HOURLY = Asking(rate=1 / 3600)
"""At PACE: 600 s."""


def polls(pace: Pace, demands: list[Demand]) -> float:
    return sum(1 / interval(pace, Asking(rate=d.rate, at_least=d.at_least)) for d in demands)


def test_intervals_go_with_the_root_of_the_rate():
    assert interval(PACE, HOURLY) == pytest.approx(600)
    assert interval(PACE, Asking(rate=4 / 3600)) == pytest.approx(300)


@pytest.mark.parametrize(
    ("asking", "seconds"),
    [
        (Asking(rate=1000), 60),
        (Asking(rate=1e-12), DAY),
        (Asking(rate=1 / 3600, at_least=1800), 1800),
        (Asking(rate=1 / 3600, every=300), 300),
        (Asking(rate=1 / 3600, every=300, at_least=7200), 300),
        (Asking(rate=1 / 3600, every=300, ordered=7200), 7200),
        (Asking(rate=1 / 3600, every=5), 60),
        (Asking(rate=1 / 3600, errors=1), 1200),
        (Asking(rate=1 / 3600, errors=2), 1800),
        (Asking(rate=1 / 3600, errors=10_000), DAY),
        (Asking(rate=1 / 3600, errors=1, ordered=99 * DAY), DAY),
        (Asking(rate=1 / 3600, overflow=True), 300),
        (Asking(rate=1 / 3600, overflow=True, at_least=450), 450),
        (Asking(rate=1 / 3600, overflow=True, every=900), 900),
        (Asking(rate=1000, overflow=True), 60),
    ],
)
def test_what_bounds_and_moves_an_interval(asking, seconds):
    assert interval(PACE, asking) == pytest.approx(seconds)


def test_all_polls_fit_the_budget_clamps_included():
    demands = [Demand(rate=10.0**-n, at_least=900 if n == 3 else 0) for n in range(1, 8)] * 20
    pace = solve(demands, 0.5, PACE)
    assert polls(pace, demands) == pytest.approx(0.5, rel=1e-4)


def test_a_budget_that_nobody_can_use_up_or_keep_gives_the_nearest_pace():
    demands = [Demand(rate=1e-4)] * 10
    assert polls(solve(demands, 1e6, PACE), demands) == pytest.approx(10 / 60)
    assert polls(solve(demands, 1e-9, PACE), demands) == pytest.approx(10 / DAY, rel=1e-4)
    assert solve([], 1, PACE).c > 0


def test_intervals_set_by_hand_are_taken_out_of_the_budget():
    assert budget(100, [], 300, 240) == pytest.approx(100 / 300)
    assert budget(10_000, [60] * 120, 300, 240) == pytest.approx(2.0)
    assert budget(10_000, [60] * 1000, 300, 240) == pytest.approx(0.4)  # a tenth stays for the others


def test_a_daily_budget_leaves_half_to_articles():
    assert floor_of(2, 96) == pytest.approx(3600)
    assert floor_of(2, None) == 0


def test_jitter_is_a_twentieth_at_most():
    assert [jittered(100, chance) for chance in (0, 0.5, 1)] == pytest.approx([95, 100, 105])


def test_a_rate_is_learned_and_forgotten_by_half_in_a_week():
    seen = Seen()
    for _ in range(24 * 60):
        seen = look(seen, 2, 3600)
    assert rate(seen) == pytest.approx(2 / 3600, rel=0.01)
    for _ in range(24 * 7):
        seen = look(seen, 0, 3600)
    assert rate(seen) == pytest.approx(1 / 3600, rel=0.02)


def test_a_rate_does_not_depend_on_how_often_one_looks():
    often, seldom = Seen(), Seen()
    for _ in range(24):
        often = look(often, 1, 3600)
    seldom = look(seldom, 24, DAY)
    assert rate(often) == pytest.approx(rate(seldom), rel=0.06)


def test_a_clock_set_back_and_a_long_sleep_spoil_no_rate():
    seen = look(Seen(items=10, seconds=DAY), 0, -5000)
    assert seen == Seen(items=10, seconds=DAY)
    assert rate(look(seen, 10, 400 * DAY)) > 0.4 * rate(seen)


def test_a_first_look_takes_the_rate_from_the_dates():
    hourly = first_look([3600.0 * n for n in range(48)])
    assert rate(hourly) == pytest.approx(1 / 3600, rel=0.03)
    assert first_look([-10.0, 400 * DAY]) == Seen()
    burst = first_look([60.0] * 30)
    assert rate(burst) <= 31 / (6 * 3600)
    assert first_look([1.0]).seconds < HALF_LIFE / math.log(2)
