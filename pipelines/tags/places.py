"""Names of countries, peoples and places in a text, by the gazetteer shipped beside this module.

A dictionary of folded names, looked up longest first at every word that can begin one: one pass over the words, like an
automaton over the letters, but with word boundaries and capitals at hand and a twentieth of its time to set up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple, cast

from pipelines.tags.lists import lines, openings, word_lists
from pipelines.tags.words import Words, fold_name

NameKind = Literal["name", "people", "region", "metonym", "body", "person", "capital", "city", "shield"]
CAPITALISED_PEOPLES = frozenset({"en"})
"""Languages that write peoples and their adjectives with a capital: elsewhere `polish` may be Polish."""
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
    capitals: bool = False
    """Whether every word must be in capitals throughout (US, EEUU)."""
    size: int = 0
    """Inhabitants, where it is a city or region."""


@dataclass(frozen=True, slots=True)
class Mention:
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
    seconds: Mapping[str, AbstractSet[str]]
    """First word of a name of several words -> the words that stand second in such names."""
    given: frozenset[str]
    """Folded given names: what follows one is a surname."""

    @classmethod
    def shipped(cls) -> Gazetteer:
        """The gazetteer that comes with the package."""
        names: dict[str, tuple[Entry, ...]] = {}
        for name, entry in _all_entries():
            names[name] = (*names.get(name, ()), entry)
        longest, seconds = openings(names)
        given = frozenset(word for line in lines("given.txt") for word in line.split())
        return cls(names=names, longest=longest, seconds=seconds, given=given)

    def find(self, words: Words, language: str | None) -> Iterator[Mention]:
        """Every name in a text, longest first, none overlapping; shields are passed over."""
        free = 0
        for index in self._beginnings(words):
            mention = self._at(words, index, language) if index >= free else None
            if mention:
                free = index + mention.count
                if mention.entries[0].kind != "shield":
                    yield mention

    def _beginnings(self, words: Words) -> list[int]:
        """Where a name may begin: at a name of one word, or at the first two words of a longer one."""
        names, seconds, longest = self.names, self.seconds, self.longest
        return [
            place
            for place, (word, follower) in enumerate(words.pairs())
            if word in longest and (word in names or follower in seconds.get(word, ()))
        ]

    def is_place(self, words: Words, index: int, count: int) -> bool:
        """Whether exactly these words are the name of a place."""
        entries = self.names.get(" ".join(words.folded[index : index + count]), ())
        return any(entry.kind not in ("person", "people") for entry in entries)

    def _at(self, words: Words, index: int, language: str | None) -> Mention | None:
        for length in range(min(self.longest[words.folded[index]], len(words) - index), 0, -1):
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
        name = (
            words.capital[index + 1]
            and follower not in self.longest
            and follower not in word_lists()["place.followers"]
        )
        return name and not words.title_case

    def _names_before(self, words: Words, index: int, entries: tuple[Entry, ...]) -> bool:
        lists, word = word_lists(), words.folded[index - 1]
        opens = words.opens_sentence(index - 1)
        if not words.capital[index - 1] or (word in lists["given.verbs"] and opens):
            return False
        initial = len(word) == 1 and words.gap(index - 1) == ". "
        if word in self.given or word in lists["surname.titles"] or initial:
            return True
        unknown = word not in self.longest and word not in lists["place.openers"] and not opens
        return unknown and not words.title_case and entries[0].kind == "city" and entries[0].size < REGION_SIZE


def _fits(entry: Entry, words: Words, span: tuple[int, int], language: str | None) -> bool:
    index, length = span
    if entry.languages is not None and language is not None and language not in entry.languages:
        return False
    if entry.capitals:
        whispered = length == 1 and len(words.raw[index]) < 4 and words.shouting
        return not whispered and all(word.isupper() for word in words.raw[index : index + length])
    if entry.kind != "people":
        return words.capital[index]
    spoken = index > 0 and words.folded[index - 1] in word_lists()["language.before"] and not words.capital[index - 1]
    return not spoken and (language not in CAPITALISED_PEOPLES or words.capital[index])


def _all_entries() -> Iterator[tuple[str, Entry]]:
    """Shields and signs first, then countries and peoples, then cities, the largest first."""
    for line in lines("signs.tsv"):
        code, kind, languages, names = line.split("\t")
        for name in names.split("|"):
            entry = Entry(code, cast("NameKind", kind), _codes(languages), name.startswith("="), REGION_SIZE)
            yield fold_name(name), entry
    for line in lines("countries.tsv"):
        name, code, kind, languages = line.split("\t")
        yield name, Entry(code, cast("NameKind", kind), _codes(languages))
    for line in lines("cities.tsv"):
        name, code, size, kind, languages = line.split("\t")
        yield name, Entry(code, cast("NameKind", kind), _codes(languages), size=int(size))


@lru_cache(maxsize=64)
def _codes(languages: str) -> frozenset[str] | None:
    return None if languages == "*" else frozenset(languages.split(","))
