"""The n-th write, sync or opening fails; the disk is full; the clock jumps: nothing acknowledged is lost."""

from __future__ import annotations

import asyncio
import errno
import itertools
import json
import resource
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.archive import PageRecord, responses
from crawler.dispatch import Dispatcher, Limits
from crawler.folder import HeldFolder
from crawler.writer import Store, Transaction, Writer, WriterStopped
from pipelines.errors import FolderError
from pipelines.settling import Change, Settling
from pipelines.store.articles import log_change
from tests.end_to_end.conftest import make_desk
from tests.hostile.failing_disk import Disk, broken

BATCHES = 2
START = datetime(2026, 3, 1, 23, 59, 58, tzinfo=UTC)


def keep(transaction: Transaction, number: int) -> int:
    """A job that archives a page and announces a line, as the storing of an article does."""
    body = f"<html><body>{number}</body></html>".encode()
    url = f"http://a.example/{number}"
    record = PageRecord(url=url, status_line="HTTP/1.1 200 OK", headers=[], body=body, fetched=transaction.now)
    transaction.archive.append(record)
    settling = Settling(
        article=None, fingerprint=[], db=transaction.db, now=transaction.now, zone=transaction.zone,
        lines=transaction.lines,
    )  # fmt: skip
    log_change(settling, Change(id=f"{number:032x}", field="note", old=None, new=number, why="test"))
    return number


def store_of(held: HeldFolder) -> Store:
    return Store(
        folder=held.path, db=held.db, archive=held.archive, zone=UTC, window=timedelta(hours=72), clock=held.clock
    )


def fill(held: HeldFolder, numbers: range, on_done: Callable[[int], None] = lambda _: None) -> list[int]:
    """Submit jobs one batch after the other; returns the numbers that were acknowledged, each told to on_done."""

    async def main() -> list[int]:
        writer = Writer(store_of(held))
        results = []
        for number in numbers:
            results.append(await _outcome(writer, number))
            if results[-1] == number:
                on_done(number)
        await writer.close()
        return [number for number, result in zip(numbers, results, strict=True) if result == number]

    return asyncio.run(main())


async def _outcome(writer: Writer, number: int) -> int | WriterStopped:
    try:
        return await writer.do(lambda transaction: keep(transaction, number))
    except WriterStopped as stopped:
        return stopped


def kept(folder: Path) -> list[int]:
    """The numbers on disk; every line of every file must be whole."""
    numbers = []
    for path in sorted((folder / "changes").glob("*.jsonl")):
        blob = path.read_bytes()
        assert blob.endswith(b"\n") or not blob
        numbers += [json.loads(line)["new"] for line in blob.splitlines()]
    return sorted(numbers)


