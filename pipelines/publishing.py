"""When it was published and changed: the claims of page, feed and address, weighed."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import tzinfo

from pipelines.blocks import inner_text
from pipelines.dates import Moment, parse_date, plausible, url_date, zone_of
from pipelines.draft import Draft
from pipelines.labels import labelled
from pipelines.structured import arc_story, strings

_PUBLISHED_META = (
    *("article:published_time", "og:article:published_time", "datepublished", "date.published", "parsely-pub-date"),
    *("sailthru.date", "pubdate", "publishdate", "publish_date", "publication_date", "cxenseparse:recs:publishtime"),
    *(
        "dc.date.issued",
        "dcterms.created",
        "dc.date",
        "dcterms.date",
        "date",
        "article.published",
        "og:pubdate",
        "last-published",
    ),
)
_MODIFIED_META = (
    *(
        "article:modified_time",
        "og:updated_time",
        "datemodified",
        "dcterms.modified",
        "last-modified",
        "lastmod",
        "revised",
    ),
    *("article.updated", "date.modified"),
)
_LABEL = re.compile(
    r"date|datum|fecha|data|published(?: on)?|publi(?:cado|cada|é|é le|cación)|veröffentlicht(?: am)?|erschienen"
    r"(?: am)?|pubblicato(?: il)?|fecha de publicación",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A date as some place claims it."""

    where: str
    """Provenance."""
    raw: str
    """As spelled."""
    moment: Moment
    """As read."""


def fill_dates(draft: Draft) -> None:
    """Fill in published and modified with raw spelling, precision and provenance.

    The first plausible claim counts; one that knows only the day gives way to a later one that knows the time of that
    same day.
    """
    article = draft.article
    zone = zone_of(draft.source.country if draft.source is not None else None)
    published = _best(_claims(_published(draft), zone), article.fetched)
    if published is not None:
        article.published, article.published_raw = published.moment.text, published.raw
        article.published_precision = published.moment.precision
        article.provenance["published"] = _provenance(published, zone)
    modified = _best(_claims(_modified(draft), zone), article.fetched)
    if modified is not None and modified.moment.precision == "second":
        article.modified, article.modified_raw = modified.moment.text, modified.raw
        article.provenance["modified"] = _provenance(modified, zone)


def _claims(found: Iterator[tuple[str, str]], zone: tzinfo) -> Iterator[Claim]:
    for where, raw in found:
        moment = parse_date(raw, zone)
        if moment is not None:
            yield Claim(where=where, raw=raw, moment=moment)


def _best(claims: Iterator[Claim], fetched: str) -> Claim | None:
    first: Claim | None = None
    for claim in claims:
        if not plausible(claim.moment, fetched):
            continue
        if claim.moment.precision == "second" and (first is None or _same_day(first, claim)):
            return claim
        if first is not None and claim.where == "url":  # all that names a time has spoken
            return first
        first = first or claim
    return first


def _same_day(day: Claim, time: Claim) -> bool:
    return day.moment.text[:10] in (time.moment.text[:10], time.raw[:10])


def _provenance(claim: Claim, zone: tzinfo) -> str:
    return f"{claim.where}, local time read as {zone}" if claim.moment.local else claim.where


def _published(draft: Draft) -> Iterator[tuple[str, str]]:
    """The claims, most trusted first: the page's data, its feed, meta elements, marked times, words, the address."""
    for key in ("datePublished", "dateCreated", "uploadDate"):
        yield from (("jsonld", raw) for node in draft.main for raw in strings(node.get(key)))
    if draft.page.link is not None and draft.page.link.published:
        yield "feed", draft.page.link.published_raw or draft.page.link.published
        yield "feed", draft.page.link.published
    yield from (("meta", raw) for key in _PUBLISHED_META for raw in draft.head.get(key, []))
    yield from (("jsonld", raw) for node in draft.jsonld for raw in strings(node.get("datePublished")))
    story = arc_story(draft.tree)
    yield from (("page", raw) for key in ("first_publish_date", "display_date") for raw in strings(story.get(key)))
    yield from _time_elements(draft)
    yield from (("page", raw) for raw in labelled(draft.tree, _LABEL))
    if day := url_date(draft.page.final_url):
        yield "url", day
    yield from _searched(draft)


def _modified(draft: Draft) -> Iterator[tuple[str, str]]:
    yield from (("jsonld", raw) for node in draft.main for raw in strings(node.get("dateModified")))
    yield from (("meta", raw) for key in _MODIFIED_META for raw in draft.head.get(key, []))
    if draft.page.link is not None and draft.page.link.modified:
        yield "feed", draft.page.link.modified


def _time_elements(draft: Draft) -> Iterator[tuple[str, str]]:
    """Marked times in the page, those that say they are the date of publication first."""
    elements = draft.tree.xpath('.//*[@itemprop="datePublished"] | .//time')
    elements.sort(key=lambda element: element.get("itemprop") != "datePublished" and element.get("pubdate") is None)
    for element in elements[:5]:
        if next(element.iterancestors("nav", "aside", "footer"), None) is None:
            yield from (("page", raw) for raw in strings(element.get("datetime") or element.get("content")))
            yield from (("page", raw) for raw in strings(inner_text(element)))


def _searched(draft: Draft) -> Iterator[tuple[str, str]]:
    """A search of the whole page; slow, so only asked when nothing else is known."""
    from htmldate import find_date

    found = find_date(copy.copy(draft.tree), url=draft.page.final_url, original_date=True, extensive_search=False)
    if found:
        yield "htmldate", found
