from __future__ import annotations

import pytest

from crawler.discovery import Discovered, Document, discover
from crawler.discovery.tolerant import read_tolerantly
from pipelines.reasons import Reason
from pipelines.source import Source

SOURCE = Source(id="ejemplo", name="El Ejemplo", domains=("ejemplo.example",), country="AR")
HEAD = '<?xml version="1.0" encoding="utf-8"?>'
SPACES = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom" '
    'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'
)


def read(body: str | bytes, content_type: str | None = None, source: Source = SOURCE) -> Discovered:
    raw = body.encode() if isinstance(body, str) else body
    url = "https://www.ejemplo.example/rss/todo.xml"
    return discover(Document(url=url, kind="feed", body=raw, content_type=content_type), source)


def rss(items: str, channel: str = "", head: str = HEAD) -> str:
    return f'{head}<rss version="2.0" {SPACES}><channel><title>El Ejemplo</title>{channel}{items}</channel></rss>'


def item(number: int, extra: str = "") -> str:
    link = f"https://www.ejemplo.example/nota/{number}"
    return f"<item><title>Nota {number}</title><link>{link}</link>{extra}</item>"


def only(found: Discovered):
    assert len(found.links) == 1
    return found.links[0]


def test_rss_carries_all_it_claims():
    link = only(
        read(
            rss(
                """<item><title><![CDATA[Llueve &amp; truena en <b>Rosario</b>]]></title>
                <link>https://www.ejemplo.example/clima/2025/05/08/llueve/#arriba</link>
                <description>&lt;p&gt;Primera línea.&lt;/p&gt;&lt;p&gt;Segunda.&lt;/p&gt;</description>
                <content:encoded><![CDATA[<p>Texto <i>entero</i>.</p>]]></content:encoded>
                <dc:creator>Ana Prueba</dc:creator><author>redaccion@ejemplo.example (Luis Ensayo)</author>
                <category>Clima</category><category>Rosario</category><category>Clima</category>
                <media:content url="https://img.ejemplo.example/a.jpg" medium="image"/>
                <pubDate>Thu, 08 May 2025 07:30:00 -0300</pubDate><atom:updated>2025-05-08T12:00:00Z</atom:updated>
                <source url="https://otro.example/rss">Otro</source></item>""",
                "<language>es-AR</language>",
            )
        )
    )
    assert link.url == "https://www.ejemplo.example/clima/2025/05/08/llueve/"
    assert link.title == "Llueve & truena en Rosario"
    assert link.summary == "Primera línea. Segunda."
    assert link.content == "<p>Texto <i>entero</i>.</p>"
    assert link.authors == ("Ana Prueba", "Luis Ensayo")
    assert link.keywords == ("Clima", "Rosario")
    assert link.image == "https://img.ejemplo.example/a.jpg"
    assert link.published == "2025-05-08T10:30:00+00:00"
    assert link.published_raw == "Thu, 08 May 2025 07:30:00 -0300"
    assert link.modified == "2025-05-08T12:00:00+00:00"
    assert link.origin == "https://otro.example/rss"
    assert link.language == "es-AR"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Thu, 08 May 2025 10:30:00 GMT", "2025-05-08T10:30:00+00:00"),
        ("Thu, 08 May 2025 10:30:00 EST", "2025-05-08T15:30:00+00:00"),
        ("2025-05-08T10:30:00.123Z", "2025-05-08T10:30:00+00:00"),
        ("2025-05-08T10:30:00", "2025-05-08T13:30:00+00:00"),  # no offset: the outlet's own zone, Buenos Aires
        ("jue, 08 may 2025 10:30:00 +0000", "2025-05-08T10:30:00+00:00"),
        ("qui, 8 de maio de 2025 10:30:00 +0000", "2025-05-08T10:30:00+00:00"),
        ("1746700200", "2025-05-08T10:30:00+00:00"),
        ("Fri, 31 Feb 2025 10:30:00 +0000", None),
        ("Thu, 01 Jan 1970 00:00:00 +0000", None),
        ("Mon, 01 Jan 9999 00:00:00 +0000", None),
        ("ayer a las cinco", None),
        ("hace 2 horas", None),
    ],
)
def test_dates_are_read_or_left_out_and_kept_as_spelled(raw, expected):
    link = only(read(rss(item(1, f"<pubDate>{raw}</pubDate>"))))
    assert (link.published, link.published_raw) == (expected, raw)


