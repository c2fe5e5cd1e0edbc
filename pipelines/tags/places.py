"""Names of countries, peoples and places in a text, by the gazetteer shipped beside this module.

A dictionary of folded names, looked up longest first at every word that can begin one: one pass over the words, like an
automaton over the letters, but with word boundaries and capitals at hand and a twentieth of its time to set up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Literal, NamedTuple

from pipelines.tags.words import Words, fold_name

NameKind = Literal["name", "people", "region", "metonym", "body", "person", "capital", "city", "shield"]
CAPITALISED_PEOPLES = frozenset({"en"})
"""Languages that write peoples and their adjectives with a capital: elsewhere `polish` may be Polish."""
SPOKEN = frozenset({"in", "en", "em", "au", "auf", "idioma", "lengua", "language", "langue", "lingua", "habla", "speak", "speaks", "speaking"})
"""Words after which the name of a people is that of its language."""
VERBS = frozenset({"will", "mark", "rose", "grant", "hope", "sue", "bill", "rob", "drew", "may", "pat", "grace", "ray", "max"})
"""Given names that are ordinary words where they open a sentence."""
TITLES = frozenset("mr mrs ms dr sir secretary senator president minister judge general sr sra don dona senor senora herr frau".split())
"""Words with a capital before a surname: Secretary Austin is no city."""
FOLLOWERS = frozenset(
    """agreement accord accords airport army attack attacks authorities ballet bank border bridge bureau city club council county
    court embassy fashion film football force game games governor government half hospital international king marathon mayor metro
    metropolitan minister motor olympic olympics open opera people police port president prime prison river school share state
    stock street summit supreme tribunal u university valley week zoo""".split()
)
"""Words with a capital after a place, so that it is no given name: Paris Agreement, Orlando Police."""
REGION_SIZE = 1_000_000
"""Inhabitants that a region counts as against cities of the same name."""


class Entry(NamedTuple):
    """One meaning of a name."""

    code: str
    """ISO 3166-1 alpha-2; '-' for a shield."""
    kind: NameKind
    """What sort of name it is; see signs.tsv."""
    languages: frozenset[str] | None
    """Languages in which it means this; None: all."""
    capitals: bool
    """Whether every word must be in capitals throughout (US, EEUU)."""
    size: int
    """Inhabitants, where it is a city or region."""


class Mention(NamedTuple):
    """A name found in a text."""

    index: int
    """Its first word."""
    count: int
    """How many words it has."""
    entries: tuple[Entry, ...]
    """Its possible meanings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gazetteer:
    """Names of countries, their people, capitals and cities."""

    names: Mapping[str, tuple[Entry, ...]]
    """Folded name -> its meanings."""
    longest: Mapping[str, int]
    """First word of a name -> number of words in the longest name it begins."""
    given: frozenset[str]
    """Folded given names: what follows one is a surname."""
    sentence_words: frozenset[str]
    """Folded words that open sentences and titles and are no part of a name."""

    @classmethod
    def shipped(cls) -> Gazetteer:
        """The gazetteer that comes with the package."""
        names: dict[str, tuple[Entry, ...]] = {}
        longest: dict[str, int] = {}
        for name, entry in _all_entries():
            names[name] = (*names.get(name, ()), entry)
            first, spaces = name.partition(" ")[0], name.count(" ")
            if longest.get(first, 0) <= spaces:
                longest[first] = spaces + 1
        given = frozenset(word for line in lines("given.txt") for word in line.split())
        ordinary = frozenset(word for line in lines("openers.txt") for word in line.split())
        return cls(names=names, longest=longest, given=given, sentence_words=ordinary)

    def find(self, words: Words, language: str | None) -> Iterator[Mention]:
        """Every name in a text, longest first, none overlapping; shields are passed over."""
        index, longest = 0, self.longest
        while index < len(words):
            count = longest.get(words.folded[index], 0)
            mention = self._at(words, index, count, language) if count else None
            if mention and mention.entries[0].kind != "shield":
                yield mention
            index += mention.count if mention else 1

    def is_place(self, words: Words, index: int, count: int) -> bool:
        """Whether exactly these words are the name of a place."""
        entries = self.names.get(" ".join(words.folded[index : index + count]), ())
        return any(entry.kind not in ("person", "people") for entry in entries)

    def _at(self, words: Words, index: int, count: int, language: str | None) -> Mention | None:
        for length in range(min(count, len(words) - index), 0, -1):
            entries = self.names.get(" ".join(words.folded[index : index + length]))
            if entries and words.joined(index, length):
                fitting = tuple(entry for entry in entries if _fits(entry, words, (index, length), language))
                if fitting and not self._is_person(words, index, length, fitting):
                    return Mention(index, length, fitting)
        return None

    def _is_person(self, words: Words, index: int, length: int, entries: tuple[Entry, ...]) -> bool:
        """Whether what looks like a place is part of a person's name: Jack London, Paris Hilton."""
        if entries[0].kind in ("people", "person", "metonym", "body", "shield") or length > 1:
            return False
        if index and words.gap(index - 1) in (" ", ". ") and self._names_before(words, index, entries):
            return True
        if words.folded[index] not in self.given or index + 1 >= len(words) or words.gap(index) != " ":
            return False
        follower = words.folded[index + 1]
        name = words.capital(index + 1) and follower not in self.longest and follower not in FOLLOWERS
        return name and not words.title_case

    def _names_before(self, words: Words, index: int, entries: tuple[Entry, ...]) -> bool:
        word, opens = words.folded[index - 1], words.opens_sentence(index - 1)
        if not words.capital(index - 1) or (word in VERBS and opens):
            return False
        if word in self.given or word in TITLES or (len(word) == 1 and words.gap(index - 1) == ". "):
            return True
        unknown = word not in self.longest and word not in self.sentence_words and not opens
        return unknown and not words.title_case and entries[0].kind == "city" and entries[0].size < REGION_SIZE


def _fits(entry: Entry, words: Words, span: tuple[int, int], language: str | None) -> bool:
    index, length = span
    if entry.languages is not None and language is not None and language not in entry.languages:
        return False
    if entry.capitals:
        whispered = length == 1 and len(words.raw[index]) < 4 and words.shouting
        return not whispered and all(word.isupper() for word in words.raw[index : index + length])
    if entry.kind != "people":
        return words.capital(index)
    spoken = index > 0 and words.folded[index - 1] in SPOKEN and not words.capital(index - 1)
    return not spoken and (language not in CAPITALISED_PEOPLES or words.capital(index))


def _all_entries() -> Iterator[tuple[str, Entry]]:
    """Shields and signs first, then countries and peoples, then cities, the largest first."""
    for line in lines("signs.tsv"):
        code, kind, languages, names = line.split("\t")
        for name in names.split("|"):
            yield fold_name(name), Entry(code, kind, _codes(languages), name.startswith("="), REGION_SIZE)
    for line in lines("countries.tsv"):
        name, code, kind, languages = line.split("\t")
        yield name, Entry(code, kind, _codes(languages), False, 0)
    for line in lines("cities.tsv"):
        name, code, size, kind, languages = line.split("\t")
        yield name, Entry(code, kind, _codes(languages), False, int(size))


@lru_cache(maxsize=64)
def _codes(languages: str) -> frozenset[str] | None:
    return None if languages == "*" else frozenset(languages.split(","))


def lines(name: str) -> Iterator[str]:
    """The lines of a data file beside this module, without comments."""
    text = resources.files(__package__ or __name__).joinpath(name).read_text(encoding="utf-8")
    return (line for line in text.splitlines() if line and not line.startswith("#"))
