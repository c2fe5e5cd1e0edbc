"""One article that cannot be stored, whatever the error is called: it alone fails, is listed, and all others go on."""

import asyncio
import json
import logging
import sqlite3
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from crawler.blaming import Blame, blame
from crawler.folder import HeldFolder
from crawler.polling.retrying import GIVE_UP_AFTER, retry
from crawler.writer import LOCK_WAITS, Store, Writer, WriterStopped
from pipelines.clock import utc_now
from pipelines.reasons import Reason
from tests.end_to_end.conftest import make_desk


@pytest.fixture
def held(tmp_path):
    folder = HeldFolder(tmp_path / "data", "crawl")
    folder.db.execute("CREATE TABLE numbers (number INTEGER UNIQUE)")
    yield folder
    folder.close()


def note(number):
    """A job that writes a number."""
    return lambda transaction: transaction.db.execute("INSERT INTO numbers VALUES (?)", (number,)).rowcount


def outcomes(held, *jobs):
    """What became of jobs that stand in one batch."""

    async def main():
        zone = utc_now().tzinfo
        window = timedelta(hours=72)
        store = Store(folder=held.path, db=held.db, archive=held.archive, zone=zone, window=window, clock=held.clock)
        writer = Writer(store)
        try:
            return await asyncio.gather(*(writer.do(job) for job in jobs), return_exceptions=True)
        finally:
            await writer.close()

    return asyncio.run(main())


def numbers(held):
    return [row[0] for row in held.db.execute("SELECT number FROM numbers ORDER BY number")]


def no_such_column(transaction):
    transaction.db.execute("INSERT INTO numbers VALUES (99)")
    transaction.db.execute("SELECT hat FROM numbers")


def too_many_variables(transaction):
    limit = transaction.db.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)
    transaction.db.execute(f"SELECT 1 IN ({', '.join('?' * (limit + 1))})", range(limit + 1))


def too_long(transaction):
    before = transaction.db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 1000)
    try:
        transaction.db.execute("INSERT INTO numbers VALUES (?)", ("9" * 5000,))
    finally:
        transaction.db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, before)


def broken_json(transaction):
    transaction.db.execute("SELECT json_extract('{', '$.a')").fetchone()


def file_that_is_not_there(transaction):
    (transaction.archive._folder / "no-such-file").read_bytes()


def whole_transaction(transaction):
    """SQLite undoes the whole batch with it (https://sqlite.org/lang_conflict.html)."""
    transaction.db.execute("INSERT INTO numbers VALUES (99)")
    transaction.db.execute("INSERT OR ROLLBACK INTO numbers VALUES (99)")


@pytest.mark.parametrize(
    "fault", [no_such_column, too_many_variables, too_long, broken_json, file_that_is_not_there, whole_transaction]
)
def test_a_job_that_cannot_be_written_fails_alone(held, fault):
    results = outcomes(held, note(1), fault, note(2), fault, note(3))
    assert [result for result in results if result == 1] == [1, 1, 1]
    assert len([result for result in results if isinstance(result, (sqlite3.Error, OSError))]) == 2
    assert not any(isinstance(result, WriterStopped) for result in results)
    assert numbers(held) == [1, 2, 3]


def test_a_disk_that_is_full_within_a_job_stops_the_writer(held):
    held.db.execute(f"PRAGMA max_page_count = {held.db.execute('PRAGMA page_count').fetchone()[0]}")
    results = outcomes(held, note(1), lambda t: t.db.execute("INSERT INTO numbers VALUES (?)", ("x" * 100_000,)))
    assert all(isinstance(result, WriterStopped) for result in results)
    assert "free space" in results[0].mend
    assert numbers(held) == []


def test_a_damaged_catalogue_stops_the_writer_and_says_so(held):
    held.db.execute("CREATE TABLE damaged AS SELECT 1 AS one")
    [root] = held.db.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'damaged'").fetchone()
    size = held.db.execute("PRAGMA page_size").fetchone()[0]
    held.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with (held.path / "presswatch.db").open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\xff" * size)
    held.db.execute("PRAGMA shrink_memory")
    results = outcomes(held, lambda t: t.db.execute("SELECT * FROM damaged").fetchall())
    assert isinstance(results[0], WriterStopped)
    assert "backup" in results[0].mend