def test_rss_1_and_its_rdf_root():
    found = read(
        f"""{HEAD}<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
        xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>x</title></channel>
        <item><title>Sube el pan</title><link>https://ejemplo.example/pan</link><dc:date>2025-05-08</dc:date></item></rdf:RDF>"""
    )
    link = only(found)
    assert (link.title, link.published) == ("Sube el pan", "2025-05-08T00:00:00+00:00")


def test_rss_091_with_its_public_document_type_is_read():
    kind = '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://dtd.example/rss-0.91.dtd">'
    assert only(read(rss(item(1), head=HEAD + kind))).title == "Nota 1"


def test_atom_takes_the_alternate_link_and_reads_xhtml():
    link = only(
        read(
            f"""{HEAD}<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://www.ejemplo.example/atom/"><entry>
            <title type="html">Sube &amp;lt;el&amp;gt; pan</title><id>tag:x,2025:1</id>
            <link rel="self" href="https://ejemplo.example/api/1"/><link rel="via" href="https://otro.example/pan"/>
            <link type="application/json" href="1.json"/><link type="text/html" href="../pan/1"/>
            <author><name>Ana Prueba</name></author><category term="Precios"/>
            <published>2025-05-08T10:30:00Z</published><updated>2025-05-08T11:00:00+02:00</updated>
            <summary>Más caro.</summary>
            <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Pan.</p></div></content></entry></feed>"""
        )
    )
    assert link.url == "https://www.ejemplo.example/pan/1"
    assert link.origin == "https://otro.example/pan"
    assert link.authors == ("Ana Prueba",)
    assert link.keywords == ("Precios",)
    assert link.modified == "2025-05-08T09:00:00+00:00"
    assert "<p>Pan.</p>" in link.content


def test_atom_03_spells_dates_its_own_way():
    link = only(
        read(
            f"""{HEAD}<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><title>Pan</title>
            <link rel="alternate" type="text/html" href="https://ejemplo.example/pan"/>
            <issued>2025-05-08T10:30:00Z</issued><modified>2025-05-08T11:30:00Z</modified></entry></feed>"""
        )
    )
    assert (link.published, link.modified) == ("2025-05-08T10:30:00+00:00", "2025-05-08T11:30:00+00:00")


def test_json_feed_1_and_11():
    found = read(
        """{"version":"https://jsonfeed.org/version/1.1","language":"pt","items":[
        {"id":"1","url":"https://ejemplo.example/um","title":"Um","authors":[{"name":"Ana Prueba"}],"tags":["a","b"],
         "date_published":"2025-05-08T10:30:00-03:00","content_html":"<p>Um.</p>","image":"https://ejemplo.example/i.png"},
        {"id":"https://ejemplo.example/dois","title":"Dois","author":{"name":"Luis Ensaio"}}, 7, {"id":"3"}]}"""
    )
    first, second = found.links
    assert (first.published, first.authors, first.keywords) == (
        "2025-05-08T13:30:00+00:00",
        ("Ana Prueba",),
        ("a", "b"),
    )
    assert (first.content, first.language) == ("<p>Um.</p>", "pt")
    assert (second.url, second.authors) == ("https://ejemplo.example/dois", ("Luis Ensaio",))
    assert found.skipped == 2


