"""What a query means, and how one that means nothing is refused."""

from __future__ import annotations

import pytest

from pipelines.querying.errors import QueryError
from pipelines.querying.grammar import filter_of, parse
from pipelines.querying.tree import And, Filter, Near, Not, Or, Term, wanted_terms


def word(text: str, **more) -> Term:
    return Term(words=text, **more)


def near(distance: int, *parts: tuple[Term, ...]) -> Near:
    return Near(parts=parts, distance=distance)


@pytest.mark.parametrize(("query", "tree"), [
    ("agua", word("agua")),
    ("agua luz", And(parts=(word("agua"), word("luz")))),
    ("agua AND luz", And(parts=(word("agua"), word("luz")))),
    ("agua OR luz sol", Or(parts=(word("agua"), And(parts=(word("luz"), word("sol")))))),
    ("(agua OR luz) sol", And(parts=(Or(parts=(word("agua"), word("luz"))), word("sol")))),
    ("agua -luz", And(parts=(word("agua"), Not(part=word("luz"))))),
    ("agua NOT luz", And(parts=(word("agua"), Not(part=word("luz"))))),
    ("agua NOT -luz", And(parts=(word("agua"), word("luz")))),
    ("agua NOT (NOT luz)", And(parts=(word("agua"), word("luz")))),
    ('"Estado Islámico"', word("Estado Islámico")),
    ("“Estado Islámico”", word("Estado Islámico")),
    ("«Estado Islámico»", word("Estado Islámico")),
    ("migra*", word("migra", prefix=True)),
    ('"estado islam*"', word("estado islam", prefix=True)),
    ('"estado islam"*', word("estado islam", prefix=True)),
    ("=US", word("US", exact=True)),
    ('="Estado Islámico"', word("Estado Islámico", exact=True)),
    ("title:acuerdo", word("acuerdo", field="title")),
    ("title: acuerdo", word("acuerdo", field="title")),
    ('title:"de pesca"', word("de pesca", field="title")),
    ("title:=Acuerdo*", word("Acuerdo", field="title", exact=True, prefix=True)),
    ("title:(pesca OR mar)", Or(parts=(word("pesca", field="title"), word("mar", field="title")))),
    ("title:(pesca -mar)", And(parts=(word("pesca", field="title"), Not(part=word("mar", field="title"))))),
    ("author:pérez", word("pérez", field="author")),
    ("al-Abbasi", word("al-Abbasi")),
    ("source:Infobae", Filter(field="source", value="infobae")),
    ("country:es", Filter(field="country", value="ES")),
    ("country:(IQ OR us)", Or(parts=(Filter(field="country", value="IQ"), Filter(field="country", value="US")))),
    ('topic:"armed con*"', Filter(field="topic", value="armed con")),
    ("watch:irak", Filter(field="watch", value="irak")),
    ("a NEAR/3 b", near(3, (word("a"),), (word("b"),))),
    ("a NEAR b", near(10, (word("a"),), (word("b"),))),
    ("a NEAR/3 b NEAR/3 c", near(3, (word("a"),), (word("b"),), (word("c"),))),
    ("(a OR b) NEAR/2 \"c d\"", near(2, (word("a"), word("b")), (word("c d"),))),
    ("title:(a NEAR/2 b)", near(2, (word("a", field="title"),), (word("b", field="title"),))),
    ("a NEAR/2 b OR c", Or(parts=(near(2, (word("a"),), (word("b"),)), word("c")))),
    ("x -a NEAR/2 b", And(parts=(word("x"), Not(part=near(2, (word("a"),), (word("b"),)))))),
    ("and or not near", And(parts=(word("and"), word("or"), word("not"), word("near")))),
    ("ANDA ORO NOTA", And(parts=(word("ANDA"), word("ORO"), word("NOTA")))),
    ('"AND"', word("AND")),
    ("10:30", word("10:30")),
    ("AT&T 50% ¿qué? $100", And(parts=(word("AT&T"), word("50%"), word("¿qué?"), word("$100")))),
    ("中*", word("中", prefix=True)),
])  # fmt: skip
def test_a_query_becomes_its_tree(query, tree):
    assert parse(query) == tree


