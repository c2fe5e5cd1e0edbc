"""The guard where the socket is opened: what it refuses, the server never sees."""

import pytest
from wireserver import Reply


def location(target):
    return Reply(b"", "302 Found", [("Location", target)])


def test_without_leave_loopback_is_refused_by_every_name(crawl, site, url):
    for host in (f"{url.label}.localhost", "localhost", "127.0.0.1", "127.1", "0x7f.0.0.1", "2130706433", "[::1]"):
        result = crawl.fetch(f"http://{host}:{site.port}/a", allow_private=False)
        assert (result["error"], result["reason"]) == ("BlockedAddress", "blocked_address"), host
    assert "is at 127.0.0.1, a loopback address" in crawl.fetch(url("/a"), allow_private=False)["detail"]
    assert site.hits == []


def test_only_true_gives_leave(crawl, site, url):
    assert crawl.fetch(url("/a"), allow_private="yes", dont_obey_robotstxt=True)["reason"] == "blocked_address"
    assert site.hits == []


@pytest.mark.parametrize(
    "host", ["10.0.0.1", "169.254.1.1", "100.64.0.1", "[fe80::1]", "[::ffff:10.0.0.1]", "[fd00::1]"]
)
def test_private_networks_are_refused_before_a_socket_is_opened(crawl, host):
    result = crawl.fetch(f"http://{host}/", allow_private=False, deadline=2)
    assert result["reason"] == "blocked_address"


def test_robots_are_behind_the_same_door(crawl, site, url):
    crawl.fetch(url("/a"), allow_private=False)
    assert [hit.path for hit in site.hits] == []


def test_leave_ends_at_the_source(crawl, site, url):
    site.answers["/go"] = location(f"http://elsewhere.localhost:{site.port}/a")
    result = crawl.fetch(url("/go"))
    assert (result["error"], result["reason"]) == ("BlockedAddress", "blocked_address")
    assert site.seen(url.label) == ["/go"]
    assert site.seen("elsewhere") == []


def test_leave_holds_within_the_domains_of_the_source(crawl, site, url):
    site.answers["/go"] = location(f"http://www.{url.label}.localhost:{site.port}/a")
    site.answers["/a"] = Reply()
    result = crawl.fetch(url("/go"), domains=[f"{url.label}.localhost"])
    assert (result["status"], result["meta"]["allow_private"]) == (200, True)


def test_an_open_connection_is_no_way_round(crawl, site, url):
    """A connection kept for a source with leave is not lent to one without."""
    site.answers["/a"] = Reply()
    assert crawl.fetch(url("/a"))["status"] == 200
    assert crawl.fetch(url("/a"), allow_private=False, dont_obey_robotstxt=True)["reason"] == "blocked_address"
    assert site.seen(url.label) == ["/a"]


def test_a_refusal_is_not_handed_on_to_those_with_leave(crawl, site, url):
    site.answers["/a"] = Reply()
    assert crawl.fetch(url("/a"), allow_private=False)["reason"] == "blocked_address"
    assert crawl.fetch(url("/a"))["status"] == 200


@pytest.mark.parametrize("target", ["file:///etc/hostname", "ftp://x.localhost/", "data:,x", "s3://x/y"])
def test_other_schemes_are_refused(crawl, target):
    assert crawl.fetch(target)["reason"] == "bad_url"


def test_a_user_in_the_url_is_refused(crawl, site):
    assert crawl.fetch(f"http://good@localhost:{site.port}/")["reason"] == "bad_url"
    assert site.hits == []


def test_a_proxy_is_never_used(crawl, site, url):
    """The crawl of these tests runs with http_proxy set to a closed port."""
    site.answers["/a"] = Reply()
    assert crawl.fetch(url("/a"))["status"] == 200
    assert crawl.fetch(url("/a"), proxy=f"http://127.0.0.1:{site.port}")["reason"] == "bad_url"
