"""The real program over real HTTP: what only reads otherwise accuses nobody, what an outlet changes is kept once."""

import json
import os
import signal
import sqlite3
import time
from dataclasses import replace

import pytest

from crawler.demo.server import Newsroom
from tests.end_to_end.conftest import Desk, make_desk

PIECE = "elcorreo/nieve"
LEAN = "workers = 1\n"


@pytest.fixture
def room():
    with Newsroom() as running:
        yield running


def crawl(desk, url):
    done = desk.run("crawl", "--url", url, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def print_instead(room, url, **changed):
    """Let the page of a piece show something else from now on."""
    edition = room._edition
    with edition._lock:
        shown = edition._find(url)
        shown.piece = replace(shown.piece, **changed)
        edition._rendered.clear()


def versions(desk):
    return sorted(((line["revision"], line["edits"]) for line in desk.lines()), key=lambda each: each[0])


def logged(desk, field):
    paths = sorted((desk.data / "changes").glob("*.jsonl"))
    lines = [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
    return [line for line in lines if line["field"] == field]


def reading_otherwise(desk, tmp_path, rule) -> Desk:
    """The same data folder, read by other rules from now on: as after an update of ours."""
    sources = (desk.config / "sources.toml").read_text().replace("[elcorreo]\n", f"[elcorreo]\n{rule}\n")
    return Desk(config=make_desk(tmp_path / "other", sources, LEAN).config, data=desk.data)


def test_another_reader_accuses_nobody_and_a_change_is_told_apart_from_it(tmp_path, room):
    desk, piece = make_desk(tmp_path, room.sources_toml(), LEAN), room.one(PIECE)
    crawl(desk, piece.url)
    other = reading_otherwise(desk, tmp_path, 'until = "p:last-of-type"')
    assert crawl(other, piece.url)["unchanged"] == 1
    assert versions(desk) == [(1, [])]
    first, *rest = piece.paragraphs
    print_instead(room, piece.url, paragraphs=(first + " Nadie resultó herido en las carreteras.", *rest))
    assert crawl(other, piece.url)["stored"] == 1
    assert versions(desk) == [(1, []), (2, ["reread"]), (3, ["wording"])]
    stored, ours, theirs = sorted(desk.lines(), key=lambda line: line["revision"])
    assert ours["provenance"]["revision"].startswith("replay by presswatch")
    assert (ours["page"], ours["fetched"]) == (stored["page"], stored["fetched"])
    assert len(ours["text"]) < len(stored["text"])
    assert theirs["provenance"]["revision"].startswith("both pages read by ")
    assert theirs["page"] != ours["page"]
    told = desk.run("diff", piece.url).stdout
    assert "{+Nadie resultó herido en las carreteras.+}" in told
    assert "[-" not in told


def test_without_the_old_page_paragraphs_are_not_laid_to_the_outlet(tmp_path, room):
    desk, piece = make_desk(tmp_path, room.sources_toml(), LEAN), room.one(PIECE)
    crawl(desk, piece.url)
    db = sqlite3.connect(desk.data / "presswatch.db")
    with db:
        db.execute("DELETE FROM captures")
        db.execute("UPDATE urls SET warc = NULL, warc_offset = NULL")
    db.close()
    other = reading_otherwise(desk, tmp_path, 'select = "body"')
    print_instead(room, piece.url, paragraphs=piece.paragraphs[:-1])
    assert crawl(other, piece.url)["unchanged"] == 1
    print_instead(room, piece.url, title="La nieve llega tarde y se queda")
    assert crawl(other, piece.url)["stored"] == 1
    newest = max(desk.lines(), key=lambda line: line["revision"])
    assert newest["provenance"]["revision"] == "not verified: the page of revision 1 is not kept any more"
    assert "silent" not in newest["edits"]
    assert "headline" in newest["edits"]


def test_killed_at_any_moment_a_revision_is_stored_once(tmp_path, room):
    desk, piece = make_desk(tmp_path, room.sources_toml(), LEAN), room.one("infobae/desaladora")
    crawl(desk, piece.url)
    room.revise(piece.url)
    asked = len(room.requests)
    for wait in (0.0, 0.05):
        process = desk.start("crawl", "--url", piece.url)
        until = time.monotonic() + 60
        while len(room.requests) == asked and process.poll() is None:
            assert time.monotonic() < until
            time.sleep(0.01)
        time.sleep(wait)  # any moment between the answer and the end
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        asked = len(room.requests)
    crawl(desk, piece.url)
    assert versions(desk) == [(1, []), (2, ["headline", "number", "correction"])]
    [change] = logged(desk, "revision")
    assert (change["old"], change["new"]) == (1, 2)


def test_a_headline_that_comes_back_is_one_test(tmp_path, room):
    desk, piece = make_desk(tmp_path, room.sources_toml(), LEAN), room.one(PIECE)
    titles = [piece.title, "Por qué este invierno nevará el doble", piece.title]
    for title in titles:
        print_instead(room, piece.url, title=title)
        crawl(desk, piece.url)
    assert [revision for revision, _ in versions(desk)] == [1, 2]
    [test] = logged(desk, "headline_test")
    assert (test["new"]["revisions"], sorted(test["new"]["titles"])) == ([2], sorted(set(titles)))
    db = sqlite3.connect(desk.data / "presswatch.db")
    assert db.execute("SELECT type, revision FROM edits").fetchall() == [("headline_test", 2)]
    db.close()
