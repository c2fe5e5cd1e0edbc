"""The last resort for feeds that no XML parser reads: feedparser, on a bounded piece."""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping
from datetime import tzinfo
from typing import Any

from crawler.discovery.addresses import Claims, Gathering
from crawler.discovery.items import keywords, moment
from crawler.discovery.plain import MAX_SUMMARY, MAX_TITLE, plain

MAX_BYTES = 1 << 20
"""feedparser takes 24 s on 200,000 items; this much takes about one."""


def read_tolerantly(body: bytes, gathering: Gathering, zone: tzinfo) -> None:
    """Add what feedparser finds and the strict passes did not."""
    import feedparser  # slow to import, and seldom needed

    piece = io.BytesIO(body[:MAX_BYTES])  # as a stream: given bytes, feedparser would open them as a URL or a file
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its deprecations are not ours
        parsed = feedparser.parse(
            piece, response_headers={"content-type": "text/xml; charset=utf-8"}, resolve_relative_uris=False
        )
    for entry in parsed.entries:
        found = [href for href in (entry.get("link"), entry.get("id")) if isinstance(href, str)]
        gathering.add(found, lambda entry=entry: _claims(entry, zone))  # type: ignore[misc]  # a default binds the loop's value


def _claims(entry: Mapping[str, Any], zone: tzinfo) -> Claims:
    raw = entry.get("published")
    content = next((part.get("value") for part in entry.get("content", [])), None)
    return {
        "title": plain(entry.get("title"), MAX_TITLE),
        "summary": plain(entry.get("summary"), MAX_SUMMARY),
        "content": content,
        "published": moment(raw, zone),
        "published_raw": raw,
        "modified": moment(entry.get("updated"), zone),
        "authors": tuple(name for person in entry.get("authors", []) if (name := person.get("name"))),
        "keywords": keywords(tag.get("term") or "" for tag in entry.get("tags", [])),
    }
