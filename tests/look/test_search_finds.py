"""The SQL of a query and a plain reading of its tree agree on which articles are meant."""

from __future__ import annotations

import re
import unicodedata

import pytest
from generate_catalogue import add
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from told_articles import article

from pipelines.querying.grammar import parse
from pipelines.querying.tree import And, Filter, Node, Not, Or, Term
from pipelines.store.reading import selection
from pipelines.store.reading.articles import newest
from pipelines.store.reading.facets import facets, topic_labels
from pipelines.store.reading.opening import reading
from pipelines.store.reading.selection import Selection
from pipelines.store.reading.stories import dated, inbox

WORDS = ("sequía", "bridge", "puente nuevo", "Quintanar", "vendim", "strike", "campana vieja", "zzz")
VALUES = {
    "source": ("el-mirador", "the-lantern"), "lang": ("es", "en"), "country": ("ES", "IQ"), "agency": ("efe", "ap"),
    "topic": ("15000000", "medtop:11000000"), "before": ("2025-03-20",), "after": ("2025-03-20",),
    "day": ("2025-03-19",),
}  # fmt: skip
LEAVES = st.one_of(
    st.builds(Term, words=st.sampled_from(WORDS), prefix=st.booleans(), field=st.sampled_from(("", "title"))),
    st.sampled_from([Filter(field=name, value=value) for name, values in VALUES.items() for value in values]),
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(Not, part=inner),
        st.builds(And, parts=st.tuples(inner, inner)),
        st.builds(Or, parts=st.tuples(inner, inner)),
    ),
    max_leaves=6,
)


def tokens(text: str) -> list[str]:
    """Folded without the project's own folding; no ñ is among WORDS."""
    plain = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))
    return re.findall(r"[^\W_]+", plain)


def occurs(term: Term, article: dict) -> bool:
    wanted = tokens(term.words)
    names = ("title",) if term.field == "title" else ("title", "subtitle", "text")
    for held in [tokens(article[name] or "") for name in names]:
        for at in range(len(held) - len(wanted) + 1):
            piece = held[at : at + len(wanted)]
            last = piece[-1].startswith(wanted[-1]) if term.prefix else piece[-1] == wanted[-1]
            if piece[:-1] == wanted[:-1] and last:
                return True
    return False


def holds(node: Node, article: dict) -> bool:
    match node:
        case Term():
            return occurs(node, article)
        case Not(part=part):
            return not holds(part, article)
        case And(parts=parts):
            return all(holds(part, article) for part in parts)
        case Or(parts=parts):
            return any(holds(part, article) for part in parts)
    return fits(node, article)


def fits(node: Filter, article: dict) -> bool:
    if node.field in ("before", "after"):
        earlier = article["published"] < f"{node.value}T00:00:00+00:00"
        return earlier if node.field == "before" else not earlier
    if node.field == "day":
        return article["fetched"].startswith(node.value)
    if node.field == "country":
        return node.value in article["countries"]
    if node.field == "topic":
        return any(topic["code"].endswith(node.value.removeprefix("medtop:")) for topic in article["topics"])
    return article[{"lang": "language"}.get(node.field, node.field)] == node.value


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tree=TREES)
def test_any_tree_selects_what_it_says(generated, tree):
    with reading(generated) as db:
        everything = newest(db, Selection(), 1000)
        found = {article["id"] for article in newest(db, Selection(tree=tree), 1000)}
    assert found == {article["id"] for article in everything if holds(tree, article)}


def test_the_newest_come_first_and_the_best_when_asked(told_twice):
    with reading(told_twice) as db:
        assert [held["id"] for held in newest(db, Selection(), 9)] == ["cccccc03", "bbbbbb02", "aaaaaa01", "dddddd04"]
        ranked = newest(db, Selection(tree=parse("firmó OR vendimia"), by_rank=True), 9)
    assert ranked[0]["id"] == "dddddd04"  # in the headline


def test_of_words_alone_the_matches_stored_last_are_ranked_and_with_another_condition_all(told_twice, monkeypatch):
    monkeypatch.setattr(selection, "RANKED", 1)
    with reading(told_twice) as db:
        found = {
            query: [held["id"] for held in newest(db, Selection(tree=parse(query), by_rank=True), 9)]
            for query in ("firmó OR vendimia", "firmó", "pesca lang:es", "sequía -puerto")
        }
    assert found == {
        "firmó OR vendimia": ["dddddd04"], "firmó": ["bbbbbb02"], "pesca lang:es": ["aaaaaa01", "bbbbbb02"],
        "sequía -puerto": ["dddddd04"],
    }  # fmt: skip


def test_a_copy_is_folded_only_where_its_original_is_found_too(told_twice):
    with reading(told_twice) as db:
        folded = newest(db, Selection(tree=parse("pesca"), copies=False), 9)
        alone = newest(db, Selection(tree=parse("pesca source:la-voz-serrana"), copies=False), 9)
    assert [held["id"] for held in folded] == ["aaaaaa01"]
    assert [held["id"] for held in alone] == ["bbbbbb02"]


def test_a_topic_may_be_named_by_its_label(told_twice):
    with reading(told_twice) as db:
        found = newest(db, Selection(tree=parse('topic:"International rel"'), labels=topic_labels(db)), 9)
    assert [held["id"] for held in found] == ["aaaaaa01"]


@pytest.mark.parametrize(
    "query", ["x'; DROP TABLE articles;", "zzz* OR yyy", '"NEAR(a b)"', "{title} a", "a\0b", '"a""b"', "rank"]
)
def test_what_is_typed_never_becomes_sql_or_fts(generated, query):
    with reading(generated) as db:
        assert newest(db, Selection(tree=parse(query)), 3) == []


def test_facets_count_what_is_selected(told_twice):
    with reading(told_twice) as db:
        found = inbox(db, Selection(tree=parse("pesca OR fishing")))
        counts = facets(db)
    assert (found.matches, found.total) == (3, 1)
    assert counts["country"] == [("ES", 2), ("GB", 1)]
    assert counts["language"] == [("es", 2), ("en", 1)]
    assert counts["agency"] == [("efe", 1)]


def test_articles_stand_in_order_of_publication_and_the_future_is_not_believed(filling, tmp_path):
    moments = {"late1": "2025-03-20T07:00:00+00:00", "late2": "2031-01-01T00:00:00+00:00", "late3": None}
    for ident, published in moments.items():
        add(filling, article(ident, "Algo", published=published, first_seen="2025-03-20T07:30:00+00:00"))
    filling.db.commit()
    with reading(tmp_path / "data") as db:
        found = newest(db, Selection(), 9)
        assert [held["id"] for held in found] == ["late2", "late3", "late1"]
        assert [dated(held)[11:16] for held in found] == ["08:00", "07:30", "07:00"]
        assert newest(db, Selection(tree=parse("before:2026-01-01")), 1)[0]["id"] == "late2"
