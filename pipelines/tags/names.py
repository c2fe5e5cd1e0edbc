"""People and organisations named in a text, by rules over capitals. What is in doubt is left out.

A person: two to four words with capitals, the first a known given name, or the whole after a title (President, Dr). An
organisation: a known name, or words with capitals around a word such as University, Ministerio or Court.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pipelines.tags.places import Gazetteer, lines
from pipelines.tags.words import Words, fold_name

PARTICLES = frozenset("de del la las los da do dos das di van von der den bin ben ibn al el ul abu le du".split())
"""Small words inside a person's name."""
LINKS = frozenset("of for the and de del la las los da do dos das e y di della delle du des et der des für fur".split())
"""Small words inside an organisation's name."""
TITLES = frozenset(
    """president presidente presidenta minister ministro ministra secretary secretario secretaria senator senador senadora
    chancellor canciller governor gobernador gobernadora mayor alcalde alcaldesa general colonel coronel captain dr dra mr mrs ms
    sir professor profesor profesora judge juez jueza diputado diputada ministre kanzler herr frau signor doctor doctora rey reina
    queen king prince princess principe princesa pope papa sheikh ayatollah imam obispo cardenal sr sra""".split()
)
"""Words before a name that make it a person's."""
NO_SURNAME = frozenset(
    """street road avenue university college school hospital stadium park airport bridge square house foundation award awards prize
    cup league trophy county city town island islands river lake church cathedral centre center museum theatre theater day week
    festival show company inc ltd plc group bank court committee council police department ministry party agency association club
    united fc act law report news times post today daily universidad calle avenida escuela hospital estadio parque aeropuerto
    fundacion premio copa liga trofeo ciudad isla rio lago iglesia museo teatro dia empresa banco comite consejo policia partido
    bay beach hills valley mountain mount road lane prison palace tower hotel inn monday tuesday wednesday thursday friday saturday
    sunday january february march april june july august september october november december""".split()
)
"""Words that end the name of something else than a person."""
BEFORE_A_PLACE = frozenset("san santa santo saint st sao port fort lake mount calle avenida plaza rio villa puerto monte rua rue via".split())
HEADS = frozenset(
    """university ministry bank committee council court institute agency association federation commission department college
    foundation authority organisation organization union congress senate parliament academy corporation society board office
    universidad ministerio banco comite consejo tribunal corte instituto agencia asociacion federacion comision departamento
    fundacion autoridad organizacion sindicato congreso senado parlamento academia secretaria fiscalia procuraduria partido
    universidade ministerio conselho associacao federacao comissao fundacao autoridade organizacao congresso academia secretaria
    universite ministere banque comite conseil cour institut agence association federation commission fondation
    ministerium universitat universita ministero consiglio corte istituto agenzia associazione federazione commissione""".split()
)
"""Words with a capital that make the words with capitals around them an organisation."""


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
        longest: dict[str, int] = {}
        for name in names:
            first = name.partition(" ")[0]
            longest[first] = max(longest.get(first, 0), name.count(" ") + 1)
        return cls(names=names, longest=longest)

    def at(self, words: Words, index: int) -> int:
        """Number of words of the known organisation that begins at a word; 0 for none."""
        for length in range(min(self.longest.get(words.folded[index], 0), len(words) - index), 0, -1):
            shout = self.names.get(" ".join(words.folded[index : index + length]))
            if shout is not None and words.joined(index, length) and words.capital(index):
                return length if not shout or all(word.isupper() for word in words.raw[index : index + length]) else 0
        return 0


def people(words: Words, gazetteer: Gazetteer) -> list[str]:
    """Full names of people, as first written."""
    return _distinct(words, _spans_of_people(words, gazetteer))


def organisations(words: Words, known: NamedOrganisations) -> list[str]:
    """Names of organisations, as first written."""
    return _distinct(words, _spans_of_organisations(words, known))


def _spans_of_people(words: Words, gazetteer: Gazetteer) -> Iterator[tuple[int, int]]:
    index = 0
    while index < len(words):
        length = _person(words, index, gazetteer.given) if words.capital(index) else 0
        if length and not gazetteer.is_place(words, index, length):
            yield index, length
        index += length or 1


def _person(words: Words, index: int, given: frozenset[str]) -> int:
    before = words.folded[index - 1] if index and words.gap(index - 1) in (" ", ". ") else ""
    if words.folded[index] not in given and before not in TITLES:
        return 0
    if before in BEFORE_A_PLACE or words.folded[index] in NO_SURNAME | TITLES:
        return 0
    length = _run(words, index, PARTICLES, 4)
    inside = words.folded[index + 1 : index + length]
    if length < 2 or any(word in NO_SURNAME or word in HEADS for word in inside) or words.raw[index].isdigit():
        return 0
    return length


def _run(words: Words, index: int, small: frozenset[str], most: int) -> int:
    """Number of words from `index` that have capitals or are small words between such; no more than `most` capitals."""
    length, capitals, end = 1, 1, 1
    while index + length < len(words) and capitals < most and _joins(words, index + length - 1):
        if words.capital(index + length):
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
    index = 0
    while index < len(words):
        if not words.capital(index):
            index += 1
            continue
        named = known.at(words, index)
        length = named or _run(words, index, LINKS, 6)
        if named or _is_organisation(words.folded[index : index + length]):
            yield index, length
        index += length if named or length > 1 else 1


def _is_organisation(folded: list[str]) -> bool:
    """Whether one of the words makes an organisation of several: first (Ministry of Defence) or last (Harvard University)."""
    return len(folded) > 1 and (folded[0] in HEADS or folded[-1] in HEADS) and not folded[-1].isdigit()


def _distinct(words: Words, spans: Iterator[tuple[int, int]]) -> list[str]:
    first: dict[str, str] = {}
    for index, length in spans:
        first.setdefault(" ".join(words.folded[index : index + length]), words.written(index, length))
    return list(first.values())
