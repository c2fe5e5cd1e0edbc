"""One exchange: what is handed on, and what is refused. Over loopback, through a whole Scrapy crawl."""

import gzip
import socket
import time
import zlib

import pytest
from wireserver import Drip, Raw, Reply, Site, Slow


def test_an_answer_is_handed_on_as_received(crawl, site, url):
    packed = gzip.compress(b"<p>Bomben entsch\xc3\xa4rft</p>")
    odd = [("x-ODD", "1"), ("Content-Encoding", "gzip"), ("Set-Cookie", "a=1"), ("X-odd", "caf\u00c3\u00a9")]
    site.answers["/a"] = Reply(packed, "200 Fine", odd)
    result = crawl.fetch(url("/a#part"))
    assert result["body"] == packed
    assert result["fields"] == [*map(list, odd), ["Content-Length", str(len(packed))]]
    assert (result["status_line"], result["protocol"], result["ip"]) == ("HTTP/1.1 200 Fine", "HTTP/1.1", "127.0.0.1")
    assert result["title_headers"] == ["Content-Encoding", "Content-Length", "Set-Cookie", "X-Odd"]
    assert result["copy_is_equal"]


def test_what_is_asked_is_plain(crawl, site, url):
    site.answers["/a"] = Reply()
    crawl.fetch(url("/a"), headers={"If-None-Match": '"x"'})
    (hit,) = [hit for hit in site.hits if hit.path == "/a"]
    assert hit.headers["accept-encoding"] == "gzip, deflate"
    assert hit.headers["user-agent"].startswith("presswatch/")
    assert hit.headers["if-none-match"] == '"x"'
    assert hit.host == f"{url.label}.localhost:{site.port}"
    assert not {"cookie", "referer"} & set(hit.headers)


@pytest.mark.parametrize("status", ["304 Not Modified", "404 Not Found", "410 Gone", "429 Slow", "500 Oh", "503 Later"])
def test_every_status_reaches_the_callback(crawl, site, url, status):
    site.answers["/a"] = Reply(b"" if status.startswith("304") else b"why", status, [("ETag", '"e"')])
    result = crawl.fetch(url("/a"))
    assert (str(result["status"]), result["fields"][0]) == (status[:3], ["ETag", '"e"'])


def test_chunks_are_joined_and_the_header_still_tells_of_them(crawl, site, url):
    site.answers["/a"] = Raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
    result = crawl.fetch(url("/a"))
    assert (result["body"], result["fields"]) == (b"abcde", [["Transfer-Encoding", "chunked"]])


def test_an_empty_answer_is_an_answer(crawl, site, url):
    site.answers["/a"] = Reply(b"")
    assert crawl.fetch(url("/a"))["body"] == b""


def test_a_body_that_only_the_end_of_the_connection_ends_is_flagged(crawl, site, url):
    site.answers["/a"] = Raw(b"HTTP/1.0 200 OK\r\n\r\nhalf or whole")
    result = crawl.fetch(url("/a"))
    assert (result["body"], result["flags"], result["protocol"]) == (b"half or whole", ["partial"], "HTTP/1.0")


@pytest.mark.parametrize(
    "data",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\ntoo short",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabcde\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n5\r\nabc",
    ],
)
def test_cut_bodies_are_truncated_not_short(crawl, site, url, data):
    site.answers["/a"] = Raw(data)
    result = crawl.fetch(url("/a"))
    assert (result["error"], result["reason"]) == ("Truncated", "truncated")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00\x01\x02 garbage\n\n",
        b"SSH-2.0-OpenSSH_9\r\n",
        b"HTTP/1.1 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        b"HTTP/1.1 200 OK\r\nContent-Length: minus\r\n\r\nabcd",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: magic\r\n\r\nabcd",
        b"HTTP/1.1 200 OK\r\n folded first\r\n\r\nabcd",
    ],
)
def test_what_is_no_http_is_a_failed_connection(crawl, site, url, data):
    site.answers["/a"] = Raw(data)
    assert crawl.fetch(url("/a"))["reason"] == "connection"


def test_header_lines_without_a_colon_are_passed_over(crawl, site, url):
    site.answers["/a"] = Raw(b"HTTP/1.1 200 OK\r\nnonsense\r\nA: 1\r\n  2\r\nContent-Length: 2\r\n\r\nok")
    result = crawl.fetch(url("/a"))
    assert (result["body"], result["fields"]) == (b"ok", [["A", "1  2"], ["Content-Length", "2"]])


