"""Redirects, decided and followed."""

import pytest
from wireserver import Reply

from crawler.fetching.exceptions import BadRedirect
from crawler.fetching.redirects import may_stay_private, next_hop, same_site

HERE = "https://news.example/a/b?c"


def location(target, status="302 Found"):
    return Reply(b"", status, [("Location", target)])


@pytest.mark.parametrize(
    ("given", "target"),
    [
        ("/x", "https://news.example/x"),
        ("x#frag", "https://news.example/a/x"),
        ("?d", "https://news.example/a/b?d"),
        ("//other.example/x", "https://other.example/x"),
        (" http://other.example/ ", "http://other.example/"),
        ("/a b/ñ", "https://news.example/a%20b/%C3%B1"),
        ("https://españa.example/", "https://xn--espaa-rta.example/"),
    ],
)
def test_a_hop_is_absolute(given, target):
    assert next_hop([HERE], given) == target


@pytest.mark.parametrize(
    "given",
    [
        *("", None, "  ", "javascript:alert(1)", "file:///etc/passwd", "data:,x", "ftp://x/", "http://"),
        *("http://a\\@b/", "/x\r\nY: 1", "http://u@b.example/", "http://[::1", "//a:99999/"),
        *(HERE, HERE + "#x", "/" + "x" * 9000),
    ],
)
def test_a_hop_that_leads_nowhere_names_the_chain(given):
    with pytest.raises(BadRedirect) as caught:
        next_hop([HERE], given)
    assert caught.value.chain[0] == HERE
    assert HERE in str(caught.value)


def test_secrets_stay_with_scheme_host_and_port():
    assert same_site("http://a.example/x", "http://a.example:80/y")
    assert same_site("http://a.example/", "https://a.example/")
    assert not same_site("https://a.example/", "http://a.example/")
    assert not same_site("http://a.example:8080/", "https://a.example/")
    assert not same_site("http://a.example/", "http://a.example:81/")
    assert not same_site("http://a.example/", "http://www.a.example/")


def test_leave_for_private_addresses_needs_the_source():
    old = "http://news.localhost/"
    assert may_stay_private({"allow_private": True}, old, "http://news.localhost:81/")
    assert not may_stay_private({"allow_private": True}, old, "http://www.news.localhost/")
    assert may_stay_private({"allow_private": True, "domains": ("news.localhost",)}, old, "http://www.news.localhost/")
    assert not may_stay_private({"allow_private": True, "domains": ("news.localhost",)}, old, "http://xnews.localhost/")
    assert not may_stay_private({"domains": ("news.localhost",)}, old, old)


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See", "307 Temporary", "308 Permanent"])
def test_all_kinds_are_followed(crawl, site, url, status):
    site.answers["/go"] = location("/there?x", status)
    site.answers["/there"] = Reply()
    result = crawl.fetch(url("/go"))
    assert (result["status"], result["url"]) == (200, url("/there?x"))
    assert result["meta"]["redirect_urls"] == [url("/go")]
    assert result["meta"]["redirect_reasons"] == [int(status[:3])]
    assert result["meta"]["redirect_permanent"] == (status[:3] in ("301", "308"))


def test_a_chain_is_permanent_only_as_a_whole(crawl, site, url):
    site.answers |= {"/1": location("/2", "301 Moved"), "/2": location("/3"), "/3": Reply()}
    result = crawl.fetch(url("/1"))
    assert result["meta"]["redirect_urls"] == [url("/1"), url("/2")]
    assert result["meta"]["redirect_permanent"] is False


def test_ten_hops_pass_and_eleven_do_not(crawl, site, url):
    site.answers |= {f"/{n}": location(f"/{n - 1}") for n in range(1, 12)} | {"/0": Reply()}
    assert crawl.fetch(url("/10"))["status"] == 200
    result = crawl.fetch(url("/11"))
    assert (result["reason"], result["detail"][:23]) == ("bad_redirect", "more than 10 redirects:")
    assert len(site.seen(url.label)) == 22


NOWHERE = {
    "/self": "in a circle",
    "/ping": "in a circle",
    "/utf": "in a circle",
    "/grow?a": "more than 10",
    "/none": "without a usable",
    "/js": "no plain http",
    "/user": "no plain http",
}


@pytest.mark.parametrize("start", NOWHERE)
def test_chains_that_lead_nowhere_end(crawl, site, url, start):
    site.answers |= {
        "/self": location("/self"),
        "/ping": location("/pong"),
        "/pong": location("/ping"),
        "/grow": lambda hit: location(hit.path + "&a=1"),
        "/none": Reply(b"", "302 Found"),
        "/js": location("javascript:alert(1)"),
        "/user": location(f"http://good@bad.localhost:{site.port}/"),
        "/utf": location("/b\u00c3\u00bccher"),
        "/b%C3%BCcher": location("/utf"),
    }
    result = crawl.fetch(url(start))
    assert result["reason"] == "bad_redirect"
    assert NOWHERE[start] in result["detail"]
    assert len(site.seen(url.label)) <= 11


def test_a_page_that_refreshes_itself_is_a_page(crawl, site, url):
    site.answers["/a"] = Reply(
        b'<meta http-equiv="refresh" content="0; url=/b">', headers=[("Content-Type", "text/html")]
    )
    assert crawl.fetch(url("/a"))["url"] == url("/a")


def test_a_target_seen_before_is_still_fetched(crawl, site, url):
    """The scheduler's filter must not swallow the end of a chain."""
    site.answers |= {"/go": location("/there"), "/there": Reply()}
    assert crawl.fetch(url("/there"), dont_filter=False)["status"] == 200
    assert crawl.fetch(url("/go"), dont_filter=False)["status"] == 200


SECRETS = {
    "Cookie": "sid=1",
    "Authorization": "Basic x",
    "X-Api-Key": "k",
    "If-None-Match": '"e"',
    "Accept-Language": "es",
}


def sent(site, path):
    (hit,) = [hit for hit in site.hits if hit.path == path]
    return set(hit.headers) & {name.lower() for name in SECRETS}


def test_secrets_go_along_within_a_host(crawl, site, url):
    site.answers |= {"/go": location("/there"), "/there": Reply()}
    crawl.fetch(url("/go"), headers=SECRETS)
    assert sent(site, "/there") == {name.lower() for name in SECRETS}


def test_secrets_stay_behind_on_the_way_to_another_host(crawl, site, url):
    label = f"{url.label}-b"
    site.answers |= {"/go": location(url("/mid", label)), "/mid": location(url("/back")), "/back": Reply()}
    result = crawl.fetch(url("/go"), headers=SECRETS, domains=["localhost"])
    assert result["status"] == 200
    assert sent(site, "/mid") == {"accept-language"}
    assert sent(site, "/back") == {"accept-language"}  # and are not picked up again
    assert result["meta"]["download_slot"] == f"{url.label}.localhost:{site.port}"
