from __future__ import annotations

import pytest

from crawler.discovery import Discovered, Document, discover
from crawler.discovery.judging import Anchor, is_article
from pipelines.reasons import Reason
from pipelines.source import Source

SOURCE = Source(id="ejemplo", name="El Ejemplo", domains=("ejemplo.example",))
HOME = "https://www.ejemplo.example/"


def read(body: str | bytes, url: str = HOME) -> Discovered:
    raw = body.encode() if isinstance(body, str) else body
    return discover(Document(url=url, kind="section", body=raw, content_type="text/html"), SOURCE)


def judge(path: str, title: str = "El puerto vuelve a abrir tras la tormenta", *, aside: bool = False) -> bool:
    return is_article(Anchor(url="https://www.ejemplo.example" + path, title=title, aside=aside))


@pytest.mark.parametrize(
    "path",
    [
        "/america/agencias/2025/05/08/el-puerto/",
        "/politica/el-puerto-vuelve-a-abrir_1234567.html",
        "/el-puerto-vuelve-a-abrir",
        "/puerto",
        "/noticias/puerto",
        "/2025/05/puerto.html",
        "/story.php?id=12345",
        "/?p=4711",
        "/nota/20250508-puerto",
        "/world-12345678",
        "/aktuell/puerto-a-65197833",
        "/technology/archive/2025/05/puerto/58/",
        "/temas/puerto",  # a headline of seven words under a list's name
        "/legal/puerto-vuelve-a-abrir-2025-05-08/",
    ],
)
def test_headlines_lead_to_articles(path):
    assert judge(path)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/tag/estado-islamico-de-irak-y-siria/",
        "/autor/ana-de-la-prueba-y-ensayo/",
        "/buscar?q=puerto",
        "/login?volver=/nota",
        "/img/el-puerto-vuelve-a-abrir.jpg",
        "/feed/el-puerto-vuelve-a-abrir.xml",
        "/politica/?page=2",
        "/politica/page/2/",
        "/2025/05/08/",
        "/archive/43462/comment-page-1",
        "/wp-content/uploads/2025/index",
    ],
)
def test_lists_and_the_sites_own_business_do_not_whatever_their_words(path):
    assert not judge(path)


@pytest.mark.parametrize(
    ("path", "title", "aside"),
    [
        ("/politica", "Política", False),
        ("/temas/economia", "Economía mundial", False),
        ("/about", "About us", False),
        ("/politica/congreso", "Congreso", False),
        ("/estados-unidos-y-canada/", "EE. UU.", True),
        ("/el-puerto", "El puerto vuelve a abrir", True),
        ("/contacto", "", False),
    ],
)
def test_names_of_sections_are_no_headlines(path, title, aside):
    assert not judge(path, title, aside=aside)


def test_every_article_of_a_plain_list_is_found_in_order():
    slugs = ["el-puerto-abre", "2025/05/08/lluvia", "precio-del-pan-sube-otra-vez", "nota/123456", "gran-final.html"]
    rows = "".join(
        f'<li><a href="https://www.ejemplo.example/{s}">Titular número {n} de hoy</a></li>' for n, s in enumerate(slugs)
    )
    found = read(
        f'<!doctype html><html><body><h1>x</h1><ul>{rows}</ul><a rel="next" href="{HOME}?page=2">Más</a></body></html>'
    )
    assert [link.url.removeprefix(HOME) for link in found.links] == slugs
    assert found.links[0].title == "Titular número 0 de hoy"
    assert found.documents == ()


def test_a_card_gives_its_heading_and_picture_and_headline_are_one_link():
    (link,) = read(
        """<main><div class="card"><a href="/2025/05/08/puerto/"><img src="a.jpg" alt=""></a>
        <a href="/2025/05/08/puerto/#fotos"><h2>El puerto vuelve a abrir</h2><p>Tras cuatro días de viento.</p></a>
        <a href="/2025/05/08/puerto/">Leer más</a></div></main>"""
    ).links
    assert (link.url, link.title) == (HOME + "2025/05/08/puerto/", "El puerto vuelve a abrir")


def test_inline_words_are_not_taken_for_a_headline():
    (link,) = read('<p>Lo contamos <a href="/2025/05/08/puerto/">aquí</a>.</p>').links
    assert link.title is None


def test_menus_are_told_by_element_role_and_class_but_not_on_the_body():
    menu = '<a href="/estados-unidos-y-canada">EE. UU.</a>'
    article = '<a href="/el-puerto-vuelve-a-abrir">El puerto vuelve a abrir</a>'
    for wrapped in (f"<nav>{menu}</nav>", f'<div role="navigation">{menu}</div>', f'<ul class="main-menu">{menu}</ul>'):
        found = read(f'<body class="has-menu menu-open">{wrapped}<div>{article}</div></body>')
        assert [link.title for link in found.links] == ["El puerto vuelve a abrir"]


def test_base_href_other_hosts_and_ports():
    base = '<base href="https://m.ejemplo.example/hoy/">'
    found = read(
        f"""{base}<a href="el-puerto-vuelve-a-abrir">El puerto vuelve a abrir</a>
        <a href="https://otro.example/el-puerto-vuelve-a-abrir">El puerto vuelve a abrir</a>
        <a href="https://ejemplo.example:8443/el-tren-vuelve-a-salir">El tren vuelve a salir</a>"""
    )
    assert [link.url for link in found.links] == [
        "https://m.ejemplo.example/hoy/el-puerto-vuelve-a-abrir",
        "https://ejemplo.example:8443/el-tren-vuelve-a-salir",
    ]


def test_a_page_without_articles_and_an_empty_one_have_their_reasons():
    assert read("<html><body><a href='/politica'>Política</a></body></html>").reason is Reason.NO_LINKS
    assert read("").reason is Reason.NOT_A_FEED


def test_latin_letters_in_titles_are_right():
    page = '<meta charset="iso-8859-1"><a href="/ano-del-nandu-en-mendoza">Año del ñandú en Mendoza</a>'
    assert read(page.encode("latin-1")).links[0].title == "Año del ñandú en Mendoza"


def test_an_international_host_is_owned_in_both_spellings():
    source = Source(id="x", name="x", domains=("diarioñ.example",))
    page = '<a href="https://diarioñ.example/el-puerto-vuelve-a-abrir">El puerto vuelve a abrir</a>'
    document = Document(
        url="https://diarioñ.example/", kind="section", body=page.encode(), content_type="text/html; charset=utf-8"
    )
    assert len(discover(document, source).links) == 1
