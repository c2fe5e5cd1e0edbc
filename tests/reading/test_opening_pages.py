"""From bytes to a tree: codings, character sets, other file types, cut and oversized pages."""

from __future__ import annotations

import gzip
import zlib
from dataclasses import replace

import pytest
from reading_pages import BODY, FETCHED, PARAGRAPHS, article_page, page_of

from crawler.configuration import Configuration
from crawler.configuration.settings import Settings
from crawler.reading.process import knowledge_of
from pipelines import opening
from pipelines.article import Article, Page, Rejected
from pipelines.draft import Draft, Limits
from pipelines.reasons import Reason

SPANISH = "El cañón de la señora Núñez sonó otra vez en la bahía, según contó el farero con ironía a los niños."


def spanish_page(charset: str, declared: str | None = None) -> bytes:
    head = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">' if declared else ""
    body = f"<article><h1>Faro</h1>{f'<p>{SPANISH}</p>' * 6}</article>"
    return f"<html><head>{head}<title>Faro</title></head><body>{body}</body></html>".encode(charset)


@pytest.mark.parametrize(
    ("charset", "declared", "header"),
    [
        ("utf-8", None, None),
        ("utf-8", "iso-8859-1", None),  # the label is wrong, the bytes are not
        ("latin-1", "iso-8859-1", None),
        ("latin-1", None, "text/html; charset=utf-8"),
        ("latin-1", None, None),
        ("cp1252", None, "text/html; charset=x-klingon"),
        ("utf-16", None, None),
    ],
)
def test_accents_survive_whatever_the_labels_say(read_page, charset, declared, header):
    draft = read_page(spanish_page(charset, declared), headers={"content-type": header} if header else {})
    assert SPANISH in draft.article.text


def test_a_few_bad_bytes_do_not_turn_a_page_to_another_charset(read_page):
    page = spanish_page("utf-8", "utf-8").replace(b"otra vez", b"otra \xff vez", 1)
    draft = read_page(page, headers={"content-type": "text/html; charset=utf-8"})
    assert draft.article.text.count(SPANISH) >= 1
    assert "Ã" not in draft.article.text


def test_control_characters_are_gone(read_page):
    draft = read_page(
        article_page()
        .replace("<p>The", "<p>\0\0\x1b[31m\x08The")
        .replace("Visitors", "Visitors&#27;&#8;&#xFFFE;&#8217;")
    )
    assert not any(char < " " and char != "\n" for char in draft.article.text)
    assert "Visitors’ may watch" in draft.article.text


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("gzip", gzip.compress),
        ("deflate", zlib.compress),
        (None, gzip.compress),  # not announced
        ("gzip", lambda body: gzip.compress(gzip.compress(body))),
        ("gzip", bytes),  # announced, and not packed
    ],
)
def test_content_codings_come_off(read_page, encoding, pack):
    draft = read_page(pack(article_page().encode()), headers={"content-encoding": encoding} if encoding else {})
    assert PARAGRAPHS[0] in draft.article.text


@pytest.mark.parametrize(
    "damage", [lambda packed: packed[: len(packed) // 2], lambda packed: packed[:-6] + b"\0" + packed[-5:]]
)
def test_a_damaged_coding_is_a_cut_page(read_page, damage):
    packed = gzip.compress(article_page().encode())
    rejected = read_page(damage(packed), headers={"content-encoding": "gzip"})
    assert rejected.reason is Reason.TRUNCATED


def test_a_bomb_is_too_large(read_page):
    bomb = gzip.compress(b"\0" * (64 << 20))
    assert read_page(bomb, headers={"content-encoding": "gzip"}).reason is Reason.TOO_LARGE


def test_too_many_elements_are_too_large(read_page, knowledge):
    page = page_of("<b></b>" * (knowledge.limits.page_elements + 1))
    assert read_page(page).reason is Reason.TOO_LARGE


def test_the_settings_say_what_is_too_large():
    config = Configuration(settings=Settings(page_limit_mb=1, page_elements=1000))
    limits = knowledge_of(config).limits
    assert (limits.page_bytes, limits.page_elements) == (1 << 20, 1000)


@pytest.mark.parametrize("body", [b"<p>wide</p>" + b" " * 200, b"<p>many</p>" * 11])
def test_the_limits_are_those_that_are_given(knowledge, body):
    small = replace(knowledge, limits=Limits(page_bytes=150, page_elements=10))
    url = "https://vellmar-post.example/a"
    page = Page(url=url, final_url=url, source="", body=body, headers={}, fetched=FETCHED, first_seen=FETCHED)
    draft = Draft(page=page, source=None, article=Article(url=url, source="", first_seen=FETCHED, fetched=FETCHED))
    assert opening.open_page(draft, small).reason is Reason.TOO_LARGE
    assert opening.open_page(draft, knowledge) is None


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"%PDF-1.7\n" + bytes(range(256)) * 8, "text/html"),
        (b"\x89PNG\r\n\x1a\n" + bytes(64), "image/png"),
        (bytes(range(256)) * 4, "text/html"),
        (b'{"title": "no page"}', "application/json"),
        (b'<?xml version="1.0"?><rss version="2.0"><channel/></rss>', "text/xml"),
    ],
)
def test_what_is_no_html_is_said_to_be_none(read_page, body, content_type):
    assert read_page(body, headers={"content-type": content_type}).reason is Reason.NOT_HTML


@pytest.mark.parametrize("body", [b"", b"  \n ", b"<!-- nothing -->"])
def test_nothing_is_empty(read_page, body):
    assert read_page(body).reason is Reason.EMPTY


def test_a_page_that_stops_in_mid_word_is_cut(read_page):
    page = article_page()
    assert read_page(page[: page.index("September") + 4]).reason is Reason.TRUNCATED


def test_a_page_without_end_tags_is_whole(read_page):
    page = article_page().removesuffix("</body></html>")
    assert not isinstance(read_page(page), Rejected)


def test_a_deeply_nested_page_is_read(read_page):
    page = page_of("<div>" * 200 + f"<article><h1>Deep</h1>{BODY}</article>" + "</div>" * 200)
    assert PARAGRAPHS[-1] in read_page(page).article.text


def test_cyrillic_without_any_label_is_detected(read_page):
    line = "Смотритель маяка рассказал детям, почему лестница скрипит в каждую бурю и кто чинит её весной."
    page = f"<html><body><article><h1>Маяк</h1>{f'<p>{line}</p>' * 6}</article></body></html>".encode("cp1251")
    assert line in read_page(page).article.text
