"""JSON lines, news items, feeds, lists of feeds and metadata, read back by others."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import feedparser
import jsonschema
import pytest
from click.testing import CliRunner
from hostile_article import HOSTILE, MOMENT
from lxml import etree
from referencing import Registry
from referencing.jsonschema import DRAFT202012

import pipelines
from crawler.cli import presswatch

SCHEMA = json.loads((Path(pipelines.__file__).parent / "article.schema.json").read_text(encoding="utf-8"))
NINJS = json.loads((Path(__file__).parent / "data" / "ninjs-schema_3.1.json").read_text(encoding="utf-8"))


def lines_of(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def test_json_lines_are_lines_of_the_schema_as_known_now(exported, kept):
    lines = lines_of(exported("jsonl"))
    assert lines[0].pop("image") == HOSTILE.image  # which the schema refuses
    lines[0]["image"] = None
    validator = jsonschema.Draft202012Validator(SCHEMA)
    assert [error.message for line in lines for error in validator.iter_errors(line)] == []
    assert [line["id"] for line in lines] == [held["id"] for held in kept]
    assert lines[0]["title"] == HOSTILE.title


def test_what_was_learned_later_is_in_the_export(tmp_path, exported, stored, kept):
    data = tmp_path / "learned"
    data.mkdir()
    source, copy = sqlite3.connect(stored / "presswatch.db"), sqlite3.connect(data / "presswatch.db")
    source.backup(copy)
    source.close()
    with copy:
        copy.execute("UPDATE articles SET agency = 'afp', story = ? WHERE id = ?", (kept[3]["id"], HOSTILE.id))
    copy.close()
    first = lines_of(exported("jsonl", "--agency", "afp", "--limit", "1", data=data))[0]
    assert (first["id"], first["agency"], first["story"]) == (HOSTILE.id, "afp", kept[3]["id"])


def test_news_items_hold_to_the_ninjs_schema(exported, kept):
    stub = DRAFT202012.create_resource({"type": "object"})
    registry = Registry().with_resource("https://geojson.org/schema/GeoJSON.json", stub)
    validator = jsonschema.Draft202012Validator(
        NINJS, registry=registry, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )
    items = lines_of(exported("ninjs"))
    assert [f"{list(error.path)} {error.message}" for item in items for error in validator.iter_errors(item)] == []
    assert [item["uri"].removeprefix("urn:presswatch:article:") for item in items] == [held["id"] for held in kept]
    hostile = items[0]
    assert hostile["headlines"][0]["value"] == HOSTILE.title
    assert hostile["subjects"][0] == {
        "name": "international relations",
        "uri": "http://cv.iptc.org/newscodes/mediatopic/20000638",
        "creator": "presswatch",
        "confidence": 80,
    }
    assert "renditions" not in hostile  # its image is no web address
    assert list(validator.iter_errors({**hostile, "type": "article"}))  # the schema does refuse


def test_rss_is_read_back_by_a_feed_reader(exported, kept):
    feed = feedparser.parse(exported("rss", "--limit", "20").read_bytes())
    assert not feed.bozo
    assert feed.version == "rss20"
    assert [entry.id for entry in feed.entries] == [held["id"] for held in kept[:20]]
    assert feed.entries[0].title == HOSTILE.title
    assert feed.entries[0].published_parsed[:5] == (2025, 3, 21, 10, 0)
    assert "<b>" not in feed.entries[0].content[0].value
    assert [author.name for author in feed.entries[0].authors] == HOSTILE.authors


def test_a_feed_holds_a_hundred_unless_told_otherwise(exported):
    assert len(feedparser.parse(exported("rss").read_bytes()).entries) == 100


def test_json_feed_holds_to_version_1_1(exported, kept):
    feed = json.loads(exported("jsonfeed", "--limit", "20").read_bytes())
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert [item["id"] for item in feed["items"]] == [held["id"] for held in kept[:20]]
    assert all(item["content_text"] and item["url"].startswith("https://") for item in feed["items"])
    assert feed["items"][0]["date_published"] == MOMENT
    assert "image" not in feed["items"][0]
    assert None not in feed["items"][0].values()


def test_opml_lists_the_feeds_of_the_sources(tmp_path, stored):
    (tmp_path / "sources.toml").write_text(
        '[lantern]\nname = "The Lantern"\ndomains = ["lantern.example"]\nlanguage = "en"\n'
        'feeds = ["https://lantern.example/a.xml", "https://lantern.example/b.xml"]\n'
        '[faro]\nname = "El Faro"\ndomains = ["faro.example"]\nlanguage = "es"\n'
        'feeds = ["https://faro.example/a.xml"]\n'
    )
    out = tmp_path / "a.opml"
    command = ["--config", str(tmp_path), "--data", str(stored), "export", "--format", "opml", "--language", "en"]
    done = CliRunner().invoke(presswatch, [*command, "--out", str(out)], catch_exceptions=False)
    assert done.exit_code == 0
    found = etree.parse(out).xpath("/opml[@version='2.0']/body//outline/@xmlUrl")
    assert found == ["https://lantern.example/a.xml", "https://lantern.example/b.xml"]


def test_datasette_metadata_tells_of_every_table(stored):
    done = CliRunner().invoke(presswatch, ["--data", str(stored), "export", "--datasette"], catch_exceptions=False)
    database = json.loads(done.stdout_bytes)["databases"]["presswatch"]
    db = sqlite3.connect(stored / "presswatch.db")
    tables = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert set(database["tables"]) == tables
    assert all(table.get("hidden") for name, table in database["tables"].items() if "_fts" in name)
    for name, table in database["tables"].items():
        columns = {row[1] for row in db.execute(f"PRAGMA table_info('{name}')")}
        named = {*table.get("columns", {}), *table.get("facets", []), *filter(None, [table.get("sort_desc")])}
        assert named <= columns, name
    assert db.execute(database["queries"]["stories"]["sql"], {"since": "2000-01-01"}).fetchone()[1] > 1
    assert db.execute(database["queries"]["tagged"]["sql"], {"field": "country", "value": "AR"}).fetchall()
    db.close()


@pytest.mark.parametrize("form", ["jsonl", "csv", "ninjs", "rss", "jsonfeed"])
def test_texts_go_to_standard_output_where_no_file_is_given(stored, form):
    done = CliRunner().invoke(
        presswatch, ["--data", str(stored), "export", "--format", form, "--limit", "1"], catch_exceptions=False
    )
    assert HOSTILE.id.encode() in done.stdout_bytes
