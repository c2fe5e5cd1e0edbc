"""Articles that mean harm to whatever shows them, put into a generated catalogue."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from pathlib import Path

from generate_catalogue import Filling, add

from crawler.archive import Archive
from crawler.warc import PageRecord
from pipelines.article import Article, Credit, PageRef, Topic

ELSEWHERE = "http://198.51.100.1"
"""A host that no browser may ask."""
PAGE = f"""<title>x</title><link rel=preconnect href={ELSEWHERE}/><script>document.write(1)</script>
<meta http-equiv=refresh content="0;url={ELSEWHERE}/"><style>@import "{ELSEWHERE}/a.css";
p{{background:url({ELSEWHERE}/b.png)}}</style><p onclick=alert(1)>Archived words.</p>
<img src={ELSEWHERE}/c.png><a href={ELSEWHERE}/>out</a>""".encode()
ARCHIVED = "abcdef01"
"""Id of the article whose archived page is PAGE."""
TEXTS = {
    "script": "</title></script><script>alert(document.domain)</script>",
    "handler": '" autofocus onfocus="alert(1)" x="',
    "picture": f"<img src={ELSEWHERE}/d.png onerror=alert(1)>",
    "svg": f"<svg/onload=alert(1)><use href='{ELSEWHERE}/e.svg#x'/><animate onbegin=alert(1) attributeName=x>",
    "srcdoc": "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe>",
    "link": "<a href=javascript:alert(1)>x</a> [x](javascript:alert(1)) javascript:alert(1)",
    "formula": '=HYPERLINK("http://198.51.100.1/","click")',
    "template": "{{ 7 * 7 }} {% raw %} ${alert(1)} #{1} %s %(x)s {0.__class__}",
    "entities": "&lt;script&gt;alert(1)&lt;/script&gt; &#x3c;b&#x3e; &amp;amp; ]]> <!-- --> -->",
    "bidi": "\u202egpj.exe\u202c \u2066\u2067isolated\u2069 \u200e\u200f\u061c",
    "arabic": "عاجل: الرئيس يفتتح الميناء الجديد (2026) وَمَنْ مَعَهُ",
    "stacked": "Z" + "\u0351\u0316\u033b" * 300 + "algo",
    "controls": "a\x00b\x1b[31mc\x85d\u2028e\u2029f\ufffeg\ufeffh",
    "noncharacters": "\ufdd0\U0001ffff\U000e0041\U000e0042 tags",
    "unbroken": "W" * 3000,
    "style": "<style>*{display:none}</style><link rel=stylesheet href=//198.51.100.1/f.css>",
    "meta": f"<meta http-equiv=refresh content='0;url={ELSEWHERE}/'><base href='{ELSEWHERE}/'>",
    "plaintext": "<plaintext><textarea><xmp><noscript><!--",
    "megabyte": "A title of a megabyte " * 48_000,
}
"""What each of them holds wherever an article holds text."""


def add_hostile(folder: Path, end: datetime) -> list[str]:
    """Add an article for each of TEXTS, and one whose archived page acts; returns their ids."""
    with sqlite3.connect(folder / "presswatch.db") as db:
        (key,) = db.execute("SELECT max(key) FROM articles").fetchone()
        filling = Filling(db=db, key=key)
        for number, (name, text) in enumerate(TEXTS.items()):
            add(filling, _article(f"hostile{number:02}", name, text, end))
        page = _archived(folder, end)
        held = _article(ARCHIVED, "archived", TEXTS["picture"], end)
        held.page = page
        add(filling, held)
        db.execute("INSERT INTO captures (warc, warc_offset, id) VALUES (?, ?, ?)", (page.warc, page.offset, ARCHIVED))
    db.close()
    return [*(f"hostile{number:02}" for number in range(len(TEXTS))), ARCHIVED]


def _article(ident: str, name: str, text: str, end: datetime) -> Article:
    moment, short = end.isoformat(timespec="seconds"), text[:500]
    return Article(
        id=ident, url=f"https://hostile.example/{name}", source="hostile", title=text, subtitle=short,
        text=f"{text[:200_000]}\nA second line.", authors=[short], section=short, keywords=[short], language="en",
        published=moment, published_precision="second", published_raw=short, first_seen=moment, fetched=moment,
        word_count=9, countries=["US"], places=[short], people=[short], organisations=[short], story=ident,
        topics=[Topic(code=f"medtop:{ident}", label=short, score=0.5)], image="javascript:alert(1)",
        credits=[Credit(kind="credit_url", name=short, url="javascript:alert(1)", evidence=short, confidence=0.5)],
        provenance={"title": short},
    )  # fmt: skip


def _archived(folder: Path, end: datetime) -> PageRef:
    archive = Archive(folder / "pages", clock=lambda: end)
    record = PageRecord(
        url="https://hostile.example/archived",
        status_line="HTTP/1.1 200 OK",
        headers=[("Content-Type", "text/html; charset=utf-8")],
        fetched=end.isoformat(),
        body=PAGE,
    )
    page = archive.append(record)
    archive.close()
    return PageRef(warc=page.warc, offset=page.offset)
