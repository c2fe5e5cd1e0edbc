from datetime import UTC

import lxml.html
import pytest

from crawler.configuration import load
from pipelines.agencies import Agencies
from pipelines.article import Article, Link, Page
from pipelines.draft import Draft, Knowledge
from pipelines.source import Source
from pipelines.tags import Piece, evidence, tag
from tests.tags.conftest import CONFIG

URL = "https://noticias.example/deportes/2024/07/25/un-gran-partido-de-ida-y-vuelta/"


@pytest.fixture(scope="module")
def knowledge(gazetteer, topics):
    agencies = Agencies.from_table(load(CONFIG).agencies)
    return Knowledge(sources={}, agencies=agencies, topics=topics, gazetteer=gazetteer, zone=UTC)


def draft(title, text, *, lang=None, link=None):
    page = Page(
        url=URL, final_url=URL, source="x", body=b"", headers={}, fetched="2024-07-25T08:00:00+00:00",
        first_seen="2024-07-25T07:59:00+00:00", link=link,
    )  # fmt: skip
    article = Article(url=URL, source="x", title=title, text=text, first_seen=page.first_seen, fetched=page.fetched)
    tree = lxml.html.document_fromstring(f'<html lang="{lang}"><p>x</p></html>' if lang else "<html><p>x</p></html>")
    source = Source(id="x", name="X", domains=("noticias.example",), country="CL", language="es")
    return Draft(page=page, source=source, article=article, tree=tree)


def test_the_stage_fills_in_every_tag_and_says_where_it_came_from(knowledge):
    text = (
        "El delantero marcó dos goles en Lima y el entrenador Pedro Rojas elogió a la selección de Perú. "
        "La FIFA revisará el partido, según dijo este miércoles el portavoz de la liga peruana."
    )
    made = draft("Perú gana en Lima", text)
    assert tag(made, knowledge) is None
    article = made.article
    assert (article.language, article.countries, article.places) == ("es", ["PE"], ["Lima"])
    assert (article.people, article.organisations) == (["Pedro Rojas"], ["FIFA"])
    assert article.topics[0].code == "medtop:15000000"
    assert article.countries_mentioned == ["PE"]
    assert {"language", "countries", "topics", "people"} <= article.provenance.keys()
    assert article.agency is None


def test_a_short_text_takes_the_language_of_page_then_link_then_source(knowledge):
    for lang, link, expected in (
        ("pt-BR", Link(url=URL, language="en"), "pt"),
        (None, Link(url=URL, language="en"), "en"),
        (None, None, "es"),
    ):
        made = draft("Gol", "", lang=lang, link=link)
        tag(made, knowledge)
        assert (made.article.language, made.article.provenance["language"]) == (expected, "hint")


def test_an_empty_article_has_no_tags_but_those_of_its_address(knowledge):
    made = draft(None, "")
    tag(made, knowledge)
    assert (made.article.countries, made.article.places, made.article.people) == ([], [], [])
    assert [topic.label for topic in made.article.topics] == ["sport"]


def test_evidence_is_section_path_and_keywords_but_not_dates_or_the_headline():
    piece = Piece(url=URL, section="Fútbol", keywords=("Lima",))
    assert evidence(piece) == ["Fútbol", "deportes", "Lima"]
