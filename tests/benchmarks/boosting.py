"""Training of boosted forests (pipelines/weeding/forest.py reads them), with numpy alone.

Each tree is fitted to the gradient of the logistic loss (Friedman 2001), leaves by one Newton step pulled towards zero,
splits found in histograms over quantiles, on a random part of the rows and of the numbers (Friedman 2002). The same
examples in the same order give the same forest.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipelines.weeding.forest import Floats, Forest

BINS = 48
"""Ranges of a number's values among which splits are looked for."""

Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How a forest is grown."""

    trees: int = 150
    """How many."""
    depth: int = 3
    """Questions of each."""
    rate: float = 0.06
    """Part of each tree's answer that is taken."""
    pull: float = 20.0
    """Towards zero, in examples."""
    least: float = 40.0
    """Examples of even chance that must be on both sides of a split, at a quarter each."""
    rows: float = 0.7
    """Part of the examples that a tree sees."""
    names: float = 0.3
    """Part of the numbers that it may look at."""
    seed: int = 0
    """Of chance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Examples:
    """What is learned from."""

    rows: Floats
    """Numbers, a row an example."""
    wanted: Floats
    """1 or 0 for each."""
    worth: Floats
    """Weight of each, about 1."""


@dataclass(slots=True, kw_only=True)
class _Binned:
    bins: Whole
    """Which range each number is in."""
    edges: list[Floats]
    """Upper ends of the ranges of each number, but for the last."""


def fit(examples: Examples, settings: Settings) -> Forest:
    """Learn a forest."""
    chance = np.random.default_rng(settings.seed)
    binned = _binned(examples.rows)
    share = np.average(examples.wanted, weights=examples.worth)
    start = float(np.log(share / (1 - share)))
    odds = np.full(len(examples.rows), start)
    trees = []
    for _ in range(settings.trees):
        likely = 1 / (1 + np.exp(-odds))
        slopes = examples.worth * (examples.wanted - likely), examples.worth * likely * (1 - likely)
        tree, added = _Tree(binned, slopes, settings).grown(chance)
        odds += added
        trees.append(tree)
    looks, bounds, leaves = (np.array(part) for part in zip(*trees, strict=True))
    return Forest(
        start=round(start, 4), depth=settings.depth, looks=looks, bounds=bounds.round(5), leaves=leaves.round(5)
    )


def _binned(rows: Floats) -> _Binned:
    at = np.linspace(0, 1, BINS + 1)[1:-1]
    edges = [np.unique(np.quantile(column, at).round(5)) for column in rows.T]
    bins = np.stack([np.searchsorted(ends, column, side="left") for ends, column in zip(edges, rows.T, strict=True)], 1)
    return _Binned(bins=bins, edges=edges)


class _Tree:
    """One tree as it grows, level by level."""

    def __init__(self, binned: _Binned, slopes: tuple[Floats, Floats], settings: Settings) -> None:
        self._binned, self._slopes, self._settings = binned, slopes, settings
        self._looks = np.zeros(2**settings.depth - 1, dtype=np.int64)
        self._bounds = np.full(2**settings.depth - 1, 1e9)  # nothing is above: all go to the first node below
        self._node = np.zeros(len(binned.bins), dtype=np.int64)

    def grown(self, chance: np.random.Generator) -> tuple[tuple[Whole, Floats, Floats], Floats]:
        """Its nodes, bounds and leaves; and what it adds for each example."""
        settings, count = self._settings, self._binned.bins.shape[1]
        seen = np.flatnonzero(chance.random(len(self._node)) < settings.rows)
        names = np.sort(chance.choice(count, max(1, int(settings.names * count)), replace=False))
        for level in range(settings.depth):
            self._split(level, seen, names)
        first, second = self._sums(self._node[seen], seen, 2**settings.depth)
        leaves = settings.rate * first / (second + settings.pull)
        return (self._looks, self._bounds, leaves), leaves[self._node]

    def _split(self, level: int, seen: Whole, names: Whole) -> None:
        """Ask each node of a level the question that tells most; the examples go on to the nodes below."""
        width = 2**level
        best = np.zeros(width)
        chosen: dict[int, tuple[int, int]] = {}
        for name in names.tolist():
            for node, (gain, end) in enumerate(self._gains(name, seen, width)):
                if gain > best[node]:
                    best[node], chosen[node] = gain, (name, end)
        above = np.zeros(len(self._node), dtype=np.int64)
        for node, (name, end) in chosen.items():
            self._looks[width - 1 + node], self._bounds[width - 1 + node] = name, self._binned.edges[name][end]
            here = self._node == node
            above[here] = self._binned.bins[here, name] > end
        self._node = 2 * self._node + above

    def _gains(self, name: int, seen: Whole, width: int) -> Iterator[tuple[float, int]]:
        """What the best split by one number gains in each node, and at which edge."""
        ranges = len(self._binned.edges[name]) + 1
        if ranges < 2:
            return
        at = self._node[seen] * ranges + self._binned.bins[seen, name]
        lower = [part.reshape(width, ranges).cumsum(1) for part in self._sums(at, seen, width * ranges)]
        whole = [part[:, -1:] for part in lower]
        first, second = (part[:, :-1] for part in lower)
        gains = self._score(first, second) + self._score(whole[0] - first, whole[1] - second) - self._score(*whole)
        least = self._settings.least / 4
        gains[(second < least) | (whole[1] - second < least)] = 0
        ends = gains.argmax(1)
        yield from zip(gains[np.arange(width), ends].tolist(), ends.tolist(), strict=True)

    def _sums(self, at: Whole, seen: Whole, count: int) -> tuple[Floats, Floats]:
        first, second = self._slopes
        return np.bincount(at, first[seen], count), np.bincount(at, second[seen], count)

    def _score(self, first: Floats, second: Floats) -> Floats:
        score: Floats = first * first / (second + self._settings.pull)
        return score