def give_up(held: HeldFolder) -> None:
    """As a process that ends: handles are gone, whatever the disk says."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(held.archive, "sync", lambda: None)
        held.close()


def until_it_works(folder: Path, **how: object) -> Iterator[tuple[int, Path, list[int], Disk]]:
    """One fresh data folder for each n, filled on a disk whose n-th operation fails, until none does."""
    HeldFolder(folder / "fresh", "crawl").close()
    for n in itertools.count(1):
        own = Path(shutil.copytree(folder / "fresh", folder / str(n)))
        held = HeldFolder(own, "crawl")
        with broken(Disk(n, **how)) as disk:
            done = fill(held, range(BATCHES))
        give_up(held)
        yield n, own, done, disk
        if not disk.failed:
            return


@pytest.mark.parametrize(
    "how",
    [
        {"number": errno.EIO, "for_good": False},
        {"number": errno.ENOSPC, "torn": True},
    ],
    ids=["once", "torn-and-for-good"],
)
def test_whatever_operation_fails_what_was_acknowledged_stands_once_and_the_rest_can_be_written(tmp_path, how):
    tried = 0
    for n, own, done, _ in until_it_works(tmp_path, **how):
        again = HeldFolder(own, "crawl")
        survived = kept(own)
        assert survived == sorted(set(survived)), n
        assert set(done) <= set(survived), n
        assert survived == list(range(len(survived))), n  # a beginning of what was submitted, without a gap
        assert fill(again, range(len(survived), BATCHES)) == list(range(len(survived), BATCHES)), n
        again.close()
        assert kept(own) == list(range(BATCHES)), n
        pages = [int(record.url.rpartition("/")[2]) for _, record in responses(own / "pages")]
        assert sorted(set(pages)) == list(range(BATCHES)), n
        tried = n
    assert tried > 10


@pytest.mark.parametrize("n", [1, 2, 3, 4, 6, 8])
def test_a_start_that_fails_half_way_in_mending_mends_at_the_next_one(tmp_path, n):
    held = HeldFolder(tmp_path, "crawl")
    fill(held, range(BATCHES))
    held.close()
    [file] = (tmp_path / "changes").glob("*.jsonl")
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    with broken(Disk(n)), suppress(OSError, FolderError):
        HeldFolder(tmp_path, "crawl").close()
    HeldFolder(tmp_path, "crawl").close()
    assert file.read_bytes() == whole


def test_a_catalogue_that_may_not_grow_stops_the_writer_and_keeps_what_it_has(tmp_path):
    held = HeldFolder(tmp_path, "crawl")
    pages = held.db.execute("PRAGMA page_count").fetchone()[0]
    held.db.execute(f"PRAGMA max_page_count = {pages + 2}")
    done = fill(held, range(200))
    assert 0 < len(done) < 200
    held.close()
    again = HeldFolder(tmp_path, "crawl")
    assert set(done) <= set(kept(tmp_path))
    assert fill(again, range(200, 203)) == [200, 201, 202]
    again.close()
    assert again.path == tmp_path


def test_a_writer_that_stopped_is_told_by_one_voice(tmp_path, caplog):
    held = HeldFolder(tmp_path, "crawl")

    async def main() -> BaseException | None:
        dispatcher = Dispatcher(writer := Writer(store_of(held)), Limits(per_host=1, unsettled=1), lambda _: None)
        for number in range(5):
            dispatcher.run(_do(writer, number))
        await dispatcher.quiet(10)
        await writer.close()
        return dispatcher.failure

    with broken(Disk(1)):
        assert isinstance(asyncio.run(main()), WriterStopped)
    give_up(held)
    assert caplog.records == []  # whoever ran the crawl tells it, once


async def _do(writer: Writer, number: int) -> None:
    await writer.do(lambda transaction: keep(transaction, number))


def test_a_clock_that_jumps_loses_and_doubles_nothing(tmp_path):
    jumps = [0, 3 * 86400, -400 * 86400, 5, 40 * 365 * 86400, -1, 0]
    moments = itertools.cycle(START + timedelta(seconds=jump) for jump in jumps)
    lock = threading.Lock()

    def clock() -> datetime:
        with lock:
            return next(moments)

    held = HeldFolder(tmp_path, "crawl", clock=clock)
    assert fill(held, range(14)) == list(range(14))
    held.close()
    again = HeldFolder(tmp_path, "crawl", clock=clock)
    assert again.warnings == []
    again.close()
    assert kept(tmp_path) == list(range(14))
    assert len(list(responses(tmp_path / "pages"))) == 14


class Small:
    """A place for a data folder that holds little, and can be made to hold more."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self.mounted = self._mount("size=600k")

    def _mount(self, options: str) -> bool:
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(self.folder)]
        try:
            return subprocess.run(command, capture_output=True, check=False, timeout=10).returncode == 0
        except FileNotFoundError:
            return False

    def limit(self) -> None:
        """Runs in the child: where nothing can be mounted, no file may grow beyond as much."""
        if not self.mounted:
            resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, resource.RLIM_INFINITY))

    def grow(self) -> None:
        if self.mounted:
            subprocess.run(["mount", "-o", "remount,size=64m", str(self.folder)], check=True, timeout=10)

    def close(self) -> None:
        if self.mounted:
            subprocess.run(["umount", str(self.folder)], check=True, timeout=10)


@pytest.fixture
def small(tmp_path):
    place = Small(tmp_path / "small")
    yield place
    place.close()


def test_a_full_disk_ends_the_crawl_with_one_clear_error_and_after_room_is_made_all_is_there(
    small, tmp_path, newsroom, crawled
):
    desk = make_desk(tmp_path, newsroom.sources_toml())
    data = small.folder / "data"
    command = [sys.executable, "-m", "crawler", "--config", str(desk.config), "--data", str(data), "crawl"]
    full = subprocess.run(
        command, capture_output=True, text=True, timeout=60, check=False, preexec_fn=small.limit, cwd=tmp_path
    )
    assert full.returncode not in (0, -9), full.stderr
    told = [line for line in full.stderr.splitlines() if line.startswith("error: ")]
    assert len(told) == 1, full.stderr
    assert "disk" in told[0] or "space" in told[0]
    assert "Traceback" not in full.stderr
    for path in data.rglob("*.jsonl"):
        for line in path.read_bytes().splitlines()[:-1]:
            json.loads(line)
    small.grow()
    done = subprocess.run(command, capture_output=True, text=True, timeout=90, check=False, cwd=tmp_path)
    assert done.returncode in (0, 1), done.stderr
    found = []
    for path in (data / "articles").rglob("*.jsonl"):
        blob = path.read_bytes()
        assert blob.endswith(b"\n")
        found += [json.loads(line)["url"] for line in blob.splitlines()]
    assert sorted(found) == sorted(line["url"] for line in crawled.lines())
