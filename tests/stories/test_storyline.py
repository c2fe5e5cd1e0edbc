from dataclasses import replace

import event_texts as told
import pytest

from pipelines.article import Link
from pipelines.store.ledger import Finding, want
from pipelines.store.reading.articles import NotStored
from pipelines.store.reading.storyline import as_json, storyline

TRIMMED = "\n".join(told.SIGNING.strip().split("\n")[:-1])


@pytest.fixture
def line(desk):
    desk.add("mar", told.SIGNING)
    desk.add("costa", TRIMMED + "\nEl puerto de Kuryk está a 70 kilómetros de Aktau.\n", at="2031-05-14T09:30")
    desk.add("gulf", told.SIGNING_EN, at="2031-05-14T15:00", language="en")
    return storyline(desk.db, "mar")


def test_a_story_is_told_in_minutes_after_its_first_article(line):
    assert [(t.article["source"], t.minutes) for t in line.tellings] == [("mar", 0), ("costa", 90), ("gulf", 420)]
    assert (line.first, line.outlets) == (["mar"], ["mar", "costa", "gulf"])


def test_it_says_what_each_copy_cut_and_added(line):
    copy = line.tellings[1]
    assert copy.original["id"] == "mar"
    assert copy.changed.cut == (
        '"El Caspio necesita brazos nuevos", ha dicho Al Jarusi, que mañana visitará Mangystau.',
    )
    assert copy.changed.added == ("El puerto de Kuryk está a 70 kilómetros de Aktau.",)


def test_it_says_by_what_other_texts_are_known(line):
    assert {"aktau", "386"} <= set(line.tellings[2].links[0]["evidence"])


def test_it_is_found_by_any_of_its_articles(desk, line):
    assert storyline(desk.db, "https://gulf.example/2031/gulf-nota/").id == line.id
    with pytest.raises(NotStored):
        storyline(desk.db, "nothing")


def test_it_is_plain_json(line):
    told_json = as_json(line)
    assert [(a["id"], a["minutes"], a["by"], a["uncertainty"]) for a in told_json["articles"]][1] == (
        "costa", 90.0, "claim", 0.0)  # fmt: skip


def test_without_claims_the_polls_say_when(desk):
    desk.add("mar", told.SIGNING, published=None, published_precision=None)
    desk.db.execute("UPDATE urls SET unseen = '2031-05-14T07:48:00+00:00'")
    [telling] = storyline(desk.db, "mar").tellings
    assert (telling.appearance.claimed, telling.appearance.uncertainty.total_seconds()) == (False, 720)


def test_a_poll_notes_when_its_document_did_not_show_the_article_yet(desk):
    feed, polled = "https://mar.example/feed/", "2031-05-14T07:48:00+00:00"
    desk.db.execute("INSERT INTO documents (url, source, kind, counted) VALUES (?, 'mar', 'feed', ?)", (feed, polled))
    found = Finding(source="mar", document=feed, now="2031-05-14T08:00:00+00:00")
    want(desk.db, [Link(url="https://mar.example/1")], found)
    want(desk.db, [Link(url="https://mar.example/2")], replace(found, document=None))
    assert [row[0] for row in desk.db.execute("SELECT unseen FROM urls ORDER BY key")] == [polled, None]
