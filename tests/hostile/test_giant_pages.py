"""A page made of more than any honest one holds is read up to there, in bounded time, and that is said."""

import time

import pytest

from crawler import configuration
from crawler.reading.process import knowledge_of
from pipelines.article import Page, Reading
from pipelines.opening import parse
from pipelines.pruning import CHARACTERS, CHILDREN, ELEMENTS, prune
from pipelines.run import read

URL = "https://a.example/2026/01/01/una-nota/"
WHEN = "2026-01-20T00:00:00+00:00"
LINE = "El puente de la costa vuelve a abrir en marzo tras una obra de doce meses, dijo la concejala de Obras."
GOOD = "".join(f"<p>{LINE} Van {n} de ocho.</p>" for n in range(8))


@pytest.fixture(scope="module")
def knowledge():
    return knowledge_of(configuration.load(None))


def taken(knowledge, body, head=""):
    html = f"<html lang=es><head><title>Un puente</title>{head}</head><body><article><h1>Un puente vuelve</h1>{body}"
    page = Page(
        url=URL, final_url=URL, source="", body=f"{html}</article></body></html>".encode(),
        headers={"content-type": "text/html; charset=utf-8"}, fetched=WHEN, first_seen=WHEN,
    )  # fmt: skip
    began = time.thread_time()
    result = read(page, knowledge)
    assert isinstance(result, Reading), result
    return result.article, time.thread_time() - began


GIANTS = {
    "paragraphs": "<p>uno dos</p>" * 190_000,
    "headlines": "<h1>Un titulo</h1>" * 95_000,
    "cells": "<table><tr>" + "<td>1" * 150_000 + "</table>",
    "emphases": "<p>" + "<em>x</em>y" * 180_000 + "</p>",
}


@pytest.mark.parametrize("name", GIANTS)
def test_a_giant_page_is_read_in_bounded_time_and_what_is_cut_is_said(knowledge, name):
    article, seconds = taken(knowledge, GOOD + GIANTS[name])
    assert LINE in article.text
    assert seconds < 9  # 1.2 to 3 s here; without the bound the reader is ended after ten


def test_names_without_number_in_the_head_are_not_compared_with_each_other(knowledge):
    head = "".join(f'<meta name="author" content="Juan Pérez {n}">' for n in range(60_000))
    assert taken(knowledge, GOOD, head)[1] < 9


def test_structured_data_behind_the_cut_is_read(knowledge):
    data = '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2026-01-01"}</script>'
    article, _ = taken(knowledge, GOOD + "<hr>" * ELEMENTS + data)
    assert article.provenance["published"].startswith("jsonld")
    assert "elements" in article.provenance["cut"]


def test_a_page_of_usual_size_is_left_as_it_is():
    tree = parse(f"<html><body>{GOOD * 400}{'<p>x <em>y</em></p>' * 2000}</body></html>".encode())
    before = sum(1 for _ in tree.iter())
    assert before < ELEMENTS
    assert prune(tree) is None
    assert sum(1 for _ in tree.iter()) == before
    assert len(tree.text_content()) < CHARACTERS


def test_what_only_dresses_letters_is_taken_off_and_its_text_stays():
    tree = parse(f"<html><body><p>{'<em>a</em>b' * (CHILDREN + 1)}</p></body></html>".encode())
    prune(tree)
    assert tree.find(".//em") is None
    assert tree.text_content() == "ab" * (CHILDREN + 1)
