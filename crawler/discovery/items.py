"""One RSS item or Atom entry: its addresses and what it claims.

Field names: RSS 2.0 (rssboard.org), RFC 4287, Media RSS, Dublin Core.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo

from lxml import etree
from lxml.etree import _Element as Element

from crawler.discovery.addresses import Claims, absolute
from crawler.discovery.plain import MAX_SUMMARY, MAX_TITLE, plain
from pipelines.clock import iso
from pipelines.dates import EARLIEST, parse_date

Fields = dict[str, list[Element]]

MAX_KEYWORDS = 50
_LATEST = datetime(2100, 1, 1, tzinfo=UTC)
_PREFIXES = {
    "http://www.w3.org/2005/Atom": "atom",
    "http://purl.org/atom/ns#": "atom",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/rss/1.0/modules/syndication/": "sy",
    "http://search.yahoo.com/mrss/": "media",
    "http://search.yahoo.com/mrss": "media",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://www.google.com/schemas/sitemap-news/0.9": "news",
    "http://www.google.com/schemas/sitemap-image/1.1": "image",
}
_PUBLISHED = (
    "pubDate",
    "published",
    "dc:date",
    "issued",
    "created",
    "dcterms:issued",
    "dcterms:created",
    "atom:published",
)
_MODIFIED = ("updated", "modified", "atom:updated", "dcterms:modified")
_MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec"
_RFC822 = re.compile(
    r"(?:[A-Z][a-z]{2}, )?(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d) (?:([+-]\d\d)(\d\d)|GMT|UTC|Z)$"
)
_IMAGE_URL = re.compile(r"\.(?:jpe?g|png|webp|gif|avif)(?:[?#]|$)", re.IGNORECASE)
_MAIL_AND_NAME = re.compile(r"^\S+@\S+\s*\((.+)\)$")
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def fields_of(element: Element) -> Fields:
    """The children by short name: `title`, `dc:creator`. Names of the element's own namespace carry no prefix."""
    own = element.tag.rpartition("}")[0]
    fields: Fields = {}
    for child in element.iterchildren(tag=etree.Element):
        space, _, name = child.tag.rpartition("}")
        if space != own:
            prefix = _PREFIXES.get(space[1:], "?") if space else ""
            name = f"{prefix}:{name}" if prefix else name
        fields.setdefault(name, []).append(child)
    return fields


def addresses(fields: Fields) -> list[str]:
    """Where the article may be, best first: the link, FeedBurner's original, a guid that is a permalink."""
    found = [text for e in fields.get("feedburner:origLink", []) if (text := e.text)]
    links = fields.get("link", []) + fields.get("atom:link", [])
    found += [text for e in links if (text := (e.text or "").strip()) and not e.get("href")]
    pages = sorted((e for e in links if e.get("rel", "alternate") == "alternate"), key=_is_data)
    found += [href for e in pages if (href := e.get("href"))]
    for guid in fields.get("guid", []) + fields.get("id", []):
        if guid.get("isPermaLink", "true").lower() != "false" and (guid.text or "").strip().lower().startswith("http"):
            found.append(guid.text)
    return found


def _is_data(link: Element) -> bool:
    """Whether an alternate is not the page for people but JSON, XML, PDF."""
    return "html" not in link.get("type", "html")


def base_of(element: Element, fields: Fields, base: str) -> str | None:
    """The address that relative links of this item are resolved against (xml:base); None where none is set."""
    link = next(iter(fields.get("link", [])), element)
    inner = link.base
    return absolute(inner, base) if inner else None


def claims_of(element: Element, fields: Fields, zone: tzinfo) -> Claims:
    """What the item says of its article, as values of Link's fields."""
    raw = _first(fields, *_PUBLISHED)
    return {
        "title": plain(_first(fields, "title", "dc:title", "media:title"), MAX_TITLE),
        "summary": plain(_first(fields, "description", "summary", "subtitle"), MAX_SUMMARY),
        "content": _content(fields),
        "published": moment(raw, zone),
        "published_raw": raw,
        "modified": moment(_first(fields, *_MODIFIED), zone),
        "authors": tuple(dict.fromkeys(_authors(fields))),
        "keywords": keywords(_categories(fields)),
        "language": _first(fields, "dc:language", "language") or element.get(_LANG),
        "image": _image(fields),
        "origin": _origin(fields),
    }


