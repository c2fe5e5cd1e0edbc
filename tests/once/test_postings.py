"""Lists in memory answer as those on disk do, whatever comes and goes."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.cli import dedup_rows
from crawler.cli.dedup_rows import SHORT, Row, read_rows
from pipelines.store.postings import CLUSTERS, HeldPostings, StoredPostings
from pipelines.store.schema import INITIAL

HASHES = list(range(6))
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["enter", "withdraw"]), st.integers(0, 2), st.sets(st.sampled_from(HASHES)), st.integers(1, 9)
    ),
    max_size=40,
)


def stored():
    db = sqlite3.connect(":memory:", isolation_level=None)
    db.executescript(INITIAL)
    return StoredPostings(db)


def everything(postings):
    buckets = postings.buckets(range(-1, 4))
    lists = [(bucket, value, sorted(keys)) for bucket in buckets for value, keys in postings.lists(HASHES, bucket)]
    return buckets, sorted(lists), postings.worn(HASHES, [0, 1, 2])


def take(postings, steps):
    for step, bucket, hashes, article in steps:
        getattr(postings, step)(bucket, hashes, article)
    return postings


@given(STEPS)
def test_what_is_held_in_memory_is_what_would_be_stored(steps):
    held, on_disk = take(HeldPostings(), steps), take(stored(), steps)
    assert everything(held)[1:] == everything(on_disk)[1:]
    assert set(everything(on_disk)[0]) <= set(everything(held)[0])


@given(STEPS, STEPS)
def test_lists_can_go_on_in_the_catalogue(before, after):
    held, db = take(HeldPostings(), before), sqlite3.connect(":memory:", isolation_level=None)
    db.executescript(INITIAL)
    on_disk = held.move_to(db)
    assert held.entries == 0
    assert everything(take(on_disk, after))[1:] == everything(take(take(stored(), before), after))[1:]


def test_a_list_of_boilerplate_grows_no_longer():
    for postings in (HeldPostings(), stored()):
        for article in range(1, 50):
            postings.enter(0, [7], article)
        ((_, keys),) = postings.lists([7], 0)
        assert len(keys) == CLUSTERS + 1
        assert postings.worn([7, 8], [0]) == {7}


@pytest.mark.parametrize("processors", [1, 4])
def test_rows_come_in_their_order_with_and_without_other_processes(monkeypatch, processors):
    monkeypatch.setattr(dedup_rows.os, "cpu_count", lambda: processors)
    lines = [b'{"id": "%d", "text": "la nota %d del d\xc3\xada"}\n' % (n, n) for n in range(SHORT + 150)]
    lines[3], lines[70] = b"\n", b"{\n"
    rows = list(read_rows(lines))
    assert [row.number for row in rows] == [n for n in range(1, len(lines) + 1) if n != 4]
    assert [row.number for row in rows if row.fault] == [71]
    assert rows[200] == next(read_rows([b"\n"] * 201 + [lines[201]]))
    assert isinstance(rows[0], Row)
    assert rows[0].words == 5
