"""A boosted forest as plain numbers: what a row of numbers makes of a block's chance to be the article's.

Trees of one depth, each node with the number that it looks at and a bound, each leaf with what it adds to the sum of
log odds (Friedman 2001, "Greedy Function Approximation: A Gradient Boosting Machine"). Nothing in the file can run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from pipelines.weeding.signs import NAMES, Row

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Forest:
    """The numbers of all trees: nodes level by level from the root, so that those below node n are 2n+1 and 2n+2."""

    start: float
    """Log odds of any block."""
    depth: int
    """Questions asked before a leaf."""
    looks: NDArray[np.int64]
    """Which number of the row each node looks at; a row a tree."""
    bounds: Floats
    """Above it the way leads to the second node; a row a tree."""
    leaves: Floats
    """What each leaf adds; a row a tree."""

    def odds(self, rows: Sequence[Row] | Floats) -> Floats:
        """Log odds that each row's block is of the article."""
        values = np.asarray(rows, dtype=np.float64)
        trees = np.arange(len(self.looks))
        at = np.zeros((len(values), len(trees)), dtype=np.int64)
        for _ in range(self.depth):
            above = np.take_along_axis(values, self.looks[trees, at], axis=1) > self.bounds[trees, at]
            at = 2 * at + 1 + above
        added: Floats = self.leaves[trees, at - self.looks.shape[1]].sum(axis=1)
        return self.start + added


def forest_of(model: Mapping[str, Any]) -> Forest:
    """A forest from its JSON object; raises ValueError where its rows are made of other numbers than this program's."""
    if tuple(model["names"]) != NAMES:
        raise ValueError("the forest was trained on other signs: train it anew")
    return Forest(
        start=model["start"],
        depth=model["depth"],
        looks=np.array(model["looks"], dtype=np.int64),
        bounds=np.array(model["bounds"], dtype=np.float64),
        leaves=np.array(model["leaves"], dtype=np.float64),
    )


def json_of(forest: Forest) -> dict[str, Any]:
    """The JSON object of a forest."""
    trees = {"looks": forest.looks.tolist(), "bounds": forest.bounds.tolist(), "leaves": forest.leaves.tolist()}
    return {"names": list(NAMES), "start": forest.start, "depth": forest.depth, **trees}


@cache
def shipped_forest() -> Forest:
    """The forest that comes with the program."""
    return forest_of(orjson.loads((files("pipelines.weeding") / "forest.json").read_bytes()))
