"""The demo from end to end: the program itself crawls the newsroom, and what it stored is held against the truth."""

import json
import os
import subprocess
import sys
from types import SimpleNamespace

import pytest

from crawler.cli.demo import Place
from crawler.demo.edition import Edition
from crawler.demo.findings import left_out, story_at
from crawler.demo.second_look import CHANGED
from pipelines.clock import utc_now
from pipelines.store.catalogue import open_catalogue


def run_demo(folder, encoding="utf-8"):
    command = [sys.executable, "-c", "from crawler.cli import main; main()", "demo", "--keep", str(folder)]
    environment = os.environ | {"PYTHONIOENCODING": encoding}
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=120, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def crawled(tmp_path_factory):
    place = Place(root=tmp_path_factory.mktemp("demo of presswatch"))
    output = run_demo(place.root)
    db = open_catalogue(place.data, readonly=True)
    edition = Edition(place.port, utc_now)
    changed = edition.base("lagaceta") + next(p.path for p in edition.pieces if p.key == CHANGED)
    edition.revise(changed)  # as the demo does before its second look
    pieces = {piece.key: piece for piece in edition.pieces}
    lines = {row[0]: json.loads(row[1]) for row in db.execute("SELECT url, line FROM articles WHERE latest")}
    yield SimpleNamespace(place=place, output=output, db=db, pieces=pieces, lines=lines)
    db.close()


def test_the_output_is_short_and_plain(crawled):
    assert 20 < len(crawled.output.splitlines()) < 60
    assert "\x1b" not in crawled.output
    assert f"presswatch --config '{crawled.place.config}'" in crawled.output


def test_every_article_is_stored_and_nothing_else(crawled):
    meant = {piece.url for piece in crawled.pieces.values() if piece.outcome == "stored" and not piece.held}
    videos = {piece.url for piece in crawled.pieces.values() if piece.outcome == "either"}
    assert set(crawled.lines) - videos == meant


def test_what_is_no_article_is_left_out_for_the_right_reason(crawled):
    meant = {p.url: p.outcome for p in crawled.pieces.values() if p.outcome not in ("stored", "either")}
    assert {one.url: one.reason for one in left_out(crawled.db) if "/video/" not in one.url} == meant


def test_every_paragraph_of_every_article_is_in_its_text(crawled):
    for piece in crawled.pieces.values():
        if piece.outcome == "stored" and not piece.held:
            text = crawled.lines[piece.url]["text"]
            assert not [p for p in piece.paragraphs if not p.startswith("## ") and p not in text], piece.key


def test_titles_times_and_languages_are_those_of_the_outlets(crawled):
    for piece in crawled.pieces.values():
        line = crawled.lines.get(piece.url)
        if line and piece.outcome == "stored":
            assert (line["title"], line["published"]) == (piece.title, piece.published.isoformat())
            assert line["language"] == ("en" if piece.site == "levantdispatch" else "es")
            assert line["authors"] == list(piece.authors)


def test_the_seed_is_one_story_with_its_copies_and_its_credit(crawled):
    pieces = crawled.pieces
    story = story_at(crawled.db, pieces["infobae/eeuu-irak"].url)
    assert story.first.url == pieces["europapress/eeuu-irak"].url
    assert {one.url for one in story.copies} == {pieces["infobae/eeuu-irak"].url, pieces["lagaceta/eeuu-irak"].url}
    (rewrite,) = story.others
    assert rewrite.url == pieces["levantdispatch/us-iraq"].url
    infobae = next(one.id for one in story.copies if one.source == "infobae")
    assert infobae in {edge.target for edge in rewrite.edges}
    assert all(set(one.countries) == {"US", "IQ"} for one in story.told)


def test_what_only_looks_alike_is_kept_apart(crawled):
    pieces = crawled.pieces
    seed, alike = (story_at(crawled.db, pieces[f"europapress/{name}"].url) for name in ("eeuu-irak", "austin-f16"))
    monday, tuesday = (story_at(crawled.db, pieces[f"europapress/luz-{day}"].url) for day in (24, 25))
    assert {one.id for one in seed.told}.isdisjoint(one.id for one in alike.told)
    assert not (*monday.copies, *tuesday.copies)


def test_copies_are_those_of_the_truth(crawled):
    by_url = {piece.url: piece for piece in crawled.pieces.values()}
    ids = {line["id"]: by_url[url].key for url, line in crawled.lines.items() if url in by_url}
    found = {ids[row[0]]: ids[row[1]] for row in crawled.db.execute("SELECT article, original FROM duplicates")}
    meant = {piece.key: piece.copy_of for piece in by_url.values() if piece.copy_of}
    assert found.keys() == meant.keys()


def test_a_second_crawl_fetches_no_article_again(crawled):
    again = run_demo(crawled.place.root, encoding="ascii")  # on a terminal without accents
    assert "11 feeds and lists unchanged" in again
    assert again.splitlines()[0] == crawled.output.splitlines()[0]
    revised = crawled.db.execute("SELECT id, revision FROM articles WHERE revision > 1").fetchall()
    assert [row["revision"] for row in revised] == [2]


def test_a_text_that_changed_in_silence_is_told_with_its_words(crawled):
    (line,) = [line for line in crawled.lines.values() if line["revision"] == 2]
    assert (line["url"], line["edits"]) == (crawled.pieces[CHANGED].url, ["number", "silent"])
    told = crawled.output.splitlines()
    assert "A silent edit by La Gaceta del Plata (es, 25 Jul 09:10): number, silent" in told
    assert "  dos → tres" in told
