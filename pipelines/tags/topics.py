"""Subjects of a text by the IPTC Media Topics, from the word lists of topics.toml.

Every topic has strong words and plain words per language. A word counts the more often it stands, but ever less; in the
title, the section and the publisher's keywords it counts more. A topic's points are its own and those of the topics
below it, so that a child always implies its parents.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from pipelines.article import Topic
from pipelines.errors import ConfigurationError
from pipelines.tags.learned import LearnedLanguage, learned_of
from pipelines.tags.words import Words, fold_name

CODE = re.compile(r"medtop:\d{8}")
POINTS = {"strong": 3.0, "words": 1.0}
"""What one word is worth."""
KEYS = frozenset({"code", "label", "parent", "sections"})
TITLE_COUNTS = 3
"""How often a word in the title counts as if it stood in the text."""
SECTION_POINTS = 8.0
"""What the outlet's own section is worth."""
HALF = 8.0
"""Points, in a text of USUAL_WORDS or fewer, at which the score is one half."""
USUAL_WORDS = 150
LEAST_SCORE = 0.2
"""Score from which a topic is given."""
LONGEST_STEM, SHORTEST_STEM = 14, 3
"""Letters of a beginning of words."""
KEPT = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicRule:
    """One topic of topics.toml."""

    code: str
    """`medtop:` and eight digits."""
    label: str
    """English label."""
    parents: tuple[int, ...]
    """Positions of the topics above it, nearest first."""


@dataclass(slots=True, kw_only=True)
class Lexicon:
    """The terms of one language: each gives the topics it speaks for, as (position, points)."""

    words: dict[str, list[tuple[int, float]]] = field(default_factory=dict)
    """Whole words."""
    stems: dict[str, list[tuple[int, float]]] = field(default_factory=dict)
    """Beginnings of words (`vacun*`)."""
    openings: set[str] = field(default_factory=set)
    """The first SHORTEST_STEM letters of all terms: a word that begins otherwise speaks for nothing."""
    phrases: dict[str, list[tuple[int, float]]] = field(default_factory=dict)
    """Several words, parted by single spaces."""
    longest: dict[str, int] = field(default_factory=dict)
    """First word of a phrase -> number of words in the longest it begins."""
    seconds: dict[str, set[str]] = field(default_factory=dict)
    """First word of a phrase -> the words that stand second in such phrases."""
    answers: dict[str, list[tuple[int, float]]] = field(default_factory=dict)
    """What `hits` answered, up to KEPT terms."""

    def add(self, term: str, topic: int, points: float) -> None:
        """Takes a folded term in."""
        self.openings.add(term.removesuffix("*")[:SHORTEST_STEM])
        if term.endswith("*"):
            self.stems.setdefault(term[:-1], []).append((topic, points))
        elif " " in term:
            self.phrases.setdefault(term, []).append((topic, points))
            first, second, *_ = term.split(" ")
            self.longest[first] = max(self.longest.get(first, 0), term.count(" ") + 1)
            self.seconds.setdefault(first, set()).add(second)
        else:
            self.words.setdefault(term, []).append((topic, points))

    def count(self, words: list[str], times: int = 1) -> Counter[str]:
        """How often each phrase stands in a text, and each word outside a phrase."""
        counts, free = Counter(words), 0
        seconds = self.seconds
        for index in [
            place
            for place, (word, follower) in enumerate(pairwise(words))
            if word in seconds and follower in seconds[word]
        ]:
            length = self._phrase(words, index) if index >= free else 0
            if length:
                free = index + length
                counts.subtract(words[index:free])
                counts[" ".join(words[index:free])] += 1
        if times == 1 and not free:
            return counts
        return Counter({term: count * times for term, count in counts.items() if count > 0})

    def _phrase(self, words: list[str], index: int) -> int:
        for length in range(self.longest[words[index]], 1, -1):
            if " ".join(words[index : index + length]) in self.phrases:
                return length
        return 0

    def hits(self, term: str) -> list[tuple[int, float]]:
        """What a term speaks for. Answers are kept, since most words of a text stood in an earlier one."""
        known = self.answers.get(term)
        if known is None:
            if len(self.answers) >= KEPT:
                self.answers.clear()
            known = self.answers[term] = self._look_up(term)
        return known

    def _look_up(self, term: str) -> list[tuple[int, float]]:
        if " " in term:
            return self.phrases.get(term, [])
        whole = self.words.get(term, [])
        for length in range(min(len(term), LONGEST_STEM), SHORTEST_STEM - 1, -1):
            if stem := self.stems.get(term[:length]):
                return _strongest([*whole, *stem])
        return whole


