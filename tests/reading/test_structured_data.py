"""JSON-LD as the field writes it, meta elements, and the page data of Arc XP."""

from __future__ import annotations

import json

import pytest
from reading_pages import article_page

from pipelines.opening import parse
from pipelines.structured import arc_story, flatten, lenient_json, read_head, types

NODE = '{"@type": "NewsArticle", "headline": "Stairs"}'


@pytest.mark.parametrize(
    "text",
    [
        NODE,
        f"<!-- {NODE} -->",
        f"//<![CDATA[\n{NODE}\n//]]>",
        f"/* <![CDATA[ */ {NODE} /* ]]> */",
        NODE.replace("}", ",}"),
        NODE + ";",
        NODE.replace('"', "&quot;"),
        "\ufeff" + NODE,
        NODE + NODE,
    ],
)
def test_careless_json_is_read(text):
    assert lenient_json(text) == {"@type": "NewsArticle", "headline": "Stairs"}


def test_raw_newlines_in_a_string_are_read():
    assert lenient_json('{"description": "one\ntwo\tthree"}') == {"description": "one\ntwo\tthree"}


@pytest.mark.parametrize("text", ["", "{", "var x = 1", "[" * 100_000, "null"])
def test_what_cannot_be_read_is_nothing(text):
    assert lenient_json(text) is None


def test_graphs_lists_and_main_entities_are_flattened():
    value = [{"@graph": [{"@type": "WebPage", "mainEntity": {"@type": "NewsArticle"}}]}, {"@type": ["Person", "Thing"]}]
    assert [types(node) for node in flatten(value)] == [["WebPage"], ["NewsArticle"], ["Person", "Thing"]]


def test_a_broken_script_does_not_fail_the_page(read_page):
    draft = read_page(
        article_page(
            f'<script type="application/ld+json">{{broken</script><script type="application/ld+json">{NODE}</script>'
        )
    )
    assert [node["headline"] for node in draft.jsonld] == ["Stairs"]


def test_meta_values_are_collected_wherever_they_stand():
    head = b'<META NAME="Author" content=" A  B "><link rel="canonical alternate" href="/x">'
    page = b"<html><head>" + head + b'</head><body><meta property="og:type" content="article"></body></html>'
    assert read_head(parse(page)) == {"author": ["A B"], "link:canonical": ["/x"], "og:type": ["article"]}


@pytest.mark.parametrize("wrap", [lambda s: s, lambda s: {"result": s, "_id": 1}, lambda s: {"article": s}])
def test_the_story_of_an_arc_page_is_found(wrap):
    story = {"_id": "X", "display_date": "2024-07-25T07:30:00Z", "content": "<p>a; b</p>"}
    script = f"window.Fusion={{}};Fusion.globalContent={json.dumps(wrap(story))};Fusion.globalContentConfig={{}};"
    assert arc_story(parse(f"<html><body><script>{script}</script></body></html>".encode())) == story
