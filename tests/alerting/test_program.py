"""The program itself, crawling the newsroom, with receivers that fail, and killed while it tells."""

import contextlib
import os
import re
import shutil
import signal
import sqlite3
from contextlib import closing

import pytest
from telling_receivers import Hook, MailServer
from telling_room import wait_for

from crawler.demo.server import Newsroom
from tests.end_to_end.conftest import Desk, end, make_desk

WATCHLISTS = """
[spanish]
query = "lang:es"
channels = ["hook"]

[english]
query = "lang:en"
channels = ["desk"]
"""
ROOTS = "SELECT DISTINCT coalesce(duplicate_of, id) AS root FROM articles WHERE language = ? AND latest"
STORED = "SELECT id FROM articles WHERE language = ? AND latest"
UNREAD = "SELECT coalesce(max(key), 0) - (SELECT key FROM cursors WHERE name = 'hits') AS n FROM watch_hits"
KEY = "a secret key of the hook"


@pytest.fixture(scope="module")
def newsroom():
    with Newsroom() as room:
        yield room


def desk_in(folder, newsroom: Newsroom, hook: Hook, mails: MailServer) -> Desk:
    """Three outlets, one of which copies a text of another; what is years old counts as news all the same."""
    tables = re.split(r"(?m)^(?=\[)", newsroom.sources_toml())
    few = "".join(table for table in tables if table.startswith(("[europapress]", "[lagaceta]", "[levantdispatch]")))
    desk = make_desk(folder, few, 'alert_age = "10000d"\nworkers = 1\n')
    (desk.config / "watchlists.toml").write_text(WATCHLISTS)
    (desk.config / "channels.toml").write_text(
        f'[hook]\nkind = "webhook"\nurl = "{hook.url}"\nkey = "env:HOOK_KEY"\nallow_private = true\n'
        f'[desk]\nkind = "mail"\nhost = "127.0.0.1"\nport = {mails.port}\nsecurity = "none"\nallow_private = true\n'
        'from = "presswatch@example.org"\nto = ["desk@example.org"]\n'
    )
    return desk


@pytest.fixture(scope="module", autouse=True)
def key():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOOK_KEY", KEY)
        yield


@pytest.fixture(scope="module")
def crawled(tmp_path_factory, newsroom):
    """A desk that was crawled once: (desk, hook, mails, what the program said). The hook refused the first message."""
    with Hook() as hook, MailServer() as mails:
        hook.faults = ["404"]
        desk = desk_in(tmp_path_factory.mktemp("told"), newsroom, hook, mails)
        yield desk, hook, mails, desk.run("crawl")


@pytest.fixture
def mine(crawled, tmp_path):
    """A copy of that desk."""
    desk, hook, mails, _ = crawled
    for folder in (desk.config, desk.data):
        shutil.copytree(folder, tmp_path / folder.name)
    return Desk(config=tmp_path / desk.config.name, data=tmp_path / desk.data.name), hook, mails


def rows(desk, query: str, *values) -> list[dict]:
    with closing(sqlite3.connect(f"file:{desk.data / 'presswatch.db'}?mode=ro", uri=True)) as db:
        db.row_factory = sqlite3.Row
        return [dict(row) for row in db.execute(query, values)]


def told(hook: Hook, came: str = "taken") -> set[str]:
    """Ids of the articles that came to the hook."""
    return {alert["article"]["id"] for posted in getattr(hook, came) for alert in posted.data["alerts"]}


def test_a_crawl_tells_each_copy_group_once_before_it_ends(crawled):
    desk, hook, mails, done = crawled
    assert done.returncode in (0, 1), done.stderr
    stored, roots = rows(desk, STORED, "es"), rows(desk, ROOTS, "es")
    assert len(roots) < len(stored)
    assert len(hook.tries) == len(told(hook, "tries")) == len(roots)
    assert told(hook, "tries") <= {row["id"] for row in stored}
    assert len(mails.taken) == len(rows(desk, STORED, "en")) > 0
    assert (desk.data / "feeds" / "spanish.xml").read_text().count("<item>") == len(roots)
    assert KEY not in done.stderr + done.stdout
    assert "the receiver answered 404" in done.stderr


def test_what_was_refused_is_told_by_the_commands_and_sent_by_hand(mine):
    desk, hook, _ = mine
    [listed] = [line.split("\t") for line in desk.run("alerts", "list").stdout.splitlines()]
    assert (listed[1], listed[4], listed[7]) == ("failed", "hook", "the receiver answered 404")
    assert "hook: 1 failed: the receiver answered 404" in desk.run("status").stdout
    before = len(hook.taken)
    retried = desk.run("alerts", "retry")
    assert retried.returncode == 0, retried.stderr
    assert [posted.id for posted in hook.taken[before:]] == [listed[0]]
    assert desk.run("alerts", "list").stdout == ""


