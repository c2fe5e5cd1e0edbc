"""What sort of page it is: an article and of which kind, or a list of articles, or nothing.

Comes after text and metadata. What can be told before is in pipelines.walls.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from pipelines.article import Access, Article, Kind, Rejected
from pipelines.draft import Draft, Knowledge
from pipelines.listing import listing
from pipelines.liveblog import is_live
from pipelines.reasons import Reason
from pipelines.structured import claims_article, types
from pipelines.text import word_count

_TEASER_WORDS = 300
"""A text marked as not free that has fewer words is what is left outside the paywall."""
_FRAGMENT_WORDS = 10
"""Fewer words without any headline are no article: the body of a redirect, or of an error."""

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
    refused = listing(draft)
    if refused:
        return refused
    article.kind = _kind(draft)
    article.access = _access(draft)
    if article.access == "headline":
        article.text = article.text or article.subtitle or ""
    fragment = not article.title and word_count(article.text) < _FRAGMENT_WORDS
    shown = article.title and article.kind in ("gallery", "video") and claims_article(draft)
    enough = (article.text and not fragment) or shown
    return None if enough or article.access == "headline" else Rejected(reason=Reason.EMPTY, detail=article.title or "")


def _kind(draft: Draft) -> Kind:
    path = urlsplit(draft.page.final_url).path + "/"
    stated = {kind for node in draft.main for kind in types(node)} | set(draft.head.get("og:type", []))
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
