"""When a URL or a document is asked again."""

from datetime import UTC, datetime

import pytest

from crawler.polling import heeded, max_age, retry, retry_after
from crawler.polling.retrying import DAY, GIVE_UP_AFTER, IN_RUN, LATER, poll_again
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


def test_a_document_that_the_way_lost_is_polled_again_soon_and_one_that_is_none_is_not():
    assert poll_again(Reason.CONNECTION, 0, 3, None) == IN_RUN[0]
    assert poll_again(Reason.THROTTLED, 1, 3, 20.0) == 20.0
    assert poll_again(Reason.TIMEOUT, 2, 3, None) is None
    assert poll_again(Reason.NOT_A_FEED, 0, 3, None) is None
    assert poll_again(None, 0, 3, None) is None


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
        ({"retry-after": "²"}, None),
        ({"retry-after": "Thu, 01 Jan 2026 12:01:00 +9999"}, None),
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


def test_advice_is_cut_where_an_article_is_likely_to_come_sooner():
    hourly, daily = 1 / 3600, 1 / 86400
    assert [heeded(given, hourly) for given in (None, 600.0, 1800.0, 3600.0, 86400.0)] == [None, 600, 1800, 900, 900]
    assert [heeded(given, daily) for given in (3600.0, 43200.0)] == [3600, 43200]


def test_freshness_is_counted_from_when_the_answer_was_made():
    assert max_age({"cache-control": "max-age=300", "age": "120"}) == 180.0
    assert max_age({"cache-control": "max-age=300", "age": "900"}) == 0.0
