from __future__ import annotations

import re
import tomllib
from html.parser import HTMLParser
from importlib.resources import files
from urllib.parse import quote

import pytest
from generate_catalogue import add

from crawler.desk.words import preferred
from pipelines.article import Article

VOID = {"meta", "link", "input", "br", "path", "rect", "circle"}


class Page(HTMLParser):
    """Checks that elements are closed in order, and keeps what the tests ask for."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open, self.ids, self.labels, self.inputs, self.links, self.tags = [], [], set(), [], [], set()
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.tags.add(tag)
        self.ids += [given["id"]] if "id" in given else []
        self.labels |= {given["for"]} if tag == "label" else set()
        self.inputs += [given] if tag in ("input", "textarea") and given.get("type") != "hidden" else []
        self.links += [given] if tag == "a" else []
        assert not [name for name in given if name.startswith("on") or name == "style"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.open.pop() == tag


def first_link(body: str, kind: str) -> str:
    return re.search(rf'href="(/{kind}/[0-9a-f/]+)', body)[1]


def every_page(desk) -> list[str]:
    inbox = desk.get("/").body
    story = first_link(inbox, "story")
    article = first_link(desk.get(story).body, "article")
    return [
        "/",
        "/?q=presupuesto",
        "/?q=presupuesto&by=rank&lang=es",
        "/?by=spread",
        "/?review=star&label=verify&watch=ports",
        "/?q=(",
        "/overview",
        "/sources",
        "/login",
        "/none",
        story,
        article.replace("article", "mark"),
        f"{article}/page",
        first_link(desk.get(story).body, "compare"),
        article,
    ]


def test_every_page_is_sound_small_and_accessible(desk):
    for path in every_page(desk):
        answer = desk.get(path)
        page = Page(answer.body)
        assert len(answer.body.encode()) < 60_000
        assert len(page.ids) == len(set(page.ids))
        assert {given["id"] for given in page.inputs} <= page.labels
        assert answer.body.count("<h1") == 1
        assert {"main", "header", "nav", "footer"} <= page.tags
        assert page.links[0]["href"] == "#content"
        assert answer.body.count("<script") == 1


def test_every_link_within_the_desk_leads_somewhere(desk):
    inner = set()
    for path in every_page(desk):
        inner |= {link["href"] for link in Page(desk.get(path).body).links if link["href"].startswith("/")}
    assert len(inner) > 50
    for href in sorted(inner)[::7]:
        assert desk.get(href).status == 200


def test_the_inbox_shows_stories_with_headline_outlets_copies_and_agency(desk):
    body = desk.get("/").body
    assert re.search(r"\d outlets", body)
    assert re.search(r"cop(y|ies) folded", body)
    assert 'class="badge agency"' in body
    assert "The Lantern &amp; Co" in body
    assert "Today" in body


def test_pages_go_on_without_a_gap_or_a_repetition(desk):
    seen: list[str] = []
    path = "/?language=en"
    while path:
        body = desk.get(path).body
        seen += re.findall(r'<h3><a href="(/(?:story|article)/[0-9a-f]+)', body)
        older = re.search(r'rel="next" href="([^"]+)"', body)
        path = older[1].replace("&amp;", "&") if older else ""
    total = int(re.search(r"(\d+) stories", desk.get("/?language=en").body)[1])
    assert len(seen) == len(set(seen)) == total > 30


def test_search_marks_matches_and_offers_both_orders(desk):
    body = desk.get("/?q=" + quote("PRESUPUESTO")).body
    assert "<mark>presupuesto</mark>" in body
    assert 'value="PRESUPUESTO"' in body
    assert "by=rank" in body
    assert "<mark>" in desk.get("/?q=presupuesto&by=rank").body


def test_a_facet_narrows_stays_in_the_url_and_can_be_taken_off(desk):
    body = desk.get("/?q=presupuesto&source=the-lantern&lang=es").body
    assert "Fuente: <b><bdi>The Lantern &amp; Co</bdi></b>" in body
    assert 'href="/?q=presupuesto&amp;lang=es"' in body
    assert '<input type="hidden" name="source" value="the-lantern">' in body
    assert (
        "q=presupuesto&amp;source=the-lantern&amp;lang=es" in re.search(r'/(?:story|article)/[0-9a-f]+\?[^"]+', body)[0]
    )


def test_a_malformed_query_is_answered_with_its_column(desk):
    answer = desk.get("/?q=" + quote("acuerdo (paz"))
    assert answer.status == 200  # browsers would call it an error while a query is typed
    assert "column 9" in answer.body
    assert "never closed" in answer.body
    assert "cannot be read" in desk.get("/?country=Spain").body
    assert desk.get("/feed.xml?q=(").status == 400


def test_the_story_page_tells_who_was_first_and_how_long_the_others_took(desk):
    body = desk.get(first_link(desk.get("/").body, "story")).body
    assert re.search(r"\+\d+ (min|h \d\d min)", body)
    assert re.search(r'<path class="arc (credit|copy)" d="M96 ', body)
    assert re.search(r"<td>(credits|is a copy of) \(", body)


def test_the_article_page_has_text_facts_and_provenance(desk):
    body = desk.get(every_page(desk)[-1]).body
    assert body.count('<p dir="auto">') == 7
    assert '<tr><th scope="row"><bdi>title</bdi></th><td><bdi>jsonld</bdi></td></tr>' in body
    assert 'rel="noopener noreferrer nofollow"' in body


def test_an_earlier_version_can_be_read(own_desk, filling):
    facts = {"id": "ab12", "url": "https://x.example/1", "source": "x", "first_seen": "2025-03-20T08:00:00+00:00",
             "fetched": "2025-03-20T08:00:00+00:00", "story": "ab12"}  # fmt: skip
    add(filling, Article(title="Antes", text="Primero.", **facts), latest=False)
    add(filling, Article(title="Después", text="Luego.", revision=2, **facts))
    filling.db.commit()
    assert "Luego." in own_desk.get("/article/ab12").body
    old = own_desk.get("/article/ab12?revision=1").body
    assert "Primero." in old
    assert "version 1 of 2" in old


def test_an_empty_catalogue_says_so(own_desk):
    assert "Nothing is stored yet." in own_desk.get("/").body
    assert own_desk.get("/sources").status == 200


def test_sources_show_the_failing_one_first_with_its_reason(desk):
    body = desk.get("/sources").body
    assert body.index("cronica-llana") < body.index("el-mirador")
    assert "503 Service Unavailable" in body
    assert '<path d="M' in body


def test_the_interface_speaks_the_readers_language(desk):
    assert '<html lang="en">' in desk.get("/").body
    assert "Historias" in desk.get("/", Accept_Language="es-AR,es;q=0.9,en;q=0.8").body
    assert "Stories" in desk.get("/?lang=en", Accept_Language="es").body


@pytest.mark.parametrize(("header", "language"), [
    ("", "en"), ("es", "es"), ("fr, es;q=0.4, en;q=0.7", "en"), ("es;q=0", "en"), ("ES-mx", "es"),
    (";;q=x,es;q=y", "en"),
])  # fmt: skip
def test_accept_language_is_read_by_quality(header, language):
    assert preferred(None, header) == language


def test_both_languages_have_the_same_words_with_the_same_gaps():
    words = tomllib.loads((files("crawler.desk") / "words.toml").read_text(encoding="utf-8"))
    gaps = {
        name: {key: sorted(re.findall(r"{\w+", text)) for key, text in held.items()} for name, held in words.items()
    }
    assert gaps["en"] == gaps["es"]
    assert not {key for key in words["en"] if hasattr(dict, key)}  # Jinja2 would find the method instead