def _strongest(hits: Iterable[tuple[int, float]]) -> list[tuple[int, float]]:
    """Each topic once, with the most points."""
    most: dict[int, float] = {}
    for place, points in hits:
        most[place] = max(points, most.get(place, 0.0))
    return list(most.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class Topics:
    """The rules of topics.toml."""

    rules: tuple[TopicRule, ...] = ()
    """In the order of the file."""
    lexicons: Mapping[str, Lexicon] = field(default_factory=dict)
    """By language."""
    sections: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """Folded name of a section or URL segment -> topics."""
    learned: Mapping[str, LearnedLanguage] = field(default_factory=dict)
    """By language: what was learned from reviewed texts, where that did better than the rules."""

    @classmethod
    def from_table(cls, table: Mapping[str, Any], model: Mapping[str, Any] | None = None) -> Topics:
        """Reads the tables of topics.toml, one a topic; an empty table gives no topics.

        model: what `topics train` wrote into topics.model.json.
        Raises ConfigurationError for a table, key or model that cannot be used.
        """
        names = {name: place for place, name in enumerate(table)}
        rules = tuple(_rule(name, table, names) for name in table)
        lexicons: dict[str, Lexicon] = {}
        sections: dict[str, tuple[int, ...]] = {}
        for place, (name, topic) in enumerate(table.items()):
            for section in _terms(topic.get("sections", ""), f"[{name}] sections"):
                sections[section] = (*sections.get(section, ()), place)
            for language, lists in topic.items():
                if language not in KEYS:
                    _read_language(lexicons.setdefault(language, Lexicon()), place, f"[{name}.{language}]", lists)
        learned = learned_of(model or {}, (rule.code for rule in rules))
        return cls(rules=rules, lexicons=lexicons, sections=sections, learned=learned)

    def of(self, title: Words, text: Words, language: str | None, evidence: Iterable[str] = ()) -> list[Topic]:
        """The topics of a text, highest score first.

        evidence: the publisher's section, the segments of the URL's path, and keywords.
        """
        ruled = self.ruled(title, text, language, evidence)
        learned = self.learned.get(language or "")
        if learned is None or not learned.used:
            return ruled
        chances = learned.chances(title, text, {topic.code: topic.score for topic in ruled})
        return self._merged(ruled, {learned.classes[place]: chances[place] for place in learned.used})

    def ruled(self, title: Words, text: Words, language: str | None, evidence: Iterable[str] = ()) -> list[Topic]:
        """What the rules alone say, as `of`."""
        points: dict[int, float] = {}
        for place, _, earned in self.earned(title, text, language, evidence):
            points[place] = points.get(place, 0.0) + earned
        return self._scored(points, math.sqrt(max(1.0, (len(title) + len(text)) / USUAL_WORDS)))

    def earned(
        self, title: Words, text: Words, language: str | None, evidence: Iterable[str] = ()
    ) -> Iterator[tuple[int, str, float]]:
        """Each word or section that speaks for a topic: the topic's position, the word, its points."""
        lexicon = self.lexicons.get(language or "", Lexicon())
        folded = [fold_name(each) for each in evidence]
        counts = lexicon.count(text.folded)
        for head in (title.folded, *(each.split() for each in folded)):
            counts.update(lexicon.count(head, TITLE_COUNTS))
        for term in [term for term in counts if term[:SHORTEST_STEM] in lexicon.openings]:
            for place, worth in lexicon.hits(term):
                yield place, term, worth * (1 + math.log(counts[term]))
        for section in dict.fromkeys(folded):
            for place in self.sections.get(section, ()):
                yield place, f"section {section}", SECTION_POINTS

    def _scored(self, points: Mapping[int, float], length: float) -> list[Topic]:
        total = dict(points)
        for place, own in points.items():
            for parent in self.rules[place].parents:
                total[parent] = total.get(parent, 0.0) + own
        return self._given({place: each / (each + HALF * length) for place, each in total.items()})

    def _given(self, scores: Mapping[int, float]) -> list[Topic]:
        """Those that reach the least score, highest first, parents before their children."""
        return [
            Topic(code=self.rules[place].code, label=self.rules[place].label, score=round(score, 3))
            for place, score in sorted(scores.items(), key=lambda pair: (-pair[1], len(self.rules[pair[0]].parents)))
            if score >= LEAST_SCORE
        ]

    def _merged(self, ruled: Iterable[Topic], chances: Mapping[tuple[str, ...], float]) -> list[Topic]:
        """The rules' topics with what was learned: a class has its chance, those below it have no more than that."""
        places = {rule.code: place for place, rule in enumerate(self.rules)}
        scores = {places[topic.code]: topic.score for topic in ruled}
        for codes, chance in chances.items():
            members = {places[code] for code in codes}
            for place, score in scores.items():
                if place in members or members.intersection(self.rules[place].parents):
                    scores[place] = min(score, chance)
            first = places[codes[0]]
            for place in (first, *self.rules[first].parents):
                scores[place] = chance if place == first else max(chance, scores.get(place, 0.0))
        return self._given(scores)


def _error(where: str, cause: str, mend: str) -> ConfigurationError:
    return ConfigurationError("cannot read the topics", f"topics.toml {where}", cause, mend)


def _rule(name: str, table: Mapping[str, Any], names: Mapping[str, int]) -> TopicRule:
    topic = table[name]
    if not isinstance(topic, Mapping):
        raise _error(name, "not a table", "write the topic as a table of its own, as the shipped file does")
    code, label = topic.get("code"), topic.get("label")
    if not isinstance(code, str) or not CODE.fullmatch(code):
        raise _error(f"[{name}] code", f"{code!r} is no Media Topic", 'write "medtop:" and eight digits')
    if not isinstance(label, Mapping) or not isinstance(label.get("en"), str):
        raise _error(f"[{name}] label", "no English label", 'write label = { en = "..." }')
    return TopicRule(code=code, label=label["en"], parents=tuple(_parents(name, table, names)))


def _parents(name: str, table: Mapping[str, Any], names: Mapping[str, int]) -> Iterator[int]:
    seen, parent = {name}, table[name].get("parent")
    while parent is not None:
        if parent not in names or not isinstance(table[parent], Mapping):
            raise _error(f"[{name}] parent", f"there is no topic {parent!r}", "name a table of this file")
        if parent in seen:
            raise _error(f"[{name}] parent", "it leads back to itself", "let the parents end in a topic without one")
        seen.add(parent)
        yield names[parent]
        parent = table[parent].get("parent")


def _read_language(lexicon: Lexicon, place: int, where: str, lists: object) -> None:
    if not isinstance(lists, Mapping):
        known = ", ".join(sorted(KEYS))
        mend = f"known keys are {known} and languages (en, es ...)"
        raise _error(where, "neither a known key nor a table of words", mend)
    for key, terms in lists.items():
        if key not in POINTS:
            raise _error(f"{where} {key}", "unknown key", "use strong or words")
        for term in dict.fromkeys(_terms(terms, f"{where} {key}")):
            lexicon.add(term, place, POINTS[key])


def _terms(value: object, where: str) -> Iterator[str]:
    """Folded terms of a comma-separated text; `*` may end a single word."""
    if not isinstance(value, str):
        raise _error(where, "not a text", "write the words in quotes, parted by commas")
    for part in value.split(","):
        term = part.strip()
        star = term.endswith("*")
        folded = fold_name(term.rstrip("*"))
        if not folded:
            continue
        if "*" in term[:-1] or (star and (" " in folded or len(folded) < SHORTEST_STEM)):
            cause = f"`{term}`: '*' may only end one word of {SHORTEST_STEM} letters or more"
            raise _error(where, cause, "write it out")
        yield folded + ("*" if star else "")
