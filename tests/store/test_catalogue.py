"""Opening, versions, and folders that cannot be used."""

import sqlite3

import pytest

from pipelines.errors import FolderError
from pipelines.store.catalogue import FILE_NAME, migrate, open_catalogue
from pipelines.store.schema import VERSION


def test_a_new_folder_gets_the_present_version(tmp_path):
    db = open_catalogue(tmp_path / "deep" / "data")
    assert db.execute("PRAGMA user_version").fetchone()[0] == VERSION
    assert db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    db.close()


def test_reading_needs_an_existing_folder(tmp_path):
    with pytest.raises(FolderError, match="nothing was crawled"):
        open_catalogue(tmp_path, readonly=True)


def test_a_newer_folder_is_refused_and_left_alone(tmp_path):
    open_catalogue(tmp_path).close()
    with sqlite3.connect(tmp_path / FILE_NAME) as db:
        db.execute(f"PRAGMA user_version = {VERSION + 1}")
    db.close()
    for readonly in (True, False):
        with pytest.raises(FolderError, match="newer version"):
            open_catalogue(tmp_path, readonly=readonly)
    with pytest.raises(FolderError, match="newer version"):
        migrate(tmp_path)


def test_an_older_folder_asks_for_migrate(tmp_path):
    db = sqlite3.connect(tmp_path / FILE_NAME)
    db.execute("CREATE TABLE old (x)")
    db.close()
    with pytest.raises(FolderError, match="presswatch migrate"):
        open_catalogue(tmp_path)


def test_migrate_raises_an_empty_database(tmp_path):
    sqlite3.connect(tmp_path / FILE_NAME).close()
    assert migrate(tmp_path) == (0, VERSION)
    open_catalogue(tmp_path, readonly=True).close()


def test_a_damaged_catalogue_is_named(tmp_path):
    (tmp_path / FILE_NAME).write_bytes(b"this is no database" * 100)
    with pytest.raises(FolderError, match=r"presswatch\.db"):
        open_catalogue(tmp_path)
