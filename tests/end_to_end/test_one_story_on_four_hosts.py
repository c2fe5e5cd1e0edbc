"""One agency story on four hosts: copies folded, the rewrite traced to the page it credits."""

import json
import sqlite3

import pytest

from pipelines.article import Article
from pipelines.clock import iso
from pipelines.fingerprint import fingerprint
from pipelines.settle import settle
from pipelines.settling import Settling
from pipelines.store.catalogue import open_catalogue
from pipelines.text import content_hash, word_count


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


def test_the_page_that_hides_the_agency_gets_it_from_the_copies_that_name_it(seed, present, crawled):
    """At once where a copy that names it was stored before, else by a change."""
    ident, written = seed["infobae"]["id"], seed["infobae"]
    assert present[ident]["agency"] == "europapress"
    with sqlite3.connect(crawled.data / "presswatch.db") as db:
        kind, evidence, target = db.execute(
            "SELECT kind, evidence, target FROM credits WHERE article = ? AND agency = 'europapress'", (ident,)
        ).fetchone()
        changes = db.execute("SELECT new, why FROM changes WHERE id = ? AND field = 'agency'", (ident,)).fetchall()
    assert kind == "copy"
    assert "EUROPA PRESS" in evidence.upper()
    assert target in {seed["europapress"]["id"], seed["lagaceta"]["id"]}
    assert changes or written["provenance"]["agency"] == "copy"


def test_the_story_tells_what_each_outlet_did(crawled, seed):
    told = json.loads(crawled.run("stories", seed["rewrite"]["id"], "--json").stdout)
    assert told["first"] == ["europapress"]
    by_source = {article["source"]: article for article in told["articles"]}
    assert [by_source[name]["minutes"] for name in ("europapress", "infobae", "lagaceta", "levantdispatch")] == [
        0.0, 137.9, 237.9, 547.9]  # fmt: skip
    assert any("oficiales de enlace" in passage for passage in by_source["lagaceta"]["cut"])
    assert any("próxima ronda" in passage for passage in by_source["lagaceta"]["added"])


def test_the_lineage_leads_from_the_rewrite_to_the_agency(crawled, seed):
    drawn = crawled.run("show", seed["rewrite"]["id"], "--lineage").stdout
    lines = drawn[drawn.index("Lineage") :].splitlines()
    steps = [next(n for n, line in enumerate(lines) if words in line) for words in (
        "credits (credit_url", "is a copy of (copy", "is Europa Press copy (dateline")]  # fmt: skip
    assert steps == sorted(steps)


def test_the_rewrite_without_its_credit_line_is_known_by_what_it_tells(tmp_path, newsroom):
    """The four texts as they stand in the newsroom, and the other meeting, with the credit line taken out."""
    db = open_catalogue(tmp_path)
    db.execute("BEGIN")
    pieces = sorted(
        (p for p in newsroom.articles if p.role in ("seed", "copy", "rewrite", "lookalike")), key=_published
    )
    for piece in pieces:
        seen = iso(piece.published)
        article = Article(id=piece.key, url=piece.url, source=piece.site, title=piece.title, text=piece.text,
                          first_seen=seen, fetched=seen)  # fmt: skip
        article.word_count, article.content_hash = word_count(piece.text), content_hash(piece.title, piece.text)
        settle(Settling(article=article, fingerprint=fingerprint(piece.text), db=db, now=seen))
    stories = dict(db.execute("SELECT id, story FROM articles"))
    kinds = db.execute("SELECT DISTINCT kind FROM story_links WHERE article = 'levantdispatch/us-iraq'").fetchall()
    db.close()
    assert stories["levantdispatch/us-iraq"] == stories["infobae/eeuu-irak"] == "europapress/eeuu-irak"
    assert [kind for (kind,) in kinds] == ["retold"]
    assert stories["infobae/austin-f16"] == stories["europapress/austin-f16"] == "europapress/austin-f16"


def _published(piece):
    return piece.published


def test_the_other_meeting_is_another_story(seed, present, newsroom):
    others = [row for row in present.values() if "norfolk" in row["url"]]
    assert others
    assert present[seed["europapress"]["id"]]["story"] not in {row["story"] for row in others}
