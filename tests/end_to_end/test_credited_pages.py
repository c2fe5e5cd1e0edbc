"""What a stored article credits is fetched, within its budget and its guards, and nobody's crawl fails for it."""

import sqlite3
import tomllib

import pytest
import tomlkit

from crawler.crediting import may_follow, to_follow
from crawler.wish import Wish
from crawler.work import Scope
from pipelines.article import Article, Credit
from pipelines.source import Source

PUBLIC, PRIVATE = (
    Source(id=id_, name=id_, domains=(f"{id_}.example",), allow_private=private)
    for id_, private in (("a", False), ("b", True))
)


def crawled(desk_of, newsroom, sources, settings=""):
    """Exit code and rows of a crawl of the English outlet alone; the configuration knows only `sources`."""
    tables = {name: table for name, table in tomllib.loads(newsroom.sources_toml()).items() if name in sources}
    desk = desk_of(tomlkit.dumps(tables), settings)
    done = desk.run("crawl", "levantdispatch")
    with sqlite3.connect(desk.data / "presswatch.db") as db:
        rows = db.execute("SELECT u.source, u.state, u.reason, u.document, u.url FROM urls u").fetchall()
        links = db.execute("SELECT count(*) FROM credits WHERE target IS NOT NULL AND kind = 'credit_url'").fetchone()[
            0
        ]
        stories = db.execute(
            "SELECT count(DISTINCT story) FROM articles WHERE url LIKE '%derrota%' OR title LIKE '%Baghdad%'"
        ).fetchone()[0]
        why = dict(db.execute("SELECT why, sum(requests) FROM traffic GROUP BY why"))
    return done, [row for row in rows if row[3] == "credit"], links, stories, why


def test_the_credited_page_is_fetched_and_closes_the_chain(desk_of, newsroom):
    done, credited, links, stories, why = crawled(desk_of, newsroom, ("levantdispatch", "infobae"))
    assert done.returncode == 0, done.stderr
    assert [(row[0], row[1]) for row in credited] == [("infobae", "stored")]
    assert (links, stories, why["credit"]) == (1, 1, 1)


def test_a_budget_of_nothing_follows_nothing(desk_of, newsroom):
    done, credited, links, _, why = crawled(desk_of, newsroom, ("levantdispatch", "infobae"), "credit_budget = 0\n")
    assert (done.returncode, credited, links, why.get("credit")) == (0, [], 0, None)


def test_an_address_that_the_guard_refuses_is_listed_and_fails_no_crawl(desk_of, newsroom):
    done, credited, _, _, _ = crawled(desk_of, newsroom, ("levantdispatch",))
    assert done.returncode == 0, done.stderr
    assert [(row[0], row[1], row[2]) for row in credited] == [("", "failed", "blocked_address")]


@pytest.mark.parametrize(("credited", "crediting", "may"), [
    (None, PUBLIC, True), (PUBLIC, PUBLIC, True), (PRIVATE, PUBLIC, False), (PRIVATE, None, False),
    (PRIVATE, PRIVATE, True),
])  # fmt: skip
def test_only_private_sources_lead_to_private_ones(credited, crediting, may):
    assert may_follow(credited, crediting) is may


def test_only_addresses_of_texts_are_followed():
    def credit(kind, url, article_id=None):
        return Credit(kind=kind, url=url, evidence="x", confidence=0.9, article_id=article_id)

    seen = "2031-05-14T08:00:00+00:00"
    article = Article(url="https://a.example/1", source="a", first_seen=seen, fetched=seen)
    article.credits = [
        credit("canonical", "https://b.example/one"), credit("credit_url", "https://b.example/"),
        credit("credit_url", "https://b.example/known", "id"), credit("section", "https://b.example/two"),
        *(credit("credit_url", f"https://c.example/{n}") for n in range(9)),
    ]  # fmt: skip
    assert to_follow(article) == ["https://b.example/one", "https://c.example/0", "https://c.example/1"]


def test_no_crawl_waits_until_a_credited_page_that_failed_may_be_asked_again():
    assert Scope(wish=Wish()).persists
    assert not Scope(wish=Wish(), credit=True).persists
    assert not Scope(wish=Wish(), endless=True).persists
