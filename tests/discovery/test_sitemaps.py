from __future__ import annotations

import gzip

import pytest

from crawler.discovery import Discovered, Document, discover
from pipelines.reasons import Reason
from pipelines.source import Source

SOURCE = Source(
    id="ejemplo",
    name="El Ejemplo",
    domains=("ejemplo.example",),
    sitemaps=("https://cdn.mapas.example/indice.xml",),
)
NAMESPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)


def read(body: str | bytes, kind: str = "sitemap") -> Discovered:
    raw = body.encode() if isinstance(body, str) else body
    return discover(Document(url="https://www.ejemplo.example/mapa.xml", kind=kind, body=raw), SOURCE)


def urlset(entries: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset {NAMESPACES}>{entries}</urlset>'


def entry(number: int, extra: str = "") -> str:
    return f"<url><loc>https://www.ejemplo.example/nota-{number}</loc>{extra}</url>"


def index(children: str) -> str:
    return f'<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{children}</sitemapindex>'


def child(url: str, lastmod: str = "") -> str:
    return f"<sitemap><loc>{url}</loc>{f'<lastmod>{lastmod}</lastmod>' if lastmod else ''}</sitemap>"


def test_a_news_sitemap_carries_headline_date_language_and_image():
    found = read(
        urlset(
            """<url><loc> https://www.ejemplo.example/videos/2025/05/08/lluvia/ </loc>
            <lastmod>2025-05-08T11:00:00.000Z</lastmod>
            <news:news><news:publication><news:name>El Ejemplo</news:name>
            <news:language>es</news:language></news:publication>
            <news:publication_date>2025-05-08T10:30:00.000Z</news:publication_date>
            <news:title>Llueve &amp; truena</news:title>
            <news:keywords>lluvia, Rosario</news:keywords></news:news>
            <image:image><image:loc>https://img.ejemplo.example/a.jpg</image:loc></image:image></url>"""
        )
    )
    (link,) = found.links
    assert link.url == "https://www.ejemplo.example/videos/2025/05/08/lluvia/"
    assert (link.title, link.language, link.keywords) == ("Llueve & truena", "es", ("lluvia", "Rosario"))
    assert (link.published, link.modified) == ("2025-05-08T10:30:00+00:00", "2025-05-08T11:00:00+00:00")
    assert link.published_raw == "2025-05-08T10:30:00.000Z"
    assert link.image == "https://img.ejemplo.example/a.jpg"


def test_a_gzip_sitemap_is_told_by_its_first_bytes():
    assert len(read(gzip.compress(urlset(entry(1) + entry(2)).encode())).links) == 2


def test_a_bomb_and_a_cut_gzip_are_refused_with_their_reasons():
    assert read(gzip.compress(b" " * (60 << 20))).reason is Reason.TOO_LARGE
    assert read(gzip.compress(urlset(entry(1)).encode())[:-9]).reason is Reason.TRUNCATED


def test_a_text_sitemap_an_rss_and_an_atom_are_taken_as_they_are():
    assert (
        len(read("https://ejemplo.example/a\r\nhttps://ejemplo.example/b\n\nhttps://otro.example/c\nbasura").links) == 2
    )
    rss = "<rss><channel><item><title>Pan</title><link>https://ejemplo.example/pan</link></item></channel></rss>"
    assert read(rss).links[0].title == "Pan"
    assert read(urlset(entry(1)), kind="feed").links
    assert read(urlset(entry(1)), kind="section").links


def test_other_hosts_and_schemes_are_skipped_and_counted():
    locs = ["http://otro.example/a", "file:///etc/hostname", "http://127.0.0.1:9/", "/relativa"]
    found = read(urlset("".join(f"<url><loc>{loc}</loc></url>" for loc in locs)))
    assert [link.url for link in found.links] == ["https://www.ejemplo.example/relativa"]
    assert found.skipped == 3


def test_entries_beyond_the_cap_are_counted():
    found = read(urlset("".join(map(entry, range(50_500)))))
    assert (len(found.links), found.skipped) == (50_000, 500)


def test_prefixed_elements_are_read_and_counted_too():
    entries = "".join(f"<s:url><s:loc>https://ejemplo.example/{n}</s:loc></s:url>" for n in range(50_010))
    found = read(f'<s:urlset xmlns:s="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</s:urlset>')
    assert (len(found.links), found.skipped) == (50_000, 10)


def test_a_broken_sitemap_keeps_its_good_entries():
    entries = [entry(1), "<url><loc>https://ejemplo.example/a?b=1&c=2</loc></url>", "<url><loc>rota</url>", entry(2)]
    found = read(urlset("".join(entries)))
    assert [link.url[-7:] for link in found.links] == ["/nota-1", "b=1&c=2", "/nota-2"]
    assert found.degraded is not None


def test_a_cut_address_is_no_address():
    whole = urlset(entry(1) + entry(22))
    assert [link.url for link in read(whole[: whole.index("nota-22") + 6]).links] == [
        "https://www.ejemplo.example/nota-1"
    ]


@pytest.mark.parametrize("entity", ["'x'", "SYSTEM 'file:///etc/hostname'"])
def test_entities_are_refused_visibly(entity):
    found = read(f"<!DOCTYPE urlset [<!ENTITY x {entity}>]>{urlset(entry(1)).partition('?>')[2]}")
    assert (found.reason, found.links) == (Reason.NOT_A_FEED, ())


def test_an_index_names_its_fresh_children_newest_first():
    found = read(
        index(
            child("https://www.ejemplo.example/enero.xml", "2025-01-31")
            + child("https://www.ejemplo.example/lunes.xml", "2025-05-05T10:00:00Z")
            + child("https://www.ejemplo.example/jueves.xml", "2025-05-08T10:00:00+02:00")
            + child("/sin-fecha.xml")
            + child("https://cdn.mapas.example/configurado.xml")
            + child("https://otro.example/ajeno.xml")
            + child("https://www.ejemplo.example/mapa.xml")
        )
    )
    assert [c.url.rsplit("/", 1)[1] for c in found.documents] == [
        "sin-fecha.xml",
        "configurado.xml",
        "jueves.xml",
        "lunes.xml",
    ]
    assert {c.kind for c in found.documents} == {"sitemap"}
    assert (found.links, found.skipped, found.reason) == ((), 3, None)


def test_an_index_of_none_but_strangers_has_no_links():
    assert read(index(child("https://otro.example/a.xml"))).reason is Reason.NO_LINKS


def test_a_page_where_a_sitemap_was_is_no_sitemap():
    assert read("<html><body>Sitemap</body></html>").reason is Reason.NOT_A_FEED
