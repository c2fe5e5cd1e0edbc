"""Whether a link on a section page leads to an article, judged by its address, its words and its place. Pure rules.

A missed article is worse than an index page, which is told apart when it is read: in doubt a headline-like link counts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from pipelines.dates import url_date

_ASSET = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svg|ico|css|m?js|json|xml|rss|atom|pdf|zip|gz|mp[34]|m4a|webm|ogg|wav|apk|exe|dmg|txt|"
    r"ics|epub|docx?|xlsx?|pptx?|woff2?|webmanifest)$"
)
_PAGE_FILE = re.compile(r"\.(?:s?html?|g?html|php|aspx?|jsp|ece|story|cms|do|nota)$")
_INDEX_FILE = re.compile(r"(?:index|default|home|amp|amp\.html|index\.amp)(?:\.\w+)?$")
_NEVER = frozenset(
    word
    for line in (
        "login signin sign-in signup register registro registrarse account mi-cuenta logout subscribe subscription",
        "subscriptions suscribete suscripcion suscripciones abonnement assine checkout cart search buscar buscador",
        "busca busqueda recherche suche ricerca rss feed feeds sitemap wp-admin wp-login.php wp-content wp-json",
        "cdn-cgi author authors autor autores autora auteur auteurs autore autori tag tags etiqueta etiquetas",
        "hashtag privacy privacidad privacidade datenschutz impressum",
    )
    for word in line.split()
)
"""Parts of a path below which there are no articles, but for ones with a date."""
_LISTS = frozenset(
    word
    for line in (
        "tema temas topic topics thema themen keyword keywords category categories categoria categorias kategorie",
        "rubrique rubrik dossier dossiers archive archives archivo archivos hemeroteca seccion secciones section",
        "sections collection collections page pagina newsletter newsletters boletines contact contacto contato",
        "kontakt about about-us quienes-somos sobre privacy-policy terms terminos terms-of-use terms-of-service",
        "agb donate cookies cookie-policy aviso-legal legal accessibility advertise publicidad anuncie share comment",
        "comments staff-directory jobs careers empleo help ayuda ajuda hilfe faq profile perfil mapa-del-sitio",
    )
    for word in line.split()
)
"""Parts of a path that, right before its end, name a list or a page about the site itself."""
_ARTICLE_WORDS = frozenset(
    word
    for line in (
        "article articles articulo articulos artigo artikel articolo news noticia noticias noticia-detalle nota",
        "notas story stories post posts blog actualite actualites notizie nachrichten meldung detail content",
    )
    for word in line.split()
)
_PAGING = frozenset({"page", "paged", "pagina", "pag", "pg", "offset", "start", "seite"})
_ID_KEYS = frozenset(
    {
        "id",
        "p",
        "articleid",
        "article_id",
        "idnoticia",
        "nid",
        "aid",
        "storyid",
        "newsid",
        "contentid",
        "art",
        "idx",
        "no",
        "sn",
    }
)
_LONG_ID = re.compile(r"\d{5,}|(?<![0-9a-f])(?=[a-f]*\d)[0-9a-f]{12,}")
_MONTH_PATH = re.compile(r"/(?:19|20)\d\d/(?:\d{1,2}|[a-z]{3,9})/(?:\d{1,2}/)?[^/]")
_PAGE_NUMBER = re.compile(r"/(?:(?:page|pagina|pag|seite)[/-]\d+|comment-page-\d+)/?$")
_DATE_ONLY = re.compile(r"(?:/(?:19|20)\d\d)(?:[/-]\d{1,2}){1,2}/?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """One link of a page."""

    url: str
    """Absolute URL."""
    title: str
    """Its words, on one line; '' for a bare picture."""
    aside: bool
    """Whether it stands in navigation, footer or the like."""


def is_article(anchor: Anchor) -> bool:
    """Whether an anchor on one of the source's own pages leads to an article."""
    parts = urlsplit(anchor.url)
    path = parts.path.lower()
    segments = [segment for segment in path.split("/") if segment]
    query = {key.lower(): value for key, value in parse_qsl(parts.query)}
    words = words_in(anchor.title)
    if _is_other(path, segments, query):
        return False
    if _has_date(path):
        return not (anchor.aside and words < 2)
    if _LISTS.intersection(segments[-2:]) and not (words >= 4 or _LONG_ID.search(path)):
        return False
    slug = _slug(segments)
    if _is_strong(slug, segments, query):
        return not anchor.aside or words >= 3
    if anchor.aside or not slug:
        return False
    return (
        words >= 3 or (words != 1 and _is_fair(slug, segments)) or (words == 2 and ("-" in slug or len(segments) > 1))
    )


def _is_other(path: str, segments: list[str], query: dict[str, str]) -> bool:
    """Home, files, pages of the site's own business, lists of a day, further pages of a list."""
    if not segments and not _ID_KEYS & query.keys():
        return True
    if _ASSET.search(path) or (_PAGING & query.keys() and not _ID_KEYS & query.keys()):
        return True
    if _PAGE_NUMBER.search(path):
        return True
    day = _DATE_ONLY.search(path)
    if day and path[: day.start()].count("-") < 2:
        return True
    return bool(_NEVER.intersection(segments)) and not _has_date(path)


def _has_date(path: str) -> bool:
    return url_date(path) is not None or bool(_MONTH_PATH.search(path))


def _slug(segments: list[str]) -> str:
    """The last part of the path that says something, without file ending."""
    for segment in reversed(segments):
        if not _INDEX_FILE.fullmatch(segment):
            return _PAGE_FILE.sub("", segment)
    return ""


def _is_strong(slug: str, segments: list[str], query: dict[str, str]) -> bool:
    """Four words or a long number: nearly only articles have those."""
    if slug.count("-") + slug.count("_") + slug.count("%20") >= 3 or len(slug) > 60:
        return True
    if any(_LONG_ID.search(segment) for segment in segments):
        return True
    return any(key in _ID_KEYS and value for key, value in query.items())


def _is_fair(slug: str, segments: list[str]) -> bool:
    named = bool(segments) and bool(_PAGE_FILE.search(segments[-1])) and not _INDEX_FILE.fullmatch(segments[-1])
    below = len(segments) >= 2 and bool(_ARTICLE_WORDS.intersection(segments[:-1]))
    return named or below or slug.count("-") == 2 or bool(re.search(r"\d{3,}", slug))


def words_in(title: str) -> int:
    """Words of a headline; four characters of a script without blanks count as one."""
    dense = sum("\u2e80" <= c <= "\u9fff" or "\uac00" <= c <= "\ud7af" or "\u0e00" <= c <= "\u0e7f" for c in title)
    return len(title.split()) + dense // 4
