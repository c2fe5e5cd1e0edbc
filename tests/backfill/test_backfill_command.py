"""`presswatch backfill` against the newsroom: the program itself, over HTTP."""

import json
import subprocess
import sys
import time

import pytest

from crawler.demo.server import Newsroom

TWO_DAYS = ("--from", "2024-07-23", "--to", "2024-07-24")


@pytest.fixture(scope="module")
def room():
    with Newsroom() as room:
        yield room


@pytest.fixture
def fill(room, tmp_path):
    """Run backfill; returns the process and the paths that were asked for."""
    (tmp_path / "conf").mkdir()
    (tmp_path / "conf" / "sources.toml").write_text(room.sources_toml().replace("/category/region/", "/archivo/"))
    (tmp_path / "conf" / "presswatch.toml").write_text("workers = 1\n")

    def command(*arguments):
        folders = ["--config", str(tmp_path / "conf"), "--data", str(tmp_path / "data")]
        return [sys.executable, "-m", "crawler", *folders, "backfill", *arguments]

    def run(*arguments):
        before = len(room.requests)
        done = subprocess.run(command(*arguments), capture_output=True, text=True, timeout=60, check=False)
        return done, [visit.path for visit in room.requests[before:]]

    run.command = command
    run.data = tmp_path / "data"
    return run


def stored(data):
    lines = [line for path in sorted((data / "articles").rglob("*.jsonl")) for line in path.read_text().splitlines()]
    return [json.loads(line) for line in lines]


def wanted(room, site):
    return {
        p.url
        for p in room.articles
        if p.site == site and p.outcome == "stored" and not p.held and p.listed
        and "2024-07-23" <= p.published.date().isoformat() <= "2024-07-24"
    }  # fmt: skip


def test_the_days_asked_for_come_from_the_months_that_hold_them(room, fill):
    done, asked = fill("europapress", *TWO_DAYS)
    assert done.returncode == 0, done.stderr
    assert {a["url"] for a in stored(fill.data)} == wanted(room, "europapress")
    assert "/sitemap/archivo-2024-07.xml" in asked
    assert not {"/sitemap/archivo-2024-06.xml", "/sitemap/archivo-2024-08.xml", "/rss/atom.xml"} & set(asked)


def test_a_second_run_goes_on_where_the_first_was_stopped_and_fetches_nothing_twice(room, fill):
    first, asked_first = fill("infobae", *TWO_DAYS, "--limit", "4")
    assert "the limit of articles is reached; run it again to go on" in first.stdout
    assert len(stored(fill.data)) == 4
    second, asked_second = fill("infobae", *TWO_DAYS)
    assert second.returncode == 0, second.stderr
    assert wanted(room, "infobae") <= {a["url"] for a in stored(fill.data)}
    pages = [path for path in (*asked_first, *asked_second) if "/2024/07/" in path]
    assert len(pages) == len(set(pages))
    third, asked_third = fill("infobae", *TWO_DAYS, "--json")
    told = json.loads(third.stdout)
    assert (told["stored"], told["walk"]["new"]) == (0, 0)
    assert told["walk"]["passed"] >= 3
    assert not [path for path in asked_third if "/2024/07/" in path or "sitemap2" in path]


def test_a_budget_of_documents_gets_further_with_every_run(fill):
    done, asked = fill("levantdispatch", *TWO_DAYS, "--budget", "2")
    assert "the budget of documents is used up" in done.stdout
    assert sum(path.startswith("/sitemap") for path in asked) == 2
    done, asked = fill("levantdispatch", *TWO_DAYS, "--budget", "2")
    assert [path for path in asked if path.startswith("/sitemap")] == ["/sitemap.xml", "/sitemap-features.xml.gz"]
    assert "stopped" not in done.stdout


def test_a_section_is_walked_page_by_page_until_it_lies_before(fill):
    done, asked = fill("lagaceta", "--from", "2024-07-25", "--to", "2024-07-25")
    assert done.returncode == 0, done.stderr
    assert {a["published"][:10] for a in stored(fill.data)} == {"2024-07-25"}
    assert len(stored(fill.data)) == 3
    assert "/archivo/page/2/" in asked
    assert "/archivo/page/3/" not in asked


def test_links_of_unknown_day_are_left_out_unless_they_are_asked_for(fill):
    done, _ = fill("levantdispatch", "--from", "2024-07-21", "--to", "2024-07-22")
    without = len(stored(fill.data))
    done, _ = fill("levantdispatch", "--from", "2024-07-21", "--to", "2024-07-22", "--unknown-dates")
    assert done.returncode == 0
    assert len(stored(fill.data)) > without


def test_a_killed_run_is_gone_on_with(room, fill, tmp_path):
    conf = tmp_path / "conf" / "sources.toml"
    conf.write_text(conf.read_text().replace('delay = "0s"', 'delay = "0.4s"'))
    before = len(room.requests)
    process = subprocess.Popen(fill.command("europapress", *TWO_DAYS), stderr=subprocess.DEVNULL)
    until = time.monotonic() + 30
    while not any(visit.path.endswith(".html") for visit in room.requests[before:]) and time.monotonic() < until:
        time.sleep(0.05)
    process.kill()
    process.wait()
    done, _ = fill("europapress", *TWO_DAYS, "--json")
    assert json.loads(done.stdout)["walk"]["waiting"] > 0
    assert {a["url"] for a in stored(fill.data)} == wanted(room, "europapress")
    assert len(stored(fill.data)) == len(wanted(room, "europapress"))


def test_a_document_that_fails_is_missing_and_walked_by_the_next_run(room, fill):
    month = room.base("europapress") + "/sitemap/archivo-2024-07.xml"
    room.fail(month, "500")
    done, _ = fill("europapress", *TWO_DAYS)
    room.heal(month)
    assert done.returncode == 1
    assert f"missing: {month}: http_error" in done.stderr
    done, _ = fill("europapress", *TWO_DAYS)
    assert {a["url"] for a in stored(fill.data)} == wanted(room, "europapress")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("nix", *TWO_DAYS), "no source has this name"),
        (("infobae", "--from", "yesterday", "--to", "2024-07-24"), "is no day such as"),
        (("infobae", "--from", "2024-07-24", "--to", "2024-07-23"), "lies after"),
    ],
)
def test_mistakes_are_named_before_anything_is_asked(fill, arguments, says):
    done, asked = fill(*arguments)
    assert done.returncode == 2
    assert says in done.stderr
    assert asked == []


def test_it_does_not_run_beside_another_crawler(fill):
    from crawler.lock import FolderLock

    lock = FolderLock(fill.data, "run")
    done, asked = fill("infobae", *TWO_DAYS)
    lock.close()
    assert done.returncode == 3
    assert "`presswatch run`" in done.stderr
    assert asked == []
