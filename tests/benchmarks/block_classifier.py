"""Trains the classifier of blocks, and says what it is worth on sites that it was not trained on.

    python tests/benchmarks/block_classifier.py FOLDER [--folds 5] [--resamples 2000] [--seed 1] [--write]

FOLDER is a labelled folder (extraction_scores.py says what is in it). Every page is read as in a live crawl. Examples
are the blocks that trafilatura kept of a page; one is wanted if most of its runs of four words are in the labelled
text. Every page weighs the same, whatever its length, and pages of which most is labelled as none of the article teach
nothing: there, what an article is was decided otherwise.

Sites are parted into folds, and the pages of each fold are read with a forest that was trained on the others. Printed
is what that gains, for some chances below which a line goes, over what is read without the classifier and over
trafilatura alone in its better mode: mean over the data sets of the mean difference of F1, with its 95 % interval by a
paired bootstrap over sites (out_of_fold.py says how). The last line lets each fold take the chance that was best on the
others.

--write trains on all pages and writes pipelines/weeding/forest.json: numbers alone, no text of anybody.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import orjson
from boosting import Examples, Settings, fit
from extraction_scores import Judged, Labelled, figures, labelled_pages, read_pages, shipped_knowledge
from out_of_fold import Gain, Scores, _chance, _less, _mean, folds, gain, out_of_fold, trafilatura_scores

from pipelines import clean
from pipelines.draft import Knowledge
from pipelines.templates.evidence import Kept, bare
from pipelines.templates.walk import Block
from pipelines.weeding import lines
from pipelines.weeding.forest import Forest, json_of
from pipelines.weeding.signs import Signs

MODEL = Path(lines.__file__).with_name("forest.json")
CHANCES = (0.2, 0.25, 0.3)
"""Chances below which a line goes that are compared."""
LABELLED_OTHERWISE = 0.5
"""Share of a page's text, labelled or read, that is invented, from which on it teaches nothing."""
LOUDEST = 0.2
"""Most that one block may weigh of its page."""
GONE_ANYWAY = 0.1
"""Weight of a block that a later stage takes out, such as the headline."""
EVERY = 0.02
"""What each example weighs beside its share of the page, whose mean is 1."""


@dataclass(slots=True, kw_only=True)
class Example:
    """The kept blocks of one page."""

    rows: list[list[float]]
    texts: list[str]


@dataclass(slots=True)
class Recorder:
    """Stands in for the weeding: keeps what it was asked of, and takes nothing out."""

    found: list[Example] = field(default_factory=list)

    def __call__(self, blocks: list[Block], text: str) -> str:
        signs = Signs(blocks, map(Kept(text).holds, blocks))
        if signs.places:
            self.found.append(Example(rows=signs.rows(), texts=[blocks[place].text for place in signs.places]))
        return text


def remembered(extract: Callable[[Any], str]) -> Callable[[Any], str]:
    """The same extractor, asked once for each page: the folds read the same pages again."""
    known: dict[str, str] = {}

    def ask(tree: Any) -> str:
        page = tree.text_content()
        if page not in known:
            known[page] = extract(tree)
        return known[page]

    return ask


def recorded(pages: list[Labelled], knowledge: Knowledge) -> list[tuple[Judged, Example | None]]:
    """Each page as read without weeding, and its blocks; None where no template was in doubt, or nothing was kept."""
    recorder = Recorder()
    with patch.object(clean, "weeded", recorder):
        return [(page, recorder.found.pop() if recorder.found else None) for page in read_pages(pages, knowledge)]


def examples_of(pages: list[tuple[Judged, Example | None]]) -> Examples:
    """What the pages teach."""
    taught = [taught for page, example in pages if example and page.shares[1] <= LABELLED_OTHERWISE
              for taught in _taught(page, example)]  # fmt: skip
    rows, wanted, worth = (np.array(column, dtype=np.float64) for column in zip(*taught, strict=True))
    return Examples(rows=rows, wanted=wanted, worth=worth / worth.mean() + EVERY)


def _taught(page: Judged, example: Example) -> Iterator[tuple[list[float], bool, float]]:
    labelled = _runs(page.labelled.truth["text"])
    read = set(map(bare, page.article.text.split("\n"))) if page.article else set()
    found = [_share(text, labelled) for text in example.texts]
    sizes = [(len(_words(text)) * abs(2 * share - 1)) ** 0.5 for text, share in zip(example.texts, found, strict=True)]
    whole = max(1.0, sum(sizes))
    for row, text, share, size in zip(example.rows, example.texts, found, sizes, strict=True):
        yield row, share >= 0.5, min(size / whole, LOUDEST) * (1 if bare(text) in read else GONE_ANYWAY)


