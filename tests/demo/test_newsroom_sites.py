"""Each outlet shows what real ones of its kind show."""

import gzip
import json
import re

import feedparser
import pytest
from lxml import etree, html

ARC = "/arc/outboundfeeds/"


def page(client, piece):
    return html.fromstring(client.get(piece.url).body)


def meta(tree, name):
    return tree.xpath(f"//meta[@property='{name}' or @name='{name}']/@content")[0]


def linked_data(tree):
    return json.loads(tree.xpath("//script[@type='application/ld+json']")[0].text)


@pytest.fixture
def items(client, infobae):
    root = etree.fromstring(client.get(infobae + ARC + "rss/").body)
    return root.findall("channel/item")


def test_infobae_robots_names_seven_sitemaps_that_exist(client, infobae):
    lines = client.get(infobae + "/robots.txt").body.decode().splitlines()
    sitemaps = [line.removeprefix("Sitemap: ") for line in lines if line.startswith("Sitemap: ")]
    assert "Disallow: /buscador" in lines
    assert len(sitemaps) == 7
    assert [client.get(url).status for url in sitemaps] == [200] * 7


def test_infobae_feed_has_whole_texts_no_category_and_some_empty_descriptions(client, infobae, items, room):
    assert 20 <= len(items) <= 40
    assert b"<title><![CDATA[" in client.get(infobae + ARC + "rss/").body
    assert not [item for item in items if item.find("category") is not None]
    empty = [item for item in items if not item.findtext("description")]
    assert 5 < len(empty) < len(items) - 5
    assert all(item.findtext("pubDate").endswith("+0000") for item in items)
    by_url = {piece.url: piece for piece in room.articles}
    encoded = "{http://purl.org/rss/1.0/modules/content/}encoded"
    for item in items:
        text = html.fromstring(f"<div>{item.findtext(encoded)}</div>").text_content()
        assert by_url[item.findtext("link")].paragraphs[-1].removeprefix("## ") in text


def test_infobae_feed_mixes_countries(items, room):
    by_url = {piece.url: piece for piece in room.articles}
    assert len({code for item in items for code in by_url[item.findtext("link")].countries}) > 12


def test_infobae_news_sitemap_lists_videos_that_the_feed_does_not(client, infobae, items):
    sitemap = client.get(infobae + ARC + "news-sitemap2/").body
    urls = etree.fromstring(sitemap).findall("{*}url/{*}loc")
    assert len([url for url in urls if "/video/" in url.text]) == 3
    assert not [item for item in items if "/video/" in item.findtext("link")]
    assert re.search(rb"<news:publication_date>2024-07-\d\dT[\d:]{8}\.000Z<", sitemap)


@pytest.mark.parametrize(
    ("key", "headline", "body"),
    [
        ("infobae/litio", "h1.article-headline", "article.article div.nd-body-article p.paragraph"),
        ("infobae/cafe", "h1.d23-article-headline", "div.d23-body-article p.paragraph"),
        ("infobae/eeuu-irak", "h1.article-headline", "div.body-article p.paragraph"),
        ("infobae/florida-vivo", "h1.d23-article-headline-live-blogging", "div.d23-nd-body-blogging p.d23-paragraph"),
    ],
)
def test_infobae_has_pages_of_four_layouts(client, key, headline, body):
    piece = client.room.one(key)
    tree = page(client, piece)
    (title,) = tree.cssselect(headline)
    assert title.text_content() == piece.title
    assert [p.text_content() for p in tree.cssselect(body)][:2] == [
        p for p in piece.paragraphs if not p.startswith("## ")
    ][:2]


def test_infobae_heads_have_the_traps_of_the_real_ones(client, room, seed):
    tree = page(client, seed)
    data = linked_data(tree)
    assert meta(tree, "og:url") == seed.path
    assert meta(tree, "article:section") == "Agencias,América"
    assert data["author"]["name"] == data["creator"] == "anónimo"
    assert data["mainEntityOfPage"].endswith("/america/agencias/")
    assert data["articleBody"] == seed.paragraphs[0]
    assert "Newsroom Infobae" in tree.text_content()
    assert not tree.cssselect("h2.article-subheadline")


def test_infobae_global_content_can_be_decoded(client, room):
    for key in ("infobae/litio", "infobae/eeuu-irak"):
        text = client.get(room.one(key).url).body.decode()
        start = text.index("Fusion.globalContent=") + len("Fusion.globalContent=")
        content, _ = json.JSONDecoder().raw_decode(text, start)
        assert content["headlines"]["basic"] == room.one(key).title
        assert content["content_elements"][0]["content"].startswith(html_start(room.one(key)))


def html_start(piece):
    return piece.paragraphs[0].split('"')[0]


