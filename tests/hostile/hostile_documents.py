"""Feeds and sitemaps that lie, swell, or lead astray, each with what a crawl has to say about it."""

from __future__ import annotations

import json

from tests.hostile.hostile_site import GZIP, HTML, XML, bomb
from tests.network.wireserver import Answer, Hit, Reply, Site

ENTITIES = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
LAUGHS = f'<!DOCTYPE x [<!ENTITY l0 "jajaja">{ENTITIES}]>'
DATES = (
    "Fri, 01 Jan 2038 00:00:00 +0000",
    "Mon, 01 Jan 9999 00:00:00 +0000",
    "ayer",
    "Thu, 01 Jan 1970 00:00:00 GMT",
)
SWOLLEN = f'<!DOCTYPE x [<!ENTITY a "{"a" * 100_000}">]>'


def rss(items: str, before: str = "") -> bytes:
    return f"{before}<rss version='2.0'><channel><title>T</title>{items}</channel></rss>".encode()


def item(link: str, title: str = "Una nota", date: str = "Thu, 25 Jul 2024 12:00:00 +0000") -> str:
    return f"<item><title>{title}</title><link>{link}</link><pubDate>{date}</pubDate></item>"


def xml(body: bytes, *headers: tuple[str, str]) -> Reply:
    return Reply(body, headers=[*headers, XML])


def feeds(root: str) -> dict[str, tuple[Answer, str | None]]:
    """By name: the answer, and the reason that the crawl must list; None: none, its good items are taken."""
    good = "".join(item(f"{root}/plain/{number}") for number in range(8))
    hidden = f"<item><title>&f;&n;</title><link>{root}/plain/0</link></item>"
    closed = b"<html><head><title>Mantenimiento</title></head><body>Volvemos pronto</body></html>"
    nothing = {"version": "https://jsonfeed.org/version/1.1", "items": []}
    return {
        "laughs": (xml(rss("<item><title>&l9;</title></item>", LAUGHS)), "not_a_feed"),
        "swollen": (xml(rss(f"<item><title>{'&a;' * 20_000}</title></item>", SWOLLEN)), "not_a_feed"),
        "outside": (xml(rss(hidden, _outside(root))), "not_a_feed"),
        "outside-dtd": (xml(rss(good, f'<!DOCTYPE rss SYSTEM "{root}/xxe-hit">')), None),
        "bomb": (xml(bomb(256), GZIP), "too_large"),
        "page": (Reply(closed, headers=[HTML]), "not_a_feed"),
        "nothing": (xml(b""), "no_content"),
        "no-items": (xml(rss("")), None),
        "json": (Reply(json.dumps(nothing).encode()), None),
        "gone": (Reply(b"gone", "410 Gone"), "gone"),
        "unasked-304": (Reply(b"", "304 Not Modified"), "http_error"),
        "cut": (xml(rss(good)[:600]), None),
        "control": (xml(rss(item(f"{root}/plain/1", "a\x00\x08b"))), None),
        "strange-links": (xml(rss("".join(map(item, _strange(root))) + item(f"{root}/plain/2"))), None),
        "dates": (xml(rss("".join(item(f"{root}/plain/{n}", date=date) for n, date in enumerate(DATES, 3)))), None),
    }


def sitemaps(root: str) -> dict[str, tuple[Answer, str | None]]:
    """As feeds."""
    away = [f"{root}/plain/9", "http://127.0.0.2:1/latest/", "file:///etc/hostname", "ftp://127.0.0.1/"]
    child = f"<sitemap><loc>{root}/map/itself</loc></sitemap>"
    return {
        "laughs": (xml(LAUGHS.encode() + urlset(f"{root}/&l9;")), "not_a_feed"),
        "outside": (xml(_outside(root).encode() + urlset(f"{root}/plain/0?&f;&n;")), "not_a_feed"),
        "bomb": (Reply(bomb(256), headers=[("Content-Type", "application/gzip")]), "too_large"),
        "page": (Reply(b"<html><body>Sitemap</body></html>", headers=[HTML]), "not_a_feed"),
        "away": (xml(urlset(*away)), None),
        "itself": (xml(f"<sitemapindex>{child}</sitemapindex>".encode()), "no_links"),
    }


def urlset(*urls: str) -> bytes:
    return f"<urlset>{''.join(f'<url><loc>{url}</loc></url>' for url in urls)}</urlset>".encode()


def _outside(root: str) -> str:
    return f'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname"><!ENTITY n SYSTEM "{root}/xxe-hit">]>'


def _strange(root: str) -> list[str]:
    plain = ["file:///etc/passwd", "javascript:alert(1)", "gopher://localhost", "http://a b/", "", "data:text/html,x"]
    return [*plain, "http://[::1", f"{root}/{'a' * 70_000}", "http://127.0.0.2:1/latest/", "//127.0.0.3/x", "s3://b/k"]


def endless(root: str, hit: Hit) -> Answer:
    """An index of two more indexes, for ever."""
    number = int(hit.path.partition("=")[2] or 0)
    children = "".join(f"<sitemap><loc>{root}/map/endless?n={2 * number + step}</loc></sitemap>" for step in (1, 2))
    return xml(f"<sitemapindex>{children}</sitemapindex>".encode())


def serve_documents(site: Site) -> tuple[str, dict[str, str | None]]:
    """Put all of it on a site; returns sources.toml with a source for each document, and the reasons by URL."""
    root = f"http://127.0.0.1:{site.port}"
    told: dict[str, str | None] = {}
    tables = []
    for kind, folder, documents in (("feeds", "feed", feeds(root)), ("sitemaps", "map", sitemaps(root))):
        for name, (answer, reason) in documents.items():
            site.answers[f"/{folder}/{name}"] = answer
            told[f"{root}/{folder}/{name}"] = reason
            tables.append(_table(f"{folder}-{name}", kind, f"{root}/{folder}/{name}"))
    site.answers["/map/endless"] = lambda hit: endless(root, hit)
    tables.append(_table("map-endless", "sitemaps", f"{root}/map/endless?n=0"))
    return "".join(tables), told


def _table(name: str, kind: str, url: str) -> str:
    keys = f'name = "{name}"\ndomains = ["127.0.0.1"]\n{kind} = ["{url}"]\nallow_private = true\ndelay = "0s"\n'
    return f"[{name}]\n{keys}\n"
