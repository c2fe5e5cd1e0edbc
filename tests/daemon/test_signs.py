"""Signs of a source, and the alarms they mean."""

from datetime import UTC, datetime, timedelta

import pytest

from pipelines.reasons import Reason
from pipelines.watching.signs import Feed, Signs, alarms_of
from pipelines.watching.usual import Usual

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def signs(**fields) -> Signs:
    well = {
        "feeds": [feed()], "last_success": NOW, "last_article": NOW - HOUR, "usual": None, "reasons": [None] * 20,
        "lengths": [400] * 40,
    }  # fmt: skip
    return Signs(**(well | fields))


def feed(errors: int = 0, reason: Reason | None = None, detail: str | None = None) -> Feed:
    return Feed(url="https://diario.example/rss", errors=errors, reason=reason, detail=detail)


def steady(rate: float, spread: float = 1.0) -> Usual:
    return Usual(per_day=24 * rate, spread=spread, rates=(rate,) * 48)


def alarms(**fields) -> dict[str, str]:
    return alarms_of(signs(**fields), UTC)


def test_a_source_that_is_well_has_none():
    assert alarms(usual=steady(2.0)) == {}


@pytest.mark.parametrize(
    ("rate", "hours", "silent"),
    [(2.0, 5, False), (2.0, 7, True), (20.0, 5.9, False), (0.1, 48, False), (0.1, 100, True), (1.0, 8, False)],
)
def test_silence_is_an_alarm_when_it_is_improbable_and_six_hours_long(rate, hours, silent):
    assert ("silent" in alarms(usual=steady(rate), last_article=NOW - hours * HOUR)) == silent


def test_a_bursty_source_may_be_silent_for_longer():
    assert "silent" not in alarms(usual=steady(2.0, spread=5.0), last_article=NOW - 8 * HOUR)


def test_silence_while_nothing_could_be_asked_is_not_the_sources():
    assert alarms(usual=steady(2.0), last_article=NOW - 20 * HOUR, last_success=NOW - 18 * HOUR) == {}


def test_nothing_is_silent_before_its_pace_is_known():
    assert alarms(usual=None, last_article=NOW - 1000 * HOUR) == {}


def test_a_page_in_a_feeds_place_is_an_alarm_at_once():
    found = alarms(feeds=[feed(1, Reason.NOT_A_FEED, "an HTML page where a feed is expected")])
    assert found == {"not_a_feed": "https://diario.example/rss: an HTML page where a feed is expected"}


@pytest.mark.parametrize("reason", [Reason.NO_LINKS, Reason.NO_CONTENT, Reason.GONE])
def test_an_empty_or_missing_feed_is_one_the_second_time(reason):
    assert alarms(feeds=[feed(1, reason)]) == {}
    assert set(alarms(feeds=[feed(2, reason)])) == {"not_a_feed"}


def test_a_source_fails_when_all_its_feeds_do():
    down = feed(3, Reason.TIMEOUT, "60 s")
    assert alarms(feeds=[down, feed()]) == {}
    assert alarms(feeds=[down]) == {"failing": "https://diario.example/rss: timeout: 60 s (3 polls in a row)"}
    assert alarms(feeds=[feed(2, Reason.TIMEOUT)]) == {}
    assert alarms(feeds=[]) == {}


def test_a_broken_feed_is_told_once():
    assert set(alarms(feeds=[feed(9, Reason.NOT_A_FEED)])) == {"not_a_feed"}


def test_a_source_fails_when_none_of_its_pages_can_be_had():
    assert set(alarms(reasons=[Reason.HTTP_ERROR] * 10 + [None] * 10)) == {"failing"}
    assert alarms(reasons=[Reason.HTTP_ERROR] * 9 + [None]) == {}


def test_pages_without_text_in_a_row_are_drift():
    assert set(alarms(reasons=[Reason.EMPTY] * 5 + [None] * 20)) == {"drift"}
    assert alarms(reasons=[Reason.EMPTY] * 4 + [None] * 20) == {}


def test_pages_of_other_hosts_do_not_hide_it():
    mixed = [Reason.EMPTY, Reason.OFF_SITE] * 5 + [None] * 20
    assert set(alarms(reasons=mixed)) == {"drift"}


def test_a_source_with_many_index_pages_needs_more_of_them():
    before = [Reason.INDEX_PAGE, None] * 20
    assert alarms(reasons=[Reason.INDEX_PAGE] * 8 + [None, *before]) == {}
    assert set(alarms(reasons=[Reason.INDEX_PAGE] * 16 + [None, *before])) == {"drift"}


@pytest.mark.parametrize(("words", "drifted"), [(119, True), (121, False)])
def test_texts_of_less_than_a_third_of_their_length_are_drift(words, drifted):
    assert ("drift" in alarms(lengths=[words] * 10 + [400] * 20)) == drifted


def test_a_single_long_text_does_not_hide_it():
    assert "drift" in alarms(lengths=[900, *[40] * 9, *[400] * 20])


def test_lengths_say_nothing_before_there_are_enough():
    assert alarms(lengths=[10] * 10 + [400] * 19) == {}
