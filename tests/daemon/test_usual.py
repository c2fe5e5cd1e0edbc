"""What is usual, and how improbable a silence is, with times given by hand."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from pipelines.watching.usual import chance_of_none, expected, usual_of

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def published(days: int, counts) -> dict:
    """Articles by the hour from MONDAY on; counts: (weekday, hour) -> number."""
    hours = {}
    for n in range(days * 24):
        hour = MONDAY + n * HOUR
        hours[hour] = counts(hour.weekday(), hour.hour)
    return hours


def by_day(weekday, hour):
    """Two an hour by day, none at night, half of it on weekends."""
    return (1 if weekday >= 5 else 2) * (8 <= hour < 20)


def test_the_rate_follows_the_hour_and_the_weekend():
    usual = usual_of(published(28, by_day), MONDAY, MONDAY + 28 * DAY, UTC)
    assert usual.per_day == pytest.approx((5 * 24 + 2 * 12) / 7)
    assert usual.rates[12] == pytest.approx(2)
    assert usual.rates[24 + 12] == pytest.approx(1)
    assert usual.rates[3] == 0
    assert usual.spread == 1.0


def test_hours_are_those_of_the_zone():
    madrid = ZoneInfo("Europe/Madrid")
    usual = usual_of(published(14, by_day), MONDAY, MONDAY + 14 * DAY, madrid)
    assert usual.rates[8] == 0  # 07:00 in UTC
    assert usual.rates[9] == pytest.approx(2)


def test_nothing_is_usual_before_enough_was_seen():
    hours = published(28, by_day)
    assert usual_of(hours, MONDAY, MONDAY + 2 * DAY, UTC) is None
    assert usual_of({MONDAY: 10}, MONDAY, MONDAY + 28 * DAY, UTC) is None


def test_a_night_is_no_silence_and_a_day_is():
    usual = usual_of(published(28, by_day), MONDAY, MONDAY + 28 * DAY, UTC)
    night = MONDAY + 28 * DAY + 20 * HOUR
    assert expected(usual, night, night + 12 * HOUR, UTC) == 0
    assert expected(usual, night, night + 18 * HOUR, UTC) == pytest.approx(12)
    assert expected(usual, night + 12 * HOUR, night + 12.5 * HOUR, UTC) == pytest.approx(1)


def test_later_days_count_more():
    def grown(days):
        return usual_of(published(28, lambda *_: 1) | published(days, lambda *_: 0), MONDAY, MONDAY + 28 * DAY, UTC)

    assert grown(0).per_day == pytest.approx(24)
    assert 12 < grown(14).per_day < 24


def test_bursts_make_silences_less_telling():
    bursts = published(28, lambda weekday, hour: 10 if weekday in (0, 3) and hour == 9 else 0)
    usual = usual_of(bursts, MONDAY, MONDAY + 28 * DAY, UTC)
    assert usual.spread > 3
    assert chance_of_none(10.0, usual.spread) > 10 * chance_of_none(10.0, 1.0)
    assert chance_of_none(10.0, 1.0 + 1e-8) == pytest.approx(chance_of_none(10.0, 1.0), rel=1e-3)
