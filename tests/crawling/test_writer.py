"""The writer: batches, order, and what happens when a job or the disk fails."""

import asyncio
import errno
import sqlite3
from datetime import timedelta

import pytest

from crawler.archive import Archive
from crawler.folder import HeldFolder
from crawler.lock import FolderLock, holder_of
from crawler.writer import Store, Writer, WriterStopped
from pipelines.clock import utc_now
from pipelines.errors import FolderBusy, FolderError
from pipelines.settling import Change, Settling
from pipelines.store.articles import log_change


@pytest.fixture
def held(tmp_path):
    folder = HeldFolder(tmp_path / "data", "crawl")
    yield folder
    folder.close()


def store_of(held: HeldFolder) -> Store:
    zone = utc_now().tzinfo
    return Store(
        folder=held.path, db=held.db, archive=held.archive, zone=zone, window=timedelta(hours=72), clock=held.clock
    )


def change(transaction, number: int) -> int:
    """A job that writes one line to the changes log."""
    settling = Settling(
        article=None,
        fingerprint=[],
        db=transaction.db,
        now=transaction.now,
        zone=transaction.zone,
        lines=transaction.lines,
    )
    log_change(settling, Change(id=f"{number:032x}", field="note", old=None, new=number, why="test"))
    return number


def test_a_patient_job_is_committed_with_the_next_that_somebody_waits_for(held, monkeypatch):
    monkeypatch.setattr("crawler.writer.LINGER", 600.0)

    async def work(writer):
        patient = asyncio.ensure_future(writer.do(lambda transaction: transaction, patient=True))
        for _ in range(3):
            await asyncio.sleep(0)
        assert not patient.done()
        awaited = await asyncio.wait_for(writer.do(lambda transaction: transaction), 60)
        assert awaited is await patient

    with_writer(held, work)


def test_a_job_that_somebody_waits_for_waits_for_no_other(held, monkeypatch):
    monkeypatch.setattr("crawler.writer.LINGER", 600.0)
    assert with_writer(held, lambda writer: asyncio.wait_for(writer.do(lambda _: 1), 60)) == 1


def lines_in(folder) -> int:
    return sum(path.read_bytes().count(b"\n") for path in folder.rglob("changes/*.jsonl"))


def with_writer(held, work):
    async def main():
        writer = Writer(store_of(held))
        try:
            return await work(writer)
        finally:
            await writer.close()

    return asyncio.run(main())


def test_results_come_after_the_lines_stand(held):
    async def work(writer):
        for number in range(3):
            assert await writer.do(lambda t, n=number: change(t, n)) == number
            assert lines_in(held.path) == number + 1

    with_writer(held, work)


def test_a_job_that_raises_is_undone_alone(held):
    def bad(transaction):
        change(transaction, 99)
        raise ValueError("no")

    async def work(writer):
        jobs = [writer.do(lambda t, n=n: change(t, n)) for n in range(4)]
        return await asyncio.gather(*jobs[:2], writer.do(bad), *jobs[2:], return_exceptions=True)

    results = with_writer(held, work)
    assert [r for r in results if not isinstance(r, ValueError)] == [0, 1, 2, 3]
    assert lines_in(held.path) == 4
    assert held.db.execute("SELECT count(*) FROM changes WHERE new = '99'").fetchone()[0] == 0


def test_a_full_disk_stops_the_writer_with_one_clear_error(held):
    def full(transaction):
        raise OSError(errno.ENOSPC, "No space left on device")

    async def work(writer):
        first = await asyncio.gather(writer.do(lambda t: change(t, 1)), writer.do(full), return_exceptions=True)
        second = await asyncio.gather(writer.do(lambda t: change(t, 2)), return_exceptions=True)
        return [*first, *second]

    results = with_writer(held, work)
    assert all(isinstance(result, WriterStopped) for result in results)
    assert "No space left on device" in str(results[0])
    assert lines_in(held.path) == 0
    assert held.db.execute("SELECT count(*) FROM changes").fetchone()[0] == 0


def test_lines_whose_append_fails_are_made_good_at_the_next_start(held, monkeypatch):
    async def work(writer):
        def fail(lines):
            raise OSError(errno.EIO, "Input/output error")

        monkeypatch.setattr(writer._files, "append", fail)
        return await asyncio.gather(writer.do(lambda t: change(t, 1)), return_exceptions=True)

    assert isinstance(with_writer(held, work)[0], WriterStopped)
    held.close()
    again = HeldFolder(held.path, "crawl")
    assert any("made good" in warning for warning in again.warnings)
    assert lines_in(again.path) == 1
    again.close()
    held._lock = FolderLock(held.path, "crawl")  # for the fixture to close


def test_a_second_crawler_is_told_who_holds_the_folder(held):
    with pytest.raises(FolderBusy, match=r"presswatch crawl.*process id"):
        HeldFolder(held.path, "run")
    assert holder_of(held.path)["command"] == "crawl"


def test_a_free_folder_has_no_holder(tmp_path):
    assert holder_of(tmp_path) is None
    FolderLock(tmp_path, "run").close()
    assert holder_of(tmp_path) is None


def test_a_file_in_the_folders_place_is_an_error(tmp_path):
    (tmp_path / "data").write_text("")
    with pytest.raises(FolderError):
        HeldFolder(tmp_path / "data", "crawl")


def test_an_archive_without_the_catalogues_word_is_set_aside(tmp_path):
    folder = HeldFolder(tmp_path, "crawl")
    folder.close()
    stray = tmp_path / "pages" / "presswatch-20260101000000-00000.warc.gz"
    stray.parent.mkdir(exist_ok=True)
    stray.write_bytes(b"torn")
    again = HeldFolder(tmp_path, "crawl")
    assert again.warnings
    assert not stray.exists()
    assert isinstance(again.archive, Archive)
    assert isinstance(again.db, sqlite3.Connection)
    again.close()
