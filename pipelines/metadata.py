"""What a page says about itself: headline, standfirst, authors, dates, section, keywords, image, address, rights.

Each value is taken from the first place that has a usable one, and provenance says which: jsonld, opengraph, meta,
feed, page, url, htmldate.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import chain
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from pipelines.article import Article, Rejected
from pipelines.authors import find_authors, outlet_names, without_byline
from pipelines.blocks import bare, inner_text
from pipelines.clean import without_title
from pipelines.draft import Draft, Knowledge
from pipelines.feed_footers import without_footer
from pipelines.publishing import fill_dates
from pipelines.structured import shown_text, strings
from pipelines.text import squeeze

_Found = Iterator[tuple[str, str]]
"""(provenance, value), most trusted first."""

_SEPARATOR = re.compile(r"\s+[|–—·•»-]+\s+|\s*\|\s*|\s+::\s+| : ")
_CUT = re.compile(r"\s*(?:\.\.\.|…|\[(?:\.\.\.|…)\])$")
_FEW_WORDS = 4
"""Titles with fewer words may say the same in others."""
_ROBOTS = (
    "robots",
    "googlebot",
    "tdm-reservation",
    "tdm-policy",
    "copyright",
    "dc.rights",
    "dcterms.license",
    "license",
)


def read_metadata(draft: Draft, knowledge: Knowledge) -> Rejected | None:
    """READ stage: fill in everything but text, kind and access."""
    article = draft.article
    _take(article, "title", _titles(draft))
    _take(article, "subtitle", _subtitles(draft))
    _take(article, "section", _sections(draft))
    _take(article, "image", _images(draft))
    _take(article, "canonical_url", _canonicals(draft))
    if article.title:
        article.text = without_title(article.text, {bare(article.title)})
    if article.subtitle and bare(article.subtitle) in _standfirsts(draft.tree):
        article.text = without_title(article.text, {bare(article.subtitle)}) or article.text
    article.keywords = _keywords(draft)
    article.authors, where = find_authors(draft, knowledge.agencies)
    if where:
        article.provenance["authors"] = where
        article.text = without_byline(article.text, article.authors)
    fill_dates(draft)
    article.rights = _rights(draft)
    return None


def _take(article: Article, name: str, found: _Found) -> None:
    for provenance, value in found:
        if value:
            setattr(article, name, value)
            article.provenance[name] = provenance
            return


def _titles(draft: Draft) -> _Found:
    """Headlines; one that is cut short gives way to the heading it is the beginning of."""
    outlets = outlet_names(draft)
    headings = [shown_text(element) for element in draft.tree.iter("h1")]
    for provenance, raw in chain(_agreed(draft, headings), _raw_titles(draft, headings)):
        title = without_outlet(raw, outlets)
        whole = _as_shown(title, headings)
        if bare(whole) and bare(whole).replace(" ", "") not in outlets:
            yield provenance, whole


def _agreed(draft: Draft, headings: list[str]) -> _Found:
    """The heading that the title for sharing repeats, where the JSON-LD speaks of something else.

    Outlets word their JSON-LD otherwise than their heading, and mostly better; one without a word in common is of
    another article, or was never filled in anew.
    """
    shared = {bare(text) for text in draft.head.get("og:title", [])} - {""}
    claimed = [bare(text) for node in draft.main[:1] for text in strings(node.get("headline"))]
    for heading in headings:
        if claimed and bare(heading) in shared and not any(_have_common_words(bare(heading), c) for c in claimed):
            yield "page", heading


def _have_common_words(one: str, other: str) -> bool:
    """Whether two bare titles share more than a tenth of the words of the shorter, or are too short to tell."""
    words = set(one.split()), set(other.split())
    fewer = min(map(len, words))
    return fewer < _FEW_WORDS or 10 * len(words[0] & words[1]) > fewer


def _as_shown(title: str, headings: list[str]) -> str:
    """The heading of which the title is a cut or begun form (`Headline...`, `Headline | Opinion`); else itself.

    A title whose quotation marks were not coded ends where the first of them ends its attribute.
    """
    start = _CUT.sub("", title).rstrip()
    for heading in headings:
        cut = start != title or heading[len(title) :].lstrip().startswith('"')
        if cut and heading.startswith(start):
            return heading
        if len(heading) >= 15 and title.startswith(heading) and _SEPARATOR.match(title[len(heading) :]):
            return heading
    return title


def _raw_titles(draft: Draft, headings: list[str]) -> _Found:
    for node in draft.main:
        yield from (("jsonld", text) for text in strings(node.get("headline")))
    shared = draft.head.get("og:title", [])
    begun = [text for text in draft.head.get("headline", []) if any(title.startswith(text) for title in shared)]
    yield from (("meta", text) for text in begun)  # the rest of those titles is section and outlet
    yield from (("opengraph", text) for text in shared)
    yield from (("meta", text) for text in draft.head.get("twitter:title", []))
    if draft.page.link is not None and draft.page.link.title:
        yield "feed", squeeze(draft.page.link.title)
    yield from (("page", text) for text in headings)
    yield from (("page", text) for text in draft.head.get("title", []))


def without_outlet(title: str, outlets: set[str]) -> str:
    """A headline without the outlet's name before or behind it: `Headline - Outlet`, `Outlet | Headline`.

    outlets: folded names without blanks.
    """
    marks = list(_SEPARATOR.finditer(title))
    if not marks:
        return title
    head, tail = title[: marks[-1].start()], title[marks[-1].end() :]
    if _is_outlet(tail, outlets):
        return without_outlet(head, outlets)
    first, rest = title[: marks[0].start()], title[marks[0].end() :]
    return rest if _is_outlet(first, outlets) else title


def _is_outlet(text: str, outlets: set[str]) -> bool:
    folded = bare(text).replace(" ", "")
    return folded in outlets or (
        len(folded) > 3
        and any(folded in outlet or outlet in folded for outlet in outlets if len(outlet) > 3)
        and len(text.split()) <= 4
    )


def _subtitles(draft: Draft) -> _Found:
    """Standfirsts: never the headline again, nor the text's own first words, as feeds give them."""
    title = bare(draft.article.title or "")
    body = cache(lambda: bare(draft.article.text))
    for provenance, raw in _descriptions(draft):
        text = squeeze(raw)
        said = bare(_CUT.sub("", text))
        repeats = (_CUT.search(text) and said in body()) or (provenance == "feed" and body().startswith(said))
        if said and said != title and not repeats:
            yield provenance, text