def test_links_that_no_request_should_follow_are_skipped_and_counted():
    bad = [
        "file:///etc/hostname",
        "javascript:alert(1)",
        "gopher://ejemplo.example/",
        "http://otro.example/x",
        "https://ejemplo.example@otro.example/",
        "https://ejemplo.example\\@otro.example/",
        "http://a b/",
        "http://[::1",
        "https://ejemplo.example:99999/",
        "https://ejemplo.example/a&#9;b",
        "https://ejemplo.example/a\u202eb",
        "https://ejemplo.example/" + "a" * 70_000,
        "",
    ]
    found = read(rss("".join(f"<item><title>x</title><link>{link}</link></item>" for link in bad) + item(1)))
    assert [link.title for link in found.links] == ["Nota 1"]
    assert found.skipped == len(bad)


def test_a_relative_link_is_resolved_and_a_blank_escaped():
    found = read(rss("<item><title>x</title><link>../nota uno</link></item>"))
    assert only(found).url == "https://www.ejemplo.example/nota%20uno"


def test_a_permalink_guid_stands_in_for_a_missing_link():
    link = only(read(rss("<item><title>x</title><guid>https://ejemplo.example/g</guid></item>")))
    assert link.url == "https://ejemplo.example/g"
    assert not read(rss("<item><guid isPermaLink='false'>https://ejemplo.example/g</guid></item>")).links


def test_an_item_met_twice_is_one_link():
    found = read(rss(item(1) + item(1)))
    assert (len(found.links), found.skipped) == (1, 0)


@pytest.mark.parametrize(
    ("channel", "ttl"),
    [
        ("<ttl>15</ttl>", 900),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", 900),
        ("<sy:updatePeriod>weekly</sy:updatePeriod>", 86_400),
        ("<ttl>999999</ttl>", 86_400),
        ("<ttl>-5</ttl>", None),
        ("<ttl>pronto</ttl>", None),
        ("", None),
    ],
)
def test_what_the_feed_asks_for(channel, ttl):
    assert read(rss(item(1), channel)).ttl == ttl


@pytest.mark.parametrize(
    "body", ["", " \n", "<html><body>Volvemos pronto</body></html>", "Service unavailable", '{"a":1}', "{"]
)
def test_what_is_no_feed_says_so(body):
    found = read(body)
    assert (found.links, found.reason) == ((), Reason.NOT_A_FEED)
    assert found.detail


def test_an_xhtml_page_is_no_feed():
    assert "HTML page" in read(HEAD + '<!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"><body/></html>').detail


def test_a_feed_without_a_usable_link_says_so():
    assert read(rss("<item><link>https://otro.example/</link></item>")).reason is Reason.NO_LINKS


@pytest.mark.parametrize("body", [rss(""), '{"items":[]}'])
def test_a_sound_feed_that_is_empty_is_no_fault(body):
    found = read(body)
    assert (found.reason, found.links, found.detail) == (None, (), "no entries")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE rss SYSTEM "http://dtd.example/x" [<!ENTITY % p SYSTEM "http://dtd.example/p"> %p;]>',
        "<!-- x --><?x y?>\n<!DOCTYPE rss [\n<!ATTLIST rss a CDATA 'x'>]>",
    ],
)
def test_declarations_of_entities_are_refused_visibly(doctype, encoding):
    body = '<?xml version="1.0"?>' + doctype + "<rss><channel><item><title>&b;</title></item></channel></rss>"
    found = read(body.encode(encoding))
    assert found.reason is Reason.NOT_A_FEED
    assert "refused" in found.detail


def test_an_entity_hidden_behind_utf7_expands_to_nothing():
    head = b'<?xml version="1.0" encoding="utf-7"?>+ADwAIQ-DOCTYPE rss [+ADwAIQ-ENTITY a "boom"+AD4]+AD4-'
    found = read(head + rss(item(1).replace("Nota 1", "&a;"), head="").encode())
    assert "boom" not in str(found.links)


def test_a_feed_cut_half_way_keeps_its_whole_items_and_is_degraded():
    whole = rss("".join(map(item, range(50))))
    found = read(whole[: whole.index("/nota/31") + 7])
    assert [link.title for link in found.links] == [f"Nota {n}" for n in range(31)]
    assert found.degraded is not None
    assert found.reason is None


