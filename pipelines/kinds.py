"""What sort of page it is: an article and of which kind, or something that only stands in an article's place.

Two stages: `screen` before the text is cleaned, for pages that stand in the way (challenges, consent walls, "not
found" with status 200); `classify` after the metadata, for pages that are no single article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

from lxml.html import HtmlElement

from pipelines.article import Access, Article, Kind, Rejected
from pipelines.clean import html_text
from pipelines.draft import Draft, Knowledge
from pipelines.reasons import Reason
from pipelines.structured import article_nodes, main_nodes, strings, types
from pipelines.text import squeeze, word_count

_WALL_LENGTH = 3000
"""A wall shows fewer characters than this; an article about walls shows more."""
_TEASER_WORDS = 300
"""A text marked as not free that has fewer words is what is left outside the paywall."""

_CHALLENGE = re.compile(
    r"just a moment|attention required|verify(?:ing)? (?:that )?you are (?:a )?human|checking (?:if the site|your browser)|"
    r"enable javascript and cookies to continue|ddos protection by|pardon our interruption|are you a robot|unusual traffic|"
    r"security check(?:point)?\b|verifica(?:ndo)? que (?:usted )?(?:eres|es|sea) (?:un )?humano|comprobando (?:si|su|tu) |"
    r"habilite? javascript y (?:las )?cookies|verifique se você é humano|verificando (?:se|seu navegador)|"
    r"habilite (?:o )?javascript e (?:os )?cookies|vérifi(?:ez|cation) que vous êtes (?:un )?humain|"
    r"activer? javascript et les cookies|überprüf\w* (?:ob|dass) sie ein mensch|javascript und cookies (?:aktivieren|zulassen)|"
    r"access (?:to this page has been )?denied|acceso denegado|accès refusé|zugriff verweigert|acesso negado",
    re.IGNORECASE,
)
_CHALLENGE_MARKS = (
    "_cf_chl_opt",
    "captcha-delivery.com",
    "px-captcha",
    "_Incapsula_Resource",
    "cf-browser-verification",
)
_CONSENT = re.compile(
    r"before you continue|we value your privacy|your privacy choices|accept (?:all )?cookies|cookie (?:consent|settings)|"
    r"valoramos (?:su|tu) privacidad|antes de continuar|acept(?:ar|e|a) (?:todas )?(?:las )?cookies|"
    r"valorizamos a sua privacidade|aceitar (?:todos )?(?:os )?cookies|respectons votre vie privée|"
    r"votre vie privée|accepter (?:tous )?(?:les )?cookies|wir (?:schätzen|respektieren) ihre privatsphäre|"
    r"alle akzeptieren|cookies? (?:akzeptieren|zustimmen)|mit werbung weiterlesen|zustimm(?:en|ung) und weiter",
    re.IGNORECASE,
)
_CONSENT_HOST = re.compile(
    r"^(?:consent|guce|cmp|privacy)\.|/(?:consent|cookie-?wall|cookiewall|guce)(?:/|$)", re.IGNORECASE
)
_MISSING = re.compile(
    r"^\W*(?:error )?40[34]\b|\b404\b.{0,30}(?:error|not found)|page (?:was |can(?:no|')t be )?(?:not )?found\W*$|page not found|"
    r"(?:page|article|story) (?:you .{0,40}|does ?n[o']t|no longer) (?:exist|available)|"
    r"página (?:que .{0,30} )?no (?:encontrada|existe|disponible|se encuentra|ha sido encontrada)|no (?:se )?encontr\w+ la página|"
    r"página não (?:encontrada|existe)|page (?:introuvable|non trouvée|inexistante)|cette page n.existe|"
    r"seite (?:wurde )?nicht (?:gefunden|vorhanden|verfügbar)|seite existiert nicht|pagina non trovata",
    re.IGNORECASE,
)

_LISTING_TYPES = frozenset(
    {"CollectionPage", "ItemList", "SearchResultsPage", "WebSite", "ProfilePage", "OfferCatalog"}
)
_LISTING_PATH = re.compile(
    r"/(?:tags?|temas?|topics?|themen?|category|categor[ií]as?|autor(?:es)?|authors?|auteurs?|sections?|archiv[eo]?s?|search|"
    r"buscar|suche|page|p[aá]gina|[uú]ltimas-noticias|latest|hashtag)(?:/[^/]+){0,2}/?$",
    re.IGNORECASE,
)
_FRONT = re.compile(r"(?:/(?:index\.\w+|home|portada|[a-z]{2}(?:-[a-z]{2})?))?/?", re.IGNORECASE)
_LIVE = re.compile(
    r"/(?:live|liveblog|live-blog|en-vivo|directo|en-direct|ao-vivo|minuto-a-minuto)(?:/|$)|[-/]live-?(?:blog|ticker|updates)\b",
    re.IGNORECASE,
)
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
_PAYWALL = './/*[contains(@class,"paywall") or contains(@id,"paywall") or contains(@class,"premium-wall") or contains(@class,"regwall")]'


def screen(draft: Draft, knowledge: Knowledge) -> Rejected | None:  # noqa: ARG001 - a Stage
    """READ stage: refuse what stands in an article's place. A page whose feed carries the article whole is kept."""
    link = draft.page.link
    if link is not None and link.content and word_count(html_text(link.content)) >= _TEASER_WORDS / 2:
        return None
    if "challenge" in draft.page.headers.get("cf-mitigated", ""):
        return Rejected(reason=Reason.CHALLENGE, detail="header cf-mitigated: challenge")
    if _claims_article(draft):
        return None
    shown = visible_text(draft.tree, _WALL_LENGTH)
    return _challenge(draft, shown) or _missing(draft, shown) or _consent(draft, shown)


