"""A site is redesigned between two crawls: it is noticed, learned anew, and no wrong text is stored in between."""

import shutil
import sqlite3

import paper as papers
import pytest
from paper import Paper, Story

from tests.end_to_end.conftest import Desk, make_desk

NEW = range(100, 110)
ONE_AFTER_THE_OTHER = "workers = 1\nconcurrency_per_host = 1\n"


@pytest.fixture(scope="module")
def paper():
    with Paper() as served:
        yield served


@pytest.fixture(scope="module")
def known(paper, tmp_path_factory):
    """A desk that has read the paper in its old layout."""
    paper.layout, paper.numbers = papers.old, range(20)
    desk = make_desk(tmp_path_factory.mktemp("muelle"), paper.sources_toml(), ONE_AFTER_THE_OTHER)
    done = desk.run("crawl")
    assert done.returncode == 0, done.stderr
    return desk


@pytest.fixture
def desk(known, tmp_path):
    shutil.copytree(known.config, tmp_path / "conf")
    shutil.copytree(known.data, tmp_path / "data")
    return Desk(config=tmp_path / "conf", data=tmp_path / "data")


def rows(desk, query):
    db = sqlite3.connect(f"file:{desk.data / 'presswatch.db'}?mode=ro", uri=True)
    try:
        return db.execute(query).fetchall()
    finally:
        db.close()


def stored(desk, paper, numbers):
    """Number -> line, of those that are stored."""
    lines = {line["url"]: line for line in desk.lines()}
    return {number: lines[paper.url(number)] for number in numbers if paper.url(number) in lines}


def test_later_pages_of_the_old_layout_are_read_by_its_template(known, paper):
    lines = stored(known, paper, range(20))
    assert {number: line["text"] for number, line in lines.items()} == {n: Story(n).text for n in range(20)}
    assert sum(line["extractor"].startswith("template") for line in lines.values()) >= 12


@pytest.mark.parametrize("layout", ["teasers", "prompt", "blurb", "swapped", "vanished"])
def test_a_redesign_is_learned_within_five_pages_and_no_wrong_text_stored(desk, paper, layout):
    paper.layout, paper.numbers = getattr(papers, layout), NEW
    done = desk.run("crawl")
    assert done.returncode == 0, done.stderr
    lines = stored(desk, paper, NEW)
    assert lines.keys() == set(NEW)
    assert all(line["text"].endswith(Story(number).text) for number, line in lines.items())
    assert all(len(line["text"]) < 1.3 * len(Story(number).text) for number, line in lines.items())
    ways = [line["extractor"].split()[0] for line in sorted(lines.values(), key=lambda line: line["fetched"])]
    assert "template" not in ways[:3], "the old template read a page that it does not fit"
    assert "template" in ways[3:5], "the new layout was not learned"


def test_pages_without_their_article_are_held_until_they_can_be_read(desk, paper):
    paper.layout, paper.numbers = papers.scripted, NEW
    done = desk.run("crawl")
    assert done.returncode == 1
    assert stored(desk, paper, NEW) == {}
    assert rows(desk, "SELECT DISTINCT state, reason FROM urls WHERE url LIKE '%informe-10_-%'") == [("held", "drift")]
    assert "held" in done.stdout
    assert paper.url(105) in done.stderr
    status = desk.run("status").stdout
    assert "10 held" in status
    assert "drift" in status


def test_replay_stores_what_was_held_once_it_is_read_well(desk, paper):
    paper.layout, paper.numbers = papers.scripted, NEW[:3]
    assert desk.run("crawl").returncode == 1
    again = desk.run("replay", "--write")
    assert "3 held still" in again.stdout
    assert stored(desk, paper, NEW) == {}
    sources = desk.config / "sources.toml"
    sources.write_text(sources.read_text() + 'select = "#data"\n')
    assert "3 articles now" in desk.run("replay", "--write").stdout
    lines = stored(desk, paper, NEW)
    assert {number: line["text"].split() for number, line in lines.items()} == {
        n: Story(n).text.split() for n in NEW[:3]
    }
    assert "held" not in desk.run("status").stdout.partition("0 held")[2]
    assert desk.run("status", "--json").stdout.count('"drift"') == 0


def test_a_person_may_trust_what_is_held(desk, paper):
    paper.layout, paper.numbers = papers.scripted, NEW[:2]
    assert desk.run("crawl").returncode == 1
    desk.run("replay", "--write", "--accept")
    assert stored(desk, paper, NEW).keys() == set(NEW[:2])
    assert rows(desk, "SELECT count(*) FROM urls WHERE state = 'held'") == [(0,)]


def test_what_was_learned_is_shown(known):
    shown = known.run("sources", "template", "muelle")
    assert shown.returncode == 0, shown.stderr
    assert "container  html/body/main/article.story/div.story-body" in shown.stdout
    assert "kept       100%  p" in shown.stdout
    assert shown.stdout.count("/puerto/informe-") >= 3
    assert known.run("sources", "template", "nobody").returncode == 2
