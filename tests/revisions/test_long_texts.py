"""A text of megabytes: what is kept and compared of it is bounded, and what is cut is said on the record."""

import random
import time
import unicodedata

import pytest

from crawler import configuration
from crawler.reading.process import knowledge_of
from pipelines import bounds
from pipelines.article import Page, Reading
from pipelines.fingerprint import fingerprint
from pipelines.querying.document import SEARCHED, document_of_article
from pipelines.revising.edits import edits_between
from pipelines.revising.window import LOOKED_AT, differing
from pipelines.run import read, retell
from pipelines.settle import settle
from pipelines.settling import Settling
from pipelines.store.catalogue import open_catalogue
from pipelines.text import content_hash, squeeze, tidy, word_count
from tests.revisions.revised_texts import AT, LATER, after, version

MOST = bounds.CUT["text"]
SIZE = 5_000_000
URL = "https://elpuerto.example/1"


def prose(size, seed=1):
    """Paragraphs of invented words, some quotes and numbers among them."""
    dice = random.Random(seed)  # noqa: S311 - texts to compare, not a secret
    words = ["".join(dice.choice("bdglmnrst") + dice.choice("aeiouá") for _ in range(n % 4 + 1)) for n in range(3000)]
    lines, length = [], 0
    while length < size:
        line = " ".join(dice.choices(words, k=50)).capitalize()
        lines.append(f'"{line}", dijo {dice.randrange(9000)} veces.' if dice.random() < 0.2 else f"{line}.")
        length += len(lines[-1]) + 1
    return "\n".join(lines)


@pytest.fixture(scope="module")
def knowledge():
    return knowledge_of(configuration.load(None))


@pytest.fixture
def catalogue(tmp_path):
    db = open_catalogue(tmp_path)
    yield db
    db.close()


def test_what_is_cut_of_a_text_is_said_on_the_record(knowledge):
    text = prose(SIZE // 5)
    told = retell(version(text), knowledge)
    assert isinstance(told, Reading)
    assert told.article.text == text[:MOST]
    assert told.article.provenance["cut"] == f"the first {MOST:,} of {len(text):,} characters of the text"
    assert told.article.word_count == word_count(text[:MOST])


def test_a_page_of_megabytes_is_cut_as_well_and_no_other_is(knowledge):
    def text_of(size):
        body = "".join(f"<p>{line}</p>" for line in prose(size).split("\n"))
        html = f"<html lang=es><body><article><h1>Un titular de prueba</h1>{body}</article></body></html>"
        page = Page(url=URL, final_url=URL, source="", body=html.encode(), headers={}, fetched=AT, first_seen=AT)
        return read(page, knowledge).article

    assert len(text_of(MOST + 100_000).text) == MOST
    whole = text_of(100_000)
    assert "cut" not in whole.provenance
    assert len(whole.text) > 95_000


HOSTILE = {
    "prose": (prose(SIZE), prose(SIZE, 2)),
    "one paragraph": (prose(SIZE).replace("\n", " "), prose(SIZE, 2).replace("\n", " ")),
    "lines": ("\n".join(map(str, range(SIZE // 7))), "\n".join(map(str, range(1, SIZE // 7)))),
    "quotes": tuple("\n".join(f'"el {n + k} va a casa", dijo.' for n in range(SIZE // 28)) for k in (0, 1)),
    "numbers": ("1.000 " * (SIZE // 6), "1.001 " * (SIZE // 6)),
    "months": ("25 de julio " * (SIZE // 12), "26 de julio " * (SIZE // 12)),
    "accents": ("e\u0301\u0300" * (SIZE // 3), "e\u0300\u0301" * (SIZE // 3)),
    "Han": ("漢字仮名" * (SIZE // 4), "漢字仮交" * (SIZE // 4)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_revision_of_megabytes_holds_up_the_writer_for_moments(catalogue, name):
    versions = []
    for text, at in zip(HOSTILE[name], (AT, LATER), strict=True):
        article = version(tidy(text), fetched=at, modified=at, url=URL)
        bounds.bound_article(article)
        article.content_hash = content_hash(article.title, article.text)
        versions.append(Settling(article=article, fingerprint=fingerprint(article.text), db=catalogue, now=at))
    catalogue.execute("BEGIN")
    settle(versions[0])
    began = time.thread_time()
    settle(versions[1])
    assert time.thread_time() - began < 4  # .05 to .7 s here; unbounded it was minutes
    assert versions[1].article.revision == 2
    assert versions[1].article.edits


def test_a_pile_of_marks_is_cut_to_what_a_letter_can_carry():
    pile = "a" + "\u0301\u0327" * 200_000 + " fin"
    began = time.thread_time()
    kept = squeeze(pile)
    assert time.thread_time() - began < 4  # without the cut it is hours
    assert kept.startswith("á")
    assert len(unicodedata.normalize("NFD", kept)) < 40
    assert kept.endswith(" fin")


def test_marks_that_a_language_needs_stay():
    for text in ("שָׁלוֹם עֲלֵיכֶם " * 20, "Việt Nam " * 30, "न्यायालय ने " * 30, "بِسْمِ اللَّهِ " * 20):
        assert squeeze(text) == unicodedata.normalize("NFC", text).strip()


@pytest.mark.parametrize("seed", range(40))
def test_two_long_texts_are_compared_where_they_differ(seed):
    dice = random.Random(seed)  # noqa: S311 - texts to compare, not a secret
    old = prose(3 * LOOKED_AT, seed)
    first = dice.randrange(len(old) - 400)
    last = first + dice.randrange(400)
    new = old[:first] + dice.choice(["", "x", "otra cosa\ny otra "]) + old[last:]
    a, b = differing(old, new)
    start = old.find(a)
    assert start >= 0
    assert start <= first
    assert old[:start] + b + old[start + len(a) :] == new
    assert start == 0 or old[start - 1] in "\n "
    assert len(a) < 4000


def test_texts_of_usual_length_are_compared_whole():
    old, new = prose(LOOKED_AT - 500), prose(LOOKED_AT - 500, 2)[:LOOKED_AT]
    assert differing(old, new) == (old, new)


def test_the_edit_in_a_long_text_is_told_as_in_a_short_one():
    before = version(prose(4 * LOOKED_AT) + "\nCuesta 640 euros en total, dijo ella.\n" + prose(2 * LOOKED_AT, 3))
    assert edits_between(before, after(before, ("640", "460"))) == ("number",)
    gone = edits_between(before, after(before, ("\nCuesta 640 euros en total, dijo ella.", "")))
    assert gone == ("paragraph_removed",)


def test_the_beginning_of_a_long_text_is_searched():
    text = "inicio " + "a" * SEARCHED + " final"
    words = document_of_article(version(text)).folded[2]
    assert words[0] == "inicio"
    assert "final" not in words
