"""What was stored last gives the same first rows as the whole archive, or says that it does not settle them."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from generate_catalogue import Filling, add, generate
from hypothesis import given, settings
from hypothesis import strategies as st
from told_articles import article

from pipelines.querying.grammar import parse
from pipelines.store.catalogue import open_catalogue
from pipelines.store.reading import recent
from pipelines.store.reading.recent import Wanted, first_rows
from pipelines.store.reading.selection import Selection, statement
from pipelines.store.schema import INITIAL

MOMENTS = [f"2025-03-{day:02d}T08:00:00+00:00" for day in range(10, 16)]
ARTICLES = st.fixed_dictionaries({
    "text": st.sampled_from(("mar", "mar sol", "sol", "luz")), "source": st.sampled_from(("faro", "lantern")),
    "published": st.none() | st.sampled_from(MOMENTS), "fetched": st.sampled_from(MOMENTS),
    "original": st.none() | st.integers(0, 9),
})  # fmt: skip
QUERIES = (
    "mar",
    "mar OR sol",
    "-sol source:faro mar",
    "source:faro -sol",
    "mar -sol",
    "=mar",
    "luz",
    "before:2025-03-13",
)
COLUMNS = "a.id, a.duplicate_of"


def ids(db, query: str, *, copies: bool, most: int) -> list[str]:
    asked = statement(Selection(tree=parse(query), copies=copies))
    return [row["id"] for row in first_rows(db, asked, Wanted(columns=COLUMNS, limit=1, recent=most))]


@settings(max_examples=60, deadline=None)
@given(told=st.lists(ARTICLES, min_size=8, max_size=12), copies=st.booleans(), steady=st.booleans())
def test_any_archive_gives_the_same_rows(told, copies, steady):
    with closing(sqlite3.connect(":memory:")) as db:
        db.row_factory = sqlite3.Row
        db.executescript(INITIAL)
        filling = Filling(db=db)
        for number, given_facts in enumerate(sorted(told, key=lambda facts: facts["fetched"]) if steady else told):
            facts = dict(given_facts)
            original = facts.pop("original")
            if original is not None and original < number:
                facts |= {"duplicate_of": f"id{original}", "duplicate_kind": "copy"}
            add(filling, article(f"id{number}", "", facts.pop("text"), first_seen=facts["fetched"], **facts))
        for query in QUERIES:
            whole = ids(db, query, copies=copies, most=1000)
            assert [ids(db, query, copies=copies, most=most) for most in (1, 2, 3)] == [whole] * 3, query


@pytest.mark.parametrize(
    ("query", "settled"), [("la OR the", True), ("zzzz", False), ("before:2025-03-19 puente", False)]
)
def test_only_common_words_are_settled_by_what_was_stored_last(tmp_path, query, settled):
    generate(tmp_path, articles=400)
    with closing(open_catalogue(tmp_path, readonly=True)) as db:
        asked = statement(Selection(tree=parse(query), copies=False))
        rows = recent._recent_rows(db, asked, Wanted(columns=COLUMNS, limit=5, recent=100))
    assert (rows is not None) == settled
