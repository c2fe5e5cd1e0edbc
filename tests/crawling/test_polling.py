"""When a URL or a document is asked again."""

from datetime import UTC, datetime

import pytest

from crawler.polling import DAY, GIVE_UP_AFTER, IN_RUN, LATER, Pace, max_age, next_poll, poll_again, retry, retry_after
from pipelines.reasons import Reason

NOW = datetime(2026, 1, 1, 12, 0, 0, tzinfo=UTC)


def test_a_transient_fault_is_tried_again_within_the_run_then_later():
    first, second, third = (retry(Reason.TIMEOUT, attempts, 3) for attempts in range(3))
    assert first.in_run
    assert second.in_run
    assert second.wait > first.wait
    assert (third.state, third.in_run, third.wait) == ("failed", False, LATER[0])


def test_later_runs_wait_longer_and_never_give_up_on_a_server():
    waits = [retry(Reason.CONNECTION, attempts, 3).wait for attempts in range(2, 60, 3)]
    assert waits == sorted(waits)
    assert waits[-1] == DAY


def test_a_page_that_is_no_article_is_rejected_at_once():
    assert retry(Reason.INDEX_PAGE, 0, 3).state == "rejected"


def test_an_empty_page_gets_its_chances_but_not_for_ever():
    assert retry(Reason.NO_CONTENT, 0, 3).in_run
    assert not retry(Reason.EMPTY, 0, 3).in_run
    assert retry(Reason.EMPTY, GIVE_UP_AFTER - 1, 3).state == "rejected"


def test_a_challenge_is_not_hammered():
    assert not retry(Reason.CHALLENGE, 0, 3).in_run


def test_a_long_retry_after_is_left_to_a_later_run():
    assert retry(Reason.THROTTLED, 0, 3, 5.0).wait == 5.0
    decision = retry(Reason.THROTTLED, 0, 3, 7200.0)
    assert (decision.in_run, decision.wait) == (False, 7200.0)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "120"}, 120.0),
        ({"retry-after": "99999999999"}, DAY),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "soon"}, None),
        ({}, None),
        ({"retry-after": "Thu, 01 Jan 2026 12:01:00 GMT"}, 60.0),
        ({"retry-after": "Thu, 01 Jan 2026 11:00:00 GMT"}, 0.0),
        ({"retry-after": "Thu, 01 Jan 2026 15:01:00 GMT", "date": "Thu, 01 Jan 2026 15:00:00 GMT"}, 60.0),
    ],
)
def test_retry_after(headers, seconds):
    assert retry_after(headers, NOW) == seconds


def test_max_age():
    assert max_age({"cache-control": 'public, max-age="300"'}) == 300.0
    assert max_age({"cache-control": "no-store"}) is None


PACE = Pace(least=60, most=DAY, usual=900)


def test_polls_keep_their_interval_back_off_and_stay_bounded():
    assert next_poll(PACE, None, 0, None) == pytest.approx(900, rel=0.06)
    assert next_poll(PACE, None, 3, None) == pytest.approx(3600, rel=0.06)
    assert next_poll(PACE, None, 1000, None) == pytest.approx(DAY, rel=0.06)
    assert next_poll(PACE, 10, 0, None) == pytest.approx(60, rel=0.06)
    assert next_poll(PACE, None, 0, 7200) == pytest.approx(7200, rel=0.06)
    assert next_poll(PACE, 300, 0, 7200) == pytest.approx(300, rel=0.06)


def test_a_document_that_the_way_lost_is_polled_again_soon_and_one_that_is_none_is_not():
    assert poll_again(Reason.CONNECTION, 0, 3, None) == IN_RUN[0]
    assert poll_again(Reason.THROTTLED, 1, 3, 20.0) == 20.0
    assert poll_again(Reason.TIMEOUT, 2, 3, None) is None
    assert poll_again(Reason.NOT_A_FEED, 0, 3, None) is None
    assert poll_again(None, 0, 3, None) is None
