"""What sort of page it is: an article and of which kind, or a list of articles, or nothing.

Comes after text and metadata. What can be told before is in pipelines.walls.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

from lxml.html import HtmlElement

from pipelines.article import Access, Article, Kind, Rejected
from pipelines.blocks import bare
from pipelines.draft import Draft, Knowledge
from pipelines.liveblog import is_live
from pipelines.reasons import Reason
from pipelines.structured import article_nodes, claims_article, main_nodes, strings, types
from pipelines.text import word_count

_TEASER_WORDS = 300
"""A text marked as not free that has fewer words is what is left outside the paywall."""

_LISTING_TYPES = frozenset(
    {"CollectionPage", "ItemList", "SearchResultsPage", "WebSite", "ProfilePage", "OfferCatalog"}
)
_LISTING_PATH = re.compile(
    r"/(?:tags?|temas?|topics?|themen?|category|categor[ií]as?|autor(?:es)?|authors?|auteurs?|sections?|archiv[eo]?s?|search|"
    r"buscar|suche|page|p[aá]gina|[uú]ltimas-noticias|latest|hashtag)(?:/[^/]+){0,2}/?$",
    re.IGNORECASE,
)
_FRONT = re.compile(r"(?:/(?:index\.\w+|home|portada|[a-z]{2}(?:-[a-z]{2})?))?/?", re.IGNORECASE)
_GALLERY = re.compile(
    r"/(?:fotos?|fotogaler[ií]as?|galer[ií]as?|gallery|galleries|photos|slideshows?|diaporamas?|fotostrecken?|bildergalerie)/",
    re.IGNORECASE,
)
_VIDEO = re.compile(r"/(?:videos?|v[ií]deos?|watch)/", re.IGNORECASE)
_OPINION = re.compile(
    r"/(?:opini[oó]n(?:es)?|opinions?|opiniao|columnas?|columnistas?|columns?|commentary|commentisfree|tribunas?|tribunes?|"
    r"editorial(?:es)?|blogs?-?opinion|meinung|kommentare?|op-?ed|d[eé]bats)/",
    re.IGNORECASE,
)
_PRESS = re.compile(
    r"/(?:comunicados?(?:-de-prensa)?|press-?releases?|communiques?|pressemitteilung(?:en)?|prnewswire|business-?wire)/",
    re.IGNORECASE,
)
_PAYWALL = (
    './/*[contains(@class,"paywall") or contains(@id,"paywall") or contains(@class,"premium-wall")'
    ' or contains(@class,"regwall")]'
)


def classify(draft: Draft, knowledge: Knowledge) -> Rejected | None:  # noqa: ARG001 - a Stage
    """READ stage: kind and access, or why it is no article."""
    article = draft.article
    refused = _listing(draft)
    if refused:
        return refused
    article.kind = _kind(draft)
    article.access = _access(draft)
    if article.access == "headline":
        article.text = article.text or article.subtitle or ""
    enough = bool(article.text) or (article.title and article.kind in ("gallery", "video") and claims_article(draft))
    return None if enough or article.access == "headline" else Rejected(reason=Reason.EMPTY, detail=article.title or "")


def _listing(draft: Draft) -> Rejected | None:
    """Whether it is a list of articles. Every sign counts for or against; an article must never be refused."""
    signs = [*_address_signs(draft.page.final_url), *_data_signs(draft)]
    if sum(weight for weight, _ in signs) > -2:  # else the body cannot turn it
        signs += _body_signs(draft)
    score = sum(weight for weight, _ in signs)
    said = ", ".join(text for weight, text in signs if weight > 0)
    return Rejected(reason=Reason.INDEX_PAGE, detail=said) if score >= 3 else None


def _address_signs(url: str) -> Iterator[tuple[int, str]]:
    parts = urlsplit(url)
    slug = parts.path.rstrip("/").rsplit("/", 1)[-1]
    if _FRONT.fullmatch(parts.path) and not any(re.search(r"\d{3}", value) for _, value in parse_qsl(parts.query)):
        yield 5, "the address of a front page"
    elif _LISTING_PATH.search(parts.path) and slug.count("-") < 4:
        yield 3, "the address of a list"
    elif slug.count("-") >= 3 or re.search(r"\d{4}", parts.path) or slug.endswith((".html", ".htm")):
        yield -3, "the address of an article"


def _data_signs(draft: Draft) -> Iterator[tuple[int, str]]:
    nodes = main_nodes(draft)
    stated = {kind for node in draft.jsonld for kind in types(node)}
    if len({text for node in article_nodes(draft.jsonld) for text in strings(node.get("headline"))}) > 2:
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
    """Long paragraphs speak for an article; a text that consists of links, and headlines that are links, for a list."""
    texts = [text for link in draft.tree.iter("a") if (text := link.text_content().strip())]
    names, links = {bare(text) for text in texts}, {bare(text) for text in texts if len(text) >= 25}
    lines = set(draft.article.text.split("\n"))
    linked = {line for line in lines if bare(line) in links}
    named = {line for line in lines if bare(line) in names}
    prose = sum(len(line) for line in lines - linked if len(line) >= 100)
    if (len(linked) >= 4 and len(linked) * 3 >= len(lines)) or (len(named) >= 8 and len(named) * 5 >= len(lines) * 4):
        yield 3, f"{len(named)} of {len(lines)} lines are links"
    elif prose >= 1200:
        yield -3, "running text"
    elif prose >= 500:
        yield -2, "some running text"
    headings = sum(1 for h in draft.tree.iter("h2", "h3", "h4") if h.find(".//a") is not None or _in_link(h))
    if headings >= 5 and sum(map(len, links)) > 2 * prose:
        yield 2, f"{headings} headlines that are links"


def _in_link(heading: HtmlElement) -> bool:
    return next(heading.iterancestors("a"), None) is not None


def _kind(draft: Draft) -> Kind:
    path = urlsplit(draft.page.final_url).path + "/"
    stated = {kind for node in main_nodes(draft) for kind in types(node)} | set(draft.head.get("og:type", []))
    section = f"/{(draft.article.section or '').lower().replace(' ', '-')}/"
    if is_live(draft):
        return "live"
    if "OpinionNewsArticle" in stated or _OPINION.search(path) or _OPINION.search(section):
        return "opinion"
    if _PRESS.search(path):
        return "press_release"
    return _by_medium(draft.article, path, stated)


def _by_medium(article: Article, path: str, stated: set[str]) -> Kind:
    """Pictures or a film are what the piece is only where little is written."""
    if len(article.text) < 2000 and word_count(article.text) < 150:
        if _GALLERY.search(path) or stated & {"ImageGallery", "MediaGallery"}:
            return "gallery"
        if _VIDEO.search(path) or stated & {"VideoObject", "video.other", "video"}:
            return "video"
    return "article"


def _access(draft: Draft) -> Access:
    text = draft.article.text
    if draft.article.extractor in ("feed", "jsonld"):  # the whole text came by another way
        return "full"
    if not any(str(node.get("isAccessibleForFree")).lower() == "false" for node in draft.jsonld):
        return "full" if text or not _offered(draft) else "headline"
    if not text:
        return "headline"
    return "full" if word_count(text) >= _TEASER_WORDS else "partial"


def _offered(draft: Draft) -> bool:
    """Whether a page without text is a paywalled one: the wall is there, and headline and lead are known."""
    return bool(draft.article.title and draft.article.subtitle and draft.tree.xpath(_PAYWALL))
