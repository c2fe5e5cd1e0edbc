"""Where a text comes from: dateline, agency, and every statement of origin, told apart from mere quotation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from pipelines.agencies import Agencies
from pipelines.article import Article, Credit, CreditKind, Dateline, Rejected
from pipelines.attribution import Attribution, Statement
from pipelines.credit_lines import parse_line, share
from pipelines.credit_markup import canonical, marked_lines, signed, structured
from pipelines.datelines import DatelineMatch
from pipelines.draft import Draft, Knowledge
from pipelines.feed_footers import is_footer
from pipelines.structured import strings

STRENGTH: tuple[CreditKind, ...] = (
    "canonical",
    "structured",
    "credit_url",
    "dateline",
    "copyright",
    "credit_name",
    "byline",
    "section",
)
"""Kinds of credits, strongest first."""
_NAMING: tuple[CreditKind, ...] = ("dateline", "structured", "byline", "copyright", "credit_name", "credit_url")
"""Kinds that may name the article's agency, in the order they are believed."""

_COPYRIGHT = re.compile(
    r"(?:(?:riproduzione\sriservata|todos\slos\sderechos\sreservados|all\srights\sreserved)\.?\s*)?"
    r"(?:(?:©|\(c\)|copyright|&copy;)\s*)+(?:(?:19|20)\d\d(?:\s?[-–]\s?\d{2,4})?,?\s*)?(?:by\s+)?(?P<rest>.+)",
    re.IGNORECASE,
)
_DPA_FOOT = re.compile(r"(?:©\s*)?(?P<rest>dpa\S*),\sdpa:\d{6}-\d+-\d+/\d+.*", re.IGNORECASE)
_END_MARK = re.compile(r"[\s.]\((?P<mark>[^()]{2,100})\)\.?\s*$")
_GENERIC = re.compile(
    r"(?:red(?:acci[oó]n|aktion|azione|a[cç][aã]o)?|agenc(?:ias|ies|es)|agências|agenturen|agenzie|wires?|staff)",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"\s+[a-z]{2,4}(?:/[a-z]{2,4})*\.?$")
_HEAD, _TAIL = 2, 4
"""Paragraphs at either end of a text in which credit lines stand."""


def find_credits(draft: Draft, knowledge: Knowledge) -> Rejected | None:
    """READ stage: fill in dateline, agency, credits and wire.

    Credit lines leave the text, agencies leave the authors; the dateline stays, being what the page says. Words that
    quote a medium are never a credit.
    """
    article, agencies = draft.article, knowledge.agencies
    who = Attribution(draft, knowledge)
    opening = _dateline(draft, agencies)
    bylined = signed(draft, agencies)
    statements = [*canonical(draft, who), *structured(draft, who, agencies), *opening, *_lines(draft, who, agencies)]
    statements += _rights(article, agencies, who)
    statements += [statement for _, statement in bylined]
    statements += _sections([article.url, *(s.url for s in statements if s.kind == "credit_url" and s.url)], agencies)
    article.credits = _ordered([who.credit(statement) for statement in statements])
    article.authors = [name for name in article.authors if agencies.byline(name) is None]
    _name_agency(article, {s.agency or "": where for where, s in reversed(bylined)})
    _own_page(draft, agencies)
    article.wire = any(c.kind in ("section", "byline") or (c.kind == "dateline" and c.agency) for c in article.credits)
    article.wire = article.wire or any(c.evidence.startswith("Arc distributor") for c in article.credits)
    return None


def _ordered(found: list[Credit]) -> list[Credit]:
    """Strongest first, each statement once."""
    first: dict[tuple[str, str | None, str | None], Credit] = {}
    for credit in sorted(found, key=lambda c: STRENGTH.index(c.kind)):
        first.setdefault((credit.kind, credit.agency or credit.name, credit.url), credit)
    return list(first.values())


def _name_agency(article: Article, bylines: dict[str, str]) -> None:
    """The one agency that the most trusted kind names; where it names several, none is the article's."""
    for kind in _NAMING:
        keys = {c.agency for c in article.credits if c.kind == kind and c.agency and _is_whole(c, article)}
        if keys:
            if len(keys) == 1:
                article.agency = keys.pop()
                article.provenance["agency"] = bylines.get(article.agency or "", kind) if kind == "byline" else kind
            return


