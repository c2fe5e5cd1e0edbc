"""Files beside the catalogue hold exactly what was announced, whatever was interrupted."""

import sqlite3

import pytest

from pipelines.store.catalogue import open_catalogue
from pipelines.store.files import LineFiles, announce, note_synced, recover

PATH = "changes/2026-01-01.jsonl"
LINES = [b'{"n":1}\n', b'{"n":22}\n', b'{"n":333}\n']


@pytest.fixture
def db(tmp_path):
    connection = open_catalogue(tmp_path)
    yield connection
    connection.close()


def commit(db: sqlite3.Connection, lines: list[bytes]) -> list[tuple[str, int, bytes]]:
    """Announce lines as the writer does, each as a change."""
    announced = []
    db.execute("BEGIN")
    for line in lines:
        offset = announce(db, PATH, line)
        db.execute(
            "INSERT INTO changes (at, id, field, why, file, file_offset, line) VALUES ('', '', '', '', ?, ?, ?)",
            (PATH, offset, line),
        )
        announced.append((PATH, offset, line))
    db.execute("COMMIT")
    return announced


def test_announced_lines_are_appended_in_order(db, tmp_path):
    assert LineFiles(tmp_path).append(commit(db, LINES)) == {PATH: sum(map(len, LINES))}
    assert (tmp_path / PATH).read_bytes() == b"".join(LINES)
    assert recover(db, tmp_path) == []


def test_a_commit_without_its_append_is_made_good(db, tmp_path):
    commit(db, LINES)
    warnings = recover(db, tmp_path)
    assert "3 lines made good" in warnings[0]
    assert (tmp_path / PATH).read_bytes() == b"".join(LINES)


@pytest.mark.parametrize("kept", range(sum(map(len, LINES))))
def test_an_append_cut_at_any_byte_is_completed(db, tmp_path, kept):
    LineFiles(tmp_path).append(commit(db, LINES))
    whole = (tmp_path / PATH).read_bytes()
    (tmp_path / PATH).write_bytes(whole[:kept])
    recover(db, tmp_path)
    assert (tmp_path / PATH).read_bytes() == whole


def test_a_hole_left_by_a_power_cut_is_filled(db, tmp_path):
    LineFiles(tmp_path).append(commit(db, LINES))
    whole = (tmp_path / PATH).read_bytes()
    (tmp_path / PATH).write_bytes(whole[: len(LINES[0])] + bytes(len(LINES[1])) + LINES[2])
    recover(db, tmp_path)
    assert (tmp_path / PATH).read_bytes() == whole


def test_lines_known_to_be_on_disk_are_not_read_again(db, tmp_path):
    lengths = LineFiles(tmp_path).append(commit(db, LINES))
    note_synced(db, lengths)
    changed = b"x" * lengths[PATH]
    (tmp_path / PATH).write_bytes(changed)
    assert recover(db, tmp_path) == []
    assert (tmp_path / PATH).read_bytes() == changed


def test_an_unknown_tail_is_set_aside_and_kept(db, tmp_path):
    note_synced(db, LineFiles(tmp_path).append(commit(db, LINES)))
    with (tmp_path / PATH).open("ab") as file:
        file.write(b'{"half')
    assert "6 bytes" in recover(db, tmp_path)[0]
    assert (tmp_path / PATH).read_bytes() == b"".join(LINES)
    assert (tmp_path / f"{PATH}.bad").read_bytes() == b'{"half'


def test_a_file_of_a_lost_catalogue_is_set_aside_whole(db, tmp_path):
    stray = tmp_path / "articles" / "2026-01-01" / "infobae.jsonl"
    stray.parent.mkdir(parents=True)
    stray.write_bytes(b'{"id":"lost"}\n')
    assert len(recover(db, tmp_path)) == 1
    assert not stray.exists()
    assert stray.with_name("infobae.jsonl.bad").read_bytes() == b'{"id":"lost"}\n'
