"""Learning topics from reviewed texts: the fit, and five-fold cross-validation against the rules.

Softmax regression by stochastic gradient descent with steps that shrink by AdaGrad (Duchi, Hazan and Singer 2011).
Texts of rare classes weigh more. What is learned is used only for classes in which it did better than the rules on
texts that it had not seen.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipelines.tags.learned import RULE_WEIGHT, VERSION, sized

FOLDS = 5
EPOCHS, STEP, PULL = 10, 0.5, 1e-3
"""Rounds over the texts; first step; pull of each weight towards 0."""
BIAS_STEP = 0.02
FEWEST_TEXTS = 2
"""Texts that must hold a term."""
MOST_TERMS = 8_000
"""Terms of one language that are kept, those with the largest weights."""
LEAST_OF_A_CLASS = FOLDS
"""Reviewed texts below which a class is not learned."""
SEED = 1

Floats = NDArray[np.float64]
Class = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """One text with its topic."""

    terms: Mapping[str, int]
    """How often each word and pair stands in it, as `terms_of` counts."""
    ruled: Mapping[str, float]
    """Scores of the rules by topic code."""
    topic: Class
    """Topic codes, any of which is right; the first is the one to give."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What cross-validation found in one language: F1 by class, and their mean."""

    texts: Mapping[Class, int]
    """Reviewed texts of each class."""
    rules: Mapping[Class, float]
    """F1 of the rules."""
    learned: Mapping[Class, float]
    """F1 of what was learned, on texts it had not seen."""
    both: Mapping[Class, float]
    """F1 with what was learned where it is used, and the rules elsewhere."""
    used: frozenset[Class]
    """Classes in which what was learned is used."""


@dataclass(slots=True, kw_only=True)
class Fit:
    """Weights of one language."""

    classes: list[Class]
    """In the order of the columns."""
    rarity: dict[str, float]
    """Word or pair -> natural logarithm of texts over texts that hold it."""
    places: dict[str, int] = field(default_factory=dict)
    """Term, or `rules CODE` -> row."""
    weights: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    """One row a term, one column a class."""
    bias: Floats = field(default_factory=lambda: np.zeros(0))
    """One number a class."""

    def values(self, text: Reviewed) -> dict[str, float]:
        """What a text has of each term that is known."""
        counts = {term: count for term, count in text.terms.items() if term in self.rarity}
        rules = {f"rules {code}": RULE_WEIGHT * score for code, score in text.ruled.items()}
        return sized(counts, self.rarity) | rules

    def chances(self, text: Reviewed) -> Floats:
        """Chance of each class."""
        values = {self.places[term]: value for term, value in self.values(text).items() if term in self.places}
        return _softmax(np.array(list(values.values())) @ self.weights[list(values)] + self.bias)


def _softmax(sums: Floats) -> Floats:
    shares: Floats = np.exp(sums - sums.max())
    chances: Floats = shares / shares.sum()
    return chances


def fit(texts: Sequence[Reviewed]) -> Fit:
    """Learn from reviewed texts. The same texts in the same order give the same weights."""
    spread = Counter(term for text in texts for term in text.terms)
    rarity = {term: math.log(len(texts) / n) for term, n in spread.items() if n >= FEWEST_TEXTS}
    made = Fit(classes=sorted({text.topic for text in texts}), rarity=rarity)
    rows = []
    for text in texts:
        values = made.values(text)
        at = np.array([made.places.setdefault(term, len(made.places)) for term in values], dtype=np.int64)
        rows.append((at, np.array(list(values.values()))))
    _descend(made, rows, [made.classes.index(text.topic) for text in texts])
    return made


