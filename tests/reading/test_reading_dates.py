"""Dates as pages spell them, and which of several counts."""

from __future__ import annotations

import pytest
from reading_pages import BODY, FETCHED, article_page

from pipelines.article import Link
from pipelines.dates import parse_date, plausible, url_date, zone_of
from pipelines.source import Source

MADRID = zone_of("ES")


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        ("2024-07-25T07:30:00.000Z", "2024-07-25T07:30:00+00:00"),
        ("2023-12-23T18:51:50-0500", "2023-12-23T23:51:50+00:00"),
        ("2024-07-25T07:30:00.123456+02:00", "2024-07-25T05:30:00+00:00"),
        ("2024-07-25 10:30", "2024-07-25T08:30:00+00:00"),
        ("Wed, 04 May 2022 00:25:56 GMT", "2022-05-04T00:25:56+00:00"),
        ("vie, 25 jul 2024 10:30:00 -0300", "2024-07-25T13:30:00+00:00"),
        ("1714800000", "2024-05-04T05:20:00+00:00"),
        ("1714800000123", "2024-05-04T05:20:00+00:00"),
        ("20240504T101500Z", "2024-05-04T10:15:00+00:00"),
        ("May 4, 2022 10:05 pm EDT", "2022-05-05T02:05:00+00:00"),
        ("December 1, 2023 at 3:15 a.m. GMT-3", "2023-12-01T06:15:00+00:00"),
        ("4. März 2024, 12:30 Uhr", "2024-03-04T11:30:00+00:00"),
        ("1er mai 2023 à 10h30", "2023-05-01T08:30:00+00:00"),
        ("25/07/2024 - 10:30", "2024-07-25T08:30:00+00:00"),
    ],
)
def test_times_are_read_into_utc(raw, wanted):
    moment = parse_date(raw, MADRID)
    assert (moment.text, moment.precision) == (wanted, "second")


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        ("3 de Mayo de 2022", "2022-05-03"),
        ("25 de julio del 2024", "2024-07-25"),
        ("December 1, 2023", "2023-12-01"),
        ("2024-07-25", "2024-07-25"),
        ("20240504", "2024-05-04"),
        ("12/31/2023", "2023-12-31"),
        ("2024-W05-3", "2024-01-31"),
    ],
)
def test_days_stay_days(raw, day):
    moment = parse_date(raw, MADRID)
    assert (moment.text, moment.precision, moment.local) == (f"{day}T00:00:00+00:00", "day", False)


@pytest.mark.parametrize("raw", ["ayer", "", "2024-13-45", "2024-05-04T25:00:00Z", "soon", "99999999999999"])
def test_what_is_no_date_is_none(raw):
    assert parse_date(raw) is None


@pytest.mark.parametrize(
    ("raw", "is_plausible"),
    [
        ("2038-01-19", False),
        ("9999-12-31", False),
        ("1970-01-01", False),
        ("2024-07-27", True),
        ("2024-07-28", False),
        ("1990-01-02", True),
    ],
)
def test_a_page_cannot_come_from_the_future(raw, is_plausible):
    assert plausible(parse_date(raw), FETCHED) is is_plausible


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://a.example/world/2024/07/25/slug/", "2024-07-25"),
        ("https://a.example/20240725-slug", "2024-07-25"),
        ("https://a.example/2024/7/5/slug", "2024-07-05"),
        ("https://a.example/2024/jul/25/slug/", "2024-07-25"),
        ("https://a.example/2024/top/25/slug/", None),
        ("https://a.example/slug-12345678", None),
        ("https://a.example/slug?d=2024-07-25", None),
    ],
)
def test_the_day_in_an_address(url, day):
    assert url_date(url) == day


def meta(name: str, value: str) -> str:
    return f'<meta property="{name}" content="{value}">'


def jsonld(**fields: str) -> str:
    listed = ",".join(f'"{key}": "{value}"' for key, value in fields.items())
    return f'<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "Stairs", {listed}}}</script>'


def test_structured_data_speak_before_meta(read_page):
    head = meta("article:published_time", "2024-07-26T01:00:00Z") + jsonld(datePublished="2024-07-25T07:30:00Z")
    article = read_page(article_page(head)).article
    assert (article.published, article.provenance["published"]) == ("2024-07-25T07:30:00+00:00", "jsonld")


def test_a_day_gives_way_to_a_time_of_that_day(read_page):
    head = jsonld(datePublished="2024-07-25") + meta("article:published_time", "2024-07-25T09:15:00Z")
    article = read_page(article_page(head)).article
    assert (article.published, article.published_precision) == ("2024-07-25T09:15:00+00:00", "second")


def test_an_impossible_date_gives_way_to_the_next(read_page):
    head = jsonld(datePublished="2038-01-01T00:00:00Z") + meta("article:published_time", "2024-07-25T09:15:00Z")
    assert read_page(article_page(head)).article.published == "2024-07-25T09:15:00+00:00"


def test_a_local_time_is_the_sources_and_says_so(read_page):
    source = Source(id="post", name="Post", domains=("vellmar-post.example",), country="AR")
    article = read_page(article_page(jsonld(datePublished="2024-07-25T09:00:00")), source=source).article
    assert article.published == "2024-07-25T12:00:00+00:00"
    assert article.provenance["published"] == "jsonld, local time read as America/Argentina/Buenos_Aires"


def test_the_address_is_asked_before_the_page_is_searched(read_page):
    article = read_page(article_page()).article
    assert (article.published, article.published_precision) == ("2024-07-25T00:00:00+00:00", "day")
    assert article.provenance["published"] == "url"


def test_a_page_without_any_date_has_none(read_page):
    article = read_page(
        article_page(), url="https://vellmar-post.example/town/stairs-of-the-lighthouse-rebuilt"
    ).article
    assert (article.published, article.published_precision, article.published_raw) == (None, None, None)


def test_the_last_change_is_kept(read_page):
    head = jsonld(datePublished="2024-07-25T07:30:00Z", dateModified="2024-07-25T09:00:00+02:00")
    article = read_page(article_page(head)).article
    assert (article.modified, article.modified_raw) == ("2024-07-25T07:00:00+00:00", "2024-07-25T09:00:00+02:00")


def test_the_feed_is_believed_before_meta_elements_and_after_the_pages_data(read_page):
    link = Link(url="https://a.example/x", published="2024-07-25T06:00:00+00:00")
    head = meta("article:published_time", "2024-07-24T06:00:00Z")
    assert read_page(article_page(head), link=link).article.published == "2024-07-25T06:00:00+00:00"
    head += '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "x", "datePublished":'
    head += ' "2024-07-23T06:00:00Z"}</script>'
    assert read_page(article_page(head), link=link).article.published == "2024-07-23T06:00:00+00:00"


@pytest.mark.parametrize(
    "label",
    [
        "<ul><li><strong>Datum</strong> 24.07.2024</li></ul>",
        "<dl><dt>Fecha:</dt><dd>24/07/2024</dd></dl>",
        "<p><span>Published on:</span> <span>July 24, 2024</span></p>",
    ],
)
def test_a_day_behind_a_label_is_believed_before_other_days_in_the_page(read_page, label):
    other = "<div class='date'>Posted on July 20, 2024</div>"
    article = read_page(article_page(body=f"{BODY}{other}{label}"), url="https://a.example/town/x").article
    assert (article.published, article.published_precision) == ("2024-07-24T00:00:00+00:00", "day")
    assert article.provenance["published"] == "page"