@pytest.mark.parametrize(("query", "column", "cause"), [
    ("", 1, "a word is missing"), ("   ", 4, "a word is missing"), ("agua AND", 9, "a word is missing"),
    ("OR agua", 1, "a word is missing"), ("agua AND OR luz", 10, "a word is missing"),
    ("(agua", 1, "never closed"), ("(agua OR", 9, "a word is missing"), ("agua)", 5, "closes nothing"),
    ("agua ()", 7, "a word is missing"), ('agua "luz', 6, "quote is never closed"), ("agua “luz", 6, "never closed"),
    ("-agua", 1, "only says"), ("NOT (agua luz)", 1, "only says"), ("-agua -(luz OR sol)", 1, "only says"),
    ("agua OR -luz", 9, "part of an OR"), ("agua OR (sol OR -luz)", 17, "part of an OR"),
    ("title:(-agua)", 8, "a word is missing|only says"),
    ("colour:red", 1, "no field 'colour'"), ("agua country:Spain", 14, "'Spain' does not fit"),
    ("lang:español", 6, "does not fit"), ("before:lunes", 8, "does not fit"), ("after:2025-13-01", 7, "does not fit"),
    ("day:2025-02-30", 5, "does not fit"), ("source:inf*", 8, "does not fit"), ("source:=infobae", 8, "'=' means"),
    ("title:", 7, "value is missing after title:"), ("title:(source:x)", 8, "another field"),
    ("title:(author:x)", 8, "another field"), ("source:(a NEAR/2 b)", 9, "another field or NEAR"),
    ("agua ***", 6, "no letter or digit"), ("agua -¿?", 7, "no letter or digit"),
    ("mi*", 1, "fewer than 3 letters"), ('"los mi*"', 1, "fewer than 3"), ("title:12*", 7, "fewer than 3"),
    ("*agua", 1, "only end a word"), ("a*b", 2, "only end a word"), ("*", 1, "no letter"),
    ("agua.*luz", 5, "regular expression"), ("/agua/", 1, "regular expression"), ("(a|b)", 3, "regular expression"),
    ("[ab]gua", 1, "regular expression"), (r"\bagua", 1, "regular expression"), ("(a+)+$", 5, "no letter"),
    ("NEAR/3 agua", 1, "a word is missing"), ("agua NEAR/3", 12, "a word is missing"), ("a NEAR/x b", 3, "no number"),
    ("a NEAR/3 b NEAR/4 c", 12, "two distances"), ("a NEAR/101 b", 3, "more than 100"),
    ("a NEAR/3 source:x", 10, "NEAR joins words"), ("(a b) NEAR/3 c", 2, "NEAR joins words"),
    ("title:a NEAR/3 b", 9, "two fields"), ("agua NEAR/2 mi*", 13, "fewer than 3"),
    ("(" + " OR ".join("abcdefghijklmnop") + ") NEAR/2 (" + " OR ".join("abcdefghijklmnop") + ")", 80, "more than 200"),
    ("a " * 501, 1001, "more than 500 parts"), ("(" * 60 + "a", 41, "more than 40"), ("x" * 10_001, 10_001, "10000"),
    ("NOT " * 401 + "agua", 1, "only says"),
])  # fmt: skip
def test_a_malformed_query_is_refused_with_its_column(query, column, cause):
    with pytest.raises(QueryError, match=cause) as refused:
        parse(query)
    assert refused.value.column == column
    assert refused.value.exit_code == 2
    assert len(str(refused.value)) < 500


def test_a_query_of_several_lines_is_refused_with_the_line():
    with pytest.raises(QueryError, match="line 3, column 3") as refused:
        parse("agua OR\n(luz AND\n  x*)")
    assert (refused.value.line, refused.value.column) == (3, 3)


def test_an_option_is_checked_like_its_field():
    assert filter_of("country", "gb") == Filter(field="country", value="GB")
    with pytest.raises(QueryError):
        filter_of("country", "Spain")


def test_words_under_not_are_not_wanted():
    assert wanted_terms(parse("agua -luz (sol OR source:x) OR a NEAR b")) == [*map(word, ("agua", "sol", "a", "b"))]


@pytest.mark.parametrize("query", [
    "title:(=Agua* NEAR/3 luz)", '(a OR "b c") NEAR/2 d', 'topic:"armed conflict"', 'author:="Ana Díaz"',
])  # fmt: skip
def test_a_leaf_is_written_as_one_would_type_it(query):
    assert str(parse(query)) == query
