"""How long a silent server is waited for."""

import pytest

from crawler.patience import LEAST, UNKNOWN, Patience


def told(*seconds: float) -> Patience:
    patience = Patience(60)
    for each in seconds:
        patience.learn("h", each)
    return patience


def test_a_host_not_met_yet_is_granted_more_than_one_that_answers_at_once():
    assert Patience(60).of("h", 0) == UNKNOWN
    assert told(0.05).of("h", 0) == LEAST
    assert told(0.05).of("other", 0) == UNKNOWN


def test_each_failed_attempt_is_granted_twice_as_much_up_to_the_deadline():
    assert [told(0.05).of("h", tries) for tries in range(6)] == [5, 10, 20, 40, 60, 60]
    assert told(0.05).of("h", 100_000) == 60


def test_a_slow_host_is_granted_what_it_needs():
    assert told(*[8.0] * 30).of("h", 0) == pytest.approx(8, rel=0.2)
    assert told(*[2.0, 12.0] * 20).of("h", 0) > 20  # what varies is granted more than its mean


def test_a_host_that_became_slow_is_learned_from_its_first_answers():
    assert told(*[0.1] * 50, *[9.0] * 3).of("h", 0) > 9
