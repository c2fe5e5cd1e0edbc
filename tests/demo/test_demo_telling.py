"""What the demo tells of a catalogue. The rows are made by hand, in the tables that a crawl writes."""

import io
import json
import re

import pytest
from click.testing import CliRunner
from rich.console import Console

from crawler.cli import presswatch
from crawler.demo.findings import counts, left_out, shared_stories, story_at
from crawler.demo.telling import Telling, tell
from pipelines.store.catalogue import open_catalogue

SITES = {"agencia": "La Agencia", "diario": "El Diario", "paper": "The Paper"}
AGENCY, COPY, REWRITE, ALIKE = (f"http://{name}.localhost:1/{name}" for name in ("agencia", "diario", "paper", "alike"))


def store(db, url, *, key, source, hour, **values):
    """One newest article; `line` values and columns are given together, as a crawl derives one from the other."""
    line = {"countries": ["US", "IQ"], "countries_mentioned": ["US", "IQ", "ES"], "agency": None} | values.get(
        "line", {}
    )
    columns = {
        "id": key, "revision": values.get("revision", 1), "latest": 1, "line": json.dumps(line),
        "file": "f", "file_offset": 0, "day": "2024-07-25", "source": source, "url": url,
        "title": values.get("title", f"Titular {key}"),
        "language": values.get("language", "es"), "agency": values.get("agency"), "kind": "article", "access": "full",
        "published": f"2024-07-25T{hour:02}:00:00+00:00", "first_seen": "2024-07-25T20:00:00+00:00",
        "fetched": "2024-07-25T20:00:00+00:00", "word_count": 300, "content_hash": key,
        "story": values.get("story", key),
        "duplicate_of": values.get("copy_of"), "duplicate_kind": "copy" if values.get("copy_of") else None,
    }  # fmt: skip
    names, marks = ", ".join(columns), ", ".join("?" * len(columns))
    row = db.execute(f"INSERT INTO articles ({names}) VALUES ({marks})", tuple(columns.values()))  # noqa: S608 - names stand above
    db.executemany(
        "INSERT INTO article_values (article, field, value) VALUES (?, 'country', ?)",
        [(row.lastrowid, c) for c in line["countries"]],
    )


def want(db, url, state, reason):
    values = (url, url, url, "diario", "h", state, reason, "2024-07-25T20:00:00+00:00", "{}")
    columns = "id, url_key, url, source, host, state, reason, first_seen, link"
    db.execute(f"INSERT INTO urls ({columns}) VALUES ({', '.join('?' * 9)})", values)  # noqa: S608 - names stand above


@pytest.fixture
def db(tmp_path):
    made = open_catalogue(tmp_path)
    agency = {"agency": "europapress", "dateline": {"place": "MADRID", "date": "25 Jul."}}
    store(made, AGENCY, key="a", source="agencia", hour=5, agency="europapress", line=agency)
    store(made, COPY, key="b", source="diario", hour=7, agency="europapress", story="a", copy_of="a")
    store(made, REWRITE, key="c", source="paper", hour=14, story="a", language="en", title="In [our] own words")
    store(made, ALIKE, key="d", source="agencia", hour=3, line={"countries": ["FR"]})
    made.execute("INSERT INTO duplicates VALUES ('b', 'a', 'copy', 0.993)")
    made.execute(
        "INSERT INTO credits (article, position, kind, name, url, target, evidence, confidence)"
        " VALUES ('c', 0, 'credit_url', 'El Diario', ?, 'b', 'News Source', 1)",
        (COPY,),
    )
    want(made, "http://diario.localhost:1/tag/x/", "rejected", "index_page")
    want(made, "http://diario.localhost:1/down", "failed", "http_error")
    want(made, COPY, "stored", None)
    yield made
    made.close()


def told(db, **console):
    out = io.StringIO()
    telling = Telling(db=db, sites=SITES, seed=AGENCY, lookalike=ALIKE, pages=9, requests=20, seconds=1.5, unchanged=0)
    tell(Console(file=out, highlight=False, **console), telling)
    return out.getvalue()


def test_the_first_teller_copies_and_own_words_are_told_apart(db):
    story = story_at(db, REWRITE)
    assert story.first.url == AGENCY
    assert [one.url for one in story.copies] == [COPY]
    assert [one.url for one in story.others] == [REWRITE]


def test_an_agency_learned_later_is_not_said_to_be_printed(db):
    first, copy, _ = story_at(db, AGENCY).told
    assert (first.agency, first.agency_printed) == ("europapress", True)
    assert (copy.agency, copy.agency_printed, copy.score) == ("europapress", False, 0.993)


def test_countries_it_is_about_are_not_repeated_as_mentioned(db):
    first = story_at(db, AGENCY).first
    assert (first.countries, first.mentioned) == (("US", "IQ"), ("ES",))


def test_counts_are_of_newest_versions(db):
    db.execute("UPDATE articles SET latest = 0 WHERE id = 'a'")
    db.execute("DELETE FROM article_values WHERE article = 1")
    store(db, AGENCY, key="a", revision=2, source="agencia", hour=5)
    total = counts(db)
    assert (total.articles, total.copies, total.stories, total.links) == (4, 1, 2, 1)
    assert total.countries == {"IQ": 3, "US": 3, "FR": 1}
    assert total.languages == {"es": 3, "en": 1}


def test_only_stories_of_several_pages_are_shared(db):
    assert [[one.id for one in story.told] for story in shared_stories(db)] == [["a", "b", "c"]]


def test_what_is_not_stored_is_listed_with_its_reason(db):
    assert [(one.state, one.reason) for one in left_out(db)] == [("failed", "http_error"), ("rejected", "index_page")]


def test_a_url_that_is_not_stored_has_no_story(db):
    assert story_at(db, "http://nobody.localhost/") is None


def test_plain_output_says_who_copied_whom(db):
    text = told(db, width=100)
    assert "4 articles stored of 3 outlets: 2 stories, 1 copy, 1 credit traced" in text
    assert "La Agencia (es, 25 Jul 05:00): Titular a" in text
    assert "dateline MADRID, 25 Jul., agency europapress printed" in text
    assert "copy  El Diario (es, 25 Jul 07:00), 99% of the text" in text
    assert "no dateline, agency europapress (learned from the copy)" in text
    assert "rewrite  The Paper (en, 25 Jul 14:00): In [our] own words" in text
    assert "credit_url → the stored page of El Diario" in text
    assert "About US, IQ (mentioned: ES)" in text
    assert "kept apart from the story above" in text
    assert "index_page" in text
    assert "\x1b" not in text
    assert len(text.splitlines()) < 60


def test_a_terminal_gets_colours_and_the_same_words(db):
    coloured = told(db, width=100, force_terminal=True, color_system="standard")
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == told(db, width=100)


def test_a_crawl_that_found_nothing_is_told_as_that(tmp_path):
    empty = open_catalogue(tmp_path)
    text = told(empty)
    assert "0 articles stored" in text
    assert "The example story is not stored" in text
    empty.close()


def test_a_taken_port_is_a_user_error(room, tmp_path):
    result = CliRunner().invoke(presswatch, ["demo", "--keep", str(tmp_path), "--port", str(room.port)])
    assert result.exit_code == 1
    assert "choose another with --port" in str(result.exception)


def test_a_kept_folder_keeps_its_port(room, tmp_path):
    from crawler.cli.demo import Place

    place = Place(root=tmp_path)
    assert place.port == 0
    place.config.mkdir()
    (place.config / "sources.toml").write_text(room.sources_toml(), encoding="utf-8")
    assert place.port == room.port
