"""Kinds of news that look alike and are not, from the labelled set: what each must become."""

import sys
from collections import defaultdict
from pathlib import Path

import pytest

BENCHMARKS = str(Path(__file__).parents[1] / "benchmarks")


@pytest.fixture(scope="module")
def settled(tmp_path_factory):
    """The whole labelled set in one catalogue."""
    sys.path.insert(0, BENCHMARKS)
    try:
        from labelled_news import load
        from story_scores import filled
    finally:
        sys.path.remove(BENCHMARKS)
    db = filled(tmp_path_factory.mktemp("kinds"), load())
    yield db
    db.close()


@pytest.fixture
def stories(settled):
    """Stories found, as sets of ids, of one file of the set."""

    def of(group):
        found = defaultdict(set)
        rows = settled.execute("SELECT id, story FROM articles WHERE latest AND id LIKE ?", (f"{group}:%",))
        for id_, story in rows:
            found[story].add(id_.partition(":")[2])
        return sorted(map(sorted, found.values()))

    return of


def test_market_closes_of_three_days_are_three_stories(stories):
    assert stories("03") == [["b1", "b1c"], ["b2", "b2c", "b2o"], ["b3"]]


def test_the_weather_is_a_story_a_day_and_a_town(stories):
    assert [each for each in stories("04") if each[0].startswith("t")] == [["t1"], ["t2"], ["t3"]]


def test_a_lottery_draw_is_one_story_and_the_next_draw_another(stories):
    assert [each for each in stories("04") if each[0].startswith("l")] == [["l1", "l1b"], ["l2"]]


def test_daily_prices_are_a_story_a_day(stories):
    assert stories("20") == [["z1", "z1c"], ["z2", "z2c"], ["z3"]]


def test_results_of_two_companies_are_two_stories(stories):
    assert stories("10") == [["r1", "r1c", "r1o"], ["r2", "r2c"]]


def test_a_live_blog_lies_in_the_story_that_it_follows(stories):
    assert stories("11") == [["ep", "ibr", "live", "lv", "lv2"], ["por"]]


def test_a_syndicated_column_is_one_text_in_three_papers_and_the_next_column_another(stories, settled):
    assert stories("16") == [["c1", "c2", "c3"], ["c4"]]
    rows = settled.execute("SELECT id, duplicate_of FROM articles WHERE id LIKE '16:%' AND latest ORDER BY id")
    assert [row[1] for row in rows] == [None, "16:c1", "16:c1", None]


def test_the_second_day_of_a_summit_is_another_story(stories):
    assert stories("09") == [["afp", "afpc", "obs"], ["afp2", "afp2c", "obs2", "sat"]]


def test_a_corrected_text_stays_in_its_story_and_says_that_it_is_corrected(stories, settled):
    assert ["g1", "g1c", "g2", "g3"] in stories("23")
    (edits,) = settled.execute(
        "SELECT json_extract(line, '$.edits') FROM articles WHERE id = '23:g3' AND latest"
    ).fetchone()
    assert "correction" in edits


def test_words_said_to_an_agency_are_no_credit(settled):
    quoting = "('13:and', '14:str', '13:tes')"
    lines = settled.execute(f"SELECT line FROM articles WHERE id IN {quoting} AND latest").fetchall()  # noqa: S608 - ids above
    assert all(b"told Reuters" in line or b"la agencia EFE" in line for (line,) in lines)
    credited = settled.execute(f"SELECT count(*) FROM credits WHERE article IN {quoting}").fetchone()  # noqa: S608 - ids above
    assert (len(lines), credited[0]) == (3, 0)