@contextmanager
def another_program(held):
    """Holds the catalogue for writing."""
    held.db.execute("PRAGMA busy_timeout = 50")
    path = held.path / "presswatch.db"
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other


class OnWarning(logging.Handler):
    """Does something when the first warning is logged."""

    def __init__(self, action):
        super().__init__(logging.WARNING)
        self.action, self.told = action, []

    def emit(self, record):
        self.told.append(record.getMessage())
        if len(self.told) == 1:
            self.action()


def test_another_program_that_writes_is_waited_for_and_told_of(held):
    with another_program(held) as other:
        handler = OnWarning(lambda: other.execute("ROLLBACK"))
        logger = logging.getLogger("presswatch.writer")
        logger.addHandler(handler)
        try:
            assert outcomes(held, note(1), note(2)) == [1, 1]
        finally:
            logger.removeHandler(handler)
    assert "another program" in handler.told[0]
    assert numbers(held) == [1, 2]


def test_it_is_not_waited_for_for_ever(held, caplog):
    with another_program(held):
        [result] = outcomes(held, note(1))
    assert isinstance(result, WriterStopped)
    assert "other program" in result.mend
    assert len(caplog.records) == LOCK_WAITS - 1


def test_errors_are_told_apart_by_their_codes():
    def of(name):
        error = sqlite3.OperationalError(name)
        error.sqlite_errorcode = getattr(sqlite3, name)
        return blame(error)

    assert {of(name) for name in ("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_IOERR_FSYNC", "SQLITE_READONLY")} == {
        Blame.DISK
    }
    assert of("SQLITE_BUSY") is Blame.LOCK
    assert of("SQLITE_CORRUPT") is Blame.DAMAGE
    assert {of(name) for name in ("SQLITE_ERROR", "SQLITE_TOOBIG", "SQLITE_LOCKED", "SQLITE_CONSTRAINT")} == {Blame.JOB}
    assert blame(sqlite3.ProgrammingError("closed")) is Blame.JOB


def test_a_fault_of_ours_is_tried_again_by_later_runs_and_not_for_ever():
    assert not retry(Reason.INTERNAL, 0, 3).in_run
    waits = [retry(Reason.INTERNAL, attempts, 3).wait for attempts in range(GIVE_UP_AFTER)]
    assert waits[-1] is None
    assert all(waits[:-1])


REFUSE = """
CREATE TRIGGER refuse BEFORE INSERT ON articles WHEN NEW.url LIKE '%{path}'
BEGIN SELECT json_extract('{{', '$.a'); END
"""
"""The catalogue cannot take this one address: "malformed JSON", an OperationalError."""


def refused_at(data, path):
    HeldFolder(data, "crawl").close()
    with closing(sqlite3.connect(data / "presswatch.db", isolation_level=None)) as db:
        db.execute("DROP TRIGGER IF EXISTS refuse")
        if path:
            db.execute(REFUSE.format(path=path))


def test_a_crawl_lists_the_article_that_cannot_be_stored_and_stores_all_others(tmp_path, newsroom, crawled):
    expected = {line["url"] for line in crawled.lines()}
    bad = sorted(expected)[len(expected) // 2]
    desk = make_desk(tmp_path, newsroom.sources_toml())
    refused_at(desk.data, bad.removeprefix("http://"))
    done = desk.run("crawl", "--json")
    assert done.returncode == 1, done.stderr
    assert {line["url"] for line in desk.lines()} == expected - {bad}
    missing = {each["url"]: each for each in json.loads(done.stdout)["missing"]}
    assert missing[bad]["reason"] == "internal"
    assert "malformed JSON" in missing[bad]["detail"]
    refused_at(desk.data, None)
    again = replace(desk).run("crawl", "--url", bad, "--json")
    assert json.loads(again.stdout)["stored"] == 1, again.stderr
    assert sorted(line["url"] for line in desk.lines()) == sorted(expected)
