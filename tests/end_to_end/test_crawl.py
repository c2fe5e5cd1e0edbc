"""One crawl of the newsroom: what is stored, what is listed, and what a second crawl does."""

import collections
import json
from pathlib import Path

import jsonschema
import pytest

import pipelines
from tests.end_to_end.conftest import make_desk

SCHEMA = json.loads((Path(pipelines.__file__).parent / "article.schema.json").read_text(encoding="utf-8"))


def roles(newsroom) -> dict[str, list[str]]:
    found = collections.defaultdict(list)
    for piece in newsroom.articles:
        found[piece.role].append(piece.url)
    return found


def test_every_published_article_is_stored_once(crawled, newsroom):
    stored = collections.Counter(line["url"] for line in crawled.lines())
    never = {"held", "gone", "soft_404", "disallowed", "empty", "index"}
    wanted = {url for role, urls in roles(newsroom).items() if role not in never for url in urls}
    assert wanted - set(stored) == set()
    assert [url for url, count in stored.items() if count > 1] == []


def test_every_line_follows_the_schema(crawled):
    validator = jsonschema.Draft202012Validator(SCHEMA)
    for line in crawled.lines():
        assert [error.message for error in validator.iter_errors(line)] == [], line["url"]


def test_what_is_not_stored_is_listed_with_its_reason(desk, newsroom):
    done = desk.run("crawl")
    assert done.returncode == 1
    for role, reason in (("gone", "gone"), ("soft_404", "soft_404"), ("disallowed", "robots_disallowed")):
        for url in roles(newsroom)[role]:
            assert any(url in line and reason in line for line in done.stderr.splitlines()), (role, done.stderr)


def test_a_second_crawl_asks_conditionally_and_stores_nothing(crawled, newsroom):
    before, asked = crawled.lines(), len(newsroom.requests)
    done = crawled.run("crawl")
    assert done.returncode == 0, done.stderr
    assert crawled.lines() == before
    visits = newsroom.requests[asked:]
    assert visits
    assert {visit.status for visit in visits} == {304}


def test_the_four_clocks_and_the_raw_page_are_kept(crawled):
    for line in crawled.lines():
        assert line["first_seen"] <= line["fetched"]
        assert (crawled.data / "pages" / line["page"]["warc"]).exists()
    seed = next(line for line in crawled.lines() if "america/agencias/2024/07/25/eeuu-e-irak" in line["url"])
    assert seed["published"] == "2024-07-25T07:30:00+00:00"


def test_one_article_by_url_is_printed_and_stored(desk, newsroom):
    url = next(piece.url for piece in newsroom.articles if "eeuu-e-irak" in piece.url)
    done = desk.run("crawl", "--url", url)
    assert done.returncode == 0, done.stderr
    [line] = desk.lines()
    assert line["url"] == url
    assert line["title"] in done.stdout
    assert line["text"][:60] in done.stdout.replace("\n", " ")


def test_named_sources_and_a_limit(desk):
    done = desk.run("crawl", "elcorreo", "--limit", "2", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["stored"] == 2
    assert {line["source"] for line in desk.lines()} == {"elcorreo"}


def test_an_unknown_source_is_refused(desk):
    done = desk.run("crawl", "elcorero")
    assert done.returncode == 2
    assert "elcorero" in done.stderr
    assert not desk.data.exists()


@pytest.fixture
def mixed(tmp_path, newsroom):
    """One good source beside three that cannot work."""
    port = newsroom.port
    bad = f"""
[unreachable]
name = "Nobody there"
domains = ["nobody.localhost"]
feeds = ["http://nobody.localhost:1/rss"]
allow_private = true
delay = "0s"

[html-feed]
name = "A feed that is a page"
domains = ["elcorreo.localhost"]
feeds = ["http://elcorreo.localhost:{port}/nothing-here.xml", "{next(p.url for p in newsroom.articles)}"]
allow_private = true
delay = "0s"

[private]
name = "Not allowed"
domains = ["nowhere.localhost"]
feeds = ["http://nowhere.localhost:{port}/rss"]
delay = "0s"
"""
    return make_desk(tmp_path, newsroom.sources_toml() + bad)


def test_bad_sources_are_named_and_the_good_ones_stored(mixed):
    done = mixed.run("crawl", "elcorreo", "unreachable", "html-feed", "private")
    assert done.returncode == 1
    assert len(mixed.lines()) > 3
    listed = {line.split(": ")[2] for line in done.stderr.splitlines() if line.startswith("missing: ")}
    assert {"robots_unreachable", "gone", "not_a_feed", "blocked_address"} <= listed, done.stderr


def test_a_wrong_configuration_runs_nothing(tmp_path):
    desk = make_desk(tmp_path, '[x]\nname = "X"\ndomains = ["x.example"]\nfeedz = ["http://x.example/rss"]\n')
    done = desk.run("crawl")
    assert done.returncode == 2
    assert "[x]" in done.stderr
    assert "feedz" in done.stderr
    assert not desk.data.exists()
