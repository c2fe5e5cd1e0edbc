"""SETTLE notes what each article version is caught by, when agency and story are known."""

from __future__ import annotations

from datetime import UTC

import orjson
import pytest
from told_articles import article

from pipelines.store.forgetting import Forgetting, remove
from pipelines.watchlists import Watchlist
from pipelines.watchlists_matching import percolator_of


def percolator(**queries: str):
    return percolator_of([Watchlist(id=id_, name=id_, query=query) for id_, query in queries.items()], UTC)


def hits(archive) -> list[tuple]:
    rows = archive.rows("SELECT watchlist, article, revision, terms, first FROM watch_hits ORDER BY key")
    return [(r["watchlist"], r["article"], r["revision"], orjson.loads(r["terms"]), r["first"]) for r in rows]


def test_a_hit_is_noted_with_its_words_and_stands_in_the_article(archive):
    asked = percolator(pesca='"acuerdo de pesca" OR (ministr* NEAR/3 =Manso) OR marea', sol="sol", efe="agency:efe")
    settling = archive.settle(
        article("aaaaaa01", "El ACUERDO de pesca", "La ministra firmó en Río Manso.", agency="efe"), watchlists=asked
    )
    assert settling.article.watchlists == ["pesca", "efe"]
    assert hits(archive) == [
        ("pesca", "aaaaaa01", 1, ['"acuerdo de pesca"', "ministr* NEAR/3 =Manso"], 1),
        ("efe", "aaaaaa01", 1, ["agency:efe"], 1),
    ]
    (row,) = archive.rows("SELECT line FROM articles")
    assert orjson.loads(row["line"])["watchlists"] == ["pesca", "efe"]


def test_a_later_version_is_caught_anew_but_not_first(archive):
    asked = percolator(pesca="pesca", cuota="cuota")
    archive.settle(article("aaaaaa01", "El acuerdo de pesca", "Uno."), watchlists=asked)
    archive.settle(article("aaaaaa01", "El acuerdo de pesca", "Dos: la cuota.", content_hash="x"), watchlists=asked)
    archive.settle(article("aaaaaa01", "Nada más", "Tres.", content_hash="y"), watchlists=asked)
    assert [(name, revision, first) for name, _, revision, _, first in hits(archive)] == [
        ("pesca", 1, 1), ("pesca", 2, 0), ("cuota", 2, 1),
    ]  # fmt: skip


def test_the_story_is_known_when_watchlists_are_asked(archive):
    archive.settle(article("aaaaaa01", "El acuerdo de pesca", "Uno."))
    again = article("aaaaaa01", "El acuerdo de pesca", "Dos.", content_hash="x", story=None)
    assert archive.settle(again, watchlists=percolator(own="story:aaaaaa01")).article.watchlists == ["own"]


@pytest.mark.parametrize(("query", "caught"), [
    ("source:el-faro-azul", True), ("country:IQ", True), ("country:IR", False), ("lang:es", True), ("kind:live", False),
    ("topic:20000638", True), ('topic:"international rel"', True), ("topic:sport", False), ("author:perez", True),
    ("after:2025-03-20", True), ("before:2025-03-20", False), ("day:2025-03-20", True), ("title:pesca -mar", True),
    ("subtitulo", True), ("perez", False), ("title:ministra", False),
])  # fmt: skip
def test_every_field_can_be_asked(archive, query, caught):
    from pipelines.article import Topic

    held = article(
        "aaaaaa01", "El acuerdo de pesca", "La ministra firmó.", countries=["IQ"], authors=["Ana Pérez"],
        subtitle="Un subtítulo", topics=[Topic(code="medtop:20000638", label="international relations", score=0.9)],
    )  # fmt: skip
    assert archive.settle(held, watchlists=percolator(it=query)).article.watchlists == (["it"] if caught else [])


def test_without_watchlists_nothing_is_noted_and_disabled_ones_are_none(archive):
    off = Watchlist(id="off", name="off", query="pesca", enabled=False)
    assert percolator_of([], UTC) is None
    assert percolator_of([off], UTC) is None
    archive.settle(article("aaaaaa01", "El acuerdo de pesca"), watchlists=None)
    assert hits(archive) == []


def test_a_forgotten_article_takes_its_hits_along(archive):
    archive.settle(article("aaaaaa01", "El acuerdo de pesca"), watchlists=percolator(pesca="pesca"))
    archive.db.execute("BEGIN IMMEDIATE")
    remove(Forgetting(db=archive.db, ids=["aaaaaa01"], now="2025-03-21T00:00:00+00:00", zone=UTC))
    archive.db.execute("COMMIT")
    assert hits(archive) == []
