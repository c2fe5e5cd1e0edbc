"""Which countries a text is about, and which it only mentions.

Every name speaks for its country with a weight by its kind and by where it stands: the title most, then the lead. A
country is what a text is about when it stands in the title, or holds a good share of all that was said. The dateline
says where a reporter sat, not what the text is about, and is passed over.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pipelines.tags.places import Entry, Gazetteer, Mention, NameKind
from pipelines.tags.words import Words

WEIGHT: dict[NameKind, float] = {
    "name": 1.0, "people": 0.8, "metonym": 0.8, "region": 0.7, "body": 0.7, "person": 0.7, "capital": 0.6, "city": 0.5,
}  # fmt: skip
TITLE = 3.0
"""How much more a name in the title weighs than one in the body."""
LEAD, LEAD_SHARE = 1.6, 0.12
"""The same for the head of the text, and how much of it the head is, in characters (at least LEAD_LEAST)."""
LEAD_LEAST = 450
TAIL, TAIL_SHARE = 0.6, 0.8
"""The same for the tail, where background stands, and where it begins."""
LEAST = 2.2
"""Weight below which a country is not what a text is about."""
SHARE = 0.27
"""Share of the weight of all countries below which it is not."""
TITLE_SHARE = 0.12
"""The same for a country in the title."""
KNOWN_CITY = 300_000
"""Inhabitants from which a city speaks for its country though nothing else in the text does."""
CLEARLY_LARGER = 3
"""How many times larger than its namesakes a city must be to be meant without a word more."""
DATELINE = re.compile(
    r"\A\s*(?:[A-ZÀ-Ý][\w'’.,/ -]{1,60}?(?:,? [^\n()]{1,25})?\([^()\n]{2,40}\)\s*[-–—.:]+"  # MADRID, 25 Jul. (EUROPA PRESS) -
    r"|[A-ZÀ-Ý][A-ZÀ-Ý .,/'’-]{2,40}[A-ZÀ-Ý.](?:, [\w. ]{3,15})?\s*[—–:-]\s)"  # LONDON, March 7 —
)
PUBLIC_LIFE = {
    "en": "government minister police council councillor court mayor election elections voters parliament lawmakers federal sheriff county county's taxpayers residents ministry nationwide magistrates",
    "es": "gobierno ministro ministra policia ayuntamiento alcalde alcaldesa eleccion elecciones electoral electorales candidato candidata diputado diputados senador senadores congreso fiscalia presidente presidencial secretaria gobernador municipio partido ciudadanos juez tribunal procuraduria",
    "pt": "governo ministro ministra policia prefeitura prefeito eleicao eleicoes candidato deputado deputados senador camara tribunal justica governador presidente municipio",
    "fr": "gouvernement ministre police mairie maire election elections depute deputes senat tribunal prefecture",
    "de": "regierung minister ministerin polizei gericht burgermeister wahl wahlen abgeordnete landtag gemeinde",
    "it": "governo ministro polizia comune sindaco elezioni deputati senato tribunale procura regione",
}
PUBLIC = {language: frozenset(words.split()) for language, words in PUBLIC_LIFE.items()}
PUBLIC_LEAST = 3
"""Words of public life a text that names no country must have to be at home."""


@dataclass(slots=True, kw_only=True)
class Geography:
    """What a text says of places."""

    countries: list[str] = field(default_factory=list)
    """Codes of the countries it is about, most important first."""
    mentioned: list[str] = field(default_factory=list)
    """Codes of all countries that occur, most important first."""
    places: list[str] = field(default_factory=list)
    """Cities and regions as first written."""


@dataclass(slots=True)
class _Found:
    mention: Mention
    place: float
    """Weight of where it stands."""
    part: Words
    """The title's words or the text's."""


def geography(title: Words, text: Words, gazetteer: Gazetteer, *, home: str | None, language: str | None) -> Geography:
    """Countries and places of a text.

    home: code of the outlet's country, which decides between cities of one name; language: ISO 639-1 code of the text.
    """
    found = [_Found(mention, TITLE, title) for mention in gazetteer.find(title, language)]
    skipped = _dateline_end(text.text)
    for mention in gazetteer.find(text, language):
        start = text.starts[mention.index]
        if start >= skipped:
            found.append(_Found(mention, _position(start, len(text.text)), text))
    sure = Counter(one.mention.entries[0].code for one in found if _certain(one.mention))
    chosen = [(one, entry) for one in found if (entry := choose(one.mention.entries, sure, home))]
    return _weigh(chosen, title, text, home=home, language=language)


def choose(entries: Sequence[Entry], sure: Counter[str], home: str | None) -> Entry | None:
    """The meaning of a name: one the text speaks of anyway, then the outlet's own, then the largest; None: too obscure.

    sure: how often the text names each country beyond doubt.
    """
    if len({entry.code for entry in entries}) == 1 and entries[0].kind not in ("city", "capital"):
        return entries[0]
    named = [entry for entry in entries if sure[entry.code]]
    if named:
        return max(named, key=lambda entry: (sure[entry.code] + (entry.code == home), entry.size))
    for entry in entries:
        if entry.code == home:
            return entry
    if entries[-1].kind == "name":
        return entries[-1]
    first, *others = sorted((entry.size or KNOWN_CITY for entry in entries), reverse=True)
    largest = max(entries, key=lambda entry: entry.size or KNOWN_CITY)
    unlike = first >= CLEARLY_LARGER * others[0] if others else first >= KNOWN_CITY
    return largest if largest.kind == "capital" or (unlike and first >= KNOWN_CITY) else None


def _certain(mention: Mention) -> bool:
    first = mention.entries[0]
    return first.kind not in ("city", "capital") and len({entry.code for entry in mention.entries}) == 1


def _dateline_end(text: str) -> int:
    match = DATELINE.match(text[:160])
    return match.end() if match else 0


def _position(start: int, length: int) -> float:
    if start < max(LEAD_LEAST, LEAD_SHARE * length):
        return LEAD
    return TAIL if start > TAIL_SHARE * length and length > 2 * LEAD_LEAST else 1.0


def _weigh(
    chosen: Sequence[tuple[_Found, Entry]], title: Words, text: Words, *, home: str | None, language: str | None
) -> Geography:
    weights: Counter[str] = Counter()
    in_title: set[str] = set()
    for one, entry in chosen:
        weights[entry.code] += WEIGHT[entry.kind] * one.place
        if one.part is title:
            in_title.add(entry.code)
    ranked = [code for code, _ in weights.most_common()]
    about = [code for code in ranked if _is_about(code, weights, in_title)]
    if not about and home and not _abroad(weights, home) and _at_home(text, language):
        about = [home]
        ranked = list(dict.fromkeys([home, *ranked]))
    return Geography(countries=about, mentioned=ranked, places=_places(chosen))


def _is_about(code: str, weights: Counter[str], in_title: set[str]) -> bool:
    share = weights[code] / weights.total()
    if code in in_title:
        return share >= TITLE_SHARE
    return weights[code] >= LEAST and share >= SHARE


def _abroad(weights: Counter[str], home: str) -> bool:
    return any(weight >= LEAST for code, weight in weights.items() if code != home)


def _at_home(text: Words, language: str | None) -> bool:
    """Whether a text that names no country tells of public life, and so of the outlet's own country."""
    public = PUBLIC.get(language or "", frozenset())
    return sum(word in public for word in text.folded) >= PUBLIC_LEAST


def _places(chosen: Iterable[tuple[_Found, Entry]]) -> list[str]:
    names = {}
    for one, entry in chosen:
        if entry.kind in ("city", "capital", "region"):
            written = one.part.written(one.mention.index, one.mention.count)
            names.setdefault(" ".join(one.part.folded[one.mention.index : one.mention.index + one.mention.count]), written)
    return list(names.values())
