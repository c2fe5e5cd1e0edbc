"""Which hits become alerts: decided in the catalogue, by what is known of stories and copies."""

from datetime import timedelta

import pytest
from telling_room import NOON, text_of

from pipelines.alerts import Caught, Told, alert_id, inferred, is_old, judge
from pipelines.clock import iso

DAY = timedelta(days=1)


def caught(**more) -> Caught:
    facts = {"watchlist": "w", "article": "a", "revision": 1, "at": iso(NOON), "terms": ("litio",), "root": "a",
             "first_seen": iso(NOON), "fetched": iso(NOON), "published": iso(NOON)} | more  # fmt: skip
    return Caught(**facts)


def test_the_first_of_a_story_is_told():
    verdict = judge(caught(), [], DAY)
    assert (verdict.why, verdict.fresh) == ("new", ("litio",))


def test_a_copy_of_what_was_told_is_not_told_but_an_independent_text_is():
    told = [Told(root="a", terms=("litio",))]
    assert judge(caught(article="b", root="a"), told, DAY).silence == "told"
    assert judge(caught(article="b", root="b"), told, DAY).why == "independent"


def test_words_that_were_not_there_before_are_told_even_in_a_copy():
    told = [Told(root="a", terms=("litio",))]
    verdict = judge(caught(article="b", root="a", terms=("litio", "huelga")), told, DAY)
    assert (verdict.why, verdict.fresh) == ("term", ("huelga",))


def test_a_new_reading_of_ours_is_no_news():
    assert judge(caught(reread=True, revision=2), [], DAY).silence == "reread"


@pytest.mark.parametrize(
    ("facts", "old"),
    [
        ({}, False),
        ({"published": iso(NOON - timedelta(hours=23))}, False),
        ({"published": iso(NOON - timedelta(hours=25))}, True),
        ({"published": iso(NOON - timedelta(hours=25)), "first_seen": iso(NOON - timedelta(hours=20))}, False),
        ({"published": "2031-05-13T00:00:00+00:00", "day_only": True}, False),
        ({"published": "2031-05-12T00:00:00+00:00", "day_only": True}, True),
        ({"published": iso(NOON - timedelta(days=40)), "first_seen": iso(NOON - timedelta(days=40)),
          "fetched": iso(NOON - timedelta(days=40))}, True),  # an ingested page keeps its own times
        ({"published": None}, False),
        ({"published": None, "found_at_start": True}, True),
        ({"published": "1970-01-01T00:00:00+00:00"}, False),
        ({"published": "1970-01-01T00:00:00+00:00", "found_at_start": True}, True),
    ],
)  # fmt: skip
def test_what_was_old_when_first_seen(facts, old):
    assert is_old(caught(**facts), DAY) is old


def test_the_same_hit_has_the_same_id_and_another_has_another():
    assert alert_id("w", "a", 1) == alert_id("w", "a", 1)
    assert len({alert_id("w", "a", 1), alert_id("w", "a", 2), alert_id("v", "a", 1), alert_id("w", "b", 1)}) == 4


def test_facts_that_a_page_does_not_state_are_told_as_inferred():
    line = {"agency": "efe", "published": None, "first_seen": "x", "provenance": {}}
    assert [(fact.field, fact.value) for fact in inferred(line)] == [("agency", "efe"), ("published", "x")]
    printed = {"agency": "efe", "published": "x", "provenance": {"agency": "dateline", "published": "jsonld"}}
    assert inferred(printed) == []
    guessed = {"agency": None, "published": "x", "provenance": {"published": "url, local time read as UTC"}}
    assert [fact.how for fact in inferred(guessed)] == ["from its address"]


def test_one_alert_a_copy_group_whatever_comes_first(room):
    room.watch("mining")
    first = room.store("dos", text_of(1), published=iso(NOON - timedelta(minutes=10)))
    room.catch("mining", first)
    room.tell()
    original = room.store("uno", text_of(1), published=iso(NOON - timedelta(minutes=50)))
    room.catch("mining", original)
    room.catch("mining", room.store("tres", text_of(1), published=iso(NOON - timedelta(minutes=5))))
    room.tell()
    assert room.rows("SELECT count(*) AS n FROM articles WHERE duplicate_of IS NOT NULL") == [{"n": 2}]
    assert room.alerts == [("dos", "new")]


def test_a_revision_is_told_when_it_brings_a_word_for_the_first_time(room):
    room.watch("mining")
    room.catch("mining", room.store("uno", text_of(1)), "litio")
    room.catch("mining", room.store("uno", text_of(1) + " Nada."), "litio")
    room.catch("mining", room.store("uno", text_of(1) + " Huelga."), "litio", "huelga")
    room.tell()
    assert room.alerts == [("uno", "new"), ("uno", "term")]


def test_undated_links_of_a_sources_first_look_are_old_and_later_ones_are_not(room):
    room.watch("mining")
    room.catch("mining", room.store("uno", text_of(1), published=None))
    room.now += timedelta(hours=3)
    room.catch("mining", room.store("otra", text_of(2), published=None, source="uno"))
    room.tell()
    assert room.alerts == [("otra", "new")]


def test_hits_are_judged_once_and_in_any_number(room):
    room.watch("mining")
    for number in range(12):
        room.catch("mining", room.store(f"n{number}", text_of(number)))
    room.tell()
    room.tell()
    assert [why for _, why in room.alerts] == ["new"] * 12


def test_each_watchlist_has_its_own_alerts(room):
    room.watch("mining")
    room.watch("water")
    article = room.store("uno", text_of(1))
    room.catch("mining", article)
    room.catch("water", article, "agua")
    room.tell()
    assert {row["watchlist"] for row in room.rows("SELECT watchlist FROM alerts")} == {"mining", "water"}