def test_a_channel_is_tried_and_a_digest_sent_by_hand(mine):
    desk, _, mails = mine
    before = len(mails.taken)
    assert desk.run("alerts", "test", "desk").returncode == 0
    unknown = desk.run("alerts", "test", "dekk")
    assert (unknown.returncode, "did you mean desk?" in unknown.stderr) == (2, True)
    assert desk.run("digest", "--send").returncode == 2  # no [digest] says where to
    with (desk.config / "presswatch.toml").open("a") as settings:
        settings.write('[digest]\nat = "07:30"\nchannels = ["desk"]\n')
    out = desk.data.parent / "digest.html"
    sent = desk.run("digest", "--send", "--out", str(out))
    assert sent.returncode == 0, sent.stderr
    assert out.read_text().startswith("<!doctype html>")
    subjects = [mail["Subject"] for mail in mails.taken[before:]]
    assert (subjects[0], subjects[1][:11]) == ("presswatch: test of desk", "News digest")


def test_forgotten_articles_are_in_no_feed_and_no_digest(mine):
    desk, _, _ = mine
    [first, *_] = rows(desk, "SELECT id, article FROM alerts WHERE watchlist = 'english'")
    feed = desk.data / "feeds" / "english.xml"
    assert first["id"] in feed.read_text()
    assert desk.run("forget", first["article"], "--yes").returncode == 0
    assert not feed.exists()
    assert rows(desk, "SELECT 1 FROM alerts WHERE article = ?", first["article"]) == []


def test_a_run_whose_secret_is_not_set_does_not_start(mine, monkeypatch):
    desk, _, _ = mine
    monkeypatch.delenv("HOOK_KEY")
    done = desk.run("run")
    assert done.returncode == 2
    assert "channels.toml [hook] env:HOOK_KEY: there is no such environment variable" in done.stderr


def test_killed_while_it_tells_none_is_lost_and_duplicates_are_known_by_id(tmp_path, newsroom, hook, mails):
    desk = desk_in(tmp_path, newsroom, hook, mails)
    hook.faults, mails.faults = ["cut", "hang", "500", "hang"], ["451 later", "cut"]
    for enough in (2, 3):
        process = desk.start("run")
        wait_for(lambda least=enough: hurry(desk) or len(hook.tries) >= least)
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
    hook.faults = []
    process = desk.start("run")
    try:
        wait_for(lambda: settled(desk), 60)
    finally:
        assert end(process) == 0
    messages = rows(desk, "SELECT id, channel, state FROM outbox")
    assert {row["state"] for row in messages} == {"sent"}
    assert {posted.id for posted in hook.taken} == {row["id"] for row in messages if row["channel"] == "hook"}
    assert {mail["X-Presswatch-Id"] for mail in mails.taken} == {r["id"] for r in messages if r["channel"] == "desk"}
    assert len(hook.taken) > len({posted.id for posted in hook.taken})  # what was cut off came twice
    assert len({(posted.id, str(posted.data["alerts"][0]["id"])) for posted in hook.taken}) == len(told(hook))
    assert len(told(hook)) == len(rows(desk, ROOTS, "es"))
    assert len(mails.taken) > len(rows(desk, ROOTS, "en")) > 0


def hurry(desk) -> None:
    """Let the waits of half a minute be over."""
    with contextlib.suppress(sqlite3.OperationalError):  # it has not made its catalogue yet
        address = f"file:{desk.data / 'presswatch.db'}?mode=rw"
        with closing(sqlite3.connect(address, uri=True, timeout=30)) as db:
            db.execute("UPDATE outbox SET next_try = created WHERE state = 'pending'")
            db.commit()


def settled(desk) -> bool:
    """Whether all that is wanted is stored, judged and sent."""
    hurry(desk)
    left = rows(desk, "SELECT 1 FROM urls WHERE state IN ('wanted', 'fetching')")
    polled = rows(desk, "SELECT 1 FROM documents WHERE last_poll IS NULL AND parent IS NULL")
    waiting = rows(desk, "SELECT 1 FROM outbox WHERE state = 'pending'")
    return not left and not polled and not waiting and rows(desk, UNREAD) == [{"n": 0}]


def test_a_digest_that_was_missed_is_sent_once_after_the_start_and_not_again(mine):
    desk, _, mails = mine
    with (desk.config / "presswatch.toml").open("a") as settings:
        settings.write('[digest]\nat = "00:00"\nchannels = ["desk"]\nempty = true\n')
    with closing(sqlite3.connect(desk.data / "presswatch.db")) as db:
        db.execute("UPDATE runs SET started = '2020-01-01T00:00:00+00:00'")
        db.commit()
    mails.faults = ["451 later"]
    before = len(mails.taken)
    for number in range(2):
        process = desk.start("run")
        try:
            wait_for(
                lambda n=number: hurry(desk) or (len(mails.taken) > before and not waiting(desk) and ready(desk, n))
            )
        finally:
            os.kill(process.pid, signal.SIGKILL)
            process.communicate()
    assert [mail["Subject"][:11] for mail in mails.taken[before:]] == ["News digest"]
    [made] = rows(desk, "SELECT name FROM digests")
    assert (desk.data / "digests" / f"{made['name']}.html").exists()


def waiting(desk) -> list[dict]:
    return rows(desk, "SELECT 1 FROM outbox WHERE state = 'pending'")


def ready(desk, number: int) -> bool:
    """Whether this start of the program has polled something."""
    return len(rows(desk, "SELECT 1 FROM runs WHERE ended IS NULL")) > number
