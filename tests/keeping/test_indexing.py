"""A catalogue made beside files of stored lines."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from datetime import UTC
from pathlib import Path

import orjson
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

from generate_catalogue import generate

from crawler.folder import HeldFolder
from crawler.keeping.indexing import Asked, Indexed, catalogue_beside
from crawler.keeping.marking import deciding
from pipelines.errors import FolderError
from pipelines.querying.grammar import parse
from pipelines.store import marks, remarks, rows_aside
from pipelines.store.marks import Mark, mark
from pipelines.store.reading.articles import newest, revisions
from pipelines.store.reading.opening import reading
from pipelines.store.reading.selection import Selection
from pipelines.store.reading.stories import inbox
from pipelines.store.remarks import Remark, remark
from pipelines.stored_lines import BadLine, article_of


@pytest.fixture(scope="module")
def origin(tmp_path_factory) -> Path:
    """A catalogue of invented articles, some revised."""
    folder = tmp_path_factory.mktemp("origin")
    generate(folder, articles=300)
    return folder


@pytest.fixture
def lines(origin, tmp_path) -> Path:
    """Its files of lines, without the catalogue."""
    write_lines(origin, tmp_path / "lines")
    return tmp_path / "lines"


def write_lines(data: Path, folder: Path) -> None:
    with reading(data) as db:
        for row in db.execute("SELECT file, line FROM articles ORDER BY key"):
            path = folder / row["file"]
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("ab") as out:
                out.write(row["line"])


def make(folder: Path, cache: Path | None = None) -> Indexed:
    return catalogue_beside(Asked(folder=folder, zone=UTC, tell=lambda *_: None, cache=cache or folder / "none"))


def found(folder: Path, query: str) -> list[str]:
    with reading(folder) as db:
        return sorted(held["id"] for held in newest(db, Selection(tree=parse(query)), 1000))


def rows(folder: Path, query: str) -> list[tuple]:
    with reading(folder) as db:
        return sorted(tuple(row) for row in db.execute(query))


@pytest.mark.parametrize("more_processes", [False, True])
def test_it_answers_as_the_catalogue_did_that_wrote_the_lines(origin, lines, monkeypatch, more_processes):
    monkeypatch.setattr(rows_aside, "FEW", 0 if more_processes else 10**9)
    done = make(lines)
    assert (done.data, done.left_out) == (lines, 0)
    for query in (
        "SELECT id, revision, latest, source, title, agency, story, duplicate_of, day, line FROM articles",
        "SELECT a.id, v.field, v.value FROM article_values v JOIN articles a ON a.key = v.article",
        "SELECT article, position, kind, name, url, target FROM credits",
        "SELECT article, original, kind FROM duplicates",
        "SELECT id, url_key FROM urls WHERE state = 'stored'",
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql NOT NULL",
    ):
        assert rows(lines, query) == rows(origin, query), query
    word = rows(origin, "SELECT title FROM articles WHERE latest LIMIT 1")[0][0].split()[0]
    assert found(lines, word) == found(origin, word) != []
    with reading(lines) as here, reading(origin) as there:
        shown = [[story.id for story in inbox(db, Selection(), limit=50).stories] for db in (here, there)]
        assert shown[0] == shown[1]
        assert here.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert here.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    db = sqlite3.connect(lines / "presswatch.db")
    db.execute("INSERT INTO articles_fts (articles_fts) VALUES ('integrity-check')")
    db.close()
    assert sorted(path.name for path in lines.iterdir()) == ["articles", "crawler.lock", "presswatch.db"]


def test_one_that_is_broken_off_leaves_nothing(lines, monkeypatch):
    monkeypatch.setattr(rows_aside, "FEW", 0)

    def stop(done: int, of: int) -> None:
        if done > of / 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        catalogue_beside(Asked(folder=lines, zone=UTC, tell=stop, cache=lines / "none"))
    assert sorted(path.name for path in lines.iterdir()) == ["articles", "crawler.lock"]
    assert make(lines).articles > 250


def test_what_stands_unchanged_is_not_read_again(lines):
    assert make(lines).articles > 250
    before = (lines / "presswatch.db").stat().st_mtime_ns
    assert make(lines).articles == 0
    assert (lines / "presswatch.db").stat().st_mtime_ns == before


def test_what_came_is_entered_and_a_new_version_takes_its_place(origin, lines):
    make(lines)
    (line,) = rows(origin, "SELECT line FROM articles WHERE latest AND revision = 1 LIMIT 1")[0]
    held = orjson.loads(line)
    second = held | {"revision": 2, "title": "Zanzibarian ferry", "edits": ["headline"]}
    new = held | {
        "id": "new-article",
        "url": held["url"] + "-new",
        "title": "Zanzibarian ferry",
        "story": "new-article",
    }
    with (lines / "more.jsonl").open("wb") as out:
        out.write(orjson.dumps(second) + b"\n" + orjson.dumps(new))  # the last line has no end
    assert make(lines).articles == 2
    assert found(lines, "zanzibarian") == sorted([held["id"], "new-article"])
    with reading(lines) as db:
        assert [one["revision"] for one in revisions(db, held["id"])] == [1, 2]
        assert db.execute("SELECT type FROM edits WHERE id = ?", (held["id"],)).fetchone()["type"] == "headline"


def test_a_line_that_is_still_being_written_is_read_when_it_is_whole(lines):
    make(lines)
    path = next(lines.rglob("*.jsonl"))
    line = path.read_bytes().splitlines()[0]
    held = orjson.loads(line) | {"id": "half-written", "url": "https://a.example/half"}
    whole = orjson.dumps(held) + b"\n"
    with path.open("ab") as out:
        out.write(whole[:100])
    assert make(lines).articles == 0
    with path.open("ab") as out:
        out.write(whole[100:])
    assert make(lines).articles == 1


def test_a_file_that_was_rewritten_is_taken_as_it_is_now(lines):
    make(lines)
    path = next(lines.rglob("*.jsonl"))
    gone, *kept = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(kept))
    assert make(lines).articles > 250
    held = orjson.loads(gone)
    assert (held["id"], held["revision"]) not in rows(lines, "SELECT id, revision FROM articles")


def test_decisions_survive_a_file_that_was_rewritten(lines, tmp_path):
    make(lines)
    path = next(lines.rglob("*.jsonl"))
    held = HeldFolder(lines, "mark")
    assert held.warnings == []  # its files are as a crawl expects them
    ident = held.db.execute("SELECT id FROM articles LIMIT 1").fetchone()["id"]

    class Log:
        db, now, zone, lines = held.db, "2025-03-21T10:00:00+00:00", UTC, []

    held.db.execute("BEGIN")
    mark(Log(), Mark(article=ident, reviewer="Ana", decision="relevant"))
    held.db.execute("COMMIT")
    held.close()
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[1:]))
    make(lines)
    assert rows(lines, "SELECT article, reviewer FROM marks") == [(ident, "Ana")]
    assert make(lines).articles == 0


def write_changes(folder: Path, *told: dict) -> None:
    """told: what differs from a change of nothing."""
    usual = {"old": None, "new": None, "at": "2025-03-21T10:00:00+00:00", "why": "reviewed by Ana"}
    (folder / "changes").mkdir(exist_ok=True)
    with (folder / "changes" / "2025-03-21.jsonl").open("ab") as out:
        out.writelines(orjson.dumps({"id": "x", "field": "x"} | usual | one) + b"\n" for one in told)


def test_what_was_learned_later_is_applied(origin, lines):
    ident, other = (row[0] for row in rows(origin, "SELECT id FROM articles WHERE latest LIMIT 2"))
    credit = {"kind": "copy", "evidence": "a copy", "confidence": 0.8, "name": None, "url": None, "agency": "afp"}
    write_changes(
        lines,
        {"id": ident, "field": "agency", "new": "afp"},
        {"id": ident, "field": "duplicate_of", "new": other},
        {"id": ident, "field": "duplicate_kind", "new": "copy"},
        {"id": ident, "field": "credits", "new": [credit | {"article_id": other}]},
        {"id": ident, "field": "takedown", "new": "2025-03-21T10:00:00+00:00"},
        {"id": other, "field": "agency", "new": "efe", "at": "1999-01-01T00:00:00+00:00"},
    )
    make(lines)
    assert (ident, "afp", other) in rows(lines, "SELECT id, agency, duplicate_of FROM articles WHERE latest")
    assert (other, "efe") not in rows(lines, "SELECT id, agency FROM articles")  # its line is newer
    assert (ident, other, "copy") in rows(lines, "SELECT article, original, kind FROM duplicates")
    assert [row[1:] for row in rows(lines, "SELECT article, agency, target FROM credits") if row[0] == ident] == [
        ("afp", other)
    ]
    gone = "SELECT u.id, r.taken_down FROM revisits r JOIN urls u ON u.key = r.url"
    assert rows(lines, gone) == [(ident, "2025-03-21T10:00:00+00:00")]
    assert rows(lines, "SELECT id FROM edits WHERE type = 'takedown'") == [(ident,)]


def test_changes_that_are_none_do_no_harm(origin, lines):
    ident = rows(origin, "SELECT id FROM articles WHERE latest LIMIT 1")[0][0]
    wrong = [7, "x", [1], {"reviewer": 7}, {"reviewer": "Ana", "value": "x" * 2000}, {"revisions": [2**63, "x"]}, [{}]]
    names = ("agency", "mark", "star", "label", "note", "seen", "takedown", "credits", "headline_test", "story", "x")
    for name in names:
        write_changes(lines, *({"id": ident, "field": name, "new": new, "old": new} for new in wrong))
    make(lines)
    assert rows(lines, "SELECT 1 FROM marks UNION ALL SELECT 1 FROM remarks UNION ALL SELECT 1 FROM revisits") == []


@pytest.fixture
def reviewed(origin, tmp_path) -> Path:
    """A catalogue that two people reviewed."""
    folder = tmp_path / "reviewed"
    shutil.copytree(origin, folder)
    one, other = (row[0] for row in rows(origin, "SELECT id FROM articles WHERE latest LIMIT 2"))
    with contextlib.closing(sqlite3.connect(folder / "presswatch.db")) as db:
        db.executescript("DELETE FROM marks; DELETE FROM remarks")  # invented ones, which no log tells

    def do(work, *given, **named) -> None:
        with deciding(folder, UTC) as log:
            work(log, *given, **named)

    for name, decision in (("Ana", "relevant"), ("Ana", "irrelevant"), ("Ben", "relevant")):
        do(mark, Mark(article=one, reviewer=name, decision=decision, label="sport", note="why"))
    do(mark, Mark(article=other, reviewer="Ana", decision="relevant", watchlist="ports"))
    do(marks.undo, one, "Ana")
    for kind, value in (("star", "yes"), ("seen", "yes"), ("label", "flood"), ("note", "Ask her."), ("label", "")):
        do(remark, Remark(article=one, reviewer="Ana", kind=kind, value=value))
    do(remarks.undo, one, "Ana", "note")
    return folder


def test_what_reviewers_said_is_there_where_the_files_were_copied_to(reviewed, tmp_path):
    copied = tmp_path / "copied"
    write_lines(reviewed, copied)
    shutil.copytree(reviewed / "changes", copied / "changes")
    make(copied)
    query = "SELECT article, reviewer, decision, watchlist, label, note, undone IS NULL FROM marks"
    assert rows(copied, query) == rows(reviewed, query)
    articles = {row[0] for row in rows(reviewed, "SELECT article FROM remarks")}
    with reading(reviewed) as here, reading(copied) as there:
        for ident in articles:
            stand = [{(said["kind"], said["value"]) for said in remarks.standing(db, ident)} for db in (here, there)]
            assert stand[0] == stand[1] == {("star", "yes"), ("seen", "yes")}
    assert make(copied).articles == 0
    assert rows(copied, query) == rows(reviewed, query)  # nothing is said twice


def test_restored_decisions_do_not_keep_a_rewritten_file_from_being_read_anew(reviewed, tmp_path):
    copied = tmp_path / "copied"
    write_lines(reviewed, copied)
    shutil.copytree(reviewed / "changes", copied / "changes")
    make(copied)
    path = next((copied / "articles").rglob("*.jsonl"))
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[1:]))
    assert make(copied).articles > 250
    assert len(rows(copied, "SELECT key FROM marks")) == 4


def test_a_version_that_was_announced_and_cannot_be_used_leaves_the_one_before_it(origin, lines):
    line = rows(origin, "SELECT line FROM articles WHERE latest AND revision = 1 LIMIT 1")[0][0]
    second = orjson.loads(line) | {"revision": 2, "title": "Zanzibarian ferry"}
    third = second | {"revision": 3, "kind": "podcast"}
    (lines / "more.jsonl").write_bytes(b"".join(orjson.dumps(one) + b"\n" for one in (second, third)))
    assert make(lines).left_out == 1
    assert found(lines, "zanzibarian") == [second["id"]]
    with reading(lines) as db:
        assert [one["revision"] for one in revisions(db, second["id"])] == [1, 2]


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "javascript:alert(1)"}, {"image": "data:text/html,x"}, {"revision": 0}, {"authors": [1]}, {"title": 7},
        {"published": "yesterday"}, {"fetched": None}, {"kind": "podcast"}, {"topics": [{"code": 1}]}, {"schema": 2},
        {"credits": [{"kind": "byline", "evidence": "x", "confidence": 7}]},
        {"dateline": {"place": []}}, {"id": "../x"},
        {"page": "x"}, {"rights": []}, {"extra": 1}, {"wire": None},
    ],
)  # fmt: skip
def test_a_line_that_the_schema_refuses_is_left_out_and_named(origin, lines, wrong):
    held = orjson.loads(rows(origin, "SELECT line FROM articles LIMIT 1")[0][0])
    article_of(held)
    with pytest.raises(BadLine):
        article_of(held | {"id": "abcdefgh"} | wrong)


def test_lines_that_are_no_articles_are_counted_and_the_rest_is_taken(lines):
    (lines / "a.jsonl").write_bytes(b'{"some": "thing"}\n[1]\n{torn\n\n')
    done = make(lines)
    assert done.articles > 250
    assert done.left_out == 3
    assert done.unusable[0].startswith("a.jsonl at byte 0: ")


def test_a_folder_without_any_stored_line_is_refused(tmp_path):
    (tmp_path / "a.jsonl").write_bytes(b'{"some": "thing"}\n')
    with pytest.raises(FolderError, match="no line is a stored article"):
        make(tmp_path)
    assert not (tmp_path / "presswatch.db").exists()


def test_a_catalogue_of_a_crawl_is_never_touched(origin, tmp_path):
    generate(tmp_path / "own", articles=20)
    (tmp_path / "own" / "a.jsonl").write_bytes(rows(origin, "SELECT line FROM articles LIMIT 1")[0][0])
    before = (tmp_path / "own" / "presswatch.db").read_bytes()
    assert make(tmp_path / "own").articles == 0
    assert (tmp_path / "own" / "presswatch.db").read_bytes() == before


def test_where_nothing_can_be_written_the_cache_is_used(lines, tmp_path, monkeypatch):
    lines.chmod(0o555)
    if os.geteuid() == 0:  # who may write anywhere, so the system's answer is given in its place
        monkeypatch.setattr(os, "access", lambda path, mode: not (path == lines and mode & os.W_OK))
    done = make(lines, tmp_path / "cache")
    lines.chmod(0o755)
    assert done.data.is_relative_to(tmp_path / "cache")
    assert done.articles > 250


def test_review_opens_a_folder_of_lines(lines):
    code = "from crawler.cli import main; main()"
    command = [sys.executable, "-u", "-c", code, "review", str(lines), "--port", "0", "--no-browser"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        port = int(re.search(r"127\.0\.0\.1:(\d+)/", process.stdout.readline())[1])
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        connection.request("GET", "/")
        assert connection.getresponse().status == 200
        connection.close()
    finally:
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=20)[1]
    assert "articles indexed in" in said
