"""Whether texts are read better than by trafilatura, on sites that were not looked at for it.

    python tests/benchmarks/out_of_fold.py FOLDER [--folds 5] [--resamples 2000] [--seed 1]

FOLDER is a labelled folder (extraction_scores.py says what is in it). Compared is the F1 of each page's text with that
of trafilatura's better mode, default or favor_precision, whichever has the higher mean. The figure is the mean over the
data sets of each one's mean difference; its 95 % interval is a paired bootstrap over sites (Efron and Tibshirani 1993,
percentiles): sites are drawn with all their pages, as pages of one site are not independent.

Rules of the reader were written with labelled pages at hand. Where FOLDER holds those pages, the first figure is
therefore flattered by as much as the rules fit them. The second is less so: the thresholds that were swept are chosen
for each fold of sites by the pages of the other folds. What was written as a rule cannot be taken back that way; only
pages nobody looked at show that.
"""

from __future__ import annotations

import argparse
import gzip
import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from statistics import mean
from unittest.mock import patch

from extraction_scores import Labelled, labelled_pages, page_f1, read_pages, shares, shipped_knowledge
from trafilatura import bare_extraction

from pipelines import clean
from pipelines.draft import Knowledge

Scores = dict[str, float]
"""F1 of each page, by its id."""

SWEPT = [dict(zip(("_SHORT", "_SHARE"), values, strict=True)) for values in product((400, 600, 900), (0.5, 0.6, 0.7))]
"""Values of the thresholds of pipelines/clean.py that are chosen among."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain:
    """A mean difference and where it lies in 95 % of the samples drawn."""

    mean: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.mean:+.4f} (95 % interval {self.low:+.4f} to {self.high:+.4f})"


def gain(pages: list[Labelled], differences: Scores, chance: random.Random, resamples: int = 2000) -> Gain:
    """The mean over data sets of the mean difference by page, with its bootstrap interval over sites."""
    sites: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for one in pages:
        sites[one.site][one.dataset].append(differences[one.id])
    drawn = [{name: (sum(found), len(found)) for name, found in by_set.items()} for _, by_set in sorted(sites.items())]
    means = sorted(_mean_of_sets(chance.choices(drawn, k=len(drawn))) for _ in range(resamples))
    at = round(0.025 * resamples)
    return Gain(mean=_mean_of_sets(drawn), low=means[at], high=means[-at - 1])


def _less(ours: Scores, theirs: Scores) -> Scores:
    return {id_: ours[id_] - theirs[id_] for id_ in ours}


def _mean_of_sets(sites: Iterable[dict[str, tuple[float, int]]]) -> float:
    sums: dict[str, float] = defaultdict(float)
    counts: dict[str, int] = defaultdict(int)
    for by_set in sites:
        for name, (total, count) in by_set.items():
            sums[name] += total
            counts[name] += count
    return mean(sums[name] / counts[name] for name in sums)


def folds(pages: Iterable[Labelled], count: int, chance: random.Random) -> list[set[str]]:
    """The sites, in parts of about equally many."""
    sites = sorted({one.site for one in pages})
    chance.shuffle(sites)
    return [set(sites[at::count]) for at in range(count)]


def out_of_fold(pages: list[Labelled], swept: list[Scores], parts: list[set[str]]) -> tuple[Scores, list[int]]:
    """Each page's score under the settings that are best on the other parts, and which those are for each part."""
    chosen: Scores = {}
    settings = []
    for part in parts:
        others = [one for one in pages if one.site not in part]
        best = max(range(len(swept)), key=lambda at: _mean(others, swept[at]))
        settings.append(best)
        chosen |= {one.id: swept[best][one.id] for one in pages if one.site in part}
    return chosen, settings


def _mean(pages: Iterable[Labelled], scores: Scores) -> float:
    sets: dict[str, list[float]] = defaultdict(list)
    for one in pages:
        sets[one.dataset].append(scores[one.id])
    return mean(map(mean, sets.values()))


def read_with(pages: list[Labelled], knowledge: Knowledge, settings: dict[str, float]) -> Scores:
    """Each page's score where the reader has other thresholds."""
    with patch.multiple(clean, **({"_SHORT": clean._SHORT} | settings)):
        return {one.labelled.id: one.f1 for one in read_pages(pages, knowledge)}


def trafilatura_scores(pages: list[Labelled], *, precision: bool) -> Scores:
    """Each page's score by trafilatura alone, from the page as saved."""
    found: Scores = {}
    for one in pages:
        page = bare_extraction(
            _body(one.page.path), url=one.page.url, include_comments=False, favor_precision=precision
        )
        text = page.text or "" if page is not None else ""
        found[one.id] = page_f1(shares(one.truth["text"], text))
    return found


def _body(path: Path) -> bytes:
    body = path.read_bytes()
    return gzip.decompress(body) if path.suffix == ".gz" else body


def _chance(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - repeatable, not secret


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--resamples", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def main() -> None:
    """Print both figures."""
    asked = _arguments()
    pages, knowledge = labelled_pages(asked.folder), shipped_knowledge()
    modes = {mode: trafilatura_scores(pages, precision=mode == "favor_precision")
             for mode in ("default", "favor_precision")}  # fmt: skip
    best = max(modes, key=lambda mode: _mean(pages, modes[mode]))
    for mode, scores in modes.items():
        print(f"trafilatura {mode}: {_mean(pages, scores):.4f}", flush=True)
    ours = read_with(pages, knowledge, {})
    shipped = gain(pages, _less(ours, modes[best]), _chance(asked.seed), asked.resamples)
    print(f"as shipped: {_mean(pages, ours):.4f}, gain over {best} {shipped}", flush=True)
    swept = [read_with(pages, knowledge, settings) for settings in SWEPT]
    for settings, scores in zip(SWEPT, swept, strict=True):
        print(f"  {settings}: {_mean(pages, scores):.4f}")
    parts = folds(pages, asked.folds, _chance(asked.seed))
    chosen, best_of = out_of_fold(pages, swept, parts)
    found = gain(pages, _less(chosen, modes[best]), _chance(asked.seed), asked.resamples)
    print(f"thresholds chosen without the fold: {_mean(pages, chosen):.4f}, gain over {best} {found}")
    for part, at in zip(parts, best_of, strict=True):
        print(f"  fold of {len(part)} sites: {SWEPT[at]}")


if __name__ == "__main__":
    main()