def test_an_interim_answer_is_not_the_answer(crawl, site, url):
    site.answers["/a"] = Raw(b"HTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
    result = crawl.fetch(url("/a"))
    assert (result["status"], result["fields"]) == (200, [["Content-Length", "2"]])


def test_a_body_announced_too_large_is_refused_at_the_header(crawl, site, url):
    site.answers["/a"] = Drip(b"HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n", gap=5)
    begun = time.monotonic()
    result = crawl.fetch(url("/a"), download_maxsize=1000)
    assert (result["error"], result["reason"]) == ("TooLarge", "too_large")
    assert time.monotonic() - begun < 3


@pytest.mark.parametrize("head", [b"Transfer-Encoding: chunked\r\n\r\nfff0000\r\n", b"\r\n"])
def test_an_endless_body_is_refused_at_the_limit(crawl, site, url, head):
    site.answers["/a"] = Drip(b"HTTP/1.1 200 OK\r\n" + head, byte=b"x" * 400, gap=0.01)
    result = crawl.fetch(url("/a"), download_maxsize=2000)
    assert (result["error"], result["detail"]) == ("TooLarge", "a body of more than 2,000 bytes")


def test_a_body_of_the_very_limit_passes_and_can_be_cut_on_demand(crawl, site, url):
    site.answers["/a"] = Reply(b"x" * 1000)
    assert len(crawl.fetch(url("/a"), download_maxsize=1000)["body"]) == 1000
    cut = crawl.fetch(url("/a"), download_maxsize=999, download_cut=True)
    assert (len(cut["body"]), cut["flags"]) == (999, ["cut"])


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 OK\r\n" + b"X-A: 0123456789\r\n" * 5000,
        b"HTTP/1.1 200 OK\r\nX-A: " + b"0" * 70_000,
        b"HTTP/1.1 100 Continue\r\n\r\n" * 4000,
    ],
)
def test_headers_have_a_limit(crawl, site, url, head):
    site.answers["/a"] = Drip(head, byte=b"X-B: 1\r\n", gap=0.05)
    result = crawl.fetch(url("/a"))
    assert (result["reason"], result["detail"]) == ("too_large", "a header of more than 65,536 bytes")


@pytest.mark.parametrize(
    "answer",
    [
        Drip(gap=0.05),
        Drip(b"HTTP/1.1 200 OK\r\nX-Long: ", gap=0.05),
        Drip(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n", gap=0.05),
        Slow(Reply(), 4),
    ],
)
def test_the_deadline_is_for_the_whole_exchange(crawl, site, url, answer):
    site.answers["/a"] = answer
    begun = time.monotonic()
    result = crawl.fetch(url("/a"), deadline=0.5)
    assert (result["error"], result["reason"]) == ("DeadlineExceeded", "timeout")
    assert 0.4 < time.monotonic() - begun < 2.5


def test_stalled_servers_do_not_hold_up_others(crawl, site, url):
    site.answers["/stall"] = Slow(Reply(), 3)
    site.answers["/a"] = Reply()
    stalled = [crawl.begin(url("/stall", label=f"stall{n}"), deadline=1.5) for n in range(20)]
    begun = time.monotonic()
    assert crawl.fetch(url("/a"))["status"] == 200
    assert time.monotonic() - begun < 1
    assert {crawl.end(number)["reason"] for number in stalled} == {"timeout"}


def test_a_bomb_is_handed_on_packed(crawl, site, url):
    bomb = zlib.compressobj(9, wbits=31)
    packed = b"".join(bomb.compress(bytes(1 << 20)) for _ in range(300)) + bomb.flush()
    site.answers["/a"] = Reply(packed, headers=[("Content-Encoding", "gzip")])
    site.answers["/small"] = Reply()
    before = crawl.fetch(url("/small"))["peak_megabytes"]
    result = crawl.fetch(url("/a"))
    assert result["body"] == packed
    assert result["peak_megabytes"] - before < 50


def test_refused_and_unresolvable_hosts_say_so(crawl, site):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        closed = probe.getsockname()[1]
    refused = crawl.fetch(f"http://refused.localhost:{closed}/", dont_obey_robotstxt=True)
    assert (refused["reason"], refused["detail"]) == ("connection", "connection refused")
    assert crawl.fetch(f"http://{'a' * 64}.invalid/")["reason"] == "dns"


def test_a_kept_connection_that_the_server_closed_is_replaced(crawl, site, url):
    site.answers["/a"] = lambda hit: Reply() if hit.path == "/a" else Raw(b"")
    assert crawl.fetch(url("/a"))["status"] == 200
    site.answers["/close"] = Reply(length=True)
    for _ in range(3):
        assert crawl.fetch(url("/close"))["status"] == 200
    assert len({hit.peer for hit in site.hits if hit.path != "/robots.txt"}) == 1


def test_certificates_are_verified(crawl, authority):
    site = Site(authority.server("good.localhost"))
    try:
        site.answers["/a"] = Reply()
        good = crawl.fetch(f"https://good.localhost:{site.port}/a")
        assert (good["status"], good["ip"]) == (200, "127.0.0.1")
        wrong = crawl.fetch(f"https://wrong.localhost:{site.port}/a", dont_obey_robotstxt=True)
        assert (wrong["reason"], wrong["detail"]) == ("tls", "certificate verify failed")
        assert site.seen("wrong") == []
    finally:
        site.shutdown()
        site.server_close()


def test_unknown_authorities_are_not_believed(crawl, tmp_path):
    from authority import Authority

    site = Site(Authority(tmp_path).server("good.localhost"))
    try:
        result = crawl.fetch(f"https://good.localhost:{site.port}/a", dont_obey_robotstxt=True)
        assert (result["reason"], site.hits) == ("tls", [])
    finally:
        site.shutdown()
        site.server_close()


def test_a_server_that_never_shakes_hands_is_given_up(crawl):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        result = crawl.fetch(f"https://silent.localhost:{port}/", dont_obey_robotstxt=True, deadline=0.5)
    assert result["reason"] == "timeout"
