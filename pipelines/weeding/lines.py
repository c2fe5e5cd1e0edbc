"""Taking out of a text the lines that are surely not of the article."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from math import log
from statistics import fmean

from pipelines.templates.evidence import Kept, bare
from pipelines.templates.walk import Block
from pipelines.weeding.forest import Forest, shipped_forest
from pipelines.weeding.signs import Signs

SURE = 0.25
"""Chance to be of the article below which a line goes (tests/benchmarks/block_classifier.py compares others)."""
MOST = 0.4
"""Share of a text that may go; where it would be more, the page is of a kind that was not trained on."""
FEWEST = 4
"""Blocks below which a page says too little."""


def weeded(blocks: Sequence[Block], text: str) -> str:
    """The text without the lines that are surely none of the article's.

    blocks: all of the page. text: what the teacher kept of it, lines parted by newlines.
    """
    signs = Signs(blocks, map(Kept(text).holds, blocks))
    if len(signs.places) < FEWEST:
        return text
    least = log(SURE / (1 - SURE))
    stays = [odds >= least for odds in judged(signs, shipped_forest())]
    texts = [bare(blocks[place].text) for place in signs.places]
    kept = {text for text, stay in zip(texts, stays, strict=True) if stay}
    return _without(text, set(texts) - kept - {""})


def judged(signs: Signs, forest: Forest) -> list[float]:
    """Log odds of each kept block. Neighbours in the same place of the layout stay or go as one: theirs is the mean."""
    return list(_evened(signs.runs, forest.odds(signs.rows()).tolist()))


def _evened(runs: Sequence[int], odds: Sequence[float]) -> Iterator[float]:
    for _, found in groupby(zip(runs, odds, strict=True), key=lambda pair: pair[0]):
        values = [value for _, value in found]
        yield from [fmean(values)] * len(values)


def _without(text: str, weeds: set[str]) -> str:
    """The text without the lines whose bare words are among the weeds, unless these are too much of it."""
    lines = text.split("\n")
    left = [line for line in lines if bare(line) not in weeds]
    return "\n".join(left) if sum(map(len, left)) >= (1 - MOST) * sum(map(len, lines)) else text
