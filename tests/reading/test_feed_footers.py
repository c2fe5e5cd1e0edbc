"""What blog software adds to the items of its feeds is neither standfirst nor text."""

from __future__ import annotations

import pytest
from reading_pages import BODY, PARAGRAPHS, article_page

from pipelines.article import Link
from pipelines.feed_footers import footer_name, without_footer

URL = "https://vellmar-post.example/town/stairs/"
FOOTERS = (
    "The post Stairs to be rebuilt appeared first on Vellmar Post.",
    "La entrada Las escaleras del faro se publicó primero en Vellmar Post.",
    "La entrada Las escaleras del faro aparece primero en Vellmar Post",
    "El cargo Las escaleras del faro apareció primero en Vellmar Post.",
    "O post As escadas do farol apareceu primeiro em Vellmar Post.",
    "L’article Les marches du phare est apparu en premier sur Vellmar Post.",
    "Cet article Les marches du phare est apparu en premier sur Vellmar Post.",
    "Der Beitrag Die Stufen am Turm erschien zuerst auf Vellmar Post.",
    "L'articolo Le scale del faro proviene da Vellmar Post.",
)


@pytest.mark.parametrize("footer", FOOTERS)
def test_a_footer_goes_and_names_its_site(footer):
    assert without_footer(f"The stairs come loose... {footer}") == "The stairs come loose..."
    assert without_footer(f"One.\nTwo.\n{footer}") == "One.\nTwo."
    assert without_footer(footer) == ""
    assert footer_name(f"One.\n{footer}") == "Vellmar Post"


@pytest.mark.parametrize(
    "text",
    [
        "The post he held first appeared on no list, and now it is gone, says the council.\nIt will vote.",
        "La entrada al museo es gratuita hasta el domingo.",
        "Der Beitrag der Stadt steigt.",
    ],
)
def test_sentences_that_begin_likewise_stay(text):
    assert (without_footer(text), footer_name(text)) == (text, None)


def test_the_last_beginning_counts():
    text = "La entrada al faro será gratis. La entrada Abre el faro se publicó primero en Vellmar Post."
    assert without_footer(text) == "La entrada al faro será gratis."


def test_a_summary_is_a_standfirst_without_its_footer(read_page):
    link = Link(url=URL, summary=f"The keeper stays where she is. {FOOTERS[0]}")
    assert read_page(article_page(), link=link).article.subtitle == "The keeper stays where she is."


@pytest.mark.parametrize("cut", [PARAGRAPHS[0], PARAGRAPHS[0][:60] + "...", PARAGRAPHS[0][:60] + " […]", ""])
def test_a_summary_that_repeats_the_first_words_is_none(read_page, cut):
    article = read_page(article_page(), link=Link(url=URL, summary=f"{cut} {FOOTERS[0]}")).article
    assert (article.subtitle, article.provenance.get("subtitle")) == (None, None)


def test_a_text_from_a_feed_ends_with_its_last_paragraph(read_page):
    link = Link(url=URL, content=f"{BODY}<p>{FOOTERS[0]}</p>")
    article = read_page(article_page(body="<p>Read it all in the app.</p>"), link=link).article
    assert (article.extractor, article.text) == ("feed", "\n".join(PARAGRAPHS))
