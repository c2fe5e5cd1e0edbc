"""Kills, signals, and two crawlers at once."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time

import pytest

from tests.end_to_end.conftest import end


def stored_urls(desk) -> list[str]:
    return sorted(line["url"] for line in desk.lines())


def wait_for(condition, seconds: float = 30.0) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it never came true"
        time.sleep(0.05)


def living(group: int) -> list[str]:
    """Processes of a group that still run; those that nobody has reaped yet do not."""
    rows = subprocess.run(["ps", "-A", "-o", "pgid=,stat="], capture_output=True, text=True, check=True).stdout
    return [row for row in rows.splitlines() if row.split()[0] == str(group) and not row.split()[1].startswith("Z")]


def counted(desk) -> int:
    db = sqlite3.connect(f"file:{desk.data / 'presswatch.db'}?mode=ro", uri=True)
    try:
        return db.execute("SELECT count(*) FROM articles").fetchone()[0]
    except sqlite3.OperationalError:
        return 0
    finally:
        db.close()


def test_killed_at_any_moment_nothing_is_lost_and_nothing_stored_twice(desk, crawled):
    for enough in (1, 15, 35):
        process = desk.start("crawl")
        wait_for((desk.data / "presswatch.db").exists)
        wait_for(lambda least=enough, p=process: counted(desk) >= least or p.poll() is not None)
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
    desk.run("crawl")
    assert stored_urls(desk) == stored_urls(crawled)
    assert desk.run("crawl").returncode == 0


def test_readers_end_with_a_killed_crawler(desk):
    process = desk.start("run")
    wait_for((desk.data / "presswatch.db").exists)
    wait_for(lambda: counted(desk) >= 1)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    wait_for(lambda: not living(process.pid), 10.0)


def test_a_torn_line_is_set_aside_and_the_article_stands(desk, crawled):
    desk.run("crawl", "elcorreo")
    [file] = (desk.data / "articles").rglob("elcorreo.jsonl")
    before = file.read_bytes()
    file.write_bytes(before + b'{"torn')
    done = desk.run("crawl", "elcorreo")
    assert file.read_bytes() == before
    assert file.with_name("elcorreo.jsonl.bad").read_bytes() == b'{"torn'
    assert "elcorreo.jsonl.bad" in done.stderr


def test_run_is_stopped_by_sigterm_within_ten_seconds(desk, crawled):
    process = desk.start("run")
    wait_for((desk.data / "presswatch.db").exists)
    wait_for(lambda: counted(desk) >= 3)
    began = time.monotonic()
    assert end(process) == 0
    assert time.monotonic() - began < 10
    desk.run("crawl")
    assert stored_urls(desk) == stored_urls(crawled)


def test_crawl_beside_run_is_handed_over_and_reading_just_works(desk, newsroom):
    process = desk.start("run")
    try:
        wait_for((desk.data / "presswatch.db").exists)
        wait_for(lambda: counted(desk) >= 3)
        began = time.monotonic()
        second = desk.run("run")
        assert second.returncode == 3
        assert str(process.pid) in second.stderr
        assert time.monotonic() - began < 2  # the interpreter's own start included
        url = next(piece.url for piece in newsroom.articles if "eeuu-e-irak" in piece.url)
        handed = desk.run("crawl", "--url", url, "--json")
        assert "handed over" in handed.stderr
        summary = json.loads(handed.stdout)
        assert summary["stored"] + summary["unchanged"] == 1
        assert desk.run("list").returncode == 0
        assert desk.run("search", "irak").returncode == 0
        assert desk.run("status").returncode == 0
    finally:
        assert end(process) == 0


@pytest.mark.parametrize("arguments", [["list"], ["crawl", "elcorreo"]])
def test_scrapy_users_find_what_they_expect(desk, newsroom, arguments):
    settings = ["-s", f"PRESSWATCH_CONFIG={desk.config}", "-s", f"PRESSWATCH_DATA={desk.data}"]
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", *arguments, *settings], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    if arguments == ["list"]:
        assert {"elcorreo", "europapress", "infobae"} <= set(done.stdout.split())
    else:
        assert {line["source"] for line in desk.lines()} == {"elcorreo"}
