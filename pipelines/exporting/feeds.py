"""Articles as feeds: RSS 2.0 (rssboard.org/rss-specification) and JSON Feed 1.1 (jsonfeed.org/version/1.1)."""

from __future__ import annotations

import html
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Any

import orjson
from lxml import etree

from pipelines.exporting.columns import Record
from pipelines.exporting.plain import is_link, plain

_CONTENT = "http://purl.org/rss/1.0/modules/content/"
_DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
_MEDIATOPICS = "http://cv.iptc.org/newscodes/mediatopic/"
_EXCERPT = 400
"""Characters of a summary that an article without standfirst gets from its text."""
_HEADLINE = 500
"""Characters of a title: some pages have one of a megabyte."""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a feed says of itself."""

    title: str
    """Its name."""
    home: str
    """URL of who publishes it."""


def rss(records: Iterable[Record], about: About) -> bytes:
    """RSS 2.0 with whole texts (content:encoded). A guid is an article's id; the same articles give the same bytes."""
    root = etree.Element("rss", nsmap={"content": _CONTENT, "dc": _DUBLIN_CORE}, version="2.0")
    channel = etree.SubElement(root, "channel")
    _add(channel, "title", about.title)
    _add(channel, "link", about.home)
    _add(channel, "description", about.title)
    for record in records:
        _rss_item(etree.SubElement(channel, "item"), record)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _rss_item(item: Any, record: Record) -> None:  # noqa: ANN401 - lxml's element has no public type
    _add(item, "title", _title(record))
    if is_link(record["url"]):
        _add(item, "link", record["url"])
    _add(item, "guid", record["id"], isPermaLink="false")
    _add(item, "pubDate", format_datetime(datetime.fromisoformat(_appeared(record))))
    _add(item, "description", html.escape(_summary(record), quote=False))  # it is HTML
    for author in record["authors"]:
        _add(item, f"{{{_DUBLIN_CORE}}}creator", author)
    for topic in record["topics"]:
        _add(item, "category", topic["label"], domain=_MEDIATOPICS)
    if record["text"]:
        _add(item, f"{{{_CONTENT}}}encoded", _paragraphs(record["text"]))


def json_feed(records: Iterable[Record], about: About) -> bytes:
    """JSON Feed 1.1 with whole texts, in UTF-8."""
    items = [_json_item(record) for record in records]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": about.title, "home_page_url": about.home}
    return orjson.dumps(feed | {"items": items}, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _json_item(record: Record) -> dict[str, Any]:
    own = {name: record[name] for name in ("source", "agency", "story", "duplicate_of")}
    item = {
        "id": record["id"],
        "url": record["url"] if is_link(record["url"]) else None,
        "title": _title(record),
        "content_text": record["text"] or _title(record),
        "summary": _summary(record),
        "image": record["image"] if is_link(record["image"]) else None,
        "date_published": _appeared(record),
        "date_modified": record["modified"],
        "authors": [{"name": name} for name in record["authors"]],
        "tags": [topic["label"] for topic in record["topics"]],
        "language": record["language"],
    }
    return {name: value for name, value in item.items() if value} | {"_presswatch": own}


def _add(parent: Any, name: str, text: str, **attributes: str) -> None:  # noqa: ANN401 - as _rss_item
    etree.SubElement(parent, name, attributes).text = plain(text)


def _title(record: Record) -> str:
    title = str(record["title"] or record["text"][:80] or record["url"])
    return title if len(title) <= _HEADLINE else title[: _HEADLINE - 1] + "…"


def _summary(record: Record) -> str:
    text = record["subtitle"] or " ".join(record["text"].split())
    return text if len(text) <= _EXCERPT else text[: _EXCERPT - 1] + "…"


def _appeared(record: Record) -> str:
    """As published, else first seen; never later than fetched."""
    return str(min(record["published"] or record["first_seen"], record["fetched"]))


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{html.escape(line)}</p>" for line in text.split("\n") if line.strip())
