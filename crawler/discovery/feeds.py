"""RSS 0.91 to 2.0 and Atom 0.3 and 1.0, read as a stream; what is not well-formed is mended or read tolerantly."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field

from lxml import etree
from lxml.etree import _Element as Element

from crawler.discovery.addresses import Gathering
from crawler.discovery.documents import Discovered
from crawler.discovery.items import addresses, base_of, claims_of, fields_of, text_of
from crawler.discovery.mending import mend
from crawler.discovery.tolerant import read_tolerantly
from pipelines.dates import zone_of
from pipelines.source import Source

MAX_ITEMS = 5_000
"""Items taken from one feed."""
DAY = 86_400.0
"""The longest a feed may ask for, in seconds."""

_PERIODS = {"hourly": 3_600.0, "daily": DAY, "weekly": 7 * DAY, "monthly": 30 * DAY, "yearly": 365 * DAY}
_TAGS = ("{*}item", "{*}entry", "{*}ttl", "{*}updatePeriod", "{*}updateFrequency", "{*}language")
_ITEM_END = re.compile(rb"</(?:[\w.\-]+:)?(?:item|entry)\s*>")
_SAFE = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False, "encoding": "utf-8"}


@dataclass(slots=True, kw_only=True)
class _Reading:
    """One pass over a feed."""

    gathering: Gathering
    """Where the links go."""
    source: Source
    """Whose feed it is."""
    channel: dict[str, str] = field(default_factory=dict)
    """What the feed says of itself: ttl, updatePeriod, updateFrequency, language."""
    seen: int = 0
    """Items met."""


def read_feed(body: bytes, url: str, source: Source) -> Discovered:
    """The links of a feed in UTF-8. Items before a fault are kept; `degraded` says what the fault was."""
    reading = _Reading(gathering=Gathering(source, url, MAX_ITEMS), source=source)
    fault = _stream(body, reading)
    degraded = None
    if fault:
        degraded = f"not well-formed: {fault}"
        _again(body, reading)
    gathering = reading.gathering
    return Discovered(
        links=gathering.links,
        skipped=gathering.skipped,
        degraded=degraded,
        ttl=_ttl(reading.channel),
        detail=_seen(reading),
    )


def _seen(reading: _Reading) -> str:
    return f"{reading.seen} items"


def _again(body: bytes, reading: _Reading) -> None:
    """A second pass over a mended copy, then one that passes over faults, then a reader that needs no XML at all."""
    mended = mend(body)
    if not _restart(mended, reading):
        return
    whole = _whole_items(mended)
    _restart(whole, reading, recover=True)
    if not reading.gathering.links:
        read_tolerantly(whole, reading.gathering, zone_of(reading.source.country))


def _restart(body: bytes, reading: _Reading, *, recover: bool = False) -> str | None:
    reading.gathering.skipped, reading.seen = 0, 0
    return _stream(body, reading, recover=recover)


def _whole_items(body: bytes) -> bytes:
    """Without what follows the last complete item: a link that was cut is a link to something else."""
    end = max((found.end() for found in _ITEM_END.finditer(body)), default=0)
    return body[:end]


def _stream(body: bytes, reading: _Reading, *, recover: bool = False) -> str | None:
    """Take items one by one, each freed after it is read. Returns the fault that ended it, None at a good end."""
    try:
        for _, element in etree.iterparse(io.BytesIO(body), events=("end",), tag=_TAGS, recover=recover, **_SAFE):
            if element.tag.endswith(("item", "entry")):
                if reading.seen >= MAX_ITEMS:
                    reading.gathering.skipped += _rest(body, element, reading.seen)
                    return None
                _take(element, reading)
                _free(element)
            elif (parent := element.getparent()) is not None and parent.tag.endswith(("channel", "feed")):
                reading.channel.setdefault(element.tag.rpartition("}")[2], text_of(element))
    except etree.XMLSyntaxError as error:
        return " ".join(str(error).removesuffix("(<string>, line 0)").split())[:200]
    return None


def _take(item: Element, reading: _Reading) -> None:
    reading.seen += 1
    fields = fields_of(item)
    zone = zone_of(reading.source.country)
    found = addresses(fields)
    base = None
    if found and not found[0].lstrip()[:4].lower().startswith("http"):
        base = base_of(item, fields, reading.gathering.base)
    reading.gathering.add(found, lambda: claims_of(item, fields, zone) | _language(fields, reading), base)


def _language(fields: dict[str, list[Element]], reading: _Reading) -> dict[str, str]:
    if "dc:language" in fields or "language" in fields or "language" not in reading.channel:
        return {}
    return {"language": reading.channel["language"]} if reading.channel["language"] else {}


def _free(element: Element) -> None:
    parent = element.getparent()
    element.clear()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _rest(body: bytes, item: Element, seen: int) -> int:
    """How many items lie beyond the cap, counted by their closing tags."""
    name = item.tag.rpartition("}")[2]
    closing = f"</{item.prefix}:{name}>" if item.prefix else f"</{name}>"
    return max(body.count(closing.encode()) - seen, 1)


def _ttl(channel: dict[str, str]) -> float | None:
    """Seconds: RSS ttl is in minutes; sy:updatePeriod is divided by sy:updateFrequency (RSS 1.0 Syndication)."""
    wishes = []
    if (minutes := _number(channel.get("ttl"))) > 0:
        wishes.append(minutes * 60)
    if period := _PERIODS.get(channel.get("updatePeriod", "").lower()):
        wishes.append(period / max(_number(channel.get("updateFrequency")), 1))
    return min(max(wishes), DAY) if wishes else None


def _number(text: str | None) -> float:
    return float(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else 0.0
