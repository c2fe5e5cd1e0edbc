"""Raw pages go when every page in their file may go."""

import pytest

from pipelines.article import Link, PageRef
from pipelines.store import ledger, pages
from pipelines.store.catalogue import open_catalogue
from pipelines.store.ledger import Finding
from pipelines.store.pages import Keeping

NOW = "2026-03-01T00:00:00+00:00"
DAY = 86400.0
MOMENT = 1772323200.0
"""NOW as POSIX time."""


@pytest.fixture
def db(tmp_path):
    connection = open_catalogue(tmp_path)
    for source, warc in (("a", "old.warc.gz"), ("a", "mixed.warc.gz"), ("b", "mixed.warc.gz")):
        finding = Finding(source=source, document=None, now=NOW)
        [(key, _)] = ledger.want(connection, [Link(url=f"https://{source}.example/{warc}")], finding)
        ledger.settle_stored(connection, key, PageRef(warc=warc, offset=0), NOW)
    yield connection
    connection.close()


WRITTEN = {"old.warc.gz": MOMENT - 40 * DAY, "mixed.warc.gz": MOMENT - 40 * DAY, "new.warc.gz": MOMENT - DAY}


def test_the_longest_time_of_a_files_sources_counts(db):
    keeping = Keeping(default=None, by_source={"a": 30 * DAY, "b": 60 * DAY})
    assert pages.expired(db, WRITTEN, keeping, NOW) == ["old.warc.gz"]
    shorter = Keeping(default=None, by_source={"a": 30 * DAY, "b": 30 * DAY})
    assert pages.expired(db, WRITTEN, shorter, NOW) == ["old.warc.gz", "mixed.warc.gz"]


def test_a_source_that_keeps_for_ever_keeps_its_file(db):
    keeping = Keeping(default=30 * DAY, by_source={"a": 30 * DAY, "b": None})
    assert pages.expired(db, WRITTEN, keeping, NOW) == ["old.warc.gz"]


def test_without_a_setting_nothing_goes(db):
    assert pages.expired(db, WRITTEN, Keeping(default=None, by_source={}), NOW) == []


def test_a_forgotten_file_is_referred_to_no_more(db):
    pages.forget(db, ["mixed.warc.gz"])
    assert db.execute("SELECT count(*) FROM urls WHERE warc = 'mixed.warc.gz'").fetchone()[0] == 0
    assert db.execute("SELECT count(*) FROM urls WHERE warc = 'old.warc.gz'").fetchone()[0] == 1
