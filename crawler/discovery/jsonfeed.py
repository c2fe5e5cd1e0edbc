"""JSON Feed 1 and 1.1 (jsonfeed.org/version/1.1)."""

from __future__ import annotations

from typing import Any

import orjson

from crawler.discovery.addresses import Claims, Gathering
from crawler.discovery.documents import Discovered
from crawler.discovery.feeds import MAX_ITEMS
from crawler.discovery.items import keywords, moment
from crawler.discovery.plain import MAX_SUMMARY, MAX_TITLE, plain
from pipelines.dates import zone_of
from pipelines.reasons import Reason
from pipelines.source import Source


def read_json(body: bytes, url: str, source: Source) -> Discovered:
    """The links of a JSON Feed; a reason where the document is no such feed."""
    try:
        feed = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        return Discovered(reason=Reason.NOT_A_FEED, detail=f"broken JSON: {error}")
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        return Discovered(reason=Reason.NOT_A_FEED, detail="JSON, but no JSON Feed")
    gathering = Gathering(source, url, MAX_ITEMS)
    for item in feed["items"][:MAX_ITEMS]:
        if isinstance(item, dict):
            _take(item, feed, gathering, source)
        else:
            gathering.skipped += 1
    skipped = gathering.skipped + max(len(feed["items"]) - MAX_ITEMS, 0)
    return Discovered(links=gathering.links, skipped=skipped, detail=f"{len(feed['items'])} items")


def _take(item: dict[str, Any], feed: dict[str, Any], gathering: Gathering, source: Source) -> None:
    named = [_text(item, "url"), _text(item, "external_url"), _text(item, "id")]
    found = [text for text in named[:2] if text] + [text for text in named[2:] if text and text.startswith("http")]
    gathering.add(found, lambda: _claims(item, feed, source))


def _claims(item: dict[str, Any], feed: dict[str, Any], source: Source) -> Claims:
    zone = zone_of(source.country)
    raw = _text(item, "date_published")
    return {
        "title": plain(_text(item, "title"), MAX_TITLE),
        "summary": plain(_text(item, "summary"), MAX_SUMMARY),
        "content": _text(item, "content_html"),
        "published": moment(raw, zone),
        "published_raw": raw,
        "modified": moment(_text(item, "date_modified"), zone),
        "authors": _authors(item),
        "keywords": keywords(tag for tag in _list(item, "tags") if isinstance(tag, str)),
        "language": _text(item, "language") or _text(feed, "language"),
        "image": _text(item, "image") or _text(item, "banner_image"),
        "origin": _text(item, "external_url") if _text(item, "url") else None,
    }


def _authors(item: dict[str, Any]) -> tuple[str, ...]:
    """`authors` of 1.1, `author` of 1."""
    people = [*_list(item, "authors"), item.get("author")]
    return tuple(name for person in people if isinstance(person, dict) and (name := plain(_text(person, "name"), 200)))


def _text(value: dict[str, Any], key: str) -> str | None:
    found = value.get(key)
    return found.strip() or None if isinstance(found, str) else None


def _list(value: dict[str, Any], key: str) -> list[Any]:
    found = value.get(key)
    return found if isinstance(found, list) else []
