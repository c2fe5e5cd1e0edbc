"""Lists of feeds as OPML 2.0 (http://opml.org/spec2.opml), as feed readers write them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from crawler.configuration.lists.rows import Row, bare_host, list_error, one_line, slug
from pipelines.source import Source

Element = Any  # lxml publishes no types

DEEPEST = 50
"""Folders in folders; feed readers go two or three deep."""

FEED_SERVICES = frozenset(
    {
        "feeds.feedburner.com",
        "feeds2.feedburner.com",
        "feedproxy.google.com",
        "rss.app",
        "fetchrss.com",
        "politepol.com",
    }
)
"""Hosts that serve the feeds of others, so that a feed there does not tell the outlet's domain."""


def opml_rows(data: bytes, file: str) -> list[Row]:
    """One row a source: outlines of the same title and host are one source with several feeds.

    Folders become groups. Whatever has no xmlUrl is a folder. A DOCTYPE is refused, entities are never resolved.
    ConfigurationError if it is no OPML.
    """
    if b"<!doctype" in data.replace(b"\0", b"").lower():
        raise list_error(file, "it has a DOCTYPE", "OPML needs none: take it out")
    root = _parse(data, file)
    if etree.QName(root).localname.lower() != "opml":
        raise list_error(
            file, f"it is XML, but <{one_line(root.tag)[:40]}> and no OPML", "export OPML from your reader"
        )
    merged: dict[tuple[str, str], Row] = {}
    for row in _outlines(root, (), file):
        key = (row.values.get("name", ""), " ".join(row.values.get("domains", [row.where])))
        merged[key] = _joined(merged[key], row) if key in merged else row
    return list(merged.values())


def _parse(data: bytes, file: str) -> Element:
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_pis=True)
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise list_error(file, f"it is no well-formed XML: {error}", "export it again, or mend that line") from error


def _outlines(element: Element, folders: tuple[str, ...], file: str) -> Iterator[Row]:
    if len(folders) > DEEPEST:
        raise list_error(file, f"its folders are more than {DEEPEST} deep", "put the feeds into fewer folders")
    for child in element.iterchildren(tag=etree.Element):
        attributes = {etree.QName(name).localname.lower(): one_line(text) for name, text in child.attrib.items()}
        outline = etree.QName(child).localname.lower() == "outline"
        title = attributes.get("title") or attributes.get("text") or ""
        if outline and attributes.get("xmlurl"):
            yield _row(attributes, title, (folders, f"line {child.sourceline}"))
        inside = (*folders, title) if outline and not attributes.get("xmlurl") else folders
        yield from _outlines(child, inside, file)


def _row(attributes: dict[str, str], title: str, where: tuple[tuple[str, ...], str]) -> Row:
    folders, line = where
    feed = attributes["xmlurl"]
    categories = attributes.get("category", "").replace("/", ",").split(",")
    groups = [group for group in map(slug, (*folders, *categories)) if group]
    values: dict[str, Any] = {"name": title, "feeds": [feed], "groups": list(dict.fromkeys(groups))}
    values["language"] = attributes.get("language", "")
    domain = _domain(attributes.get("htmlurl", "")) or _domain(feed)
    if domain in FEED_SERVICES:
        return Row(where=line, values=values, fault=f"{domain} serves feeds of many sites: give the outline an htmlUrl")
    values["domains"] = [domain] if domain else []
    return Row(where=line, values={key: value for key, value in values.items() if value})


def _domain(url: str) -> str:
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return host if host in FEED_SERVICES else bare_host(host)


def _joined(first: Row, second: Row) -> Row:
    values = dict(first.values)
    for key in ("feeds", "groups"):
        both = dict.fromkeys((*first.values.get(key, ()), *second.values.get(key, ())))
        values |= {key: list(both)} if both else {}
    return Row(where=first.where, values=values, fault=first.fault)


def write_opml(sources: Iterable[Source]) -> str:
    """The feeds of sources as OPML, an outline each; groups stand in `category`. Sources without feeds are left out."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = "presswatch sources"
    body = etree.SubElement(root, "body")
    for source in sources:
        for feed in source.feeds:
            etree.SubElement(body, "outline", _attributes(source, feed))
    text = etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return str(text, "utf-8")


def _attributes(source: Source, feed: str) -> dict[str, str]:
    wanted = {
        "type": "rss",
        "text": source.name,
        "title": source.name,
        "xmlUrl": feed,
        "htmlUrl": f"https://{source.domains[0]}/",
        "language": source.language,
        "category": ",".join(f"/{group}" for group in source.groups),
    }
    return {name: text for name, text in wanted.items() if text}