def _share(text: str, labelled: dict[int, set[tuple[str, ...]]]) -> float:
    """Share of a block's runs of words that the labelled text has."""
    words = _words(text)
    width = min(4, len(words))
    runs = [tuple(words[at : at + width]) for at in range(len(words) - width + 1)] if words else []
    return sum(run in labelled[width] for run in runs) / len(runs) if runs else 0.0


def _runs(text: str) -> dict[int, set[tuple[str, ...]]]:
    words = _words(text)
    return {n: {tuple(words[at : at + n]) for at in range(len(words) - n + 1)} for n in (1, 2, 3, 4)}


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def read_weeded(pages: list[Labelled], knowledge: Knowledge, forest: Forest, chance: float) -> list[Judged]:
    """Pages read with a forest, and another chance below which a line goes."""
    with ExitStack() as stack:
        stack.enter_context(patch.object(lines, "shipped_forest", lambda: forest))
        stack.enter_context(patch.object(lines, "SURE", chance))
        return list(read_pages(pages, knowledge))


def _by_folds(
    pages: list[tuple[Judged, Example | None]], parts: list[set[str]], knowledge: Knowledge
) -> list[list[Judged]]:
    """For each chance: all pages, read with forests of other folds."""
    found: list[list[Judged]] = [[] for _ in CHANCES]
    for part in parts:
        forest = fit(examples_of([one for one in pages if one[0].labelled.site not in part]), Settings())
        own = [page.labelled for page, _ in pages if page.labelled.site in part]
        for at, chance in enumerate(CHANCES):
            found[at] += read_weeded(own, knowledge, forest, chance)
    return found


def _scores(pages: list[Judged]) -> Scores:
    return {page.labelled.id: page.f1 for page in pages}


def report(pages: list[tuple[Judged, Example | None]], knowledge: Knowledge, asked: argparse.Namespace) -> None:
    """Print what the classifier gains out of fold."""
    labelled = [page.labelled for page, _ in pages]

    @cache
    def against(precision: bool | None) -> Scores:  # noqa: FBT001 - a name for the cache
        return (
            _scores([page for page, _ in pages])
            if precision is None
            else trafilatura_scores(labelled, precision=precision)
        )

    best = max((False, True), key=lambda precision: _mean(labelled, against(precision)))
    parts = folds(labelled, asked.folds, _chance(asked.seed))
    read = _by_folds(pages, parts, knowledge)

    def told(scores: Scores) -> str:
        gains: list[Gain] = [
            gain(labelled, _less(scores, against(name)), _chance(asked.seed), asked.resamples) for name in (None, best)
        ]
        return f"{_mean(labelled, scores):.4f}, gain over no classifier {gains[0]}, over trafilatura alone {gains[1]}"

    print(f"trafilatura {'favor_precision' if best else 'default'}: {_mean(labelled, against(best)):.4f}")
    print(f"without the classifier: {told(against(None))}")
    for chance, one in zip(CHANCES, read, strict=True):
        print(f"lines go below {chance}: {told(_scores(one))}")
        print("  " + "  ".join(f"{name} {found['text']:.4f}" for name, found in figures(one).items()))
    chosen, best_of = out_of_fold(labelled, list(map(_scores, read)), parts)
    print(f"chance chosen without the fold ({', '.join(str(CHANCES[at]) for at in best_of)}): {told(chosen)}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--resamples", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", action="store_true", help="Train on all pages, and write the forest that ships.")
    return parser.parse_args()


def main() -> None:
    """Print the figures, or write the forest."""
    asked = _arguments()
    knowledge = shipped_knowledge()
    with patch.object(clean, "_trafilatura", remembered(clean._trafilatura)):
        pages = recorded(labelled_pages(asked.folder), knowledge)
        if asked.write:
            forest = fit(examples_of(pages), Settings())
            MODEL.write_bytes(orjson.dumps(json_of(forest), option=orjson.OPT_APPEND_NEWLINE))
            print(f"{MODEL}: {len(forest.looks)} trees")
        else:
            report(pages, knowledge, asked)


if __name__ == "__main__":
    main()
