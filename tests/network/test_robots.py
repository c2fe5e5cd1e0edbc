"""robots.txt by RFC 9309, judged and obeyed."""

import gzip
import time
import zlib

import pytest
from wireserver import Drip, Raw, Reply, Slow

from crawler.fetching.exceptions import RobotsUnreachable
from crawler.fetching.robots import SIZE_LIMIT, asked_delay, judge, parse, readable_prefix, retry_delay

AT = "https://news.example"


def allows(text, path="/x"):
    return parse(text.encode()).allows(AT + path)


def test_our_group_wins_over_the_group_of_all():
    assert allows("User-agent: *\nDisallow: /\n\nUser-agent: PressWatch\nAllow: /\n")
    assert not allows("User-agent: presswatch/2.1 (news)\nDisallow: /x\n\nUser-agent: *\nAllow: /\n")


@pytest.mark.parametrize("name", ["press", "presswatcher", "watch", "my-presswatch", "Googlebot", "x presswatch"])
def test_a_name_that_only_looks_like_ours_is_not_ours(name):
    assert allows(f"User-agent: {name}\nDisallow: /\n")


def test_groups_of_one_name_are_one_group():
    groups = (("presswatch", "/a"), ("other", "/c"), ("PRESSWATCH", "/b"))
    text = "\n".join(f"User-agent: {name}\nDisallow: {path}\n" for name, path in groups)
    assert [allows(text, path) for path in ("/a", "/b", "/c")] == [False, False, True]


def test_agents_share_the_rules_below_them():
    text = "User-agent: other\nUser-agent: presswatch\n\nDisallow: /a\n"
    assert not allows(text, "/a")


def test_the_longest_rule_wins_whatever_the_order():
    text = "User-agent: *\nAllow: /news/open\nDisallow: /news\nAllow: /\n"
    assert [allows(text, path) for path in ("/news/open/1", "/news/1", "/other")] == [True, False, True]


def test_a_tie_is_allowed():
    assert allows("User-agent: *\nDisallow: /x\nAllow: /x\n")


@pytest.mark.parametrize(
    ("rule", "path", "allowed"),
    [
        ("/*.pdf$", "/a/b.pdf", False),
        ("/*.pdf$", "/a/b.pdf?x", True),
        ("/a*b", "/a/long/b/way", False),
        ("/caf%C3%A9", "/café", False),
        ("/café", "/caf%c3%a9/x", False),
        ("/?q=", "/?q=1", False),
        ("/x", "/X", True),
        ("", "/x", True),
    ],
)
def test_paths_match_as_octets_with_two_wildcards(rule, path, allowed):
    assert allows(f"User-agent: *\nDisallow: {rule}\n", path) is allowed


def test_robots_txt_itself_is_always_allowed():
    assert allows("User-agent: *\nDisallow: /\n", "/robots.txt")


def test_sitemaps_and_delay_are_told():
    robots = parse(b"Sitemap: https://a.example/1.xml\nUser-agent: *\nCrawl-delay: 2.5\nSitemap: /2.xml\n")
    assert (robots.sitemaps, robots.crawl_delay) == (("https://a.example/1.xml", "/2.xml"), 2.5)
    assert parse(b"User-agent: *\nCrawl-delay: 86400\n").crawl_delay == 60
    assert parse(b"User-agent: *\nCrawl-delay: -1\n").crawl_delay is None


@pytest.mark.parametrize("start", [b"\xef\xbb\xbf", b"\xef\xbb\xbf# a comment\r\n", b"junk\n: x\n\x00\xff\n"])
def test_dirt_before_the_rules_does_no_harm(start):
    assert not parse(start + b"User-agent: *\r\nDisallow: /x\r\n").allows(AT + "/x")


def test_a_page_in_its_place_has_no_rules():
    assert parse(b"\n <!doctype html><p>User-agent: *\nDisallow: /\n").allows(AT + "/x")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_absent_rules_allow_all(status):
    assert judge(AT, status, b"User-agent: *\nDisallow: /").allows(AT + "/x")


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_rules_that_cannot_be_had_forbid_for_now(status):
    with pytest.raises(RobotsUnreachable, match=f"status {status}"):
        judge(AT, status, b"")


def test_a_retry_is_neither_at_once_nor_never():
    given = [None, "5", "120", "99999999999", "-5", "soon", "²"]
    assert [retry_delay(asked_delay(value), 3) for value in given] == [60, 60, 120, 3600, 60, 60, 60]
    assert [retry_delay(None, failures) for failures in (1, 2, 3, 400)] == [2, 10, 60, 60]


def test_the_readable_start_of_a_bomb_is_bounded():
    bomb = gzip.compress(bytes(50_000_000))
    assert len(readable_prefix(bomb, "gzip")) == SIZE_LIMIT
    assert readable_prefix(gzip.compress(b"abc" * 99)[:-12], "x-gzip")[:3] == b"abc"
    assert readable_prefix(zlib.compress(b"abc"), "deflate") == b"abc"
    assert readable_prefix(b"no gzip", "gzip") == b""
    assert len(readable_prefix(b"x" * 600_000, None)) == SIZE_LIMIT


FORBID = b"User-agent: *\nDisallow: /a\n"


