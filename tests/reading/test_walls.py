"""What stands in an article's place with status 200, in five languages, and articles that merely speak of it."""

from __future__ import annotations

import pytest
from reading_pages import BODY, article_page, page_of

from pipelines.article import Link, Rejected
from pipelines.reasons import Reason


@pytest.mark.parametrize(
    ("title", "body"),
    [
        (
            "Just a moment...",
            "<h2>Checking your browser</h2><noscript>Enable JavaScript and cookies to continue</noscript>",
        ),
        ("Un momento...", "<p>Verifica que eres humano. Habilita JavaScript y las cookies para seguir.</p>"),
        ("Um momento", "<p>Verificando se você é humano. Habilite o JavaScript e os cookies.</p>"),
        ("Un instant", "<p>Vérifiez que vous êtes un humain. Activez JavaScript et les cookies.</p>"),
        ("Moment", "<p>Wir überprüfen, ob Sie ein Mensch sind. JavaScript und Cookies aktivieren.</p>"),
        ("vellmar-post.example", "<script src='https://ct.captcha-delivery.com/c.js'></script><p>Please wait</p>"),
        ("Access denied", "<p>You have no permission to see this page. Reference 18.2a</p>"),
    ],
)
def test_a_bot_challenge_is_no_article(read_page, title, body):
    assert read_page(page_of(body, f"<title>{title}</title>")).reason is Reason.CHALLENGE


def test_the_header_of_a_challenge_is_enough(read_page):
    assert read_page(article_page(), headers={"cf-mitigated": "challenge"}).reason is Reason.CHALLENGE


@pytest.mark.parametrize(
    "said",
    [
        "Valoramos su privacidad. Nosotros y nuestros 912 socios guardamos datos en su dispositivo.",
        "We value your privacy. We and our 912 partners store data on your device.",
        "Valorizamos a sua privacidade. Aceitar todos os cookies.",
        "Nous respectons votre vie privée. Accepter et fermer.",
        "Wir respektieren Ihre Privatsphäre. Mit Werbung weiterlesen oder Abo abschließen.",
    ],
)
def test_a_consent_wall_is_no_article(read_page, said):
    page = page_of(
        f"<div id='notice'><h1>Vellmar Post</h1><p>{said}</p><button>OK</button></div>", "<title>Vellmar Post</title>"
    )
    assert read_page(page).reason is Reason.CONSENT_WALL


@pytest.mark.parametrize(
    "title",
    [
        "Página no encontrada",
        "La página que busca no existe",
        "404",
        "Page not found - Vellmar Post",
        "Error 404: not found",
        "Página não encontrada",
        "Page introuvable",
        "Seite nicht gefunden",
        "Sorry, this page can't be found",
    ],
)
def test_a_soft_404_is_no_article_even_with_a_list_of_news_below(read_page, title):
    news = "".join(
        f"<h3><a href='/n/{n}'>Something happened in the town of Vellmar, part {n}</a></h3>" for n in range(20)
    )
    page = page_of(
        f"<h1>{title}</h1><p>Sorry.</p>{news}", f"<title>{title}</title><meta property='og:type' content='article'>"
    )
    assert read_page(page).reason is Reason.SOFT_404


@pytest.mark.parametrize(
    "title",
    [
        "404 people danced on the pier",
        "Page found in attic proves to be from the first town chronicle",
        "Just a moment... of silence for the old lamp",
        "Acceso denegado: la torre cierra al público",
        "We value your privacy, says the town, and sells the register",
    ],
)
def test_an_article_about_such_things_is_one(read_page, title):
    assert not isinstance(read_page(article_page(title=title)), Rejected)


def test_an_article_may_carry_a_cookie_notice(read_page):
    notice = "<div class='cookie'>We value your privacy. Accept all cookies?</div>"
    assert not isinstance(read_page(article_page(body=BODY + notice)), Rejected)


def test_a_feed_with_the_whole_article_helps_past_a_challenge(read_page):
    link = Link(url="https://a.example/x", title="Stairs of the lighthouse to be rebuilt", content=BODY * 2)
    draft = read_page(
        page_of("<p>Enable JavaScript and cookies to continue</p>", "<title>Just a moment...</title>"), link=link
    )
    assert (draft.article.extractor, draft.article.access) == ("feed", "full")
    assert draft.article.title == "Stairs of the lighthouse to be rebuilt"
