"""Quiet hours, days and the hour of the digest, in zones whose clocks are put forward and back."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.alert_times import Hours, last_moment, may_go, retry_at

MADRID = ZoneInfo("Europe/Madrid")
NIGHT = Hours(zone=MADRID, quiet=(time(22), time(7)))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=MADRID).astimezone(UTC)


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2031-05-14T21:59", "2031-05-14T21:59"),
        ("2031-05-14T22:00", "2031-05-15T07:00"),
        ("2031-05-15T03:00", "2031-05-15T07:00"),
        ("2031-05-15T07:00", "2031-05-15T07:00"),
        ("2031-03-29T23:00", "2031-03-30T07:00"),  # the clock is put forward in this night
        ("2031-10-25T23:00", "2031-10-26T07:00"),  # and back in this one
    ],
)
def test_quiet_hours_are_those_of_the_wall_clock(moment, opens):
    assert NIGHT.next_open(at(moment)) == at(opens)


def test_on_other_days_it_waits_for_the_first_hour_of_the_next_one():
    weekdays = Hours(zone=MADRID, days=("mon", "tue", "wed", "thu", "fri"))
    assert weekdays.next_open(at("2031-05-17T10:00")) == at("2031-05-19T00:00")
    both = Hours(zone=MADRID, days=("mon",), quiet=(time(22), time(7)))
    assert both.next_open(at("2031-05-14T10:00")) == at("2031-05-19T07:00")


def test_quiet_hours_that_end_in_the_hour_that_is_left_out_end_after_it():
    gap = Hours(zone=MADRID, quiet=(time(22), time(2, 30)))
    assert gap.next_open(at("2031-03-30T01:00")) == datetime(2031, 3, 30, 1, 30, tzinfo=UTC)


@given(
    minutes=st.integers(0, 366 * 24 * 60),
    begin=st.times(),
    end=st.times(),
    days=st.sets(st.sampled_from(("mon", "tue", "wed", "thu", "fri", "sat", "sun")), min_size=1),
)
def test_what_waits_goes_within_a_week_and_only_when_it_may(minutes, begin, end, days):
    hours = Hours(zone=MADRID, quiet=(begin, end), days=days)
    moment = datetime(2031, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    opens = hours.next_open(moment)
    assert moment <= opens <= moment + timedelta(days=8, hours=2)
    assert hours.open(opens)


def test_a_throttle_counts_from_the_message_before():
    hours, now = Hours(zone=UTC), datetime(2031, 5, 14, 12, tzinfo=UTC)
    assert may_go(hours, now, None, 600) == now
    assert may_go(hours, now, now - timedelta(minutes=4), 600) == now + timedelta(minutes=6)
    assert may_go(hours, now, now - timedelta(minutes=40), 600) == now


def test_no_wait_is_longer_than_what_was_asked_for_or_an_hour():
    now = datetime(2031, 5, 14, 12, tzinfo=UTC)
    assert retry_at(now, 10_000) == now + timedelta(hours=1)
    assert retry_at(now, 1, timedelta(days=400)) == now + timedelta(hours=6)


def test_the_hour_of_the_digest_is_found_looking_back():
    hours = Hours(zone=MADRID, days=("mon", "fri"))
    assert last_moment(at("2031-05-16T07:30"), time(7, 30), hours) == at("2031-05-16T07:30")
    assert last_moment(at("2031-05-16T07:29"), time(7, 30), hours) == at("2031-05-12T07:30")
    assert last_moment(at("2031-05-18T12:00"), time(7, 30), hours) == at("2031-05-16T07:30")
