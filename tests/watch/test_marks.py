"""Review decisions: the latest that stands counts, and they are written beside a running crawler."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from datetime import UTC, timedelta
from pathlib import Path

import orjson
import pytest
from told_articles import article

from crawler.folder import HeldFolder, make_good
from crawler.keeping.holding import rewriting
from crawler.keeping.marking import deciding
from crawler.writer import Store, Writer
from pipelines.errors import FolderBusy, FolderError
from pipelines.settling import Change
from pipelines.store import marks
from pipelines.store.articles import log_change
from pipelines.store.forgetting import Forgetting, remove
from pipelines.store.marks import Mark, NotMarked
from pipelines.store.rebuilding import differing


@pytest.fixture
def stored(archive):
    archive.settle(article("aaaaaa01", "El acuerdo de pesca"))
    return archive


def decide(folder: Path, decision: str, **more) -> None:
    with deciding(folder, UTC) as log:
        marks.mark(log, Mark(**{"article": "aaaaaa01", "reviewer": "ana", "decision": decision} | more))


def decisions(db) -> list[tuple]:
    return [(held["reviewer"], held["watchlist"], held["decision"]) for held in marks.standing(db, "aaaaaa01")]


def changes_in(folder: Path) -> list[dict]:
    return [orjson.loads(line) for path in folder.rglob("changes/*.jsonl") for line in path.read_bytes().splitlines()]


def test_the_latest_decision_of_each_reviewer_counts(stored):
    decide(stored.folder, "relevant", note="first look")
    decide(stored.folder, "irrelevant")
    decide(stored.folder, "relevant", reviewer="bo")
    decide(stored.folder, "irrelevant", reviewer="bo", watchlist="fishing")
    assert decisions(stored.db) == [
        ("bo", "fishing", "irrelevant"), ("bo", None, "relevant"), ("ana", None, "irrelevant"),
    ]  # fmt: skip


def test_undo_brings_the_decision_before_back(stored):
    decide(stored.folder, "relevant")
    decide(stored.folder, "irrelevant")
    for expected in ([("ana", None, "relevant")], []):
        with deciding(stored.folder, UTC) as log:
            marks.undo(log, "aaaaaa01", "ana")
        assert decisions(stored.db) == expected
    with pytest.raises(NotMarked, match="no decision of ana stands"), deciding(stored.folder, UTC) as log:
        marks.undo(log, "aaaaaa01", "ana")


def test_each_decision_is_a_line_of_the_changes_log(stored):
    decide(stored.folder, "relevant", label="lead", note="call the port")
    decide(stored.folder, "irrelevant")
    first, second = changes_in(stored.folder)
    assert (first["id"], first["field"], first["old"]) == ("aaaaaa01", "mark", None)
    assert first["new"] == {
        "decision": "relevant", "reviewer": "ana", "watchlist": None, "label": "lead", "note": "call the port",
    }  # fmt: skip
    assert (second["old"], second["why"]) == (first["new"], "marked by ana")
    assert differing(stored.db, stored.folder) == []


@pytest.mark.parametrize(
    ("wrong", "cause"),
    [({"article": "none"}, "nothing is stored"), ({"reviewer": " "}, "no name"), ({"note": "x" * 2000}, "1000")],
)
def test_what_cannot_be_marked_leaves_nothing(stored, wrong, cause):
    with pytest.raises(NotMarked, match=cause):
        decide(stored.folder, "relevant", **wrong)
    assert stored.rows("SELECT * FROM marks") == []
    assert changes_in(stored.folder) == []


def test_a_folder_without_articles_is_not_made(tmp_path):
    with pytest.raises(FolderError, match="nothing was crawled"):
        decide(tmp_path / "none", "relevant")
    assert not (tmp_path / "none").exists()


def test_no_decision_is_written_into_files_that_are_being_rewritten(stored):
    with rewriting(stored.folder), pytest.raises(FolderBusy, match="rewritten"):
        decide(stored.folder, "relevant")
    assert stored.rows("SELECT * FROM marks") == []


def test_a_forgotten_article_takes_its_decisions_along(stored):
    decide(stored.folder, "relevant")
    stored.db.execute("BEGIN IMMEDIATE")
    remove(Forgetting(db=stored.db, ids=["aaaaaa01"], now="2025-03-21T00:00:00+00:00", zone=UTC))
    stored.db.execute("COMMIT")
    assert stored.rows("SELECT * FROM marks") == []


def note(transaction, number: int) -> None:
    change = Change(id="aaaaaa01", field="note", old=None, new="x" * (number % 7), why="a crawl went on")
    log_change(transaction, change)


def test_decisions_beside_a_busy_writer_leave_whole_files(stored):
    held: HeldFolder = stored.held
    program = (
        "import sys; from datetime import UTC, datetime; from pathlib import Path\n"
        "from crawler.keeping.marking import deciding; from pipelines.store.marks import Mark, mark\n"
        "for n in range(15):\n"
        "    with deciding(Path(sys.argv[1]), UTC, lambda: datetime(2025, 3, 20, 9, tzinfo=UTC)) as log:\n"
        "        mark(log, Mark(article='aaaaaa01', reviewer=str(n), decision='relevant'))\n"
    )

    async def both() -> None:
        writer = Writer(Store(folder=held.path, db=held.db, archive=held.archive, zone=UTC,
                              window=timedelta(hours=72), clock=held.clock))  # fmt: skip
        other = await asyncio.create_subprocess_exec(sys.executable, "-c", program, str(held.path))
        ended = asyncio.create_task(other.wait())
        number = 0
        while not ended.done():
            await writer.do(lambda transaction, n=number: note(transaction, n))
            number += 1
        assert await ended == 0
        await writer.do(lambda transaction: note(transaction, 0))
        await writer.close()

    asyncio.run(both())
    assert make_good(held.db, held.path) == []
    assert differing(held.db, held.path) == []
    assert len(list(held.path.glob("changes/*.jsonl"))) == 1  # both wrote into one file
    assert len([line for line in changes_in(held.path) if line["field"] == "mark"]) == 15


def test_a_kill_before_the_commit_leaves_no_decision_and_a_sound_folder(stored):
    decide(stored.folder, "relevant")
    program = (
        "import os, sys; from datetime import UTC; from pathlib import Path\n"
        "from crawler.keeping import marking; from pipelines.store.marks import Mark, mark\n"
        "class Dying(marking.LineFiles):\n"
        "    def append(self, lines):\n"
        "        super().append(lines)\n"
        "        os.kill(os.getpid(), 9)\n"
        "marking.LineFiles = Dying\n"
        "with marking.deciding(Path(sys.argv[1]), UTC) as log:\n"
        "    mark(log, Mark(article='aaaaaa01', reviewer='bo', decision='irrelevant', note='x' * 500))\n"
    )
    assert subprocess.run([sys.executable, "-c", program, str(stored.folder)], check=False).returncode == -9
    decide(stored.folder, "irrelevant")
    assert decisions(stored.db) == [("ana", None, "irrelevant")]
    warnings = make_good(stored.db, stored.folder)
    assert len(warnings) == 1
    assert "set aside" in warnings[0]
    assert differing(stored.db, stored.folder) == []
