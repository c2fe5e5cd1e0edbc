"""What stands in an article's place though the server said 200: bot challenges, consent walls, "not found"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from pipelines.article import Rejected
from pipelines.blocks import html_text, inner_text
from pipelines.draft import Draft, Knowledge
from pipelines.reasons import Reason
from pipelines.structured import claims_article
from pipelines.text import squeeze, word_count

_WALL_LENGTH = 3000
"""A wall shows fewer characters than this; an article about walls shows more."""
_WHOLE_WORDS = 150
"""A feed that carries so many words has the article itself."""


def _any(*phrases: str) -> re.Pattern[str]:
    return re.compile("|".join(phrases), re.IGNORECASE)


_CHALLENGE = _any(
    r"just a moment|attention required|verify(?:ing)? (?:that )?you are (?:a )?human",
    r"checking (?:if the site|your browser)|enable javascript and cookies to continue|ddos protection by",
    r"pardon our interruption|are you a robot|unusual traffic|security check(?:point)?\b",
    r"verifica(?:ndo)? que (?:usted )?(?:eres|es|sea) (?:un )?humano|comprobando (?:si|su|tu) ",
    r"habilite? javascript y (?:las )?cookies|un momento\.\.\.",
    r"verifique se você é humano|verificando (?:se|seu navegador)|habilite (?:o )?javascript e (?:os )?cookies",
    r"vérifi(?:ez|cation) que vous êtes (?:un )?humain|activer? javascript et les cookies|un instant\.\.\.",
    r"überprüf\w* (?:ob|dass) sie ein mensch|javascript und cookies (?:aktivieren|zulassen)|nur einen moment",
    r"access (?:to this page has been )?denied|acceso denegado|accès refusé|zugriff verweigert|acesso negado",
)
_CHALLENGE_MARKS = (
    *("_cf_chl_opt", "captcha-delivery.com", "px-captcha", "_Incapsula_Resource", "cf-browser-verification"),
)
_CONSENT = _any(
    r"before you continue|we value your privacy|your privacy choices|accept (?:all )?cookies",
    r"cookie (?:consent|settings)",
    r"valoramos (?:su|tu) privacidad|antes de continuar|acept(?:ar|e|a) (?:todas )?(?:las )?cookies",
    r"valorizamos a sua privacidade|antes de continuar|aceitar (?:todos )?(?:os )?cookies",
    r"respectons votre vie privée|votre vie privée|accepter (?:tous )?(?:les )?cookies|avant de continuer",
    r"wir (?:schätzen|respektieren) ihre privatsphäre|alle akzeptieren|cookies? (?:akzeptieren|zustimmen)",
    r"mit werbung weiterlesen|zustimm(?:en|ung) und weiter|bevor sie fortfahren",
)
_CONSENT_HOST = _any(r"^(?:consent|guce|cmp|privacy)\.|/(?:consent|cookie-?wall|guce)(?:/|$)")
_MISSING = _any(
    r"^\W*(?:error )?40[34]\W*(?:$|error|not found|p[aá]g|page|seite|forbidden)|\b404\b.{0,30}(?:error|not found)",
    r"page (?:was |can(?:no|')t be |could not be )?not found|page can(?:no|')t be found",
    r"(?:page|article|story) (?:you .{0,40}|does ?n[o']t|no longer) (?:exist|available)",
    r"página (?:que .{0,30} )?no (?:fue |ha sido )?(?:encontrada|existe|disponible|se encuentra|está disponible)",
    r"no (?:se )?(?:ha )?encontr\w+ la página|página não (?:foi )?(?:encontrada|existe)",
    r"page (?:introuvable|non trouvée|inexistante)|cette page n.existe",
    r"seite (?:wurde )?(?:leider )?nicht (?:gefunden|vorhanden|verfügbar)|seite existiert nicht|pagina non trovata",
)


def screen(draft: Draft, knowledge: Knowledge) -> Rejected | None:  # noqa: ARG001 - a Stage
    """READ stage: refuse what stands in an article's place. A page whose feed carries the article whole is kept."""
    link = draft.page.link
    if link is not None and link.content and word_count(html_text(link.content)) >= _WHOLE_WORDS:
        return None
    if "challenge" in draft.page.headers.get("cf-mitigated", ""):
        return Rejected(reason=Reason.CHALLENGE, detail="header cf-mitigated: challenge")
    if claims_article(draft):
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
    return Rejected(reason=Reason.CHALLENGE, detail=found[0]) if found and not _has_story(draft) else None


def _missing(draft: Draft, shown: str) -> Rejected | None:
    for heading in [_title(draft), *(squeeze(inner_text(h)) for h in draft.tree.iter("h1", "h2"))][:3]:
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
    return any(len(inner_text(p)) > 80 for article in draft.tree.iter("article", "main") for p in article.iter("p"))


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
