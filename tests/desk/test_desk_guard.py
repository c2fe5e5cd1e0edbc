from __future__ import annotations

import pytest
from generate_catalogue import add
from lxml import etree

from crawler.desk.addresses import outward
from crawler.desk.plots import strokes
from pipelines.article import Article, Credit, Topic

PAYLOAD = """"><script>alert(1)</script><img src=x onerror=alert(1)>'&{{7*7}}\x1b[2J\u202e"""
OWN_SCRIPT = '<script src="/static/desk.js" defer></script>'
SEEN = "2025-03-20T08:00:00+00:00"


@pytest.fixture
def hostile(own_desk, filling):
    """A desk whose catalogue holds the payload wherever text can stand."""
    bad = "javascript:alert(1)"
    for ident in ("a1", "a2"):
        add(filling, Article(
            id=ident, url=bad + ident, canonical_url=bad, source=PAYLOAD, title=PAYLOAD, subtitle=PAYLOAD, text=PAYLOAD,
            authors=[PAYLOAD], agency=PAYLOAD, section=PAYLOAD, keywords=[PAYLOAD], image=bad, language=PAYLOAD,
            published=SEEN, published_precision="second", published_raw=PAYLOAD, first_seen=SEEN, fetched=SEEN,
            story="a1", countries=[PAYLOAD], people=[PAYLOAD], topics=[Topic(code=PAYLOAD, label=PAYLOAD, score=1)],
            credits=[
                Credit(kind="credit_url", name=PAYLOAD, url="https://x.example/" + PAYLOAD, evidence="", confidence=1),
            ],
            provenance={PAYLOAD: PAYLOAD}, extractor=PAYLOAD,
        ))  # fmt: skip
    filling.db.execute(
        "INSERT INTO documents (url, source, kind, errors, reason, detail) VALUES (?, ?, 'feed', 1, ?, ?)",
        ("data:text/html," + PAYLOAD, PAYLOAD, PAYLOAD, PAYLOAD),
    )
    filling.db.execute(
        "INSERT INTO changes (at, id, field, old, new, why, file, file_offset, line) "
        "VALUES (?, 'a1', ?, 'null', '1', ?, '', 0, x'')",
        (SEEN, PAYLOAD, PAYLOAD),
    )
    filling.db.commit()
    return own_desk


@pytest.mark.parametrize("path", [
    "/", "/?q=alert", "/story/a1", "/article/a1", "/sources", "/?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
    "/?source=%22%3E%3Cscript%3E", "/%22%3E%3Cscript%3E", "/?lang=%3Cscript%3E", "/story/%3Cscript%3E",
    "/article/a1?revision=%3Cscript%3E", "/?after=%3Cscript%3E", "/?q=%00%1b&day=x", "/overview", "/compare/a1/a2",
    "/mark/a1", "/article/a1/page", "/?label=%3Cscript%3E&review=%3Cscript%3E", "/?done=%3Cscript%3E&on=%3Cscript%3E",
    "/?by=spread", "/feed.xml", "/?watch=%3Cscript%3E",
])  # fmt: skip
def test_nothing_stored_or_typed_becomes_markup(hostile, path):
    body = hostile.get(path).body.replace(OWN_SCRIPT, "", 1)
    assert "<script" not in body
    assert "<img" not in body
    assert 'href="javascript:' not in body
    assert 'href="data:text' not in body
    for character in ("\x1b", "\u202e", "\x00"):
        assert character not in body


def test_what_feed_readers_show_as_html_is_a_text(hostile):
    item = etree.fromstring(hostile.get("/feed.xml").body.encode()).find(".//item")
    assert "<" not in item.findtext("description")
    assert "&lt;script&gt;alert(1)" in item.findtext("description")


def test_an_article_without_provenance_is_shown(own_desk, filling):
    add(filling, Article(id="bare-1", url="https://x.example/1", source="x", title="Bare", text="Words.",
                         published=SEEN, first_seen=SEEN, fetched=SEEN, story="bare-1"))  # fmt: skip
    filling.db.commit()
    assert own_desk.get("/article/bare-1").status == 200


def test_texts_of_any_length_leave_pages_small_and_whole(own_desk, filling):
    """A headline of a megabyte, names and addresses as long, and a text of two."""
    long = "<b>a</b> " * 120_000
    facts = {"source": "x", "title": long, "subtitle": long, "first_seen": SEEN, "fetched": SEEN, "story": "a1"}
    for ident in ("a1", "a2"):
        add(filling, Article(id=ident, url=f"https://x.example/{ident}" + "a" * 100_000, text=long * 2, authors=[long],
                             agency=long, section=long, keywords=[long], language=long, provenance={long: long},
                             credits=[Credit(kind="credit_name", name=long, evidence=long, confidence=1)],
                             **facts))  # fmt: skip
    filling.db.commit()
    for path in (
        "/",
        "/?q=a",
        "/story/a1",
        "/article/a1",
        "/compare/a1/a2",
        "/sources",
        "/overview",
        "/mark/a1",
        "/feed.xml",
    ):
        body = own_desk.get(path).body
        assert len(body) < (400_000 if "compare" in path or "article" in path else 120_000), path
        assert "<b>a</b>" not in body
    assert len(own_desk.get("/article/a1?text=whole").body) > 2_000_000


def test_headers_forbid_scripts_frames_sniffing_and_referrers(desk):
    for path in ("/", "/none", "/static/desk.css", "/?q=("):
        headers = desk.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "script-src 'self';" in policy
        assert "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"


def test_only_its_own_host_names_are_answered(desk):
    for host in ("127.0.0.1", "localhost", "[::1]"):
        assert desk.get("/", host=f"{host}:{desk.port}").status == 200
    for host in ("evil.example", f"evil.example:{desk.port}", "127.0.0.1", "", f"localhost:{desk.port}.evil.example"):
        answer = desk.get("/", host=host)
        assert answer.status in (400, 421)
        assert "Stories" not in answer.body


def test_pages_take_only_questions(desk):
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert desk.get("/", method).status == 403  # no page of the desk asks so
        assert desk.get("/", method, Origin=f"http://127.0.0.1:{desk.port}").status == 405
    head = desk.get("/", "HEAD")
    assert (head.status, head.body) == (200, "")


@pytest.mark.parametrize("path", [
    "//evil.example/", "//evil.example", "/sources/", "/static/../app.py", "/static/%2e%2e/app.py", "/static/",
    "/story/", "/story/a/b", "/article/nothing-here", "/story/nothing-here",
])  # fmt: skip
def test_paths_that_lead_nowhere_are_404_and_redirect_nowhere(desk, path):
    answer = desk.get(path)
    assert answer.status == 404
    assert "location" not in answer.headers


@pytest.mark.parametrize(("url", "linked"), [
    ("https://x.example/a", True), ("HTTP://x.example", True), ("javascript:alert(1)", False), ("//x.example", False),
    (" https://x.example", False), ("https://", False), ("https://[", False), ("java\nscript:x", False), (None, False),
    ("data:text/html,x", False), ("file:///etc/passwd", False),
])  # fmt: skip
def test_only_web_addresses_become_links(url, linked):
    assert (outward(url) is not None) is linked


def test_a_vanished_catalogue_is_an_error_page(own_desk):
    (own_desk.folder / "presswatch.db").unlink()
    answer = own_desk.get("/")
    assert answer.status == 500
    assert "no data" in answer.body


def test_no_bar_of_a_chart_is_lost():
    assert strokes([0, 1, 1000], height=20, step=4) == "M6 20v-1M10 20v-20"
    assert strokes([0, 0], height=20, step=4) == ""
