"""What a plain Scrapy request is answered with."""

import gzip

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse, TextResponse

from crawler.fetching import FetchError, RawResponse, TooLarge
from crawler.fetching.decoding import DecodingMiddleware
from crawler.fetching.response import request_fields

PAGE = "<p>ñandú</p>".encode()


def raw(body, *fields):
    return RawResponse(
        "https://news.example/", status=203, status_line="HTTP/1.1 203 x", fields=list(fields), body=body
    )


def answered(response, **meta):
    return DecodingMiddleware(1000).process_response(Request("https://news.example/", meta=meta), response)


def test_a_packed_page_becomes_an_html_response():
    fields = [("Content-Type", "text/html; charset=utf-8"), ("Content-Encoding", "gzip"), ("X-A", "1"), ("x-a", "2")]
    response = answered(raw(gzip.compress(PAGE), *fields))
    assert isinstance(response, HtmlResponse)
    assert (response.css("p::text").get(), response.status) == ("ñandú", 203)
    assert response.headers.getlist("X-A") == [b"1", b"2"]
    assert "Content-Encoding" not in response.headers


def test_other_types_keep_theirs():
    response = answered(raw(b"<rss/>", ("Content-Type", "application/rss+xml")))
    assert isinstance(response, TextResponse)
    assert not isinstance(response, HtmlResponse)


def test_our_own_requests_keep_the_raw_answer():
    packed = raw(gzip.compress(PAGE), ("Content-Encoding", "gzip"))
    assert answered(packed, allow_private=False) is packed


@pytest.mark.parametrize(
    ("body", "error"),
    [(gzip.compress(bytes(100_000)), TooLarge), (gzip.compress(PAGE)[:-9], FetchError)],
)
def test_bombs_and_cut_bodies_are_refused(body, error):
    with pytest.raises(error):
        answered(raw(body, ("Content-Encoding", "gzip")))


def test_headers_are_one_thing_seen_in_three_ways():
    response = raw(b"", ("X-A", "1"), ("ETag", '"e"'), ("x-a", "2"))
    assert response.header_map() == {"x-a": "1, 2", "etag": '"e"'}
    assert (response.field("X-a"), response.field("no")) == ("1, 2", None)
    assert response.headers["Etag"] == b'"e"'


def test_the_fields_of_a_request_are_told_as_sent():
    request = Request("https://news.example:443/x", headers={"Cookie": "a=1"})
    assert request_fields(request) == [("Host", "news.example"), ("Cookie", "a=1")]
    assert request_fields(Request("http://news.example:443/"))[0] == ("Host", "news.example:443")
