"""Sitemaps, news sitemaps, sitemap indexes and lists of URLs (sitemaps.org; Google's news and image extensions)."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from lxml import etree
from lxml.etree import _Element as Element

from crawler.discovery.addresses import Claims, Gathering, absolute
from crawler.discovery.documents import Child, Discovered
from crawler.discovery.items import fields_of, keywords, moment, text_of
from crawler.discovery.mending import mend
from crawler.discovery.plain import MAX_TITLE, plain
from pipelines.clock import iso
from pipelines.dates import parse_date
from pipelines.source import Source

MAX_ENTRIES = 50_000
"""Entries of one sitemap (sitemaps.org)."""
MAX_CHILDREN = 1_000
"""Children taken from one index."""
STALE = timedelta(days=7)
"""How much older than the index's newest child a child may be: archives are not polled."""

_SAFE = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False, "encoding": "utf-8"}
_LOC = re.compile(rb"<(?:[\w.\-]+:)?loc\s*>\s*(?:<!\[CDATA\[)?\s*([^<\s\]]{8,4000})\s*(?:\]\]>)?\s*</")


def read_urlset(body: bytes, url: str, source: Source) -> Discovered:
    """The links of a sitemap or news sitemap in UTF-8, with lastmod, news:* and image:* claims."""
    gathering = Gathering(source, url, MAX_ENTRIES)
    fault = _urls(body, gathering)
    if fault:
        gathering.skipped = 0
        if _urls(mend(body), gathering):
            _bare_locations(body, gathering)
    return Discovered(links=gathering.links, skipped=gathering.skipped, degraded=_degraded(fault))


def read_list(body: bytes, url: str, source: Source) -> Discovered:
    """The links of a text sitemap: one URL a line."""
    gathering = Gathering(source, url, MAX_ENTRIES)
    for line in body.split(b"\n"):
        if text := line.strip():
            gathering.add([text.decode("utf-8", "replace")] if text[:4].lower() == b"http" else [], dict)
    return Discovered(links=gathering.links, skipped=gathering.skipped)


def read_index(body: bytes, url: str, source: Source) -> Discovered:
    """The children of a sitemap index, newest first, without stale ones and ones on hosts that are not configured."""
    found = read_archive_index(body, url, source)
    newest = max((child.modified for child in found.documents if child.modified), default=None)
    oldest = iso(datetime.fromisoformat(newest) - STALE) if newest else ""
    kept = [child for child in found.documents if child.modified is None or child.modified >= oldest][:MAX_CHILDREN]
    left = len(found.documents) - len(kept)
    return replace(found, documents=tuple(kept), skipped=found.skipped + left)


def read_archive_index(body: bytes, url: str, source: Source) -> Discovered:
    """All children of a sitemap index, newest first, without ones on hosts that are not configured."""
    entries: list[tuple[str, datetime | None]] = []
    fault = _children(body, url, entries)
    if fault:
        entries.clear()
        _children(mend(body), url, entries)
    usable = {address: at for address, at in entries if _allowed(address, source) and address != url}
    order = sorted(usable, key=lambda a: usable[a] or datetime.max.replace(tzinfo=UTC), reverse=True)
    kept = tuple(
        Child(url=address, kind="sitemap", modified=iso(at) if (at := usable[address]) else None) for address in order
    )
    return Discovered(documents=kept, skipped=len(entries) - len(kept), degraded=_degraded(fault))


def _degraded(fault: str | None) -> str | None:
    return f"not well-formed: {fault}" if fault else None


def _elements(body: bytes, tag: str) -> Iterator[Element]:
    """Every such element as soon as it is complete, freed afterwards. Raises XMLSyntaxError where the stream breaks."""
    for _, element in etree.iterparse(io.BytesIO(body), events=("end",), tag=tag, **_SAFE):
        yield element
        parent = element.getparent()
        element.clear()
        while parent is not None and element.getprevious() is not None:
            del parent[0]


def _urls(body: bytes, gathering: Gathering) -> str | None:
    """Take entries until the end or the cap. Returns the fault that ended it early."""
    seen = 0
    try:
        for element in _elements(body, "{*}url"):
            if seen >= MAX_ENTRIES:
                closing = f"</{element.prefix}:url>" if element.prefix else "</url>"
                gathering.skipped += max(body.count(closing.encode()) - seen, 1)
                return None
            seen += 1
            _take(element, gathering)
    except etree.XMLSyntaxError as error:
        return " ".join(str(error).split())[:200]
    return None


def _take(element: Element, gathering: Gathering) -> None:
    fields = fields_of(element)
    gathering.add([text_of(loc) for loc in fields.get("loc", [])], lambda: _claims(fields))


def _claims(fields: dict[str, list[Element]]) -> Claims:
    lastmod = next((text_of(e) for e in fields.get("lastmod", [])), None)
    claims: Claims = {"modified": moment(lastmod, UTC)}
    for news in fields.get("news:news", []):
        claims |= _news(fields_of(news))
    for image in fields.get("image:image", []):
        address = next((text_of(e) for e in image.iterchildren("{*}loc")), "")
        claims.setdefault("image", address or None)
    return claims


def _news(fields: dict[str, list[Element]]) -> Claims:
    """Within <news:news> the names carry no prefix: they share its namespace."""
    raw = next((text_of(e) for e in fields.get("publication_date", [])), None) or None
    language = next((text_of(e) for p in fields.get("publication", []) for e in p.iterchildren("{*}language")), None)
    listed = (word for e in fields.get("keywords", []) for word in text_of(e).split(","))
    return {
        "title": plain(next((text_of(e) for e in fields.get("title", [])), None), MAX_TITLE),
        "published": moment(raw, UTC),
        "published_raw": raw,
        "language": language or None,
        "keywords": keywords(listed),
    }


def _bare_locations(body: bytes, gathering: Gathering) -> None:
    """What can still be had of a sitemap no XML parser reads: the addresses alone."""
    for found in _LOC.finditer(body):
        if gathering.full:
            return
        gathering.add([found[1].decode("utf-8", "replace").replace("&amp;", "&")], dict)


def _children(body: bytes, url: str, entries: list[tuple[str, datetime | None]]) -> str | None:
    try:
        for element in _elements(body, "{*}sitemap"):
            if len(entries) >= MAX_ENTRIES:
                return None
            fields = fields_of(element)
            address = next((a for e in fields.get("loc", []) if (a := absolute(text_of(e), url))), "")
            lastmod = next((text_of(e) for e in fields.get("lastmod", [])), "")
            moment_of = parse_date(lastmod, UTC) if lastmod else None
            entries.append((address, moment_of.at if moment_of else None))
    except etree.XMLSyntaxError as error:
        return " ".join(str(error).split())[:200]
    return None


def _allowed(address: str, source: Source) -> bool:
    """On the source's own hosts, or on a host that its configuration names for feeds or sitemaps."""
    if not address:
        return False
    host = address.split("/", 3)[2]
    configured = (u.split("/", 3)[2].lower() for u in (*source.feeds, *source.sitemaps) if u.count("/") >= 2)
    return host in configured or source.owns(host.rsplit(":", 1)[0].strip("[]"))
