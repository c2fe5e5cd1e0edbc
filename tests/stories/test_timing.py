from datetime import datetime, timedelta

from pipelines.stories.timing import Sighting, appearance, first_outlets


def sighting(source, *, claimed=None, unseen=None, seen="10:00"):
    def moment(text):
        return f"2031-05-14T{text}:00+00:00" if text else None

    return Sighting(source=source, claimed=moment(claimed), unseen=moment(unseen), seen=moment(seen))


def first(*sightings):
    return first_outlets([appearance(each) for each in sightings])


def test_a_claim_between_the_polls_is_believed():
    found = appearance(sighting("mar", claimed="09:57", unseen="09:50"))
    assert (found.latest, found.uncertainty, found.claimed) == (
        datetime.fromisoformat("2031-05-14T09:57:00+00:00"), timedelta(0), True)  # fmt: skip


def test_a_feed_may_lag_behind_its_outlet():
    assert appearance(sighting("mar", claimed="09:40", unseen="09:50")).claimed


def test_a_claim_that_a_poll_contradicts_is_not_believed():
    found = appearance(sighting("mar", claimed="07:00", unseen="09:50"))
    assert (found.claimed, found.uncertainty) == (False, timedelta(minutes=10))


def test_a_claim_from_the_future_is_not_believed():
    assert not appearance(sighting("mar", claimed="11:00", unseen="09:50")).claimed


def test_without_claim_or_earlier_poll_only_the_latest_moment_is_known():
    assert appearance(sighting("mar")).uncertainty is None


def test_the_earlier_claim_is_first():
    assert first(sighting("sol", claimed="09:58"), sighting("mar", claimed="09:41")) == ["mar"]


def test_clocks_a_minute_apart_cannot_tell():
    assert first(sighting("sol", claimed="09:41"), sighting("mar", claimed="09:42")) == ["sol", "mar"]


def test_gaps_between_polls_that_overlap_cannot_tell():
    assert first(sighting("sol", unseen="09:50"), sighting("mar", unseen="09:55", seen="10:05")) == ["sol", "mar"]


def test_gaps_that_do_not_overlap_can():
    assert first(sighting("sol", unseen="09:50"), sighting("mar", unseen="10:05", seen="10:10")) == ["sol"]


def test_an_outlet_never_polled_before_may_have_been_first():
    assert first(sighting("sol", claimed="09:50"), sighting("mar")) == ["sol", "mar"]