def moment(raw: str | None, zone: tzinfo) -> str | None:
    """A date as spelled, in UTC; None where it cannot be read or cannot be true (before 1990, after 2100)."""
    if not raw:
        return None
    at = _usual(raw)
    if at is None:
        found = parse_date(raw, zone)
        at = found.at if found else None
    return iso(at) if at and EARLIEST <= at < _LATEST else None


def _usual(raw: str) -> datetime | None:
    """RFC 822 with an English month and a numeric offset or GMT: most feeds, and faster than trying all spellings."""
    found = _RFC822.match(raw)
    month = _MONTHS.find(found[2]) if found else -1
    if not found or month % 3:
        return None
    offset = timedelta(hours=int(found[7] or 0), minutes=int((found[7] or "+")[0] + (found[8] or "0")))
    try:
        at = datetime(
            int(found[3]), month // 3 + 1, int(found[1]), int(found[4]), int(found[5]), int(found[6]), tzinfo=UTC
        )
        return at - offset
    except (ValueError, OverflowError):
        return None


def keywords(names: Iterator[str]) -> tuple[str, ...]:
    """Each keyword once, as plain text, at most MAX_KEYWORDS."""
    return tuple(dict.fromkeys(text for name in names if (text := plain(name, 200))))[:MAX_KEYWORDS]


def text_of(element: Element) -> str:
    """All text in an element, tags dropped, trimmed."""
    return (element.text or "").strip() if not len(element) else "".join(element.itertext()).strip()


def _first(fields: Fields, *names: str) -> str | None:
    return next((text for name in names for e in fields.get(name, ()) if (text := text_of(e))), None)


def _content(fields: Fields) -> str | None:
    if encoded := _first(fields, "content:encoded"):
        return encoded
    for element in fields.get("content", []):
        kind = element.get("type", "text")
        if kind == "xhtml" and len(element):
            inner: str = etree.tostring(element[0], encoding="unicode", with_tail=False)
            return inner
        if "html" in kind or element.get("mode") == "escaped":
            return text_of(element) or None
    return None


def _authors(fields: Fields) -> Iterator[str]:
    for element in fields.get("dc:creator", []) + fields.get("author", []) + fields.get("atom:author", []):
        named = next(element.iterchildren("{*}name"), None)
        text = text_of(element if named is None else named)
        found = _MAIL_AND_NAME.match(text)
        if name := plain(found[1] if found else text, 200):
            yield name


def _categories(fields: Fields) -> Iterator[str]:
    for element in fields.get("category", []) + fields.get("dc:subject", []):
        yield element.get("label") or text_of(element) or element.get("term") or ""
    for element in fields.get("news:keywords", []) + fields.get("media:keywords", []):
        yield from text_of(element).split(",")


def _image(fields: Fields) -> str | None:
    media = list(fields.get("media:content", []))
    for group in fields.get("media:group", []):
        media.extend(group.iterchildren("{*}content"))
    for element in [*media, *fields.get("enclosure", [])]:
        url = element.get("url")
        if url and _is_image(element, url):
            return str(url).strip()
    thumbnails = fields.get("media:thumbnail", [])
    found = (e.get("url") or e.get("href") for e in [*thumbnails, *fields.get("itunes:image", [])])
    return next((str(url).strip() for url in found if url), None)


def _is_image(element: Element, url: str) -> bool:
    medium, kind = element.get("medium"), element.get("type") or ""
    return medium == "image" or kind.startswith("image/") or (not medium and not kind and bool(_IMAGE_URL.search(url)))


def _origin(fields: Fields) -> str | None:
    """RSS <source url>, Atom <link rel="via">, or the home of Atom's <source>."""
    found = [e.get("href") for e in fields.get("link", []) + fields.get("atom:link", []) if e.get("rel") == "via"]
    found += [e.get("url") for e in fields.get("source", [])]
    for source in fields.get("source", []):
        found += [e.get("href") for e in source.iterchildren("{*}link") if e.get("rel", "alternate") == "alternate"]
    return next((url.strip() for url in found if url and url.strip().startswith("http")), None)
