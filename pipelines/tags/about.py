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

from pipelines.tags.lists import word_lists
from pipelines.tags.places import Entry, Gazetteer, Mention, NameKind
from pipelines.tags.words import Words, fold_name

POINTS: dict[NameKind, int] = {
    "name": 100, "people": 80, "metonym": 80, "region": 70, "body": 70, "person": 70, "capital": 60, "city": 50,
}  # fmt: skip
"""What one name in the body says for its country."""
TITLE = 3.0
"""How much more a name in the title weighs than one in the body."""
LEAD, LEAD_SHARE = 1.6, 0.12
"""The same for the head of the text, and how much of it the head is, in characters (at least LEAD_LEAST)."""
LEAD_LEAST = 450
TAIL, TAIL_SHARE = 0.6, 0.8
"""The same for the tail, where background stands, and where it begins."""
LEAST = 220
"""Points below which a country is not what a text is about."""
SHARE = 0.27
"""Share of the points of all countries below which it is not."""
TITLE_SHARE = 0.12
"""The same for a country in the title."""
KNOWN_CITY = 300_000
"""Inhabitants from which a city speaks for its country though nothing else in the text does."""
CLEARLY_LARGER = 3
"""How many times larger than its namesakes a city must be to be meant without a word more."""
DATELINE = re.compile(
    r"\A\s*(?:[A-ZÀ-Ý][\w'’.,/ -]{1,60}?(?:,? [^\n()]{1,25})?\([^()\n]{2,40}\)\s*[-–—.:]+"
    r"|[A-ZÀ-Ý][A-ZÀ-Ý .,/'’-]{2,40}[A-ZÀ-Ý.](?:, [\w. ]{3,15})?\s*[—–:-]\s)"
)
"""`MADRID, 25 Jul. (EUROPA PRESS) -`, or `LONDON, March 7 —`."""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What is known of a text beside its words."""

    home: str | None = None
    """ISO 3166-1 code of the outlet's country, which decides between cities of one name."""
    language: str | None = None
    """ISO 639-1 code of the text."""


@dataclass(slots=True)
class _Found:
    mention: Mention
    place: float
    """How much more a name counts where it stands."""
    part: Words
    """The title's words or the text's."""


def geography(title: Words, text: Words, gazetteer: Gazetteer, setting: Setting) -> Geography:
    """Countries and places of a text."""
    chosen = _chosen((title, text), gazetteer, setting)
    weights: Counter[str] = Counter()
    for one, entry in chosen:
        weights[entry.code] += _points(one, entry)
    in_title = {entry.code for one, entry in chosen if one.part is title}
    about = [code for code, _ in weights.most_common() if _is_about(code, weights, in_title)]
    if not about and setting.home and _at_home(text, weights, setting):
        about = [setting.home]
    mentioned = list(dict.fromkeys([*about, *(code for code, _ in weights.most_common())]))
    return Geography(countries=about, mentioned=mentioned, places=_places(chosen))


def spoken_for(title: Words, text: Words, gazetteer: Gazetteer, setting: Setting) -> dict[str, list[str]]:
    """By the code of each country that is named: the names that spoke for it, as first written, weightiest first.

    A name that occurs more than once weighs what all of its places do.
    """
    points: dict[str, Counter[str]] = {}
    written: dict[str, str] = {}
    for one, entry in _chosen((title, text), gazetteer, setting):
        name = one.part.written(one.mention.index, one.mention.count)
        written.setdefault(fold_name(name), name)
        points.setdefault(entry.code, Counter())[fold_name(name)] += _points(one, entry)
    return {code: [written[name] for name, _ in names.most_common()] for code, names in points.items()}


def _chosen(parts: tuple[Words, Words], gazetteer: Gazetteer, setting: Setting) -> list[tuple[_Found, Entry]]:
    """The names of places in a title and a text, each with what it means there."""
    title, text = parts
    found = [_Found(mention, TITLE, title) for mention in gazetteer.find(title, setting.language)]
    skipped = _dateline_end(text.text)
    for mention in gazetteer.find(text, setting.language):
        start = text.starts[mention.index]
        if start >= skipped:
            found.append(_Found(mention, _position(start, len(text.text)), text))
    sure = Counter(one.mention.entries[0].code for one in found if _certain(one.mention))
    return [(one, entry) for one in found if (entry := choose(one.mention.entries, sure, setting.home))]


def _points(one: _Found, entry: Entry) -> int:
    return round(POINTS[entry.kind] * one.place)


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


def _is_about(code: str, weights: Counter[str], in_title: set[str]) -> bool:
    share = weights[code] / weights.total()
    if code in in_title:
        return share >= TITLE_SHARE
    return weights[code] >= LEAST and share >= SHARE


def _at_home(text: Words, weights: Counter[str], setting: Setting) -> bool:
    """Whether a text that dwells on no country tells of public life, and so of the outlet's own country."""
    if any(weight >= LEAST for code, weight in weights.items() if code != setting.home):
        return False
    public = word_lists().get(f"public.{setting.language}", frozenset())
    return sum(word in public for word in text.folded) >= PUBLIC_LEAST


def _places(chosen: Iterable[tuple[_Found, Entry]]) -> list[str]:
    names: dict[str, str] = {}
    for one, entry in chosen:
        if entry.kind in ("city", "capital", "region"):
            written = one.part.written(one.mention.index, one.mention.count)
            names.setdefault(fold_name(written), written)
    return list(names.values())
