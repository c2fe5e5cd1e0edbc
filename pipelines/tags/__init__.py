"""Tags: the language of a text, the countries and places it is about, the names in it, its topics."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pipelines.article import Rejected, Topic
from pipelines.tags.about import Geography, Setting, geography
from pipelines.tags.language import language_of
from pipelines.tags.names import NamedOrganisations, organisations, people
from pipelines.tags.places import Gazetteer
from pipelines.tags.topics import Topics
from pipelines.tags.words import Words

if TYPE_CHECKING:
    from pipelines.draft import Draft, Knowledge

LOOKED_AT = 10_000
"""Characters of a text that are looked at."""
SEGMENT = re.compile(r"[^\W\d_]+(?:[-_][^\W\d_]+){0,2}")
"""A URL segment that can be a section: one to three words, no date, number or headline."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """What is tagged."""

    title: str = ""
    """Headline."""
    text: str = ""
    """Clean text, standfirst first."""
    url: str = ""
    """Its address; the segments of its path are evidence of topics."""
    section: str | None = None
    """The outlet's section."""
    keywords: tuple[str, ...] = ()
    """The publisher's keywords."""
    home: str | None = None
    """ISO 3166-1 code of the outlet's country."""
    hints: tuple[str | None, ...] = ()
    """What page and source say of the language, in order of trust."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tags:
    """What was found."""

    language: str | None
    """ISO 639-1 code; None where it could not be told."""
    told_by: str
    """`text`, or `hint`."""
    geography: Geography
    """Countries and places."""
    people: list[str] = field(default_factory=list)
    """Names as first written."""
    organisations: list[str] = field(default_factory=list)
    """Names as first written."""
    topics: list[Topic] = field(default_factory=list)
    """Highest score first."""


def tags_of(piece: Piece, gazetteer: Gazetteer, topics: Topics) -> Tags:
    """All tags of a piece. Pure; the lists it goes by are read once in a process."""
    code, told_by = language_of(piece.title, piece.text, piece.hints)
    title, text = Words.of(piece.title), Words.of(piece.text[:LOOKED_AT])
    return Tags(
        language=code,
        told_by=told_by,
        geography=geography(title, text, gazetteer, Setting(home=piece.home, language=code)),
        people=people(text, gazetteer),
        organisations=organisations(text, _organisations()),
        topics=topics.of(title, text, code, evidence(piece)),
    )


def evidence(piece: Piece) -> list[str]:
    """Section, URL segments that look like sections, and keywords."""
    path = urlsplit(piece.url).path.split("/")[:-1] if piece.url else []
    segments = [segment for segment in path if SEGMENT.fullmatch(segment)]
    return [*([piece.section] if piece.section else []), *segments, *piece.keywords]


def tag(draft: Draft, knowledge: Knowledge) -> Rejected | None:
    """READ stage: fills in language, countries, places, people, organisations and topics."""
    article = draft.article
    found = tags_of(_piece(draft), knowledge.gazetteer, knowledge.topics)
    article.language = found.language
    article.countries, article.countries_mentioned = found.geography.countries, found.geography.mentioned
    article.places = found.geography.places
    article.people, article.organisations, article.topics = found.people, found.organisations, found.topics
    if found.language:
        article.provenance["language"] = found.told_by
    for name in ("countries", "countries_mentioned", "places", "people", "organisations", "topics"):
        if getattr(article, name):
            article.provenance[name] = "text"
    return None


def _piece(draft: Draft) -> Piece:
    article, source = draft.article, draft.source
    page_says = draft.tree.get("lang") if draft.tree is not None else None
    link_says = draft.page.link.language if draft.page.link else None
    return Piece(
        title=article.title or "",
        text="\n".join(part for part in (article.subtitle, article.text) if part),
        url=article.url,
        section=article.section,
        keywords=tuple(article.keywords),
        home=source.country if source else None,
        hints=(page_says, link_says, source.language if source else None),
    )


@lru_cache(maxsize=1)
def _organisations() -> NamedOrganisations:
    return NamedOrganisations.shipped()
