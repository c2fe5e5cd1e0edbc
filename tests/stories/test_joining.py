from datetime import UTC

import event_texts as told
import pytest

from pipelines.article import Credit
from pipelines.store.forgetting import Forgetting, remove

CREDIT = Credit(kind="credit_url", url="https://mar.example/2031/mar-nota/", evidence="Fuente", confidence=0.95)


def links(desk):
    return {frozenset((a, b)): kind for a, b, kind in desk.db.execute("SELECT article, other, kind FROM story_links")}


def test_another_text_about_the_event_joins_its_story(desk):
    desk.add("mar", told.SIGNING)
    desk.add("sol", told.SIGNING_OWN_WORDS, at="2031-05-14T11:00")
    assert desk.story("sol") == desk.story("mar") == "mar"
    assert desk.column("duplicate_of", "sol") is None


def test_a_translation_without_a_credit_is_linked_and_says_by_what(desk):
    desk.add("mar", told.SIGNING)
    desk.add("gulf", told.SIGNING_EN, at="2031-05-14T15:00", language="en")
    assert desk.story("gulf") == "mar"
    row = desk.db.execute("SELECT kind, score, evidence FROM story_links").fetchone()
    assert row["kind"] == "retold"
    assert row["score"] > 0.7
    assert {"khasenov", "aktau", "386"} <= set(row["evidence"].strip('[]"').split('","'))


def test_the_order_in_which_they_come_does_not_matter(desk):
    desk.add("gulf", told.SIGNING_EN, language="en")
    desk.add("mar", told.SIGNING, at="2031-05-14T09:00")
    assert desk.story("mar") == "gulf"


def test_the_same_people_at_another_meeting_are_another_story(desk):
    desk.add("mar", told.SIGNING)
    desk.add("gulf", told.SIGNING_EN, at="2031-05-14T15:00", language="en")
    desk.add("rio", told.OTHER_MEETING, at="2031-05-17T10:00")
    assert desk.story("rio") == "rio"
    assert not any("rio" in pair for pair in links(desk))


def test_a_story_grows_over_days(desk):
    desk.add("mar", told.SIGNING)
    desk.add("lago", told.FOLLOW_UP, at="2031-05-15T18:00")
    assert desk.story("lago") == "mar"


def test_it_ends_with_the_window(desk):
    desk.add("mar", told.SIGNING)
    desk.add("lago", told.FOLLOW_UP, at="2031-05-20T18:00")
    assert desk.story("lago") == "lago"


def test_daily_templates_are_a_story_each(desk):
    desk.add("tue", told.RATES_TUESDAY, at="2031-05-13T18:00")
    desk.add("wed", told.RATES_WEDNESDAY)
    assert desk.story("wed") == "wed"


@pytest.mark.parametrize("order", [("mar", "quito", "round"), ("round", "mar", "quito"), ("mar", "round", "quito")])
def test_a_round_up_brings_no_stories_together(desk, order):
    texts = {"mar": told.SIGNING, "quito": told.PETROL, "round": told.ROUND_UP}
    for hour, name in enumerate(order):
        desk.add(name, texts[name], at=f"2031-05-14T{9 + hour:02}:00")
    assert desk.story("mar") != desk.story("quito")


def test_two_stories_of_one_event_merge_and_the_earlier_keeps_its_id(desk):
    short = "Remolcadores para Kuryk\n" + told.SIGNING.strip().split("\n")[3] + " Aktau espera a los obreros."
    desk.add("mar", short * 3)
    desk.add("gulf", told.SIGNING_EN, at="2031-05-14T09:00", language="en")
    assert desk.story("gulf") == "gulf"
    desk.add("credits", told.SIGNING_OWN_WORDS, at="2031-05-14T10:00",
             credits=[CREDIT])  # fmt: skip
    assert {desk.story(id_) for id_ in ("mar", "gulf", "credits")} == {"mar"}
    assert ("gulf", '"gulf"', '"mar"') in desk.changes("story")


def test_a_revision_that_tells_something_else_parts_the_story(desk):
    desk.add("mar", told.SIGNING)
    desk.add("sol", told.SIGNING_OWN_WORDS, at="2031-05-14T11:00")
    desk.add("sol", told.PETROL, at="2031-05-14T12:00")
    assert (desk.story("mar"), desk.story("sol")) == ("mar", "sol")
    assert links(desk) == {}


def test_a_revision_of_the_first_article_leaves_the_others_together(desk):
    desk.add("mar", told.SIGNING)
    desk.add("sol", told.SIGNING_OWN_WORDS, at="2031-05-14T11:00")
    desk.add("lago", told.FOLLOW_UP, at="2031-05-15T10:00")
    desk.add("mar", told.PETROL, at="2031-05-15T12:00")
    assert desk.story("mar") == "mar"
    assert desk.story("sol") == desk.story("lago") == "sol"
    assert ("lago", '"mar"', '"sol"') in desk.changes("story")


def test_a_revision_that_tells_the_same_stays(desk):
    desk.add("mar", told.SIGNING)
    desk.add("gulf", told.SIGNING_EN, at="2031-05-14T09:00", language="en")
    desk.add("gulf", told.SIGNING_EN + "Work starts in June.\n", at="2031-05-14T10:00", language="en")
    assert desk.story("gulf") == "mar"
    assert links(desk) == {frozenset(("gulf", "mar")): "retold"}


def test_a_forgotten_article_is_found_no_more(desk):
    desk.add("mar", told.SIGNING)
    remove(Forgetting(db=desk.db, ids=["mar"], now="2031-05-14T09:00:00+00:00", zone=UTC))
    desk.add("sol", told.SIGNING_OWN_WORDS, at="2031-05-14T11:00")
    assert desk.story("sol") == "sol"
    assert desk.db.execute("SELECT count(*) FROM event_profiles").fetchone()[0] == 1


def test_a_copy_stands_in_for_a_forgotten_original(desk):
    desk.add("mar", told.SIGNING)
    desk.add("copia", told.SIGNING, at="2031-05-14T08:30")
    remove(Forgetting(db=desk.db, ids=["mar"], now="2031-05-14T09:00:00+00:00", zone=UTC))
    desk.add("sol", told.SIGNING_OWN_WORDS, at="2031-05-14T11:00")
    assert desk.story("sol") == desk.story("copia")