def _challenge(draft: Draft, shown: str) -> Rejected | None:
    if len(shown) >= _WALL_LENGTH:
        return None
    for script in draft.tree.iter("script"):
        text = f"{script.get('src') or ''} {script.text or ''}"
        if mark := next((mark for mark in _CHALLENGE_MARKS if mark in text), None):
            return Rejected(reason=Reason.CHALLENGE, detail=mark)
    found = _CHALLENGE.search(_title(draft)) or _CHALLENGE.search(shown[:400])
    return Rejected(reason=Reason.CHALLENGE, detail=found[0]) if found else None


def _missing(draft: Draft, shown: str) -> Rejected | None:
    for heading in [_title(draft), *(squeeze(h.text_content()) for h in draft.tree.iter("h1", "h2"))][:3]:
        found = _MISSING.search(heading)
        if found and (len(heading) < 80 or len(shown) < 600):
            return Rejected(reason=Reason.SOFT_404, detail=heading[:80])
    return None


def _consent(draft: Draft, shown: str) -> Rejected | None:
    parts = urlsplit(draft.page.final_url)
    if _CONSENT_HOST.search(f"{parts.hostname or ''}{parts.path}") and _CONSENT.search(shown):
        return Rejected(reason=Reason.CONSENT_WALL, detail=f"sent to {parts.hostname}")
    if len(shown) >= _WALL_LENGTH:
        return None
    found = _CONSENT.search(_title(draft)) or _CONSENT.search(shown)
    return Rejected(reason=Reason.CONSENT_WALL, detail=found[0]) if found and not _has_story(draft) else None


def _has_story(draft: Draft) -> bool:
    """Whether paragraphs stand in an article element: a page that merely shows its cookie notice as well."""
    return any(len(p.text_content()) > 80 for article in draft.tree.iter("article", "main") for p in article.iter("p"))


def _claims_article(draft: Draft) -> bool:
    """Whether the page's own data say it is one article."""
    return bool(
        any(node.get("headline") or node.get("datePublished") for node in article_nodes(draft.jsonld))
        or draft.head.get("article:published_time")
        or "article" in draft.head.get("og:type", [])
    )


def _title(draft: Draft) -> str:
    return next(iter(draft.head.get("title", [])), "")


def visible_text(tree: HtmlElement, limit: int) -> str:
    """The first `limit` characters a reader sees, notices for browsers without scripts included."""
    parts: list[str] = []
    left = limit
    for text in _texts(tree):
        parts.append(text)
        left -= len(text)
        if left <= 0:
            break
    return squeeze(" ".join(parts))


def _texts(tree: HtmlElement) -> Iterator[str]:
    body = tree.find("body")
    for element in (tree if body is None else body).iter():
        if (
            element.tag not in ("script", "style", "title", "template")
            and element.text
            and (text := squeeze(element.text))
        ):
            yield text
        if element.tail and (text := squeeze(element.tail)):
            yield text


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
    enough = bool(article.text) or (article.title and article.kind in ("gallery", "video") and _claims_article(draft))
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
    if slug.count("-") >= 3 or re.search(r"\d{4}", parts.path) or slug.endswith((".html", ".htm")):
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
    """Long paragraphs speak for an article; headlines that are links, with little text beside them, for a list."""
    lines = draft.article.text.split("\n")
    prose = sum(len(line) for line in lines if len(line) >= 100)
    linked = sum(len(t) for link in draft.tree.iter("a") if len(t := link.text_content().strip()) >= 25)
    headings = sum(1 for h in draft.tree.iter("h2", "h3", "h4") if h.find(".//a") is not None or _in_link(h))
    if prose >= 1200 and prose * 2 > linked:
        yield -3, "running text"
    elif prose >= 500 and prose > linked:
        yield -2, "some running text"
    if headings >= 5 and linked > 2 * prose:
        yield 2, f"{headings} headlines that are links"
    elif linked > 300 and linked > 3 * prose and sum(1 for a in draft.tree.iter("a")) >= 8:
        yield 2, "mostly links"


def _in_link(heading: HtmlElement) -> bool:
    return next(heading.iterancestors("a"), None) is not None


def _kind(draft: Draft) -> Kind:
    path = urlsplit(draft.page.final_url).path + "/"
    stated = {kind for node in main_nodes(draft) for kind in types(node)} | set(draft.head.get("og:type", []))
    section = f"/{(draft.article.section or '').lower().replace(' ', '-')}/"
    if (
        "LiveBlogPosting" in stated
        or any("LiveBlogPosting" in types(node) for node in draft.jsonld)
        or _LIVE.search(path)
    ):
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
