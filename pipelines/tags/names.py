"""People and organisations named in a text, by rules over capitals. What is in doubt is left out.

A person: two to four words with capitals, the first a known given name, or the whole after a title (President, Dr). An
organisation: a known name, or words with capitals around a word such as University, Ministerio or Court.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pipelines.tags.lists import lines, openings, word_lists
from pipelines.tags.places import Gazetteer
from pipelines.tags.words import Words, fold_name


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedOrganisations:
    """Organisations known by name."""

    names: Mapping[str, bool]
    """Folded name -> whether it counts only in capitals."""
    longest: Mapping[str, int]
    """First word -> number of words in the longest name it begins."""

    @classmethod
    def shipped(cls) -> NamedOrganisations:
        """The list that comes with the package."""
        names = {
            fold_name(name): name.startswith("=")
            for line in lines("organisations.tsv")
            for name in line.split("\t")[1].split("|")
        }
        return cls(names=names, longest=openings(names)[0])

    def at(self, words: Words, index: int) -> int:
        """Number of words of the known organisation that begins at a word; 0 for none."""
        for length in range(min(self.longest.get(words.folded[index], 0), len(words) - index), 0, -1):
            shout = self.names.get(" ".join(words.folded[index : index + length]))
            if shout is not None and words.joined(index, length) and words.capital[index]:
                return length if not shout or all(word.isupper() for word in words.raw[index : index + length]) else 0
        return 0


def people(words: Words, gazetteer: Gazetteer) -> list[str]:
    """Full names of people, as first written."""
    return _distinct(words, _spans_of_people(words, gazetteer))


def organisations(words: Words, known: NamedOrganisations) -> list[str]:
    """Names of organisations, as first written."""
    return _distinct(words, _spans_of_organisations(words, known))


def _spans_of_people(words: Words, gazetteer: Gazetteer) -> Iterator[tuple[int, int]]:
    free, given, titles = 0, gazetteer.given, word_lists()["person.titles"]
    before = ["", *words.folded[:-1]]
    for index in [
        place
        for place, capital in enumerate(words.capital)
        if capital and (words.folded[place] in given or before[place] in titles)
    ]:
        length = _person(words, index, gazetteer.given) if index >= free else 0
        if length:
            free = index + length
            if not gazetteer.is_place(words, index, length):
                yield index, length


def _person(words: Words, index: int, given: frozenset[str]) -> int:
    """Number of words of the person's name that begins at a word; 0 for none."""
    lists, word = word_lists(), words.folded[index]
    before = words.folded[index - 1] if index and words.gap(index - 1) in (" ", ". ") else ""
    if word not in given and before not in lists["person.titles"]:
        return 0
    never = lists["person.never"]
    if before in lists["place.before"] or word in never or word in lists["person.titles"]:
        return 0
    length = _run(words, index, lists["person.particles"], 4)
    inside = words.folded[index + 1 : index + length]
    if length < 2 or any(word in never or word in lists["organisation.heads"] for word in inside):
        return 0
    return length


def _run(words: Words, index: int, small: frozenset[str], most: int) -> int:
    """Number of words from `index` that have capitals or are small words between such; no more than `most` capitals."""
    length, capitals, end = 1, 1, 1
    while index + length < len(words) and capitals < most and _joins(words, index + length - 1):
        if words.capital[index + length]:
            capitals, end = capitals + 1, length + 1
        elif words.folded[index + length] not in small:
            break
        length += 1
    return end


def _joins(words: Words, index: int) -> bool:
    """Whether a word and the next can belong to one name; a point only after an initial."""
    gap = words.gap(index)
    return gap in (" ", "-", "'", "’") or (gap == ". " and len(words.raw[index]) == 1)


def _spans_of_organisations(words: Words, known: NamedOrganisations) -> Iterator[tuple[int, int]]:
    free, links, openers = 0, word_lists()["organisation.links"], word_lists()["organisation.openers"]
    for index in _may_open(words, known, links):
        if index < free or words.folded[index] in openers:
            continue
        named = known.at(words, index)
        length = named or _run(words, index, links, 6)
        free = index + length
        if named or _is_organisation(words.folded[index:free]):
            yield index, length


def _may_open(words: Words, known: NamedOrganisations, links: frozenset[str]) -> list[int]:
    """Words with capitals that begin a known name, or that another word of a name may follow."""
    longest, capitals = known.longest, [*words.capital, False]
    return [
        place
        for place, (word, follower) in enumerate(words.pairs())
        if capitals[place] and (capitals[place + 1] or follower in links or word in longest)
    ]


def _is_organisation(folded: list[str]) -> bool:
    """Whether the first (Ministry of ...) or last (... University) of several words makes them an organisation."""
    heads = word_lists()["organisation.heads"]
    return len(folded) > 1 and (folded[0] in heads or folded[-1] in heads)


def _distinct(words: Words, spans: Iterator[tuple[int, int]]) -> list[str]:
    first: dict[str, str] = {}
    for index, length in spans:
        first.setdefault(" ".join(words.folded[index : index + length]), words.written(index, length))
    return list(first.values())
