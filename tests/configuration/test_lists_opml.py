import pytest

from crawler.configuration.lists.opml import opml_rows, write_opml
from pipelines.errors import ConfigurationError
from pipelines.source import Source


def rows(body: str) -> list[dict]:
    text = f'<?xml version="1.0" encoding="UTF-8"?><opml version="2.0"><head/><body>{body}</body></opml>'
    return [row.values for row in opml_rows(text.encode(), "list.opml")]


def test_folders_become_groups_however_deep():
    found = rows(
        '<outline text="América Latina"><outline title="Perú">'
        '<outline type="rss" text="La Voz" xmlUrl="https://lavoz.example/rss" htmlUrl="https://www.lavoz.example/"/>'
        "</outline></outline>"
    )
    assert found == [
        {
            "name": "La Voz",
            "feeds": ["https://lavoz.example/rss"],
            "groups": ["america-latina", "peru"],
            "domains": ["lavoz.example"],
        }
    ]


def test_attributes_may_have_any_case_and_the_type_may_be_missing():
    [found] = rows('<OUTLINE Text="A" XMLURL="https://a.example/rss" HtmlUrl="https://b.example/" Language="es-AR"/>')
    assert found == {"name": "A", "feeds": ["https://a.example/rss"], "domains": ["b.example"], "language": "es-AR"}


def test_the_domain_comes_from_the_feed_where_there_is_no_page():
    [found] = rows('<outline text="A" xmlUrl="https://feeds.a.example/rss"/>')
    assert found["domains"] == ["a.example"]


def test_a_feed_service_does_not_tell_the_domain():
    text = b'<opml><body><outline text="A" xmlUrl="https://feeds.feedburner.com/a"/></body></opml>'
    [row] = opml_rows(text, "list.opml")
    assert "give the outline an htmlUrl" in row.fault


def test_outlines_of_one_title_and_host_are_one_source():
    found = rows(
        '<outline text="x"><outline text="A" xmlUrl="https://a.example/1"/></outline>'
        '<outline text="y"><outline text="A" xmlUrl="https://a.example/2"/></outline>'
        '<outline text="A" xmlUrl="https://other.example/1"/>'
    )
    assert [(row["feeds"], row.get("groups")) for row in found] == [
        (["https://a.example/1", "https://a.example/2"], ["x", "y"]),
        (["https://other.example/1"], None),
    ]


def test_the_line_of_an_outline_is_told():
    text = b'<opml>\n<body>\n<outline\n text="A" xmlUrl="https://a.example/rss"/>\n</body></opml>'
    [row] = opml_rows(text, "list.opml")
    assert row.where in ("line 3", "line 4")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('<!DOCTYPE opml [<!ENTITY e "x">]><opml><body>&e;</body></opml>', "DOCTYPE"),
        ('<!doctype opml SYSTEM "file:///etc/passwd"><opml/>', "DOCTYPE"),
        ("<opml><body>", "no well-formed XML"),
        ("<opml>&e;</opml>", "no well-formed XML"),
        ("<rss><channel/></rss>", "no OPML"),
        ("<opml>" + '<outline text="f">' * 60 + "</outline>" * 60 + "</opml>", "deep"),
        ("<opml>" + "<outline>" * 5000 + "</outline>" * 5000 + "</opml>", "no well-formed XML|deep"),
    ],
)
def test_what_is_no_opml_is_refused(text, message):
    with pytest.raises(ConfigurationError, match=message):
        opml_rows(text.encode(), "list.opml")


def test_a_doctype_in_utf16_is_seen_too():
    text = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE opml [<!ENTITY e "x">]><opml>&e;</opml>'
    with pytest.raises(ConfigurationError, match="DOCTYPE"):
        opml_rows(text.encode("utf-16"), "list.opml")


def test_what_is_written_reads_back_the_same():
    source = Source(
        id="lavoz",
        name="La Voz & más",
        domains=("lavoz.example",),
        feeds=("https://lavoz.example/1?a=1&b=2", "https://feeds.feedburner.com/lavoz"),
        groups=("latam", "spanish"),
        language="es",
        headers={"X": "geheim"},
    )
    text = write_opml([source, Source(id="none", name="None", domains=("n.example",))])
    assert "geheim" not in text
    [row] = opml_rows(text.encode(), "list.opml")
    assert row.fault is None
    assert row.values == {
        "name": source.name,
        "domains": ["lavoz.example"],
        "feeds": list(source.feeds),
        "groups": ["latam", "spanish"],
        "language": "es",
    }
