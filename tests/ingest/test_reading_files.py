"""Readers of ingested files against hostile ones: bounded, and never an exception. No network."""

import gzip
import io
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.ingesting import rows as limits
from crawler.ingesting import telling
from crawler.ingesting.jsonl import read_jsonl
from crawler.ingesting.rows import PageRow, Times, Unusable
from crawler.ingesting.telling import opened
from crawler.ingesting.warcs import dechunk, read_warc
from pipelines.errors import PresswatchError

TIMES = Times(now=datetime(2026, 5, 4, tzinfo=UTC))


def record(url="https://a.example/", length=None, body=b"<html><p>x</p></html>", **named):
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX-Bad: a\nInjected: b\r\n\r\n" + body
    fields = {"WARC-Type": "response", "WARC-Target-URI": url, "WARC-Date": "2021-03-04T05:06:07Z", **named}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"WARC/1.1\r\n{head}Content-Length: {length or len(block)}\r\n\r\n".encode() + block + b"\r\n\r\n"


def test_a_line_without_an_end_is_passed_over_in_pieces(monkeypatch):
    monkeypatch.setattr("crawler.ingesting.jsonl.MAX_PAGE", 1_000)
    stream = io.BytesIO(b'{"x": "' + b"a" * 300_000 + b'"}\n{"url": "https://a.example/", "text": "t"}\n')
    first, second = read_jsonl(stream, "f", TIMES)
    assert isinstance(first, Unusable)
    assert second.where == "f:2"


@pytest.mark.parametrize(
    "data",
    [
        b"WARC/1.1\r\n" + b"A: b\r\n" * 50_000,
        b"WARC/1.1\r\n" + b"A" * 1_000_000,
        record(length="99999999999999999999"),
        record(length="-5"),
        record() + b"garbage\r\n",
        record()[:-40],
        b"WARC/1.1\r\nContent-Length: 3\r\n",
    ],
)
def test_a_file_that_breaks_off_or_runs_on_ends_with_one_row_that_says_so(data):
    found = list(read_warc(io.BytesIO(data), "f", TIMES))
    assert isinstance(found[-1], Unusable)
    assert "cannot be read on" in found[-1].why


def test_a_header_cannot_put_another_one_into_our_archive():
    (row,) = read_warc(io.BytesIO(record()), "f", TIMES)
    assert isinstance(row, PageRow)
    assert ("X-Bad", "a Injected: b") in row.record.headers


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "https://a.example/\x1b[2J", "https://u:p@a.example/", "https://["]
)
def test_an_address_that_a_link_could_not_have_is_refused(url):
    assert [row for row in read_warc(io.BytesIO(record(url=url)), "f", TIMES) if isinstance(row, PageRow)] == []


def test_a_record_larger_than_a_page_is_refused_and_the_next_one_read(monkeypatch):
    monkeypatch.setattr("crawler.ingesting.warcs.MAX_PAGE", 10_000)
    large, small = record(body=b"<html>" + b"x" * 50_000), record()
    found = list(read_warc(io.BytesIO(large + small), "f", TIMES))
    assert [type(row) for row in found] == [Unusable, PageRow]


def test_a_bomb_is_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr(telling, "FREE", 1 << 20)
    bomb = tmp_path / "bomb.jsonl.gz"
    bomb.write_bytes(gzip.compress(b"{" + b" " * (64 << 20)))

    def drain():
        with opened(bomb) as (_, stream):
            while stream.read(1 << 16):
                pass

    with pytest.raises(PresswatchError, match="unfolds"):
        drain()


def test_a_damaged_gzip_file_is_an_error_with_its_name(tmp_path):
    file = tmp_path / "x.gz"
    file.write_bytes(gzip.compress(b'{"a": 1}')[:-12] + b"123456789012")
    with pytest.raises(PresswatchError, match=r"x\.gz"), opened(file) as (_, stream):
        stream.read()


def test_chunks_are_taken_off_and_a_body_without_them_stays():
    assert dechunk(b"3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n") == b"abcde"
    assert dechunk(b"<html>abc</html>") == b"<html>abc</html>"


def test_what_was_fetched_tomorrow_is_refused():
    with pytest.raises(limits.BadRow):
        TIMES.fetched_at("2026-05-06T00:00:00Z")
    assert TIMES.fetched_at(None) == "2026-05-04T00:00:00+00:00"
    assert TIMES.seen_at("2030-01-01") == "2026-05-04T00:00:00+00:00"


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.integers(min_value=0, max_value=300))
def test_no_bytes_make_the_readers_raise(noise, at):
    whole = record()
    damaged = whole[:at] + noise + whole[at + len(noise) :]
    list(read_warc(io.BytesIO(damaged), "f", TIMES))
    list(read_jsonl(io.BytesIO(noise + b'\n{"url": "https://a.example/"' + noise), "f", TIMES))
