"""Topics as they were learned from reviewed texts: the numbers of topics.model.json, and what they say of a text.

A multinomial logistic regression a language, over the words and pairs of words of a text (weighed by how few texts hold
them, Jones 1972) and over the scores of the rules. Plain numbers in a JSON file: nothing in it can run.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from pipelines.errors import ConfigurationError
from pipelines.tags.words import Words

VERSION = 1
"""Of the file."""
TITLE_EXTRA = 2
"""How many times more a word of the title counts."""
RULE_WEIGHT = 1.5
"""Size of a rule's whole score beside a text's words, which together have size 1."""
TOLD = 6
"""Words that are told as a topic's reasons."""

Row = tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedLanguage:
    """What was learned of one language's texts."""

    classes: tuple[tuple[str, ...], ...]
    """Topic codes of each class; the first is the one that is given."""
    used: frozenset[int]
    """Positions of the classes that did better than the rules."""
    bias: Row
    """Of each class."""
    words: Mapping[str, tuple[float, Row]]
    """Word, or two with a space -> its rarity (natural logarithm), and its weight for each class."""
    rules: Mapping[str, Row]
    """Topic code -> weight of the rules' score for each class."""

    def chances(self, title: Words, text: Words, ruled: Mapping[str, float]) -> list[float]:
        """The chance of each class, together 1. ruled: scores of the rules by topic code."""
        sums = list(self.bias)
        for value, row in self._parts(title, text, ruled).values():
            for place, weight in enumerate(row):
                sums[place] += value * weight
        top = max(sums)
        shares = [math.exp(each - top) for each in sums]
        whole = sum(shares)
        return [share / whole for share in shares]

    def reasons(self, title: Words, text: Words, ruled: Mapping[str, float]) -> dict[str, list[str]]:
        """By the code of each class in use: the words (`rules` for the rules' own score) that spoke most for it."""
        parts = self._parts(title, text, ruled)
        told = {}
        for place in self.used:
            speaks = {term: value * row[place] for term, (value, row) in parts.items()}
            best = sorted(speaks, key=lambda term: -speaks[term])[:TOLD]
            told[self.classes[place][0]] = [term for term in best if speaks[term] > 0]
        return told

    def _parts(self, title: Words, text: Words, ruled: Mapping[str, float]) -> dict[str, tuple[float, Row]]:
        known = self.words
        counts = {term: count for term, count in terms_of(title.folded, text.folded).items() if term in known}
        values = sized(counts, {term: known[term][0] for term in counts})
        parts = {term: (value, known[term][1]) for term, value in values.items()}
        shared = ruled.keys() & self.rules.keys()
        return parts | {f"rules {code}": (RULE_WEIGHT * ruled[code], self.rules[code]) for code in sorted(shared)}


def terms_of(title: Sequence[str], text: Sequence[str]) -> Counter[str]:
    """How often each word and each pair of neighbours stands in a text; those of the title count more."""
    counts = Counter(text)
    counts.update(map(" ".join, pairwise(text)))
    for term in (*title, *map(" ".join, pairwise(title))):
        counts[term] += 1 + TITLE_EXTRA
    return counts


def sized(counts: Mapping[str, int], rarity: Mapping[str, float]) -> dict[str, float]:
    """Term weights (1 + ln count) * rarity, brought to length 1."""
    values = {term: (1 + math.log(count)) * rarity[term] for term, count in counts.items()}
    length = math.sqrt(sum(value * value for value in values.values())) or 1.0
    return {term: value / length for term, value in values.items()}


def learned_of(model: Mapping[str, Any], codes: Iterable[str]) -> dict[str, LearnedLanguage]:
    """Languages of a model file; an empty one has none.

    codes: topics that there are. Raises ConfigurationError for another version, or parts that do not fit.
    """
    if not model:
        return {}
    if model.get("version") != VERSION:
        raise _error("version", f"it is {model.get('version')!r}, this program reads {VERSION}")
    known = frozenset(codes)
    try:
        return {language: _language(language, table, known) for language, table in model["languages"].items()}
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise _error("languages", f"not as `topics train` writes it: {error!r}") from error


def _language(name: str, table: Mapping[str, Any], known: frozenset[str]) -> LearnedLanguage:
    classes = tuple(tuple(each) for each in table["classes"])
    if strange := {code for each in classes for code in each} - known:
        raise _error(f"languages {name}", f"topics.toml has no {', '.join(sorted(map(str, strange)))}")
    count = len(classes)
    used = frozenset(table["used"])
    if not all(classes) or not used <= set(range(count)):
        raise ValueError("classes and used do not fit")
    words = {term: (_numbers([row[0]], 1)[0], _numbers(row[1:], count)) for term, row in table["words"].items()}
    rules = {code: _numbers(row, count) for code, row in table["rules"].items()}
    return LearnedLanguage(classes=classes, used=used, bias=_numbers(table["bias"], count), words=words, rules=rules)


def _numbers(row: Sequence[Any], count: int) -> Row:
    if len(row) != count or not all(isinstance(each, int | float) and math.isfinite(each) for each in row):
        raise ValueError(f"{row!r} is not {count} numbers")
    return tuple(map(float, row))


def _error(where: str, cause: str) -> ConfigurationError:
    mend = "make it anew with `presswatch topics train`, or remove the file: the rules then decide"
    return ConfigurationError("cannot read what was learned of topics", f"topics.model.json {where}", cause, mend)
