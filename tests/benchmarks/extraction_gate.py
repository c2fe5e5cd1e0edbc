"""Whether labelled pages are read no worse than before.

    python tests/benchmarks/extraction_gate.py FOLDER [--raise | --lower] [--floors FILE] [--mistakes NAME]

FOLDER is a labelled folder (extraction_scores.py says what is in it). Every page is read as in a live crawl, and each
data set's figures are compared with its floors: F1 of the text, shares of pages with title, day and authors exactly as
labelled, and the share of pages that were not refused. Below a floor, or where a data set with floors is missing, the
exit code is 1. A figure without a floor fails nothing.

--raise moves floors up to the figures, and sets those that are not there yet; it moves none down. --lower moves down
those that the figures do not reach: a decision to be told of in the commit. Labelled pages are their publishers', so
none come with the project.
"""

from __future__ import annotations

import argparse
import math
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import tomlkit
from extraction_scores import Judged, figures, labelled_pages, read_pages, shipped_knowledge

FLOORS = Path(__file__).with_name("extraction_floors.toml")

Figures = dict[str, dict[str, float]]
"""By data set, by name of the figure."""


def load_floors(path: Path) -> Figures:
    """The floors in a file; none where there is no file."""
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def failures(found: Figures, floors: Figures) -> Iterator[str]:
    """What lies below its floor, or was not measured."""
    for dataset, wanted in floors.items():
        for name, floor in wanted.items():
            got = found.get(dataset, {}).get(name)
            if got is None:
                yield f"{dataset}: {name} was not measured, its floor is {floor:.4f}"
            elif _cut(got) < floor:
                yield f"{dataset}: {name} {got:.4f} is below its floor {floor:.4f}"


def raised(found: Figures, floors: Figures) -> Figures:
    """The floors with every figure that lies above, or has none yet."""
    return {
        dataset: floors.get(dataset, {})
        | {name: max(_cut(got), floors.get(dataset, {}).get(name, 0.0)) for name, got in found.get(dataset, {}).items()}
        for dataset in floors | found
    }


def lowered(found: Figures, floors: Figures) -> Figures:
    """The floors, where a figure lies below one with the figure."""
    return {
        dataset: {name: min(floor, _cut(found.get(dataset, {}).get(name, floor))) for name, floor in wanted.items()}
        for dataset, wanted in floors.items()
    }


def _cut(figure: float) -> float:
    """To four digits, never up: what was just measured is not below its own floor."""
    return math.floor(figure * 10_000 + 1e-6) / 10_000


def write_floors(path: Path, floors: Figures) -> None:
    """Set the floors in a file; comments and order stay."""
    document = tomlkit.parse(path.read_text(encoding="utf-8")) if path.exists() else tomlkit.document()
    for dataset, wanted in floors.items():
        table = document.setdefault(dataset, tomlkit.table())
        for name, floor in wanted.items():
            table[name] = floor
    path.write_text(tomlkit.dumps(document), encoding="utf-8")


def _mistakes(pages: list[Judged], name: str) -> Iterator[str]:
    for one in pages:
        if name == "text" and one.f1 < 0.9:
            yield f"  {one.labelled.id}: F1 {one.f1:.3f} (found, invented, missed {one.shares})"
        elif name == "read" and one.article is None:
            yield f"  {one.labelled.id}: refused"
        elif one.right.get(name) is False:
            read_as = getattr(one.article, "published" if name == "date" else name, None)
            yield f"  {one.labelled.id}: {name} {read_as!r}, labelled {one.labelled.truth[name]!r}"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--floors", type=Path, default=FLOORS, metavar="FILE")
    parser.add_argument(
        "--mistakes", choices=("text", "title", "date", "authors", "read"), help="List the pages behind a figure."
    )
    move = parser.add_mutually_exclusive_group()
    move.add_argument("--raise", dest="up", action="store_true", help="Move floors up to the figures.")
    move.add_argument("--lower", dest="down", action="store_true", help="Move floors down to the figures.")
    return parser.parse_args()


def main() -> int:
    """Print the figures; 1 where one is below its floor."""
    asked = _arguments()
    pages = list(read_pages(labelled_pages(asked.folder), shipped_knowledge()))
    found, floors = figures(pages), load_floors(asked.floors)
    for dataset, got in found.items():
        print(f"{dataset:12} " + "  ".join(f"{name} {value:.4f}" for name, value in got.items()))
    for line in _mistakes(pages, asked.mistakes) if asked.mistakes else ():
        print(line)
    if asked.up or asked.down:
        floors = raised(found, floors) if asked.up else lowered(found, floors)
        write_floors(asked.floors, floors)
    failed = list(failures(found, floors))
    print("\n".join(failed) if failed else f"no figure is below its floor ({asked.floors.name})")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
