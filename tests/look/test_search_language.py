from __future__ import annotations

import pytest

from pipelines.search import And, Filter, Not, Or, QueryError, Term, filter_of, parse, wanted_terms


def word(text: str, **more) -> Term:
    return Term(words=text, **more)


@pytest.mark.parametrize(("query", "tree"), [
    ("agua", word("agua")),
    ("agua luz", And(parts=(word("agua"), word("luz")))),
    ("agua AND luz", And(parts=(word("agua"), word("luz")))),
    ("agua OR luz sol", Or(parts=(word("agua"), And(parts=(word("luz"), word("sol")))))),
    ("(agua OR luz) sol", And(parts=(Or(parts=(word("agua"), word("luz"))), word("sol")))),
    ("agua -luz", And(parts=(word("agua"), Not(part=word("luz"))))),
    ("agua NOT luz", And(parts=(word("agua"), Not(part=word("luz"))))),
    ("agua NOT -luz", And(parts=(word("agua"), word("luz")))),
    ('"Estado Islámico"', word("Estado Islámico")),
    ("migra*", word("migra", prefix=True)),
    ("title:acuerdo", word("acuerdo", title=True)),
    ('title:"de pesca"', word("de pesca", title=True)),
    ("al-Abbasi", word("al-Abbasi")),
    ("source:Infobae", Filter(field="source", value="infobae")),
    ("country:es", Filter(field="country", value="ES")),
    ("and or not", And(parts=(word("and"), word("or"), word("not")))),
    ('"AND"', word("AND")),
    ("10:30", word("10:30")),
])  # fmt: skip
def test_a_query_becomes_its_tree(query, tree):
    assert parse(query) == tree


@pytest.mark.parametrize(("query", "column"), [
    ("", 1), ("   ", 4), ("agua AND", 9), ("OR agua", 1), ("(agua", 1), ("agua)", 5), ('agua "luz', 6),
    ("-agua", 1), ("NOT (agua luz)", 1), ("agua OR -luz", 1), ("colour:red", 1), ("agua country:Spain", 14),
    ("before:lunes", 8), ("after:2025-13-01", 7), ("agua ***", 6), ("day:2025-02-30", 5), ("agua ()", 7),
    ("a " * 250, 401), ("(" * 60 + "a", 41),
])  # fmt: skip
def test_a_malformed_query_is_refused_with_its_column(query, column):
    with pytest.raises(QueryError) as refused:
        parse(query)
    assert refused.value.column == column
    assert refused.value.exit_code == 2


def test_an_option_is_checked_like_its_field():
    assert filter_of("country", "gb") == Filter(field="country", value="GB")
    with pytest.raises(QueryError):
        filter_of("country", "Spain")


def test_words_under_not_are_not_wanted():
    assert wanted_terms(parse("agua -luz (sol OR source:x)")) == [word("agua"), word("sol")]