def _own_page(draft: Draft, agencies: Agencies) -> None:
    """An agency's page on its own site is the agency's, where it names no other."""
    article, source = draft.article, draft.source
    if article.agency or source is None or source.kind != "agency" or any(c.agency for c in article.credits):
        return
    if key := agencies.by_domain(urlsplit(article.url).hostname or ""):
        article.agency, article.provenance["agency"] = key, "source"


def _is_whole(credit: Credit, article: Article) -> bool:
    """Whether a credit says that the text as a whole is the credited agency's, and not that it helped."""
    if credit.kind != "credit_name":
        return True
    given = share(credit.evidence)
    return given == "whole" or (given == "unsigned" and not article.authors)


def _dateline(draft: Draft, agencies: Agencies) -> list[Statement]:
    """Fill in the dateline from the text, else from JSON-LD; it is a credit where it names an agency."""
    article = draft.article
    found, where = agencies.dateline(article.text), "text"
    if found is None:
        found, where = _structured_dateline(draft, agencies), "jsonld"
    if found is None:
        return []
    article.dateline = Dateline(place=found.place, date=found.date, agency=found.agency)
    article.provenance["dateline"] = where
    if found.agency is None:
        return []
    name = agencies.title(found.agency)
    return [Statement(kind="dateline", name=name, agency=found.agency, evidence=found.text, confidence=0.95)]


def _structured_dateline(draft: Draft, agencies: Agencies) -> DatelineMatch | None:
    """NewsArticle.dateline of schema.org; some sites put a date there, which is none."""
    for node in draft.main:
        for text in strings(node.get("dateline")):
            if found := agencies.dateline(f"{text} - x"):
                return replace(found, text=text)
            if len(text) <= 40 and not re.search(r"\d", text) and text[:1].isupper():
                return DatelineMatch(place=text, date=None, agency=None, text=text, end=0)
    return None


def _lines(draft: Draft, who: Attribution, agencies: Agencies) -> list[Statement]:
    """Credit lines of text and markup. Whole paragraphs leave the text; what closes a paragraph stays in it."""
    article = draft.article
    marked = marked_lines(draft, who)
    links = {_letters(line): url for line, url in marked.items() if url}
    found: list[Statement] = []
    kept: list[str] = []
    paragraphs = article.text.split("\n")
    for number, paragraph in enumerate(paragraphs):
        at_end = number >= len(paragraphs) - _TAIL
        said = _said(paragraph, links, who, agencies) if at_end or number < _HEAD else []
        found += said
        if not said and not (at_end and is_footer(paragraph)):  # the outlet's own footer credits nobody
            kept.append(paragraph)
            found += _closing(paragraph, who, agencies) if at_end else []
    article.text = "\n".join(kept)
    if not marked:
        return found
    told = [_letters(statement.evidence) for statement in found]
    return found + _untold(marked, [*told, *map(_letters, kept)], who)


def _untold(marked: dict[str, str | None], told: list[str], who: Attribution) -> list[Statement]:
    """Credit lines of the markup that are no paragraph of the text, be it a told one or one in its middle.

    Where there are several, they are the sources of charts and boxes: then only known names count.
    """
    lines = [line for line in marked if not any(_letters(line) in other for other in told)]
    found = [statement for line in lines for statement in _credited(line, marked[line], who)]
    return [
        replace(statement, confidence=statement.confidence - 0.1)
        for statement in found
        if len(lines) == 1 or (statement.name and who.known(statement.name))
    ]


def _letters(line: str) -> str:
    """A line for comparison: extractors change blanks and quotes."""
    return re.sub(r"\W+", "", line).casefold()


def _said(paragraph: str, links: dict[str, str], who: Attribution, agencies: Agencies) -> list[Statement]:
    """What a paragraph that is nothing but a credit says."""
    return (
        list(_credited(paragraph, links.get(_letters(paragraph)) if links else None, who))
        or list(_copyright(paragraph, agencies, who))
        or list(_signature(paragraph, agencies))
    )


