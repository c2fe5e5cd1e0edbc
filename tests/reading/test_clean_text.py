"""The text itself: whole, without what surrounds it, from the page, its data, or the feed."""

from __future__ import annotations

import json
from importlib.metadata import version

import pytest
from reading_pages import BODY, PARAGRAPHS, article_page, page_of

from pipelines.article import Link
from pipelines.blocks import block_text, html_text
from pipelines.clean import without_title
from pipelines.opening import parse
from pipelines.prompts import without_prompts
from pipelines.source import Source
from pipelines.text import content_hash, word_count

WHOLE = "\n".join(PARAGRAPHS)
TITLE = "Stairs of the lighthouse to be rebuilt"


def source(**settings: object) -> Source:
    return Source(id="post", name="Vellmar Post", domains=("vellmar-post.example",), **settings)


def test_the_paragraphs_and_nothing_else(read_page):
    body = (
        "<nav><a href='/'>Home</a><a href='/town'>Town</a></nav>"
        f"<main><article><h1>{TITLE}</h1>{BODY}</article>"
        "<aside><p>Subscribe to our letter and never miss a thing.</p></aside></main>"
        "<footer><p>All rights reserved by the Vellmar Post, which is printed in Vellmar.</p></footer>"
    )
    article = read_page(page_of(body, f"<title>{TITLE} - Vellmar Post</title>")).article
    assert article.text == WHOLE
    assert article.extractor == f"trafilatura {version('trafilatura')}"


def test_a_title_that_leads_the_text_is_removed():
    assert without_title("STAIRS, REBUILT!\nThe text", {"stairs rebuilt"}) == "The text"
    assert without_title("Stairs rebuilt", {"stairs rebuilt"}) == ""
    assert without_title("The text\nStairs rebuilt", {"stairs rebuilt"}) == "The text\nStairs rebuilt"


def test_a_text_dealt_out_over_many_containers_is_gathered(read_page):
    ad = "<div class='ad'><div class='box'><a href='/buy'>Buy</a></div></div>"
    chunks = ad.join(f"<div class='chunk'><div class='inner'><p>{p} {p}</p></div></div>" for p in PARAGRAPHS)
    article = read_page(page_of(f"<h1>{TITLE}</h1><div class='grid'>{chunks}</div>")).article
    assert all(paragraph in article.text for paragraph in PARAGRAPHS)


def test_a_configured_selector_decides(read_page):
    page = article_page(body=f"{BODY}<div class='box'><p>{PARAGRAPHS[0]} Again.</p></div>")
    article = read_page(page, source=source(select="div.box")).article
    assert (article.text, article.extractor) == (f"{PARAGRAPHS[0]} Again.", "selector")


def test_removed_elements_and_all_after_the_end_are_gone(read_page):
    body = (
        f"<p class='ad'>Buy the lamp of the lighthouse in our shop today.</p>{BODY}<h4 id='end'>More</h4>{BODY.upper()}"
    )
    article = read_page(article_page(body=body), source=source(remove=("p.ad",), until="#end")).article
    assert article.text == WHOLE


def test_a_selector_that_finds_nothing_leaves_the_page_to_the_general_extractor(read_page):
    article = read_page(article_page(), source=source(select="div.gone")).article
    assert (article.text, article.extractor.split()[0]) == (WHOLE, "trafilatura")


def test_a_feed_that_is_much_fuller_gives_the_text(read_page):
    link = Link(
        url="https://a.example/x", content=f"<style>p {{}}</style>{BODY}<figure><figcaption>Photo</figcaption></figure>"
    )
    article = read_page(article_page(body=f"<p>{PARAGRAPHS[0]}</p>"), link=link).article
    assert (article.text, article.extractor, article.provenance["text"]) == (WHOLE, "feed", "feed")


def test_a_feed_with_a_teaser_does_not(read_page):
    article = read_page(article_page(), link=Link(url="https://a.example/x", content=f"<p>{PARAGRAPHS[0]}</p>")).article
    assert (article.text, article.extractor.split()[0]) == (WHOLE, "trafilatura")


def test_the_whole_text_in_the_pages_data_counts_and_one_paragraph_does_not(read_page):
    def page(body: str, text: str) -> str:
        node = json.dumps({"@type": "NewsArticle", "headline": TITLE, "articleBody": text})
        return article_page(f'<script type="application/ld+json">{node}</script>', body)

    assert read_page(page(f"<p>{PARAGRAPHS[0]}</p>", WHOLE)).article.text == WHOLE
    assert read_page(page(BODY, PARAGRAPHS[0])).article.text == WHOLE


def test_reading_leaves_the_tree_as_it_was(read_page):
    draft = read_page(article_page("<script>var kept = 1</script>"))
    assert draft.tree.xpath("string(//script)") == "var kept = 1"
    assert len(draft.tree.findall(".//p")) == len(PARAGRAPHS)


def test_block_text_parts_blocks_and_joins_inline_elements():
    tree = parse(b"<div>One <b>two</b>\nthree<p>four</p>five<br>six<ul><li>seven</li></ul></div>")
    assert block_text(tree) == "One two three\nfour\nfive\nsix\nseven"


def test_html_of_a_feed_may_be_empty():
    assert html_text("  ") == html_text("<p></p>") == ""


def test_words_and_hash_follow_the_data_dictionary():
    assert word_count("The keeper's 42 steps -- word's end.") == 6
    assert content_hash("A", "cafe\u0301\n b") == content_hash("A ", " caf\u00e9 b")
    assert content_hash("A", "b") != content_hash("A", "c")
    assert len(content_hash(None, "")) == 32


def test_the_article_is_counted_and_hashed(read_page):
    article = read_page(article_page()).article
    assert (article.word_count, article.content_hash) == (word_count(WHOLE), content_hash(TITLE, WHOLE))


@pytest.mark.parametrize(
    "line",
    [
        "Seguir leyendo:",
        "SEGUIR LEYENDO",
        "Te puede interesar: El museo de los trenes abre sus puertas",
        "Lea también: otra nota",
        "Read more",
        "Lire aussi : le phare de nuit",
        "Lesen Sie auch: Das Licht am Hafen",
        "Subscribe for one coin a week",
        "Publicidad",
    ],
)
def test_lines_that_send_the_reader_elsewhere_are_dropped(line):
    assert without_prompts(f"First.\n{line}\nLast.") == "First.\nLast."


@pytest.mark.parametrize(
    "line",
    [
        "Read more slowly, the keeper told the children, and you will hear the sea.",
        "Subscribers of the theatre voted on Monday.",
        "Related species live in the north.",
        "Publicidad engañosa es el cargo que enfrenta el dueño.",
    ],
)
def test_sentences_that_begin_likewise_stay(line):
    assert without_prompts(line) == line


def test_a_page_laid_out_in_tables_has_paragraphs(read_page):
    menu = "<td><a href='/'>Home</a><a href='/town'>Town</a></td>"
    page = page_of(f"<table><tr>{menu}<td><div>{BODY}</div></td></tr></table>", f"<title>{TITLE}</title>")
    assert read_page(page).article.text == WHOLE


def test_a_table_of_data_stays_a_table(read_page):
    table = "<table><tr><th>Step</th><th>State</th></tr><tr><td>41</td><td>loose</td></tr></table>"
    assert "| 41 | loose |" in read_page(article_page(body=BODY + table)).article.text


def test_a_drawing_that_was_not_closed_does_not_swallow_the_text(read_page):
    article = read_page(article_page(body=f"<div><svg/onload=alert(3)>{BODY}</div>")).article
    assert article.text == WHOLE
