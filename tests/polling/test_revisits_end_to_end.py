"""Stored articles looked at again by the real program: revisions, takedowns, and what it costs."""

import json
import sqlite3
import time

import pytest

from crawler.demo.server import Newsroom
from tests.end_to_end.conftest import end, make_desk

PLAN = 'revisit_plan = ["1s", "5s"]\n'
"""All pieces of the newsroom are old news: each is looked at once, five seconds after it was stored."""


@pytest.fixture
def room():
    with Newsroom() as room:
        yield room


def source_table(room, name: str) -> str:
    tables = room.sources_toml().split("\n\n")
    return next(table for table in tables if table.lstrip().startswith(f"[{name}]")) + "\n"


def rows(desk, query: str, *values: object) -> list[tuple]:
    db = sqlite3.connect(f"file:{desk.data / 'presswatch.db'}?mode=ro", uri=True)
    try:
        return db.execute(query, values).fetchall()
    except sqlite3.OperationalError:
        return []
    finally:
        db.close()


def wait_for(condition, seconds: float = 40.0) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it never came true"
        time.sleep(0.1)


def stored(desk, url: str) -> bool:
    return bool(rows(desk, "SELECT 1 FROM urls WHERE url = ? AND state = 'stored'", url))


def changes(desk) -> list[dict]:
    paths = sorted((desk.data / "changes").glob("*.jsonl"))
    return [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_revised_piece_becomes_revision_2_and_a_withdrawn_one_a_takedown(tmp_path, room):
    desk = make_desk(tmp_path, room.sources_toml(), PLAN)
    revised = next(p.url for p in room.articles if p.revision and not p.held)
    withdrawn = next(p.url for p in room.articles if p.role == "article" and p.url != revised)
    process = desk.start("run")
    try:
        wait_for((desk.data / "presswatch.db").exists)
        wait_for(lambda: stored(desk, revised) and stored(desk, withdrawn))
        room.revise(revised)
        room.withdraw(withdrawn)
        wait_for(lambda: rows(desk, "SELECT 1 FROM articles WHERE url = ? AND revision = 2", revised))
        wait_for(lambda: any(change["field"] == "takedown" for change in changes(desk)))
        room.publish(withdrawn)
        wait_for(lambda: sum(change["field"] == "takedown" for change in changes(desk)) == 2)
    finally:
        assert end(process) == 0
    down, back = [change for change in changes(desk) if change["field"] == "takedown"]
    assert (down["old"], "404" in down["why"]) == (None, True)
    assert (back["old"], back["new"]) == (down["new"], None)
    [line] = [line for line in desk.lines() if line["url"] == withdrawn]
    assert (line["id"], bool(line["text"])) == (down["id"], True)
    versions = [line for line in desk.lines() if line["url"] == revised]
    assert [line["revision"] for line in versions] == [1, 2]
    assert versions[0]["id"] == versions[1]["id"]
