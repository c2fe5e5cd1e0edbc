"""Articles as ninjs 3.1 news items (IPTC, iptc.org/std/ninjs/ninjs-schema_3.1.json)."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Any

from pipelines.exporting.columns import Record
from pipelines.exporting.plain import is_link

_STANDARD = {
    "name": "ninjs",
    "version": "3.1",
    "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json",
}
_MEDIATOPIC = "http://cv.iptc.org/newscodes/mediatopic/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known beside the articles."""

    outlets: Mapping[str, str]
    """Source id -> name."""
    gone: Container[str] = ()
    """Ids of articles that their outlets took down."""


def item_of(record: Record, known: Known) -> dict[str, Any]:
    """One article as a news item; what is absent is left out, since ninjs knows no null."""
    item = {
        "uri": _urn(record["id"]),
        "type": "text",
        "representationType": "full" if record["access"] == "full" else "partial",
        "standard": _STANDARD,
        "version": str(record["revision"]),
        "pubStatus": "canceled" if record["id"] in known.gone else "usable",
        "language": record["language"],
        "firstCreated": record["first_seen"],
        "versionCreated": record["modified"] or record["fetched"],
        "contentCreated": record["published"] if record["published_precision"] == "second" else None,
        "by": ", ".join(record["authors"]),
        "located": (record["dateline"] or {}).get("place"),
        "headlines": _headlines(record),
        "bodies": _bodies(record),
        "infoSources": _origins(record, known.outlets),
        "people": _named(record["people"]),
        "organisations": _named(record["organisations"]),
        "places": _places(record),
        "subjects": [_subject(topic) for topic in record["topics"]],
        "associations": _associations(record),
        "altIds": _other_ids(record),
        "renditions": [{"name": "lead image", "href": record["image"]}] if is_link(record["image"]) else [],
    }
    return {name: value for name, value in item.items() if value}


def _urn(ident: str) -> str:
    return f"urn:presswatch:article:{ident}"


def _headlines(record: Record) -> list[dict[str, Any]]:
    texts = (("main", record["title"]), ("subtitle", record["subtitle"]))
    return [{"role": role, "contentType": "text/plain", "value": text} for role, text in texts if text]


def _bodies(record: Record) -> list[dict[str, Any]]:
    text = record["text"]
    counts = {"wordCount": record["word_count"], "charCount": len(text)}
    return [{"role": "main", "contentType": "text/plain", "value": text} | counts] if text else []


def _origins(record: Record, outlets: Mapping[str, str]) -> list[dict[str, Any]]:
    """Who published it, and whom it credits, each once."""
    found = [{"name": outlets.get(record["source"], record["source"]), "role": "publisher"}]
    if is_link(record["url"]):
        found[0]["uri"] = record["url"]
    if record["agency"]:
        found.append({"name": record["agency"], "role": "agency"})
    for credit in record["credits"]:
        origin = {"name": credit["name"] or credit["url"], "role": "originalSource"}
        if is_link(credit["url"]):
            origin["uri"] = credit["url"]
        if origin["name"] and origin not in found:
            found.append(origin)
    return [{name: value for name, value in origin.items() if value} for origin in found]


def _named(names: list[str]) -> list[dict[str, str]]:
    return [{"name": name, "rel": "mentions"} for name in names]


def _places(record: Record) -> list[dict[str, str]]:
    """Countries it is about, countries it mentions, and places as written."""
    about = record["countries"]
    mentioned = [code for code in record["countries_mentioned"] if code not in about]
    countries = [(code, "about") for code in about] + [(code, "mentions") for code in mentioned]
    return [{"name": code, "literal": code, "rel": rel} for code, rel in countries] + _named(record["places"])


def _subject(topic: Mapping[str, Any]) -> dict[str, Any]:
    code = topic["code"].removeprefix("medtop:")
    confidence = min(100, max(0, round(100 * topic["score"])))
    return {"name": topic["label"], "uri": _MEDIATOPIC + code, "creator": "presswatch", "confidence": confidence}


def _associations(record: Record) -> list[dict[str, Any]]:
    found = []
    if record["duplicate_of"]:
        found.append({"name": "original", "rel": "duplicateOf", "uri": _urn(record["duplicate_of"])})
    if record["story"]:
        found.append({"name": "story", "rel": "partOf", "uri": f"urn:presswatch:story:{record['story']}"})
    return found


def _other_ids(record: Record) -> list[dict[str, str]]:
    ids = (("url", record["url"]), ("canonicalUrl", record["canonical_url"]), ("contentHash", record["content_hash"]))
    return [{"role": role, "value": value} for role, value in ids if value]