def _descriptions(draft: Draft) -> _Found:
    for node in draft.main:
        yield from (
            ("jsonld", text) for key in ("alternativeHeadline", "description") for text in strings(node.get(key))
        )
    yield from (("opengraph", text) for text in draft.head.get("og:description", []))
    yield from (("meta", text) for text in draft.head.get("description", []))
    if draft.page.link is not None and draft.page.link.summary:
        yield "feed", without_footer(draft.page.link.summary)


def _standfirsts(tree: HtmlElement) -> set[str]:
    """What stands in the page as a heading below the headline, bare."""
    return {bare(inner_text(element)) for element in tree.iter("h2", "h3")}


def _sections(draft: Draft) -> _Found:
    """The outlet's section; of a list `Mundo,América` (met at infobae.com) the first."""
    for node in draft.main:
        yield from (("jsonld", text) for text in strings(node.get("articleSection")))
    for key in ("article:section", "section", "parsely-section"):
        yield from (("meta", text.split(",")[0].strip()) for text in draft.head.get(key, []))


def _images(draft: Draft) -> _Found:
    base = draft.page.final_url
    found = [("opengraph", text) for text in draft.head.get("og:image", [])]
    found += [("jsonld", text) for node in draft.main for text in _image_urls(node.get("image"))]
    found += [("meta", text) for text in draft.head.get("twitter:image", [])]
    if draft.page.link is not None and draft.page.link.image:
        found.append(("feed", draft.page.link.image))
    yield from ((where, url) for where, text in found if (url := absolute(base, text)))


def _image_urls(value: object) -> Iterator[str]:
    for item in value if isinstance(value, list) else [value]:
        yield from strings(item.get("url") or item.get("contentUrl")) if isinstance(item, dict) else strings(item)


def _canonicals(draft: Draft) -> _Found:
    """The page's own address, on the same site, and not the front page."""
    base = draft.page.final_url
    for where, key in (("page", "link:canonical"), ("opengraph", "og:url")):
        for raw in draft.head.get(key, []):
            url = absolute(base, raw)
            if url and _same_site(url, base, draft) and (urlsplit(url).path.strip("/") or urlsplit(url).query):
                yield where, url


def absolute(base: str, raw: str) -> str | None:
    """An http(s) URL without fragment, resolved against the page; None for anything else."""
    try:
        url = urljoin(base, raw.strip())
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return None
    return parts._replace(fragment="").geturl() if usable else None


def _same_site(url: str, base: str, draft: Draft) -> bool:
    there, here = urlsplit(url), urlsplit(base)
    host = there.hostname or ""
    if draft.source is not None and draft.source.owns(host):
        return there.port == here.port
    mine = (here.hostname or "").removeprefix("www.")
    host = host.removeprefix("www.")
    return (host == mine or host.endswith("." + mine) or mine.endswith("." + host)) and there.port == here.port


def _keywords(draft: Draft) -> list[str]:
    found = [text for node in draft.main for text in strings(node.get("keywords"))]
    found = found or [
        t for key in ("news_keywords", "keywords", "article:tag", "parsely-tags") for t in draft.head.get(key, [])
    ]
    if not found and draft.page.link is not None:
        found = list(draft.page.link.keywords)
    words = [word.strip() for text in found for word in text.split(",")]
    return list(dict.fromkeys(word for word in words if 1 < len(word) <= 80))[:50]


def _rights(draft: Draft) -> dict[str, str]:
    """Robots and text-mining statements, licence and free access, as found (W3C TDMRep, schema.org)."""
    found = {key: ", ".join(values) for key in _ROBOTS if (values := draft.head.get(key))}
    found |= {
        key: draft.page.headers[key]
        for key in ("x-robots-tag", "tdm-reservation", "tdm-policy")
        if key in draft.page.headers
    }
    if licence := draft.head.get("link:license"):
        found["license"] = licence[0]
    for node in draft.main:
        for key in ("isAccessibleForFree", "license", "usageInfo", "copyrightNotice"):
            value = node.get(key)
            if isinstance(value, str | bool) and value != "":
                found[key] = str(value).lower() if key == "isAccessibleForFree" else str(value)
    return found
