"""What 1,000 watchlists cost an article, and how long the archive takes to answer, on invented text.

    python tests/benchmarks/query_cost.py [DATA]

Words are drawn by Zipf's law from 30,000 invented ones, texts have 500 of them. DATA: a folder that
generate_catalogue.py filled; without it only the watchlists are measured.
"""

from __future__ import annotations

import random
import sys
import time
from itertools import accumulate
from pathlib import Path

from pipelines.querying.document import Document
from pipelines.querying.grammar import parse
from pipelines.querying.percolator import Percolator
from pipelines.store.reading.articles import newest
from pipelines.store.reading.opening import reading
from pipelines.store.reading.selection import Selection

SYLLABLES = ("ca", "ri", "mó", "ñe", "tal", "sen", "bor", "lu", "pin", "dra", "quí", "vos")
SEARCHES = (
    '"río manso"',
    "quintanar",
    "la",
    '"de la"',
    "de NEAR/3 la",
    "puente -sequía",
    "country:IQ puente",
    "=Puente",
)


def main() -> None:
    """Print both."""
    chance = random.Random(3)  # noqa: S311 - repeatable, not secret
    words = ["".join(chance.choices(SYLLABLES, k=chance.randint(1, 4))) + str(n % 97) for n in range(30_000)]
    weights = list(accumulate(1 / (rank + 3) for rank in range(len(words))))
    rare = [words[chance.randrange(200, len(words))] for _ in range(4_000)]
    asked = {str(n): parse(_query(chance, rare)) for n in range(1_000)}
    documents = [_document(" ".join(chance.choices(words, cum_weights=weights, k=500))) for _ in range(300)]
    _measure(Percolator(asked), documents)
    if len(sys.argv) > 1:
        _search(Path(sys.argv[1]))


def _query(chance: random.Random, rare: list[str]) -> str:
    a, b, c, d, e = chance.sample(rare, 5)
    forms = (
        f'({a} OR {b} OR "{c} {d}") -{e}',
        f"({a} OR {b}) ({c[:4]}* OR {d}) country:IQ",
        f"({a} OR {b}) NEAR/8 ({c} OR {d})",
    )
    return chance.choice(forms)


def _document(text: str) -> Document:
    return Document(title=text[:60], subtitle="", text=text, authors=(), fields={"country": frozenset(["IQ"])})


def _measure(percolator: Percolator, documents: list[Document]) -> None:
    began = time.process_time()
    for document in documents:
        document.folded  # noqa: B018 - split once, for the index and for the watchlists
    split = time.process_time()
    caught = sum(len(percolator.caught_by(document)) for document in documents)
    ended = time.process_time()
    number = len(documents)
    print(f"splitting and folding     {(split - began) / number * 1000:6.2f} ms CPU an article")
    cost, hits = (ended - split) / number * 1000, caught / number
    print(f"{len(percolator)} watchlists           {cost:6.2f} ms CPU, {hits:.1f} hits an article")


def _search(folder: Path) -> None:
    with reading(folder) as db:
        for query in SEARCHES:
            began = time.perf_counter()
            found = newest(db, Selection(tree=parse(query), copies=False), 30)
            print(f"{query:<24} {(time.perf_counter() - began) * 1000:8.1f} ms, {len(found)} shown")


if __name__ == "__main__":
    main()
