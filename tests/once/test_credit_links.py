import json

import wire

AGENCY_URL = "https://www.agencia.example/2031/05/14/embalse-valdecuervo/"


def test_a_credit_of_a_stored_article_is_an_edge_and_joins_its_story(archive):
    archive.add("agencia", wire.DROUGHT_TITLE, wire.DROUGHT, url=AGENCY_URL)
    credit = "http://agencia.example/2031/05/14/embalse-valdecuervo?utm_source=boletin"
    rewrite = archive.add("english", wire.DROUGHT_EN_TITLE, wire.DROUGHT_EN, hour=9, credit=credit).article
    assert rewrite.credits[0].article_id == "agencia"
    assert rewrite.duplicate_of is None
    assert archive.story("english") == "agencia"


def test_an_edge_is_closed_when_the_credited_article_comes_later(archive):
    archive.add("english", wire.DROUGHT_EN_TITLE, wire.DROUGHT_EN, credit=AGENCY_URL)
    assert archive.db.execute("SELECT target FROM credits").fetchone()[0] is None
    archive.add("agencia", wire.DROUGHT_TITLE, wire.DROUGHT, hour=9, url=AGENCY_URL + "?fbclid=x")
    assert archive.db.execute("SELECT target FROM credits").fetchone()[0] == "agencia"
    ((id_, old, new),) = archive.changes("credits")
    assert id_ == "english"
    assert [json.loads(value)[0]["article_id"] for value in (old, new)] == [None, "agencia"]
    assert archive.story("agencia") == archive.story("english") == "english"


def test_a_copy_of_the_original_lies_in_the_story_of_its_translation(archive):
    archive.add("english", wire.DROUGHT_EN_TITLE, wire.DROUGHT_EN, credit=AGENCY_URL)
    archive.add("diario", "Sequía en Valdecuervo", wire.DROUGHT, hour=9)
    assert archive.story("diario") == "diario"
    archive.add("agencia", wire.DROUGHT_TITLE, wire.DROUGHT, hour=10, url=AGENCY_URL)
    assert {archive.story(id_) for id_ in ("english", "diario", "agencia")} == {"english"}
    assert ("diario", '"diario"', '"english"') in archive.changes("story")


def test_an_article_does_not_credit_itself(archive):
    own = archive.add("agencia", wire.DROUGHT_TITLE, wire.DROUGHT, url=AGENCY_URL, credit=AGENCY_URL)
    assert own.article.credits[0].article_id is None
    again = archive.add("agencia", "Otro título", wire.DROUGHT, hour=9, url=AGENCY_URL, credit=AGENCY_URL)
    assert again.article.credits[0].article_id is None


def test_a_credit_without_a_usable_address_stays_open(archive):
    rewrite = archive.add("english", wire.DROUGHT_EN_TITLE, wire.DROUGHT_EN, credit="http://user@agencia.example/")
    assert rewrite.article.credits[0].article_id is None
    assert rewrite.article.story == "english"


def test_an_alias_leads_to_the_article(archive):
    archive.add("agencia", wire.DROUGHT_TITLE, wire.DROUGHT, url=AGENCY_URL)
    archive.db.execute("INSERT INTO aliases VALUES ('1:agencia.example/n/77', 'agencia')")
    rewrite = archive.add("en", wire.DROUGHT_EN_TITLE, wire.DROUGHT_EN, credit="https://agencia.example/n/77").article
    assert rewrite.credits[0].article_id == "agencia"


def test_a_revision_keeps_its_story_and_its_link(archive):
    archive.add("agencia", wire.DROUGHT_TITLE, wire.DROUGHT, url=AGENCY_URL)
    archive.add("english", wire.DROUGHT_EN_TITLE, wire.DROUGHT_EN, hour=9, credit=AGENCY_URL)
    revised = archive.add("english", "Updated: " + wire.DROUGHT_EN_TITLE, wire.DROUGHT_EN, hour=10, credit=AGENCY_URL)
    assert revised.article.revision == 2
    assert revised.article.story == "agencia"
    assert archive.db.execute("SELECT target FROM credits WHERE article = 'english'").fetchone()[0] == "agencia"
