"""One agency story on four hosts: copies folded, the rewrite traced to the page it credits."""

import sqlite3

import pytest


@pytest.fixture(scope="module")
def seed(crawled):
    """The four pages by source."""
    found = {}
    for line in crawled.lines():
        if line["source"] == "levantdispatch" and any("eeuu-e-irak" in (c["url"] or "") for c in line["credits"]):
            found["rewrite"] = line
        elif "derrota" in line["text"].lower() and "irak" in line["title"].lower():
            found[line["source"]] = line
    return found


@pytest.fixture(scope="module")
def present(crawled):
    """Present values: what was learned later is folded in."""
    db = sqlite3.connect(crawled.data / "presswatch.db")
    db.row_factory = sqlite3.Row
    yield {row["id"]: row for row in db.execute("SELECT * FROM articles WHERE latest")}
    db.close()


def test_all_four_are_stored(seed):
    assert set(seed) == {"europapress", "infobae", "lagaceta", "rewrite"}


def test_the_three_spanish_pages_are_one_story_and_two_are_copies(seed, present):
    spanish = [present[seed[name]["id"]] for name in ("europapress", "infobae", "lagaceta")]
    assert len({row["story"] for row in spanish}) == 1
    kinds = {row["source"]: row["duplicate_kind"] for row in spanish}
    assert kinds["europapress"] is None
    assert kinds["infobae"] == "copy"
    assert kinds["lagaceta"] in ("copy", "contained")
    assert all(row["duplicate_of"] == seed["europapress"]["id"] for row in spanish if row["duplicate_kind"])


def test_the_rewrite_credits_the_stored_article(seed, present, crawled):
    rewrite = seed["rewrite"]
    db = sqlite3.connect(crawled.data / "presswatch.db")
    targets = [t for (t,) in db.execute("SELECT target FROM credits WHERE article = ?", (rewrite["id"],)) if t]
    db.close()
    assert targets == [seed["infobae"]["id"]]
    assert present[rewrite["id"]]["story"] == present[seed["infobae"]["id"]]["story"]
    assert present[rewrite["id"]]["duplicate_of"] is None
    assert "Image and News Source" not in rewrite["text"]


def test_the_agency_is_named_where_the_page_names_it(seed):
    assert seed["europapress"]["agency"] == "europapress"
    assert seed["lagaceta"]["agency"] == "europapress"
    assert seed["europapress"]["dateline"]["place"].upper() == "MADRID"


def test_all_four_are_about_the_same_countries(seed):
    assert {name: set(line["countries"]) for name, line in seed.items()} == {name: {"US", "IQ"} for name in seed}


def test_the_other_meeting_is_another_story(seed, present, newsroom):
    others = [row for row in present.values() if "norfolk" in row["url"]]
    assert others
    assert present[seed["europapress"]["id"]]["story"] not in {row["story"] for row in others}