def _credited(line: str, link: str | None, who: Attribution) -> Iterator[Statement]:
    parsed = parse_line(line, who.known)
    if parsed is None:
        return
    url = who.elsewhere(parsed.url) or link
    names = [name for name in parsed.names if not who.is_self(name)]
    if url and not urlsplit(url).path.strip("/"):  # a front page is no address of a text
        names = names or [name for name in [who.whose(url)] if name]
    elif url:
        name = who.known(names[0]) or names[0] if names else None
        yield Statement(kind="credit_url", name=name, url=url, evidence=line, confidence=0.95)
        names = names[1:]
    for name in names:
        shown = who.known(name)
        confidence = 0.9 if shown else 0.6
        yield Statement(kind="credit_name", name=shown or name, evidence=line, confidence=confidence)


def _closing(paragraph: str, who: Attribution, agencies: Agencies) -> Iterator[Statement]:
    """`... said the minister. (APA/dpa)`: brackets that close a paragraph and hold nothing but agencies or a credit."""
    found = _END_MARK.search(paragraph)
    if not found:
        return
    mark = found["mark"]
    for key in _agencies_alone(f"({mark})", agencies):
        yield Statement(kind="credit_name", name=agencies.title(key), agency=key, evidence=f"({mark})", confidence=0.8)
    for statement in _credited(mark, None, who):
        yield replace(statement, evidence=f"({mark})")


def _signature(paragraph: str, agencies: Agencies) -> Iterator[Statement]:
    """`EFE`, `Redacción / EFE`, `(APA/dpa)`, `Agencias`: a paragraph that is a byline."""
    if len(paragraph) > 80:
        return
    keys = _agencies_alone(_INITIALS.sub("", paragraph), agencies)
    for key in keys:
        yield Statement(kind="byline", name=agencies.title(key), agency=key, evidence=paragraph, confidence=0.85)
    if not keys and re.fullmatch(r"\W*(?:agencias|agências|agencies|agenturen|agenzie)\W*", paragraph, re.IGNORECASE):
        yield Statement(kind="byline", name=paragraph.strip(" ().*"), evidence=paragraph, confidence=0.5)


def _agencies_alone(words: str, agencies: Agencies) -> tuple[str, ...]:
    """The agencies in a text that names agencies and newsrooms only. `EFE/Ana Prueba` is a picture's credit."""
    bare = words.strip(" .()[]*—–-")
    if agencies.by_name(bare):  # two letters need their brackets: PA, NA, CP mean other things too
        return agencies.bylines(bare) if len(bare) > 2 or words.lstrip().startswith("(") else ()
    pieces = [piece for piece in re.split(r"\s*[/,|–—]\s*|\s+(?:y|e|and|et|und|&|-)\s+", bare) if piece]
    sure = [p for p in pieces if not _GENERIC.fullmatch(p)]
    keys = [agencies.alone(piece) for piece in sure]
    return tuple(dict.fromkeys(key for key in keys if key)) if all(keys) else ()


def _rights(article: Article, agencies: Agencies, who: Attribution) -> list[Statement]:
    return list(_copyright(article.rights.get("copyright", ""), agencies, who))


def _copyright(line: str, agencies: Agencies, who: Attribution) -> Iterator[Statement]:
    """`© 2025 The Associated Press. All rights reserved.`; the outlet's own line says nothing."""
    found = _COPYRIGHT.match(line) or _DPA_FOOT.match(line)
    if not found or len(line) > 400:
        return
    words = re.split(r"[\s,.;|]+", found["rest"])
    for size in range(min(4, len(words)), 0, -1):
        name = " ".join(words[:size])
        key = agencies.by_name(name)
        if key and not who.is_self(name):
            yield Statement(kind="copyright", name=agencies.title(key), agency=key, evidence=line, confidence=0.9)
            return


def _sections(urls: list[str], agencies: Agencies) -> Iterator[Statement]:
    """Wire sections in the page's own address and in those it credits: they say agency copy, seldom whose."""
    for url in urls:
        if section := agencies.section(url):
            name = agencies.title(section.agency) if section.agency else None
            yield Statement(kind="section", name=name, agency=section.agency, evidence=section.part, confidence=0.4)