def test_infobae_ends_a_story_with_its_credit_and_links(client, room):
    body = page(client, room.one("infobae/litio")).cssselect("div.nd-body-article")[0]
    texts = [p.text_content() for p in body.cssselect("p.paragraph")]
    assert texts[-2:] == ["(Con información de AFP, EFE y Reuters)", "Seguir leyendo:"]
    assert len(body.cssselect("div.text-element a")) == 2
    assert body.cssselect("div.dfpAd")


def test_infobae_wire_copy_loses_or_keeps_its_agency(client, room):
    def opening(key):
        return page(client, room.one(key)).cssselect("p.paragraph")[0].text_content()

    assert opening("infobae/choco").startswith("Bogotá, 24 jul Al menos")
    assert opening("infobae/volcan").startswith("QUITO (AP) — Una")
    assert opening("infobae/eeuu-irak").startswith("Los gobiernos")


def test_infobae_has_a_second_copy_and_a_bulletin(room):
    twin, bulletin = room.one("infobae/ningbo-2"), room.one("infobae/boletin-0200")
    assert twin.path == room.one("infobae/ningbo").path.rstrip("/") + "-2/"
    assert bulletin.path.endswith("jueves-25-de-julio-de-2024-0200-gmt/")


def test_tag_and_author_pages_list_what_belongs_there(client, room, infobae):
    listed = client.get(infobae + "/tag/argentina/").body.decode()
    assert room.one("infobae/trenes").path in listed
    assert room.one("infobae/cafe").path not in listed
    assert room.one("infobae/trenes").path in client.get(infobae + "/autor/martin-olazabal/").body.decode()
    assert client.get(infobae + "/tag/nada/").status == 404


def test_the_agency_has_an_atom_feed_with_teasers(client, room):
    feed = feedparser.parse(client.get(room.base("europapress") + "/rss/atom.xml").body)
    assert not feed.bozo
    assert len(feed.entries) == 7
    assert all(entry.published.endswith("+02:00") and "content" not in entry for entry in feed.entries)


def test_wordpress_feed_ends_in_a_footer_and_names_a_comment_feed(client, room):
    base = room.base("lagaceta")
    feed = feedparser.parse(client.get(base + "/feed/").body)
    assert not feed.bozo
    assert all("se publicó primero en" in entry.content[0].value for entry in feed.entries)
    links = page(client, room.one("lagaceta/puerto")).xpath("//link[@type='application/rss+xml']/@href")
    assert links[:2] == [base + "/feed/", base + "/comments/feed/"]
    assert client.get(base + "/comments/feed/").status == 200


def test_wordpress_section_leads_to_pages_that_are_no_articles(client, room):
    listed = client.get(room.base("lagaceta") + "/category/region/").body.decode()
    for key in ("especiales", "socios", "vacio", "perdido", "borrado", "puerto"):
        assert room.one(f"lagaceta/{key}").url in listed
    assert "Disallow: /socios/" in client.get(room.base("lagaceta") + "/robots.txt").body.decode()


def test_the_sitemap_index_leads_to_a_compressed_sitemap(client, room):
    base = room.base("levantdispatch")
    index = etree.fromstring(client.get(base + "/sitemap.xml").body)
    locations = [element.text for element in index.findall("{*}sitemap/{*}loc")]
    assert locations == [base + "/sitemap-news.xml", base + "/sitemap-features.xml.gz"]
    packed = client.get(locations[1])
    assert "content-encoding" not in packed.headers
    features = etree.fromstring(gzip.decompress(packed.body)).findall("{*}url/{*}loc")
    assert room.one("levantdispatch/olives").url in [element.text for element in features]


def test_the_paywalled_page_says_so(client, room):
    tree = page(client, room.one("levantdispatch/bank"))
    data = linked_data(tree)
    assert data["isAccessibleForFree"] is False
    assert tree.cssselect(data["hasPart"]["cssSelector"])
    assert linked_data(page(client, room.one("levantdispatch/olives")))["isAccessibleForFree"] is True


def test_the_old_paper_sends_latin_1_that_only_a_meta_element_declares(client, room):
    reply = client.get(room.one("elcorreo/nieve").url)
    assert reply.headers["content-type"] == "text/html"
    assert b"charset=iso-8859-1" in reply.body
    assert "Begoña Núñez".encode("latin-1") in reply.body
    with pytest.raises(UnicodeDecodeError):
        reply.body.decode("utf-8")
    assert b"</P>" not in reply.body


def test_the_old_paper_has_no_feed_and_no_robots(client, room):
    base = room.base("elcorreo")
    assert [client.get(base + path).status for path in ("/robots.txt", "/feed/", "/sitemap.xml")] == [404] * 3
    front = html.fromstring(client.get(base + "/").body)
    assert len([link for link in front.xpath("//a/@href") if link.endswith(".html")]) == 6
