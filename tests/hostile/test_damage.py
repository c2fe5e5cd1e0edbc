"""A catalogue that was damaged, cut or locked, and documents that are swollen: said in time, within bounds."""

from __future__ import annotations

import shutil
import sqlite3
import sys
import threading
import time

import pytest

from crawler.folder import HeldFolder
from pipelines.errors import FolderError
from tests.hostile.conftest import measured
from tests.hostile.test_disk import fill, kept
from tests.hostile.test_siege import MEMORY


@pytest.fixture
def filled(tmp_path):
    """A folder with 12 lines, its catalogue in one file."""
    held = HeldFolder(tmp_path / "data", "crawl")
    fill(held, range(12))
    held.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    held.close()
    return tmp_path / "data"


def refused(folder) -> bool:
    """Whether a folder cannot be opened, and the error says what to do."""
    try:
        HeldFolder(folder, "crawl").close()
    except FolderError as error:
        return "articles/*.jsonl" in str(error)
    return False


def test_a_flipped_byte_in_the_structure_of_the_catalogue_is_told_and_nothing_is_built_on_it(filled):
    path = filled / "presswatch.db"
    whole = path.read_bytes()
    told = 0
    for page in range(1, len(whole) // 4096):
        spoilt = bytearray(whole)
        spoilt[page * 4096 + 3] ^= 0xFF  # the number of cells of a page
        path.write_bytes(spoilt)
        told += refused(filled)
    assert told > len(whole) // 4096 * 0.8


@pytest.mark.parametrize("left", [0.0, 0.5])
def test_a_lost_or_cut_write_ahead_log_loses_no_line_and_doubles_none(tmp_path, left):
    held = HeldFolder(tmp_path / "data", "crawl")
    fill(held, range(3))
    held.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    fill(held, range(3, 6))
    copy = shutil.copytree(held.path, tmp_path / "copy")
    held.close()
    log = copy / "presswatch.db-wal"
    log.write_bytes(log.read_bytes()[: int(log.stat().st_size * left)])
    (copy / "presswatch.db-shm").unlink(missing_ok=True)
    again = HeldFolder(copy, "crawl")
    standing = kept(copy)
    assert standing == list(range(len(standing)))
    if len(standing) < 6:
        assert any("set aside" in warning for warning in again.warnings)
        assert list((copy / "changes").glob("*.bad"))
    fill(again, range(len(standing), 6))
    again.close()
    assert kept(copy) == list(range(6))


def test_a_catalogue_that_another_program_locks_is_waited_for(filled):
    held = HeldFolder(filled, "crawl")
    other = sqlite3.connect(filled / "presswatch.db", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    threading.Timer(1.0, lambda: other.execute("COMMIT")).start()
    began = time.monotonic()
    assert fill(held, range(12, 15)) == [12, 13, 14]
    assert time.monotonic() - began > 0.8
    other.close()
    held.close()


def test_a_reader_that_stays_for_long_holds_nothing_up(filled):
    held = HeldFolder(filled, "crawl")
    reader = sqlite3.connect(f"file:{filled / 'presswatch.db'}?mode=ro", uri=True, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM changes").fetchone()
    assert fill(held, range(12, 15)) == [12, 13, 14]
    reader.close()
    held.close()


DISCOVER = """
import sys
from crawler.discovery import Document, discover
from pipelines.source import Source
kind, body = sys.argv[1], sys.stdin.buffer.read()
source = Source(id="a", name="A", domains=("a.example",), feeds=("https://a.example/rss",))
found = discover(Document(url="https://a.example/x", kind=kind, body=body), source)
print(len(found.links), found.skipped, found.reason, found.detail, found.degraded)
"""


SWOLLEN = {
    "sitemap": ("<urlset>", "<url><loc>https://a.example/{}</loc></url>", "</urlset>", 1_000_000),
    "feed": ("<rss><channel>", "<item><link>https://a.example/{}</link></item>", "</channel></rss>", 300_000),
}


@pytest.mark.parametrize("kind", SWOLLEN)
def test_a_million_entries_are_capped_or_refused_in_little_memory_and_time(tmp_path, kind):
    before, each, after, count = SWOLLEN[kind]
    file = tmp_path / "document.xml"
    file.write_text(before + "".join(map(each.format, range(count))) + after, encoding="utf-8")
    with file.open("rb") as body:
        code, out, err, seconds, megabytes = measured([sys.executable, "-c", DISCOVER, kind], tmp_path, stdin=body)
    assert code == 0, err
    links, skipped = map(int, out.split()[:2])
    assert links + skipped == count or "too_large" in out
    assert links <= 100_000
    assert megabytes < MEMORY
    assert seconds < 30
