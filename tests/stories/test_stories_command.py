"""`presswatch stories ID` as a person and a program see it."""

import json

import event_texts as told
import pytest
from click.testing import CliRunner

from crawler.cli import presswatch


@pytest.fixture
def run(desk, tmp_path):
    desk.add("mar", told.SIGNING)
    desk.add("gulf", told.SIGNING_EN, at="2031-05-14T15:00", language="en")
    desk.db.execute("COMMIT")

    def command(*arguments):
        done = CliRunner().invoke(presswatch, ["--data", str(tmp_path), *arguments])
        assert done.exception is None, done.exception
        return done.output

    return command


def test_a_story_is_shown_with_its_first_and_its_minutes(run):
    shown = run("stories", "https://gulf.example/2031/gulf-nota/")
    assert "2 outlets, 2 articles" in shown
    assert "first: mar, first seen among 0 watched outlets" in shown
    assert "+420 min" in shown
    assert "tells it again, both with:" in shown
    assert "khasenov" in shown


def test_a_story_is_json_for_programs(run):
    told_json = json.loads(run("stories", "mar", "--json"))
    assert (told_json["id"], told_json["first"], [a["minutes"] for a in told_json["articles"]]) == (
        "mar",
        ["mar"],
        [0, 420],
    )


def test_the_rewrite_without_a_credit_stands_in_the_lineage(run):
    shown = run("show", "https://gulf.example/2031/gulf-nota/", "--lineage")
    assert "tells again, without a credit, (content, 0." in shown
    assert "mar: Kasajistán y Omán firman" in shown
    assert "was told again, without a credit, by (content" in run(
        "show", "https://mar.example/2031/mar-nota/", "--lineage"
    )