@pytest.mark.parametrize(
    ("broken", "titles"),
    [
        (item(1).replace("Nota 1", "a\x00\x08b") + item(2), ["ab", "Nota 2"]),
        (item(1).replace("Nota 1", "a&#8;b") + item(2), ["ab", "Nota 2"]),
        (item(1).replace("Nota 1", "Pan &amp; agua & sal&nbsp;fina") + item(2), ["Pan & agua & sal fina", "Nota 2"]),
        (item(1, "<georss:point>1 2</georss:point>") + item(2), ["Nota 1", "Nota 2"]),
        (item(1) + "<item><title>rota</item>" + item(2), ["Nota 1", "Nota 2"]),
        (item(1) + "<item><title>a < b</title></item>" + item(2), ["Nota 1", "Nota 2"]),
    ],
)
def test_faults_of_the_field_are_mended_and_noted(broken, titles):
    found = read(rss(broken))
    assert [link.title for link in found.links] == titles
    assert found.degraded is not None


def test_ampersands_in_addresses_and_cdata_are_left_alone():
    links = "<link>https://ejemplo.example/n?a=1&b=2</link><description><![CDATA[x &nbsp; & <y>]]></description>"
    assert only(read(rss(f"<item><title>x</title>{links}</item>"))).url == "https://ejemplo.example/n?a=1&b=2"


@pytest.mark.parametrize(
    ("label", "encoding", "degraded"),
    [
        ("utf-8", "utf-8", False),
        ("iso-8859-1", "iso-8859-1", False),
        ("utf-8", "iso-8859-1", True),
        ("iso-8859-1", "utf-8", False),
        ("utf-16", "utf-16", False),
        ("utf-16", "utf-16-be", False),
        ("latin-klingon", "cp1252", True),
    ],
)
def test_letters_are_right_whatever_the_label_says(label, encoding, degraded):
    body = rss(item(1).replace("Nota 1", "Año ñandú"), head=f'<?xml version="1.0" encoding="{label}"?>')
    found = read(body.encode(encoding), "application/rss+xml; charset=utf-8")
    assert only(found).title == "Año ñandú"
    assert (found.degraded is not None) is degraded


def test_one_bad_byte_does_not_turn_a_utf8_feed_into_another_alphabet():
    body = rss(item(1).replace("Nota 1", "Погода в Казани")).encode().replace(b"</title><link>", b"\xff</title><link>")
    assert only(read(body)).title.startswith("Погода в Казани")


@pytest.mark.parametrize("start", ["\ufeff", "\n\n  ", "\ufeff\r\n", "Warning: x in y.php on line 3\n"])
def test_what_stands_before_the_declaration_is_overlooked(start):
    assert only(read(start + rss(item(1)))).title == "Nota 1"


def test_items_beyond_the_cap_are_counted():
    found = read(rss("".join(map(item, range(5_300)))))
    assert (len(found.links), found.skipped) == (5_000, 300)


def test_a_feed_over_its_size_is_refused():
    assert read(b" " + b"<rss>" * (5 << 20)).reason is Reason.TOO_LARGE


def test_a_hidden_script_never_reaches_the_words():
    link = only(read(rss(item(1, "<description>a&lt;script&gt;alert(1)&lt;/script&gt; b &lt;br/&gt;c</description>"))))
    assert link.summary == "a b c"


def test_the_last_reader_takes_bytes_as_text_and_never_as_an_address(tmp_path):
    from datetime import UTC

    from crawler.discovery.addresses import Gathering

    secret = tmp_path / "secret.xml"
    secret.write_text(rss(item(7)), encoding="utf-8")
    gathering = Gathering(SOURCE, "https://ejemplo.example/", 10)
    read_tolerantly(str(secret).encode(), gathering, UTC)
    assert gathering.links == ()
    read_tolerantly(b"<rss><item><title>Pan</title><link>https://ejemplo.example/pan</link></item>", gathering, UTC)
    assert [link.title for link in gathering.links] == ["Pan"]