def _descend(made: Fit, rows: Sequence[tuple[NDArray[np.int64], Floats]], wanted: Sequence[int]) -> None:
    shape = (len(made.places), len(made.classes))
    made.weights, made.bias = np.zeros(shape), np.zeros(shape[1])
    steps, sizes = np.full(shape, 0.1), Counter(wanted)
    worth = {place: math.sqrt(len(rows) / (shape[1] * size)) for place, size in sizes.items()}
    order = list(range(len(rows)))
    shuffle = random.Random(SEED).shuffle  # noqa: S311 - an order, no secret
    for _ in range(EPOCHS):
        shuffle(order)
        for index in order:
            (at, values), right = rows[index], wanted[index]
            miss = _softmax(values @ made.weights[at] + made.bias)
            miss[right] -= 1
            miss *= worth[right]
            slope = np.outer(values, miss) + PULL * made.weights[at]
            steps[at] += slope * slope
            made.weights[at] -= STEP * slope / np.sqrt(steps[at])
            made.bias -= BIAS_STEP * miss


def validate(texts: Sequence[Reviewed]) -> Report:
    """Five-fold cross-validation: each text is judged by what was learned from the other four fifths."""
    classes = sorted({text.topic for text in texts})
    chances: list[Mapping[Class, float]] = [{} for _ in texts]
    for fold in range(FOLDS):
        made = fit([text for index, text in enumerate(texts) if index % FOLDS != fold])
        for index in range(fold, len(texts), FOLDS):
            chances[index] = dict(zip(made.classes, made.chances(texts[index]).tolist(), strict=True))
    right = [text.topic for text in texts]
    ruled = [{each: max(text.ruled.get(code, 0.0) for code in each) for each in classes} for text in texts]
    rules, learned = _f1(classes, right, map(_best, ruled)), _f1(classes, right, map(_best, chances))
    used = frozenset(each for each in classes if learned[each] > rules[each])
    mixed = [
        {each: (c if each in used else r).get(each, 0.0) for each in classes}
        for r, c in zip(ruled, chances, strict=True)
    ]
    both = _f1(classes, right, map(_best, mixed))
    if mean(both) <= mean(rules):
        used, both = frozenset(), rules
    return Report(texts=Counter(right), rules=rules, learned=learned, both=both, used=used)


def mean(figures: Mapping[Class, float]) -> float:
    """Macro-F1."""
    return sum(figures.values()) / max(1, len(figures))


def _best(scores: Mapping[Class, float]) -> Class | None:
    best = max(scores, key=lambda each: scores[each])
    return best if scores[best] > 0 else None


def _f1(classes: Sequence[Class], right: Sequence[Class], guesses: Iterable[Class | None]) -> dict[Class, float]:
    pairs = Counter(zip(right, guesses, strict=True))
    figures = {}
    for each in classes:
        told = sum(n for (_, guess), n in pairs.items() if guess == each)
        there = sum(n for (truth, _), n in pairs.items() if truth == each)
        figures[each] = 2 * pairs[each, each] / (told + there) if told + there else 0.0
    return figures


def usable(texts: Iterable[Reviewed]) -> list[Reviewed]:
    """The texts of classes that have enough of them, shuffled; none where fewer than two classes are left."""
    held = list(texts)
    sizes = Counter(text.topic for text in held)
    kept = [text for text in held if sizes[text.topic] >= LEAST_OF_A_CLASS]
    random.Random(SEED).shuffle(kept)  # noqa: S311 - an order, no secret
    return kept if len({text.topic for text in kept}) > 1 else []


def table_of(made: Fit, report: Report) -> dict[str, Any]:
    """One language of the model file: the terms with the largest weights, in numbers that JSON can hold."""
    weights = {term: made.weights[place].round(3).tolist() for term, place in made.places.items()}
    words = sorted(made.rarity.keys() & weights.keys(), key=lambda term: -max(map(abs, weights[term])))[:MOST_TERMS]
    rules = {term.removeprefix("rules "): row for term, row in weights.items() if term not in made.rarity}
    return {
        "classes": [list(each) for each in made.classes],
        "used": [place for place, each in enumerate(made.classes) if each in report.used],
        "macro_f1": {"rules": round(mean(report.rules), 3), "with_learned": round(mean(report.both), 3)},
        "bias": made.bias.round(4).tolist(),
        "rules": rules,
        "words": {term: [round(made.rarity[term], 3), *weights[term]] for term in sorted(words)},
    }


def model_of(languages: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """The whole model file."""
    return {"version": VERSION, "languages": dict(languages)}
