import pytest

from crawler.configuration.lists.deciding import decide, feed_key
from crawler.configuration.lists.rows import Row, slug
from pipelines.source import Source

THERE = {"there": Source(id="there", name="There", domains=("there.example",), feeds=("https://there.example/rss",))}


def row(**values) -> Row:
    return Row(where="line 2", values=values)


def verdicts(*rows: Row) -> list[tuple[str, str]]:
    return [(verdict.outcome, verdict.id) for verdict in decide(rows, THERE)]


def test_a_new_row_is_added_with_its_values_put_right():
    values = {"name": "El Día", "country": "pe", "language": "es_PE", "feeds": ["https://www.eldia.example/rss"]}
    [verdict] = decide([row(**values)], THERE)
    assert (verdict.outcome, verdict.id) == ("added", "el-dia")
    assert verdict.values == values | {"country": "PE", "language": "es", "domains": ["eldia.example"]}


def test_a_source_is_known_by_its_id_and_by_its_feed():
    assert verdicts(
        row(id="there", feeds=["https://other.example/"]),
        row(name="Other", feeds=["http://www.There.example/rss/"]),
    ) == [("already there", "there"), ("already there", "there")]


def test_a_row_meets_those_added_before_it():
    assert verdicts(
        row(id="a", feeds=["https://a.example/rss"]),
        row(id="a", feeds=["https://b.example/rss"]),
        row(name="C", feeds=["https://a.example/rss"]),
    ) == [("added", "a"), ("already there", "a"), ("already there", "a")]


def test_a_name_that_is_taken_gets_a_number():
    assert verdicts(
        row(name="There", feeds=["https://a.example/"]), row(name="There", feeds=["https://b.example/"])
    ) == [("added", "there-2"), ("added", "there-3")]


def test_a_name_in_another_script_is_called_by_its_host():
    assert verdicts(row(name="الخليج", feeds=["https://www.khaleej.example/rss"])) == [("added", "khaleej-example")]


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"name": "A", "feeds": ["file:///etc/passwd"], "domains": ["a.example"]}, r"http\(s\)"),
        ({"name": "A", "feeds": ["https://u:p@a.example/"]}, "user name or password"),
        ({"name": "A", "domains": ["a.example"]}, "no feeds, sitemaps or sections"),
        ({"id": "A B", "feeds": ["https://a.example/"]}, "cannot name a source"),
        ({"name": "A", "feeds": ["https://a.example/"], "country": "Peru"}, "no country code"),
        ({"name": "A", "feeds": ["https://a.example/"], "enabled": "maybe"}, "neither true nor false"),
        ({"name": "A", "feeds": ["https://[::1/"]}, "is no URL"),
    ],
)
def test_a_row_that_would_not_load_is_refused_with_the_reason(values, why):
    [verdict] = decide([row(**values)], THERE)
    assert verdict.outcome == "refused"
    assert pytest.raises(AssertionError, match=why).matches(AssertionError(verdict.why))
    assert not verdict.values


def test_a_row_that_could_not_be_read_is_refused():
    [verdict] = decide([Row(where="line 2", values={"name": "A"}, fault="torn")], THERE)
    assert (verdict.outcome, verdict.why) == ("refused", "torn")


@pytest.mark.parametrize(
    ("text", "id_"),
    [("El País", "el-pais"), ("Süddeutsche Straße", "suddeutsche-strasse"), ("O'Globo!", "oglobo"),
     ("Ørsted 24", "orsted-24"), ("Łódź", "lodz"), ("Правда", ""), ("  ", ""), ("a" * 80, "a" * 64)],
)  # fmt: skip
def test_an_id_is_made_of_plain_letters(text, id_):
    assert slug(text) == id_


def test_spellings_of_one_feed_have_one_key():
    assert feed_key("http://www.A.example/rss/") == feed_key("https://a.example/rss")
    assert feed_key("https://a.example/rss?x=1") != feed_key("https://a.example/rss?x=2")
