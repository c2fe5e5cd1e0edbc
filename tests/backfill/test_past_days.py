"""Which days addresses and links speak of. No network."""

from datetime import date, timedelta, timezone

import pytest

from crawler.backfilling.judging import Day, Stretch, is_past, judge_link, worth_walking
from crawler.backfilling.spans import Span, span_in
from crawler.discovery import Child
from crawler.discovery.paging import guessed_page, list_and_number
from pipelines.article import Link
from pipelines.store import walked
from pipelines.store.catalogue import open_catalogue

JULY = Stretch(days=Span(first=date(2024, 7, 10), last=date(2024, 7, 20)))


@pytest.mark.parametrize(
    ("url", "first", "last"),
    [
        ("https://a.example/sitemap-2024-07.xml", "2024-07-01", "2024-07-31"),
        ("https://a.example/sitemap_202402.xml.gz", "2024-02-01", "2024-02-29"),
        ("https://a.example/sitemaps/2024/07/25/index.xml", "2024-07-25", "2024-07-25"),
        ("https://a.example/s/20240725", "2024-07-25", "2024-07-25"),
        ("https://a.example/sitemap.xml?yyyy=2024&mm=7&dd=3", "2024-07-03", "2024-07-03"),
        ("https://a.example/sitemap/2024/july", "2024-07-01", "2024-07-31"),
        ("https://a.example/sitemap-2023.xml", "2023-01-01", "2023-12-31"),
        ("https://a.example/2024/7/3/story", "2024-07-03", "2024-07-03"),
        ("https://a.example/noticia-algarve-20240724183310.html", "2024-07-24", "2024-07-24"),
        ("https://a.example/noticia-20240724993310.html", None, None),
        ("https://a.example/post-sitemap12.xml", None, None),
        ("https://a.example/2024-13-45/x", "2024-01-01", "2024-12-31"),
        ("https://a.example/articulo-12345678", None, None),
    ],
)
def test_an_address_names_days_months_or_years(url, first, last):
    span = span_in(url)
    found = (span.first.isoformat(), span.last.isoformat()) if span else (None, None)
    assert found == (first, last)


@pytest.mark.parametrize(
    ("claims", "day"),
    [
        ({"published": "2024-07-15T10:00:00+00:00"}, Day.WITHIN),
        ({"published": "2024-07-21T01:00:00+00:00"}, Day.AFTER),
        ({"url": "https://a.example/2024/07/09/x", "modified": "2024-07-15T10:00:00+00:00"}, Day.BEFORE),
        ({"url": "https://a.example/2024/07/12/x"}, Day.WITHIN),
        ({"modified": "2024-07-15T10:00:00+00:00"}, Day.WITHIN),
        ({"modified": "2024-07-01T10:00:00+00:00"}, Day.BEFORE),
        ({"modified": "2025-01-01T10:00:00+00:00"}, Day.UNKNOWN),
        ({"url": "https://a.example/2024/07/x", "modified": "2024-07-11T10:00:00+00:00"}, Day.WITHIN),
        ({}, Day.UNKNOWN),
    ],
)
def test_a_link_is_placed_by_what_is_most_to_be_trusted(claims, day):
    assert judge_link(Link(**{"url": "https://a.example/x", **claims}), JULY) is day


def test_days_are_those_of_the_configured_zone():
    west = Stretch(days=JULY.days, zone=timezone(timedelta(hours=-3)))
    link = Link(url="https://a.example/x", published="2024-07-21T01:00:00+00:00")
    assert judge_link(link, west) is Day.WITHIN


def test_the_month_of_a_sitemap_places_what_says_nothing_itself():
    link, month = Link(url="https://a.example/x"), Span(first=date(2024, 7, 12), last=date(2024, 7, 13))
    assert judge_link(link, JULY, month) is Day.WITHIN


@pytest.mark.parametrize(
    ("url", "modified", "worth"),
    [
        ("https://a.example/sitemap-2024-07.xml", "2024-08-01T00:00:00+00:00", True),
        ("https://a.example/sitemap-2024-06.xml", "2024-08-01T00:00:00+00:00", False),
        ("https://a.example/sitemap7.xml", "2024-07-09T23:00:00+00:00", False),
        ("https://a.example/sitemap7.xml", "2026-01-01T00:00:00+00:00", True),
        ("https://a.example/sitemap7.xml", None, True),
    ],
)
def test_children_that_cannot_hold_a_wanted_day_are_not_walked(url, modified, worth):
    assert worth_walking(Child(url=url, kind="sitemap", modified=modified), JULY) is worth


def test_a_list_is_past_when_nothing_dated_on_it_is_younger():
    assert is_past([Day.BEFORE, Day.UNKNOWN])
    assert not is_past([Day.BEFORE, Day.WITHIN])
    assert not is_past([Day.UNKNOWN])


def test_pages_of_one_list_are_known_by_their_numbers():
    assert list_and_number("https://a.example/mundo/page/3/") == ("a.example/mundo?", 3)
    assert list_and_number("https://a.example/mundo?page=2") == ("a.example/mundo?", 2)
    assert list_and_number("https://a.example/mundo/") == ("a.example/mundo?", 1)
    assert guessed_page("https://a.example/mundo?s=1", 2) == "https://a.example/mundo?s=1&page=2"


def test_a_walk_holds_for_narrower_stretches_that_were_over_when_it_was_made(tmp_path):
    db = open_catalogue(tmp_path)
    whole = walked.Stretch(first="2024-07-01", last="2024-07-31", undated=False)
    walked.note(db, "https://a.example/s", whole, ("https://a.example/s?page=2", "2024-07-20T10:00:00+00:00"))
    inner = walked.Stretch(first="2024-07-05", last="2024-07-10", undated=False)
    assert walked.find(db, "https://a.example/s", inner).following == "https://a.example/s?page=2"
    assert walked.find(db, "https://a.example/s", whole) is None  # the month went on after the walk
    assert (
        walked.find(db, "https://a.example/s", walked.Stretch(first="2024-07-05", last="2024-07-10", undated=True))
        is None
    )
    db.close()