@pytest.mark.parametrize(
    "case",
    [
        (Reply(FORBID), "robots_disallowed"),
        (Reply(gzip.compress(FORBID), headers=[("Content-Encoding", "gzip")]), "robots_disallowed"),
        (Reply(FORBID + b"#" * 600_000), "robots_disallowed"),
        (Reply(b"x", "500 Oh"), "robots_unreachable"),
        (Reply(b"x", "503 Later", [("Retry-After", "10")]), "robots_unreachable"),
        (Reply(b"x", "429 Slow"), "robots_unreachable"),
        (Raw(b""), "robots_unreachable"),
        (Raw(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nUser-agent"), "robots_unreachable"),
        (Reply(FORBID, "403 No"), None),
        (Reply(b"x", "404 No"), None),
        (Reply(b"#" * 600_000 + b"\n" + FORBID), None),
        (Reply(b"<html>User-agent: *\nDisallow: /</html>"), None),
        (Reply(b"", "302 Found", [("Location", "/robots.txt")]), None),
        (Reply(b"", "302 Found", [("Location", "/loop")]), None),
    ],
)
def test_every_state_of_robots_txt(crawl, site, url, case):
    answer, reason = case
    site.answers |= {
        "/a": Reply(),
        "/robots.txt": answer,
        "/loop": Reply(b"", "302 Found", [("Location", "/robots.txt")]),
    }
    result = crawl.fetch(url("/a"))
    assert (result.get("reason"), site.seen(url.label).count("/a")) == (reason, 0 if reason else 1)


def test_rules_found_behind_redirects_count(crawl, site, url):
    site.answers |= {f"/{n}": Reply(b"", "301 Moved", [("Location", f"/{n + 1}")]) for n in range(1, 5)}
    site.answers |= {"/robots.txt": Reply(b"", "301 Moved", [("Location", "/1")]), "/5": Reply(FORBID)}
    assert crawl.fetch(url("/a"))["reason"] == "robots_disallowed"
    assert site.seen(url.label) == ["/1", "/2", "/3", "/4", "/5"]


def test_all_who_wait_share_one_fetch(crawl, site, url):
    site.answers |= {"/robots.txt": Slow(Reply(FORBID), 0.4), "/b": Reply()}
    running = [crawl.begin(url("/b")) for _ in range(10)] + [crawl.begin(url("/a"))]
    results = [crawl.end(number) for number in running]
    assert [result.get("status") for result in results] == [200] * 10 + [None]
    assert results[-1]["reason"] == "robots_disallowed"
    assert [hit.path for hit in site.hits].count("/robots.txt") == 1


def test_each_port_has_its_own(crawl, site, url):
    from wireserver import Site

    other = Site()
    try:
        site.answers["/robots.txt"] = Reply(FORBID)
        other.answers["/a"] = Reply()
        assert crawl.fetch(url("/a"))["reason"] == "robots_disallowed"
        assert crawl.fetch(f"http://{url.label}.localhost:{other.port}/a")["status"] == 200
    finally:
        other.shutdown()
        other.server_close()


def test_rules_expire_and_outlive_an_outage(crawl, site, url):
    site.answers |= {"/robots.txt": Reply(FORBID), "/b": Reply()}
    assert crawl.fetch(url("/b"))["status"] == 200
    assert crawl.fetch(url("/b"))["status"] == 200
    site.answers["/robots.txt"] = Reply(b"x", "503 Later")
    assert crawl.fetch(url("/b"), forget_robots=True)["status"] == 200
    assert crawl.fetch(url("/a"))["reason"] == "robots_disallowed"
    site.answers["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /b\n")
    assert crawl.fetch(url("/b"), forget_robots=True)["reason"] == "robots_disallowed"
    assert [hit.path for hit in site.hits].count("/robots.txt") == 3


def test_a_slow_robots_txt_does_not_take_for_ever(crawl, site, url):
    site.answers["/robots.txt"] = Drip(gap=0.05)
    assert crawl.fetch(url("/a"), deadline=0.2, dont_obey_robotstxt=True)["status"] == 404


def test_a_crawl_delay_raises_the_delay_of_the_host(crawl, site, url):
    site.answers |= {"/robots.txt": Reply(b"User-agent: *\nCrawl-delay: 0.6\n"), "/a": Reply()}
    crawl.fetch(url("/a"), delay=0.1)
    begun = time.monotonic()
    result = crawl.fetch(url("/a"), delay=0.1)
    assert result["delays"][f"{url.label}.localhost:{site.port}"] == 0.6
    assert time.monotonic() - begun > 0.3


def test_a_delay_that_is_lowered_is_lowered_at_once(crawl, site, url):
    site.answers["/a"] = Reply()
    host = f"{url.label}.localhost:{site.port}"
    assert crawl.fetch(url("/a"), delay=0.2)["delays"][host] == 0.2
    assert crawl.fetch(url("/a"), delay=0.0)["delays"][host] == 0


def test_the_delay_of_the_source_holds_without_rules(crawl, site, url):
    site.answers["/a"] = Reply()
    begun = time.monotonic()
    running = [crawl.begin(url("/a"), delay=0.3) for _ in range(3)]
    assert {crawl.end(number)["status"] for number in running} == {200}
    assert time.monotonic() - begun > 0.8
