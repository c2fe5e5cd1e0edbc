"""The archive's search and the live matching give the same answer to any query, on any articles."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field

import pytest
from generate_catalogue import Filling, add
from hypothesis import example, given, settings
from hypothesis import strategies as st
from told_articles import article

from pipelines.article import Topic
from pipelines.querying.document import document_of
from pipelines.querying.errors import QueryError
from pipelines.querying.fold import _FOLDED, LONGEST, tokens
from pipelines.querying.grammar import parse
from pipelines.querying.matching import matches
from pipelines.querying.percolator import Percolator
from pipelines.querying.tree import And, Filter, Near, Node, Not, Or, Term
from pipelines.store.reading.articles import newest
from pipelines.store.reading.facets import topic_labels
from pipelines.store.reading.selection import Selection
from pipelines.store.schema import INITIAL

WORDS = (
    *("ano", "año", "AÑO", "Ano", "an\N{COMBINING TILDE}o", "café", "CAFE", "cafeína", "Polo", "polo", "público"),
    *("publicó", "STRASSE", "straße", "ＡＢＣ", "abc", "İzmir", "izmir", "a", "l'Iran", "EE.UU.", "3,5", "foo_bar"),
    *("中国", "中", "国政府", "新聞", "スーパー", "สวัสดี", "ก", "كِتَابٌ", "كتاب", "Ёлка", "елка", "й", "и", "हिन्दी"),
)
GLUE = (" ", " ", " ", ", ", "-", "\n", "。", "", " — ")
TEXTS = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(GLUE)), max_size=9).map(
    lambda pieces: "".join(word + glue for word, glue in pieces)
)
TOPICS = (("medtop:11000000", "politics"), ("medtop:20000638", "international relations"))
ARTICLES = st.fixed_dictionaries({
    "title": TEXTS, "subtitle": st.none() | TEXTS, "text": TEXTS, "authors": st.lists(TEXTS, max_size=2),
    "source": st.sampled_from(("faro", "lantern")), "language": st.sampled_from(("es", "en")),
    "agency": st.none() | st.sampled_from(("efe", "ap")), "kind": st.sampled_from(("article", "live")),
    "countries": st.lists(st.sampled_from(("ES", "IQ")), unique=True),
    "topics": st.lists(st.sampled_from(TOPICS), unique=True),
    "watchlists": st.lists(st.sampled_from(("irak", "mar")), unique=True),
    "published": st.none() | st.sampled_from(("2025-03-19T23:30:00+00:00", "2025-03-20T00:00:00+00:00")),
})  # fmt: skip


def spoken(words: str) -> bool:
    return bool(tokens(words))


PHRASES = st.one_of(st.sampled_from(WORDS), TEXTS.filter(spoken))
TERMS = st.builds(Term, words=PHRASES, prefix=st.booleans(), exact=st.booleans(),
                  field=st.sampled_from(("", "", "title", "author")))  # fmt: skip
SIDES = st.lists(st.builds(Term, words=st.sampled_from(WORDS), prefix=st.booleans(), exact=st.booleans()),
                 min_size=1, max_size=2).map(tuple)  # fmt: skip
NEARS = st.builds(Near, parts=st.lists(SIDES, min_size=2, max_size=3).map(tuple), distance=st.integers(0, 4))
FILTERS = st.sampled_from([Filter(field=name, value=value) for name, value in (
    ("source", "faro"), ("lang", "es"), ("agency", "ap"), ("kind", "live"), ("country", "IQ"), ("watch", "irak"),
    ("topic", "medtop:11000000"), ("topic", "20000638"), ("topic", "inter"), ("topic", "none"), ("story", "id1"),
    ("before", "2025-03-20"), ("after", "2025-03-20"), ("day", "2025-03-20"), ("source", "other"),
)])  # fmt: skip
TREES = st.recursive(
    st.one_of(TERMS, TERMS, NEARS, FILTERS),
    lambda inner: st.one_of(
        st.builds(Not, part=inner),
        st.builds(And, parts=st.lists(inner, min_size=2, max_size=3).map(tuple)),
        st.builds(Or, parts=st.lists(inner, min_size=2, max_size=3).map(tuple)),
    ),
    max_leaves=7,
)


@dataclass
class Corpus:
    db: sqlite3.Connection
    labels: dict[str, str] = field(default_factory=dict)

    def found(self, tree: Node) -> set[str]:
        return {held["id"] for held in newest(self.db, Selection(tree=tree, labels=self.labels), 99)}

    def matched(self, tree: Node) -> set[str]:
        everything = newest(self.db, Selection(), 99)
        return {held["id"] for held in everything if matches(tree, document_of(held, held["fetched"][:10]))}


def corpus_of(told: list[dict]) -> Corpus:
    db = sqlite3.connect(":memory:")
    db.row_factory = sqlite3.Row
    db.executescript(INITIAL)
    filling = Filling(db=db)
    for number, given_facts in enumerate(told):
        topics = [Topic(code=code, label=label, score=1.0) for code, label in given_facts["topics"]]
        facts = given_facts | {"topics": topics}
        add(filling, article(f"id{number}", facts.pop("title"), facts.pop("text"), **facts))
        for name in facts["watchlists"]:
            db.execute("INSERT INTO watch_hits (watchlist, article, revision, at, terms, first)"
                       " VALUES (?, ?, 1, '', '[]', 1)", (name, f"id{number}"))  # fmt: skip
    return Corpus(db=db, labels=topic_labels(db))


@settings(max_examples=80, deadline=None)
@given(told=st.lists(ARTICLES, min_size=1, max_size=5), trees=st.lists(TREES, min_size=1, max_size=6))
def test_search_and_matching_agree_on_any_tree(told, trees):
    corpus = corpus_of(told)
    with closing(corpus.db):
        for tree in trees:
            assert corpus.found(tree) == corpus.matched(tree), tree


@settings(max_examples=80, deadline=None)
@given(told=st.lists(ARTICLES, min_size=1, max_size=5), trees=st.lists(TREES, min_size=1, max_size=6))
def test_many_queries_at_once_catch_what_each_catches_alone(told, trees):
    corpus = corpus_of(told)
    percolator = Percolator({str(number): tree for number, tree in enumerate(trees)})
    with closing(corpus.db):
        for held in newest(corpus.db, Selection(), 99):
            document = document_of(held, held["fetched"][:10])
            alone = [str(number) for number, tree in enumerate(trees) if matches(tree, document)]
            assert [caught.name for caught in percolator.caught_by(document)] == alone


TYPED = st.lists(
    st.sampled_from((*WORDS, *("AND", "OR", "NOT", "-", "(", ")", "NEAR/2", "NEAR", '"', "*", "=", "title:", "|"),
                     *("source:faro", "country:iq", "lang:es", "author:", "after:2025-03-20", " ", " ", " ", "\0"))),
    max_size=9,
).map("".join)  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(told=st.lists(ARTICLES, min_size=1, max_size=3), typed=TYPED)
@example(told=[], typed='"中国 Polo"* -(=año NEAR/0 title:x)')
def test_whatever_is_typed_is_refused_with_a_place_or_means_the_same_to_both(told, typed):
    tree = tree_or_column(typed)
    if isinstance(tree, int):
        assert 1 <= tree <= len(typed) + 1
        return
    corpus = corpus_of(told)
    with closing(corpus.db):
        assert corpus.found(tree) == corpus.matched(tree)


def tree_or_column(typed: str) -> Node | int:
    try:
        return parse(typed)
    except QueryError as refused:
        return refused.column


@pytest.mark.parametrize(("query", "text", "found"), [
    ("ano", "El AÑO nuevo", False), ("año", "El AÑO nuevo", True), ("ano", "un ano", True),
    ("cafe", "CAFÉ", True), ("=café", "Café", False), ("=Café", "Café", True), ("=US", "they told us", False),
    ("=US", "the US said", True), ('="Estado Islámico"', "el estado islámico", False),
    ("estado", "Estadounidense", False), ("estad*", "Estadounidense", True), ("=Estad*", "Estadounidense", True),
    ('"estado islámico"', "Estado - Islámico", True), ("政府", "中国政府发布", True), ("国政", "中国政府", True),
    ("府", "中国政府。", True), ("府中", "政府。中国", False), ("สวัส", "สวัสดีครับ", True),
    ("ataque NEAR/2 bagdad", "bagdad sufre un ataque", True), ("ataque NEAR/1 bagdad", "bagdad sufre un ataque", False),
    ("strasse", "Straße", True), ("й", "и", False), ("елка", "Ёлка", True), ("كتاب", "كِتَابٌ", True),
])  # fmt: skip
def test_what_words_find(query, text, found):
    facts = {"title": "", "subtitle": None, "text": text, "authors": [], "topics": [], "watchlists": []}
    corpus = corpus_of([facts])
    with closing(corpus.db):
        assert corpus.found(parse(query)) == corpus.matched(parse(query)) == ({"id0"} if found else set())


def test_words_are_not_looked_for_across_pieces_or_authors():
    facts = {"title": "Acuerdo en Río", "subtitle": "Manso y firme", "text": "Fin", "authors": ["Ana Ruiz", "Luz Díaz"],
             "topics": [], "watchlists": []}  # fmt: skip
    corpus = corpus_of([facts])
    with closing(corpus.db):
        for query, found in {
            '"río manso"': False, "río NEAR/5 manso": False, "río manso": True, "title:manso": False, "ruiz": False,
            'author:"ruiz luz"': False, 'author:"ana ruiz"': True, "author:diaz": True, "author:(ana luz)": True,
        }.items():  # fmt: skip
            assert corpus.found(parse(query)) == corpus.matched(parse(query)) == ({"id0"} if found else set()), query


def test_words_of_a_megabyte_are_folded_and_not_remembered():
    endless = "Ñandú" * 200_000
    assert tokens(f"Sofía {endless}") == ["sofia", endless.lower().replace("ú", "u")]
    assert "Sofía" in _FOLDED
    assert max(map(len, _FOLDED)) <= LONGEST
