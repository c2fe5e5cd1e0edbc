"""Whether a page is a list of articles: signs of its address, its data and its body, weighed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import parse_qsl, urlsplit

from lxml.html import HtmlElement

from pipelines.article import Rejected
from pipelines.blocks import bare, inner_text
from pipelines.draft import Draft
from pipelines.reasons import Reason
from pipelines.structured import claims_article, strings, types
from pipelines.teasers import teaser_lines

_LISTING_TYPES = frozenset(
    {"CollectionPage", "ItemList", "SearchResultsPage", "WebSite", "ProfilePage", "OfferCatalog"}
)
_LISTING_PATH = re.compile(
    r"/(?:tags?|temas?|topics?|themen?|category|categor[ií]as?|autor(?:es)?|authors?|auteurs?|sections?|archiv[eo]?s?|search|"
    r"buscar|suche|page|p[aá]gina|[uú]ltimas-noticias|latest|hashtag)(?:/[^/]+){0,2}/?$",
    re.IGNORECASE,
)
_FRONT = re.compile(r"(?:/(?:index\.\w+|home|portada|[a-z]{2}(?:-[a-z]{2})?))?/?", re.IGNORECASE)

_DAY_PATH = re.compile(r"/(?:[^/\d]+/)*(?:19|20)\d\d(?:/\d{1,2}){0,2}/?")
"""All articles of a year, month or day."""
_TURNED = 3
"""Sum of signs from which a page is a list."""
_MADE_OF_LINKS = 8
"""Weight of a text that is nothing but links and teasers: more than an address and an og:type of an article."""


def listing(draft: Draft) -> Rejected | None:
    """Whether it is a list of articles. Every sign counts for or against; an article must never be refused."""
    signs = [*_address_signs(draft.page.final_url), *_data_signs(draft)]
    if sum(weight for weight, _ in signs) > _TURNED - _MADE_OF_LINKS:
        signs += _body_signs(draft)
    score = sum(weight for weight, _ in signs)
    said = ", ".join(text for weight, text in signs if weight > 0)
    return Rejected(reason=Reason.INDEX_PAGE, detail=said) if score >= _TURNED else None


def _address_signs(url: str) -> Iterator[tuple[int, str]]:
    parts = urlsplit(url)
    slug = parts.path.rstrip("/").rsplit("/", 1)[-1]
    if _FRONT.fullmatch(parts.path) and not any(re.search(r"\d{3}", value) for _, value in parse_qsl(parts.query)):
        yield 5, "the address of a front page"
    elif _LISTING_PATH.search(parts.path) and slug.count("-") < 4:
        yield 3, "the address of a list"
    elif _DAY_PATH.fullmatch(parts.path):
        return
    elif slug.count("-") >= 3 or re.search(r"\d{4}", parts.path) or slug.endswith((".html", ".htm")):
        yield -3, "the address of an article"


def _data_signs(draft: Draft) -> Iterator[tuple[int, str]]:
    nodes = draft.main
    stated = {kind for node in draft.jsonld for kind in types(node)}
    if len({text for node in draft.articles for text in strings(node.get("headline"))}) > 2:
        yield 2, "several articles in its data"
    elif any(node.get("headline") and node.get("datePublished") for node in nodes):
        yield -3, "one article in its data"
    elif stated & _LISTING_TYPES:
        yield 1, f"says it is {', '.join(sorted(stated & _LISTING_TYPES))}"
    if draft.head.get("article:published_time"):
        yield -2, "a time of publication"
    kind = next(iter(draft.head.get("og:type", [])), "").lower()
    if kind == "article":
        yield -2, "og:type article"
    elif kind in ("website", "blog", "profile"):
        yield 1, f"og:type {kind}"


def _body_signs(draft: Draft) -> Iterator[tuple[int, str]]:
    """Long paragraphs speak for an article; a text that consists of links and teasers, and headlines that are links,
    for a list."""
    texts = [text for link in draft.tree.iter("a") if (text := inner_text(link).strip())]
    names, links = {bare(text) for text in texts}, {bare(text) for text in texts if len(text) >= 25}
    lines = set(draft.article.text.split("\n")) - {""}
    linked = {line for line in lines if bare(line) in links}
    named = {line for line in lines if bare(line) in names}
    prose = _prose(lines - linked)
    headings = sum(1 for h in draft.tree.iter("h2", "h3", "h4") if h.find(".//a") is not None or _in_link(h))
    if (len(named) >= 8 and len(named) * 5 >= len(lines) * 4) or (not lines and headings >= 8):
        yield (3 if claims_article(draft) else _MADE_OF_LINKS), f"{len(named)} of {len(lines)} lines are links"
    elif any(True for _ in islice(draft.tree.iter("h2", "h3", "h4"), 5, None)) or len(links) >= 6:
        yield from _teaser_signs(draft, lines) or _line_signs(lines, linked)
    else:
        yield from _line_signs(lines, linked)
    if headings >= 5 and sum(map(len, links)) > 2 * prose:
        yield 2, f"{headings} headlines that are links"


def _teaser_signs(draft: Draft, lines: set[str]) -> list[tuple[int, str]]:
    """Whether next to all of the text are teasers; [] where it is not."""
    count, of_teasers = teaser_lines(draft)
    others = {line for line in lines if bare(line) not in of_teasers}
    made_of = count >= 6 and _prose(others) < 500 and 4 * sum(map(len, others)) <= sum(map(len, lines))
    return [(_MADE_OF_LINKS, f"{count} teasers")] if made_of else []


def _line_signs(lines: set[str], linked: set[str]) -> Iterator[tuple[int, str]]:
    prose = _prose(lines - linked)
    if len(linked) >= 4 and len(linked) * 3 >= len(lines):
        yield 3, f"{len(linked)} of {len(lines)} lines are headlines that are links"
    elif prose >= 1200:
        yield -3, "running text"
    elif prose >= 500:
        yield -2, "some running text"


def _prose(lines: set[str]) -> int:
    """Characters in lines that are long enough to be running text."""
    return sum(len(line) for line in lines if len(line) >= 100)


def _in_link(heading: HtmlElement) -> bool:
    return next(heading.iterancestors("a"), None) is not None
