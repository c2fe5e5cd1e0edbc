from __future__ import annotations

import re
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from generate_catalogue import add

from crawler.archive import Archive
from crawler.desk.archived import harmless
from crawler.desk.comparing import kept
from crawler.desk.plots import Axis, bars, strokes
from crawler.warc import PageRecord
from pipelines.article import Article, PageRef

SEEN = "2025-03-20T08:00:00+00:00"
FACTS = {"source": "x", "first_seen": SEEN, "fetched": SEEN, "story": "aa1"}
PAGE = b"""<html><head><meta http-equiv="refresh" content="0;url=https://evil.example/"><link rel="preconnect"
href="https://evil.example"><base href="https://evil.example/"><script>alert(1)</script><style>p{color:red}</style>
</head>
<body onload="alert(1)"><p>El puerto reabre.</p><a href="https://evil.example/">m\xe1s</a><img
src="https://evil.example/x.png" onerror="alert(1)"><iframe srcdoc="<script>alert(1)</script>"></iframe><svg>
<a xlink:href="javascript:alert(1)">x</a></svg>
<form action="https://evil.example/"><button formaction="javascript:alert(1)">go</button></form></body></html>"""


def test_a_copy_is_measured_by_what_it_cut_and_added():
    found = kept("One two three four five six.\nSeven eight nine ten.", "One two three four five six.\nAnd more words.")
    assert (found.cut, found.added) == (4, 3)
    assert found.share == 60


def test_words_cut_and_added_are_marked_in_place(own_desk, filling):
    add(filling, Article(id="aa1", url="https://x.example/1", title="Port reopens", language="en",
                         text="The port reopened on Monday after four days.", **FACTS))  # fmt: skip
    copied = {"duplicate_of": "aa1", "duplicate_kind": "copy", **FACTS}
    add(filling, Article(id="aa2", url="https://x.example/2", title="Port reopens", language="en",
                         text="The port reopened on Tuesday after four days.", **copied))  # fmt: skip
    filling.db.commit()
    body = own_desk.get("/compare/aa1/aa2").body
    assert re.search(r"<del>.*?Monday</del>\s*<ins>.*?Tuesday</ins>", body)
    assert "88 % of the words kept, 1 cut, 1 added" in body
    assert "88 % of the words kept" in own_desk.get("/story/aa1").body


def test_a_translation_stands_beside_its_original(own_desk, filling):
    add(filling, Article(id="aa1", url="https://x.example/1", title="Reabre el puerto", language="es",
                         text="Primer párrafo.\nSegundo párrafo.", **FACTS))  # fmt: skip
    add(filling, Article(id="aa2", url="https://x.example/2", title="Port reopens", language="en",
                         text="First paragraph.\nSecond paragraph.", **FACTS))  # fmt: skip
    filling.db.commit()
    assert "Side by side" in own_desk.get("/story/aa1").body
    body = own_desk.get("/compare/aa1/aa2").body
    assert '<td dir="auto" lang="es">Segundo párrafo.</td><td dir="auto" lang="en">Second paragraph.</td>' in body


def test_a_silent_edit_is_named_and_shown(own_desk, filling):
    old = {
        "id": "aa1",
        "url": "https://x.example/1",
        "language": "en",
        "title": "Port reopens",
        "modified": SEEN,
        **FACTS,
    }
    add(filling, Article(text="The strike lasted 40 days.\nTalks go on in the town hall.", **old), latest=False)
    add(filling, Article(text="The strike lasted 14 days.\nTalks go on in the town hall.", revision=2, **old))
    filling.db.commit()
    body = own_desk.get("/article/aa1").body
    assert '<span class="badge bad">silent</span>' in body
    assert ">number</span>" in body
    changed = own_desk.get("/article/aa1/versions?revision=2").body
    assert "Version 2 against version 1" in changed
    assert re.search(r"<del>.*?40</del>\s*<ins>.*?14</ins>", changed)
    assert own_desk.get("/article/aa1/versions?revision=1").status == 404


@pytest.fixture
def archived(own_desk, filling):
    """An article whose hostile page is archived."""
    archive = Archive(own_desk.folder / "pages", clock=lambda: datetime(2025, 3, 20, tzinfo=UTC))
    page = archive.append(PageRecord(url="https://x.example/1", status_line="HTTP/1.1 200 OK", fetched=SEEN, body=PAGE,
                                     headers=[("Content-Type", "text/html; charset=iso-8859-1")]))  # fmt: skip
    archive.close()
    add(
        filling, Article(id="aa1", url="https://x.example/1", page=PageRef(warc=page.warc, offset=page.offset), **FACTS)
    )
    filling.db.execute("INSERT INTO captures (warc, warc_offset, id) VALUES (?, ?, 'aa1')", (page.warc, page.offset))
    filling.db.commit()
    return own_desk


def test_the_archived_page_shows_its_words_and_can_do_nothing(archived):
    frame = archived.get("/article/aa1/page")
    assert re.search(r'<iframe class="archived" sandbox src="/article/aa1/archived', frame.body)
    page = archived.get("/article/aa1/archived", Sec_Fetch_Dest="iframe")
    assert "El puerto reabre." in page.body
    assert "más" in page.body
    assert "evil.example" not in page.body
    assert "alert" not in page.body
    policy = page.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox; default-src 'none'")
    assert archived.get("/article/aa1/archived", Sec_Fetch_Dest="document").status == 404


def test_a_page_that_is_not_kept_is_said_to_be_gone(archived, filling):
    filling.db.execute("DELETE FROM captures")
    filling.db.commit()
    assert "not kept" in archived.get("/article/aa1/page").body
    assert archived.get("/article/aa1/archived").status == 404


@pytest.mark.parametrize(
    "body", [b"", b"\x00\xff", b"<!-- -->", b"<script>alert(1)</script>", b"<svg onload=alert(1)>"]
)
def test_pages_of_any_bytes_are_made_harmless(body):
    found = harmless(body, {"content-type": "text/html; charset=none-such", "content-encoding": "gzip"})
    assert "alert" not in found


def test_no_bar_is_lost_and_the_largest_fills_the_height():
    drawn = bars([0, 1, 1000], height=100, step=10)
    assert [bar.height for bar in drawn] == [0, 1, 100]
    assert strokes([], height=10, step=2) == ""


def test_ticks_of_a_timeline_stay_apart():
    axis = Axis(last=20_000, width=640)
    ticks = axis.ticks()
    assert len(ticks) > 3
    assert all(after[0] - before[0] >= 58 for before, after in pairwise(ticks))
    assert axis.x(0) == 0
    assert axis.x(20_000) == 640
