"""The request ledger and the daily budget, held against what the server itself counted."""

import json
import sqlite3
from collections import Counter

import pytest

from crawler.demo.server import Newsroom
from tests.end_to_end.conftest import make_desk

BUDGET = 12
ISO = "%Y-%m-%dT%H:%M:%S+00:00"


@pytest.fixture(scope="module")
def room():
    with Newsroom() as room:
        yield room


def ledger(desk) -> list[dict]:
    done = desk.run("stats", "--by", "requests", "--json")
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def age_by_a_day(desk) -> None:
    """Let everything in the catalogue have happened a day earlier."""
    db = sqlite3.connect(desk.data / "presswatch.db")
    db.execute("UPDATE traffic SET day = date(day, '-1 day')")
    db.execute("UPDATE urls SET next_try = strftime(?, next_try, '-1 day')", [ISO])
    db.execute("UPDATE documents SET next_poll = strftime(?, next_poll, '-1 day')", [ISO])
    db.commit()
    db.close()


def with_budget(room) -> str:
    return room.sources_toml().replace("[infobae]\n", f"[infobae]\nbudget = {BUDGET}\n")


def test_every_request_is_told_of_with_its_reason_and_what_a_304_saved(tmp_path, room):
    desk = make_desk(tmp_path, room.sources_toml())
    began = len(room.requests)
    desk.run("crawl", "europapress", "lagaceta")
    first = ledger(desk)
    visits = room.requests[began:]
    assert sum(row["requests"] for row in first) == len(visits)
    whys = Counter({row["why"]: 0 for row in first})
    for row in first:
        whys[row["why"]] += row["requests"]
    assert whys["robots"] == sum(visit.path == "/robots.txt" for visit in visits)
    assert whys["article"] > whys["poll"] > 0
    assert sum(row["saved"] for row in first) == 0
    desk.run("crawl", "europapress", "lagaceta")
    polls = [row for row in ledger(desk) if row["why"] == "poll"]
    full, spared = (sum(r[key] for r in polls if r["outcome"] == o) for o, key in (("2xx", "bytes"), ("304", "saved")))
    assert spared == full > 0
    assert sum(row["conditional"] for row in polls) == whys["poll"]


def test_visits_are_told_apart_and_only_made_when_asked_for(tmp_path, room):
    desk = make_desk(tmp_path, room.sources_toml(), 'revisit_plan = ["1s"]\n')
    desk.run("crawl", "europapress")
    assert not [row for row in ledger(desk) if row["why"] == "revisit"]
    done = desk.run("crawl", "europapress", "--revisit", "--json")
    summary = json.loads(done.stdout)
    [visits] = [row for row in ledger(desk) if row["why"] == "revisit"]
    assert summary["unchanged"] == visits["requests"] == visits["conditional"] == len(desk.lines())
    assert (visits["outcome"], summary["stored"], done.returncode) == ("304", 0, 0)
    assert visits["saved"] > 0


def test_what_exceeds_the_daily_budget_waits_for_tomorrow_and_is_told(tmp_path, room):
    desk = make_desk(tmp_path, with_budget(room))
    began = len(room.requests)
    done = desk.run("crawl", "infobae")
    made = len(room.requests) - began
    assert BUDGET <= made <= BUDGET + 1  # robots.txt comes with the first
    assert 0 < len(desk.lines()) < BUDGET
    assert done.returncode == 0, done.stderr
    assert "budget" in done.stderr
    assert f"infobae used {made} of {BUDGET} requests" in desk.run("status").stdout
    desk.run("crawl", "infobae")
    assert len(room.requests) - began == made


def test_the_next_day_goes_on_where_the_budget_ended(tmp_path, room):
    desk = make_desk(tmp_path, with_budget(room))
    desk.run("crawl", "infobae")
    before = len(desk.lines())
    age_by_a_day(desk)
    desk.run("crawl", "infobae")
    assert len(desk.lines()) > before
