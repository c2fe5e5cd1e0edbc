"""What a page or a feed says of an article is bounded, however it is written; and no label picks an odd codec."""

from __future__ import annotations

import time
from dataclasses import fields

import pytest

from crawler import configuration
from crawler.discovery import Document, discover
from crawler.reading.process import knowledge_of
from pipelines import bounds
from pipelines.article import Page, Reading
from pipelines.charsets import charset
from pipelines.run import read
from pipelines.source import Source
from tests.hostile.hostile_site import PROOF, article

URL = "https://a.example/2026/01/01/una-nota/"
WHEN = "2026-01-20T00:00:00+00:00"
LONG = "palabra " * 100_000
SOURCE = Source(id="a", name="A", domains=("a.example",), feeds=("https://a.example/rss",))


@pytest.fixture(scope="module")
def knowledge():
    return knowledge_of(configuration.load(None))


def taken(knowledge, body: bytes, content_type: str = "text/html; charset=utf-8", **headers):
    given = {"content-type": content_type, **headers}
    page = Page(url=URL, final_url=URL, source="", body=body, headers=given, fetched=WHEN, first_seen=WHEN)
    result = read(page, knowledge)
    assert isinstance(result, Reading), result
    return result.article


def with_head(head: str) -> bytes:
    return article(1).replace(b"</head>", head.encode() + b"</head>")


def ld(value: str) -> str:
    return f'<script type="application/ld+json">{value}</script>'


HEADS = {
    "title": f'<meta property="og:title" content="{LONG}">',
    "canonical": f'<link rel="canonical" href="https://a.example/{"a" * 500_000}">',
    "section": f'<meta property="article:section" content="{LONG}">',
    "robots": f'<meta name="robots" content="{LONG}">',
    "licence": ld('{"@type": "NewsArticle", "license": "https://a.example/' + "a" * 500_000 + '"}'),
    "date": f'<meta property="article:published_time" content="2026-01-01T00:00:00Z{" 1" * 100_000}">',
    "image": f'<meta property="og:image" content="https://a.example/{"a" * 500_000}.jpg">',
}


@pytest.mark.parametrize("name", HEADS)
def test_no_claim_of_a_page_is_kept_longer_than_anything_honest(knowledge, name):
    found = taken(knowledge, with_head(HEADS[name]), **{"x-robots-tag": "noindex, " * 5000})
    claims = {f.name: getattr(found, f.name) for f in fields(found) if f.name not in ("text", "url")}
    assert {key: len(str(value)) for key, value in claims.items() if len(str(value)) > 10_000} == {}
    assert PROOF.format(1) in found.text


NESTED = {
    "objects": '{"@type": "NewsArticle", "a": ' + '{"a": ' * 50_000 + "1" + "}" * 50_000 + "}",
    "lists": "[" * 50_000 + "]" * 50_000,
    "open": '{"@graph": [' * 50_000,
    "number": '{"@type": "NewsArticle", "wordCount": ' + "9" * 500_000 + "}",
    "escapes": '{"@type": "NewsArticle", "headline": "' + "\\\\" * 200_000,
}


@pytest.mark.parametrize("name", NESTED)
def test_structured_data_without_end_or_bottom_costs_the_page_nothing(knowledge, name):
    began = time.monotonic()
    assert PROOF.format(1) in taken(knowledge, with_head(ld(NESTED[name]))).text
    assert time.monotonic() - began < 8  # a reader is given ten


FEED_CLAIMS = {
    "content:encoded": LONG * 3,
    "pubDate": LONG,
    "dc:language": LONG,
    "author": None,
    "category": None,
}


@pytest.mark.parametrize("name", FEED_CLAIMS)
def test_no_claim_of_a_feed_is_kept_longer_than_anything_honest(name):
    text = FEED_CLAIMS[name]
    claims = f"<{name}>{text}</{name}>" if text else "".join(f"<{name}>n{n}</{name}>" for n in range(50_000))
    spaces = "xmlns:content='http://purl.org/rss/1.0/modules/content/' xmlns:dc='http://purl.org/dc/elements/1.1/'"
    body = f"<rss {spaces}><channel><item><title>T</title><link>{URL}</link>{claims}</item></channel></rss>"
    [link] = discover(Document(url="https://a.example/rss", kind="feed", body=body.encode()), SOURCE).links
    values = {f.name: len(str(getattr(link, f.name))) for f in fields(link)}
    assert values.pop("content") <= bounds.CUT["content"]
    assert max(values.values()) <= 10_000


CODECS = ("undefined", "idna", "punycode", "unicode_escape", "raw-unicode-escape", "utf-7", "zlib", "hex", "rot13")


@pytest.mark.parametrize("label", [*CODECS, "x" * 10_000, "utf-16", "utf-32-le"])
def test_a_label_that_names_no_charset_of_this_page_is_passed_over(knowledge, label):
    body = article(2).replace(b'charset="utf-8"', f'charset="{label}"'.encode())
    assert PROOF.format(2) in taken(knowledge, body, f"text/html; charset={label}").text
    spoilt = body + b"<!-- \xff\xfe\xff -->"
    assert "El tranv" in taken(knowledge, spoilt, f"text/html; charset={label}").text


@pytest.mark.parametrize("label", CODECS)
def test_no_label_picks_a_codec_that_is_no_charset(label):
    assert charset(label) is None


def test_charsets_of_the_web_are_known_by_their_names():
    assert [charset(label) for label in ("UTF8", "latin1", "windows-1251", "gb2312")] == [
        "utf-8", "cp1252", "cp1251", "gb18030",
    ]  # fmt: skip
