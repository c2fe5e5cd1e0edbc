"""Who wrote it: names of people from structured data, meta elements, the feed, or the visible byline."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain, pairwise
from typing import Any
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import HtmlElement

from pipelines.agencies import Agencies
from pipelines.blocks import inner_text
from pipelines.draft import Draft
from pipelines.labels import labelled, linked
from pipelines.structured import strings, types
from pipelines.text import squeeze

_META = (
    *("author", "article:author", "parsely-author", "sailthru.author", "cxenseparse:author", "dc.creator"),
    *("dcterms.creator", "byl", "articleauthor"),
)
_BYLINE = etree.XPath(
    'descendant::*/@class[contains(.,"byline") or contains(.,"aut")]'
    '[contains(.,"byline") or contains(.,"author") or contains(.,"autor")]/..'
    ' | descendant::*/@rel[.="author"]/.. | descendant::*/@itemprop[contains(.,"author")]/..'
    ' | descendant::*/@data-testid[contains(.,"author")]/..'
    ' | descendant::a/@href[contains(.,"/aut")]'
    '[contains(.,"/author/") or contains(.,"/autor/") or contains(.,"/autoren/")]/..'
)
"""Elements that look like a byline, by one attribute each: cheaper than a look at every attribute of every element."""
_PREFIX = re.compile(
    r"^(?:(?:written|reported|edited|posted|published|story|text|review|opinion)?\s*by|por|de|par|von|di|texto|texte|"
    r"text|foto|from|contributing|redacción|autor(?:a|es|in|en)?|author|escrito por|publicado por|propos"
    r" recueillis par)\b[\s:]+",
    re.IGNORECASE,
)
_SUFFIX = re.compile(r"\s*(?:\||,| - | – | — |/|\().*$|\s+(?:기자|특파원|記者|记者)$")
_SPLIT = re.compile(r"\s*(?:;|\||•|·|\n|\s&\s|\sand\s|\sy\s|\se\s(?=[A-ZÀ-Ý])|\set\s|\sund\s|\so[gc]h?\s|\sс\s)\s*")
_NOT_A_PERSON = re.compile(
    r"https?:|\.txt$|www\.|@|\d|[{}<>=\[\]_]|"
    r"\b(?:anónimo|anonimo|anonymous|unknown|admin(?:istrator)?|guest|newsroom|news ?desk|news(?:paper|s)?|staff|"
    r"redacci[oó]n|redactie|redaktion|redazione|r[eé]daction|reda[cç][aã]o|editor(?:s|ial)?|equipo|team|desk|"
    r"agenc(?:y|ies|ia|ias|e|es)|agentur|agenzia|press|prensa|wires?|services?|reporters?|correspondents?|contributors?|"
    r"online|digital|media|magazine|journal|times|post|tribune|corporation|company|inc|ltd|gmbh|"
    r"nachrichten|noticias|notícias|notizie|actualit[eé]s?|sponsored|advertorial|"
    r"google|abre en|seguir en|follow|share|subscribe|ver m[aá]s|read more|comments?)\b",
    re.IGNORECASE,
)
_ACCOUNT = re.compile(r"/author/(?:admin|administrator|webmaster|redacci?on|redaktion|editor)/?$")
_ADDRESS = re.compile(r"//|@|\bwww\.", re.IGNORECASE)
_LABEL = re.compile(
    r"(?:autor(?:in)?(?:/autor(?:in)?)?|autora|author|by|von|por|di|par|auteur|texte?|texto|autore)", re.IGNORECASE
)
_CJK_NAME = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]{2,8}")
_SIGNATURE = 60
"""Characters of the longest line of names."""
_LINES = 4
"""Lines from which a text may have one of them for its signature."""
_NAME_WORD = re.compile(r"[^\W\d_][\w.'’-]*")
_LETTERS = re.compile(r"[^\W_]+")


def find_authors(draft: Draft, agencies: Agencies) -> tuple[list[str], str | None]:
    """The people who sign the page, in order, and where they were found; ([], None) where none sign."""
    not_people = outlet_names(draft) | _organisations(draft)
    account = [("text", list(_signed(draft)))] if _is_by_account(draft) else []
    for where, names in chain(account, bylines(draft)):  # what stands in the page is looked for only if need be
        people = list(dict.fromkeys(_people(names, not_people, agencies)))
        if people:
            return people, where
    return [], None


def bylines(draft: Draft) -> Iterator[tuple[str, list[str]]]:
    """Every byline as written, agencies and newsrooms included, as (where, names), most trusted first."""
    known = {node["@id"]: node for node in draft.jsonld if isinstance(node.get("@id"), str)}
    for key in ("author", "creator"):
        yield "jsonld", [name for node in draft.main for name in _named(node.get(key), known)]
    yield "meta", [name for key in _META for name in draft.head.get(key, [])]
    yield "feed", list(draft.page.link.authors) if draft.page.link is not None else []
    yield "page", list(_visible(draft.tree))
    yield "page", [name for name in labelled(draft.tree, _LABEL) if _looks_like_name(name)][:1]
    yield "page", [name for name in linked(draft.tree, _LABEL) if _looks_like_name(name)]
    yield "text", list(_signed(draft))


def outlet_names(draft: Draft) -> set[str]:
    """What the outlet calls itself, folded: no author has such a name."""
    names = [*draft.head.get("og:site_name", []), *draft.head.get("application-name", [])]
    names += [name for node in draft.main for name in _named(node.get("publisher"), {})]
    if draft.source is not None:
        names.append(draft.source.name)
    host = (urlsplit(draft.page.final_url).hostname or "").removeprefix("www.")
    return {folded for name in [*names, host, host.split(".")[0]] if (folded := _fold(name))}


def _named(value: object, known: dict[str, dict[str, Any]]) -> Iterator[str]:
    """The names in an author value: text, Person, Organization, a reference, or a list of these."""
    if isinstance(value, str):
        yield from strings(value)
    elif isinstance(value, list):
        for item in value:
            yield from _named(item, known)
    elif isinstance(value, dict):
        node = value if "name" in value else known.get(str(value.get("@id")), {})
        yield from strings(node.get("name"))


def _organisations(draft: Draft) -> set[str]:
    """Authors that the page itself calls organisations, folded."""
    found: set[str] = set()
    for node in draft.main:
        value = node.get("author")
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, dict) and _is_organisation(types(item)):
                found.update(map(_fold, strings(item.get("name"))))
    return found


def _is_by_account(draft: Draft) -> bool:
    """Whether the page was posted from an account that a newsroom shares: a signature in its text tells more."""
    values = [node.get("author") for node in draft.main]
    found = [item for value in values for item in (value if isinstance(value, list) else [value])]
    return any(
        _ACCOUNT.search(str(item.get(key))) for item in found if isinstance(item, dict) for key in ("@id", "url")
    )


def _is_organisation(kinds: list[str]) -> bool:
    return "Person" not in kinds and any("Organization" in kind for kind in kinds)


def _visible(tree: HtmlElement) -> Iterator[str]:
    """Texts of the elements that look like the byline of the first author block in the page."""
    for element in _BYLINE(tree):
        if element is tree or "comment" in (element.get("class") or ""):
            continue
        if next(element.iterancestors("nav", "aside", "footer"), None) is not None:
            continue
        text = squeeze(element.get("content") or inner_text(element))
        if 1 < len(text) < 100 and (element.get("rel") == "author" or _PREFIX.match(text) or _looks_like_name(text)):
            yield text
            return


def _signed(draft: Draft) -> Iterator[str]:
    """Names in bold on a line of their own right before the text or right behind it."""
    lines = draft.article.text.split("\n")
    if len(lines) < _LINES:
        return
    for line, beside in (*pairwise(lines[:4]), (lines[-1], lines[-2])):
        names = _SPLIT.split(line.replace("/", ";")) if len(line) <= _SIGNATURE <= len(beside) else []
        if names and all(map(_has_first_and_last, names)) and _is_bold(line, draft.tree):
            yield from names
            return


def _is_bold(line: str, tree: HtmlElement) -> bool:
    return any(squeeze(inner_text(element)) == line for element in tree.iter("strong", "b", "em", "i"))


def without_byline(text: str, authors: list[str]) -> str:
    """The text without lines at its ends that only name its authors: `By Ana Prueba and Luis Prueba`."""
    known = set(map(_fold, authors))
    lines = text.split("\n")
    for at in (-1, 2, 1, 0):
        if len(lines) >= _LINES and len(lines[at]) <= _SIGNATURE:
            names = _SPLIT.split(_PREFIX.sub("", lines[at].replace("/", ";").replace(",", ";")))
            if known.issuperset(map(_fold, names)):
                del lines[at]
    return "\n".join(lines)


def _looks_like_name(text: str) -> bool:
    return _CJK_NAME.fullmatch(text) is not None or _has_first_and_last(text)


def _has_first_and_last(text: str) -> bool:
    words = text.split()
    named = all(word[0].isupper() and _NAME_WORD.fullmatch(word) for word in words)
    return 2 <= len(words) <= 4 and named and not _NOT_A_PERSON.search(text)


def _people(names: Iterable[str], not_people: set[str], agencies: Agencies) -> Iterator[str]:
    for raw in names:
        if _ADDRESS.search(raw):  # an outlet's name with its host, a mailbox
            continue
        for piece in _SPLIT.split(_PREFIX.sub("", raw)):
            for name in _around_commas(_PREFIX.sub("", piece)):
                person = _SUFFIX.sub("", name).strip(" .,:;*-–—\"'")
                if _is_person(person) and _fold(person) not in not_people and agencies.byline(person) is None:
                    yield person


def _around_commas(piece: str) -> list[str]:
    """`A Name, B Name` are two; in `A Name, Paris correspondent` only the first is one."""
    parts = [part for part in piece.split(",") if len(part.split()) > 1 and not _NOT_A_PERSON.search(part)]
    return parts if "," in piece and parts else [piece]


def _is_person(name: str) -> bool:
    return (
        2 <= len(name) <= 60
        and len(name.split()) <= 6
        and not _NOT_A_PERSON.search(name)
        and bool(_LETTERS.search(name))
    )


def _fold(name: str) -> str:
    return "".join(_LETTERS.findall(name.casefold()))
