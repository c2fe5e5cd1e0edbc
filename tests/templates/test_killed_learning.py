"""kill -9 while a site's first pages teach: no page is lost, and the same is learned."""

import os
import signal
import sqlite3
import time

import pytest
from paper import Paper, Story

from tests.end_to_end.conftest import make_desk

ONE_AFTER_THE_OTHER = "workers = 1\nconcurrency = 1\nconcurrency_per_host = 1\n"


@pytest.fixture
def paper():
    with Paper() as served:
        yield served


def looked_up(desk, query):
    """Rows of a query; none while there is no catalogue."""
    try:
        db = sqlite3.connect(f"file:{desk.data / 'presswatch.db'}?mode=ro", uri=True)
        try:
            return db.execute(query).fetchall()
        finally:
            db.close()
    except sqlite3.OperationalError:
        return []


def kill_after(desk, lessons):
    """Start a crawl, and kill it as soon as so many lessons are in the catalogue."""
    process = desk.start("crawl")
    until = time.monotonic() + 60
    while len(looked_up(desk, "SELECT key FROM template_lessons")) < lessons:
        assert time.monotonic() < until, "it never came so far"
        assert process.poll() is None, "it ended before it could be killed"
        time.sleep(0.005)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate(timeout=20)


def learned(desk):
    return looked_up(desk, "SELECT container, template FROM templates ORDER BY container")


def test_a_kill_in_mid_learning_loses_no_page_and_leaves_the_same_templates(tmp_path, paper):
    unkilled = make_desk(tmp_path / "one", paper.sources_toml(), ONE_AFTER_THE_OTHER)
    assert unkilled.run("crawl").returncode == 0
    killed = make_desk(tmp_path / "other", paper.sources_toml(), ONE_AFTER_THE_OTHER)
    kill_after(killed, 1)
    kill_after(killed, 2)
    assert killed.run("crawl").returncode == 0
    assert {line["url"]: line["text"] for line in killed.lines()} == {paper.url(n): Story(n).text for n in range(20)}
    assert learned(killed) == learned(unkilled) != []
