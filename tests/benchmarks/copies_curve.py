"""What it costs to look for copies of an article and to enter it, with ever more articles inside the window.

    python tests/benchmarks/copies_curve.py FOLDER --sizes 10000 100000 1000000

For each size a catalogue in FOLDER is filled up to it, all within 72 hours, and then 640 more articles go through the
writer's own steps in its own transactions of 64, copies among them. A million articles take 6 GB; FOLDER is the
asker's to remove. The texts: invented words whose frequencies follow Zipf's law, 260 on average, an outlet's footer
below; a quarter of them repeat an earlier text under another headline, some of these trimmed.

Measured on two cores that were busy with other work (load 4 to 9), in ms an article, find + enter + commit:

    articles   whole   look-up p50   enter   commit
      10,000     2.4           0.5     0.9      0.2
     100,000     4.1           0.6     1.8      0.6
   1,000,000     6.4           1.1     1.4      2.8     2.7 times that at 10,000; the catalogue takes 5.9 GB
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import statistics
import time
from array import array
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import accumulate, groupby, islice
from pathlib import Path

import orjson

from pipelines.article import Article
from pipelines.clock import iso
from pipelines.dedup import find_originals, window_time
from pipelines.fingerprint import fingerprint
from pipelines.settling import Settling
from pipelines.store.catalogue import open_catalogue
from pipelines.store.fingerprints import FingerprintIndex, bucket_of
from pipelines.store.postings import CLUSTERS
from pipelines.text import content_hash, word_count

END = datetime(2031, 5, 14, 12, tzinfo=UTC)
WINDOW = timedelta(hours=72)
WORDS, OUTLETS, RECENT = 40_000, 300, 500
PROBES, BATCH = 640, 64
COPIES = 0.25

_ROW = """
    INSERT INTO articles (id, revision, latest, line, file, file_offset, day, source, url, title, kind, access,
        published, first_seen, fetched, word_count, content_hash, duplicate_of, duplicate_kind)
    VALUES (:id, 1, 1, :line, 'f', :key, '', :source, :url, :title, 'article', 'full', :published, :published,
        :published, :words, :hash, :original, :kind)
"""
_FINGERPRINT = "INSERT INTO fingerprints (article, hashes, seen, bucket, language) VALUES (?, ?, ?, ?, 'es')"


@dataclass(slots=True, kw_only=True)
class Press:
    """A source of invented articles; the same seed gives the same."""

    chance: random.Random = field(default_factory=lambda: random.Random(7))  # noqa: S311 - repeatable, not secret
    words: list[str] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)
    footers: list[str] = field(default_factory=list)
    recent: list[tuple[str, str]] = field(default_factory=list)
    made: int = 0

    def __post_init__(self) -> None:
        self.words = list(islice(_invented(self.chance), WORDS))
        self.weights = list(accumulate(1 / (rank + 2.7) for rank in range(WORDS)))  # Zipf and Mandelbrot
        self.footers = [self.sentence(25) for _ in range(OUTLETS)]

    def sentence(self, words: int) -> str:
        """So many words, the frequent ones often."""
        return " ".join(self.chance.choices(self.words, cum_weights=self.weights, k=words))

    def article(self, seen: str) -> tuple[Article, str | None]:
        """The next article, and the id of the one whose text it repeats."""
        self.made += 1
        original, text = None, None
        if self.recent and self.chance.random() < COPIES:
            original, text = self.chance.choice(self.recent)
            text = text[: int(len(text) * self.chance.choice((0.6, 0.8, 1.0, 1.0)))]
        text = text or "\n".join(self.sentence(self.chance.randrange(20, 60)) for _ in range(6))
        id_, outlet = f"a{self.made}", self.chance.randrange(OUTLETS)
        if original is None:
            self.recent = [*self.recent[-RECENT:], (id_, text)]
        article = Article(
            id=id_, url=f"https://o{outlet}.example/{id_}", source=f"o{outlet}", title=self.sentence(9),
            text=f"{text}\n{self.footers[outlet]}", first_seen=seen, fetched=seen,
        )  # fmt: skip
        article.published, article.published_precision = seen, "second"
        article.word_count, article.content_hash = word_count(article.text), content_hash(article.title, article.text)
        return article, original


def _invented(chance: random.Random) -> Iterator[str]:
    """Words of one to four syllables, short ones first, none twice."""
    known: set[str] = set()
    while True:
        syllables = 1 + min(3, len(known) // 80)
        word = "".join(chance.choice("bcdfglmnprstv") + chance.choice("aeiouáéó") for _ in range(syllables))
        if word not in known:
            known.add(word)
            yield word


def fill(db: sqlite3.Connection, press: Press, size: int, total: int) -> None:
    """Take the catalogue to `size` articles of `total`, evenly spread over the window, its entries in sorted order."""
    entries: dict[tuple[int, int], tuple[array[int], array[int]]] = defaultdict(lambda: (array("q"), array("q")))
    db.execute("BEGIN")
    while press.made < size:
        seen = iso(END - WINDOW * (1 - press.made / total))
        article, original = press.article(seen)
        key, hashes, bucket = _insert(db, article, original), fingerprint(article.text), bucket_of(seen)
        db.execute(_FINGERPRINT, (key, array("q", hashes).tobytes(), seen, bucket))
        for value in () if original else hashes:
            values, keys = entries[bucket, value >> 56]
            values.append(value)
            keys.append(key)
        if not key % 20_000:
            _commit(db)  # else the log takes as much again as the catalogue
    for bucket, part in sorted(entries):
        values, keys = entries.pop((bucket, part))
        _enter(db, bucket, sorted(zip(values, keys, strict=True)))
        _commit(db)
    db.execute("COMMIT")


def _commit(db: sqlite3.Connection) -> None:
    db.execute("COMMIT")
    db.execute("BEGIN")


def _enter(db: sqlite3.Connection, bucket: int, pairs: list[tuple[int, int]]) -> None:
    groups = groupby(pairs, lambda pair: pair[0])
    rows = ((bucket, *pair) for _, group in groups for pair in islice(group, CLUSTERS + 1))
    db.executemany("INSERT INTO fingerprint_hashes (bucket, hash, article) VALUES (?, ?, ?)", rows)


def _insert(db: sqlite3.Connection, article: Article, original: str | None) -> int:
    row = {
        "id": article.id, "key": int(article.id[1:]), "line": orjson.dumps(article), "source": article.source,
        "url": article.url, "title": article.title, "published": article.published, "words": article.word_count,
        "hash": article.content_hash, "original": original, "kind": "copy" if original else None,
    }  # fmt: skip
    return db.execute(_ROW, row).lastrowid or 0


@dataclass(slots=True, kw_only=True)
class Cost:
    """What was measured, in seconds an article."""

    look_up: list[float] = field(default_factory=list)
    find: list[float] = field(default_factory=list)
    enter: list[float] = field(default_factory=list)
    commit: float = 0.0
    right: int = 0


def probe(db: sqlite3.Connection, press: Press) -> Cost:
    """Take new articles through the writer's steps; what they repeat is known."""
    cost, index = Cost(), FingerprintIndex(db)
    for _ in range(PROBES // BATCH):
        db.execute("BEGIN IMMEDIATE")
        for _ in range(BATCH):
            article, original = press.article(iso(END))
            settling = Settling(article=article, fingerprint=fingerprint(article.text), db=db, now=iso(END))
            started = time.perf_counter()
            index.candidates(settling.fingerprint, iso(END - WINDOW), iso(END + WINDOW))
            looked = time.perf_counter()
            find_originals(settling)
            found = time.perf_counter()
            key = _insert(db, article, article.duplicate_of)
            index.add(key, settling.fingerprint, window_time(article), "es")
            cost.look_up.append(looked - started)
            cost.find.append(found - looked)
            cost.enter.append(time.perf_counter() - found)
            cost.right += article.duplicate_of == original
        started = time.perf_counter()
        db.execute("COMMIT")
        cost.commit += time.perf_counter() - started
    return cost


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    given = parser.parse_args()
    press, db = Press(), open_catalogue(given.folder)
    print("articles  find p50  p99 ms  look-up p50  p99 ms  enter ms  commit ms  whole ms  right  GB")
    for size in sorted(given.sizes):
        fill(db, press, size, max(given.sizes))
        cost = probe(db, press)
        find, enter, commit = statistics.mean(cost.find), statistics.mean(cost.enter), cost.commit / PROBES
        gigabytes = (given.folder / "presswatch.db").stat().st_size / 1e9
        print(
            f"{size:8}  {_at(cost.find, 50):8.2f} {_at(cost.find, 99):7.2f}  {_at(cost.look_up, 50):11.2f}"
            f" {_at(cost.look_up, 99):7.2f}  {enter * 1000:8.2f}  {commit * 1000:9.2f}"
            f"  {(find + enter + commit) * 1000:8.2f}  {cost.right / PROBES:.3f}  {gigabytes:.2f}",
            flush=True,
        )
    db.close()


def _at(seconds: list[float], percent: int) -> float:
    return sorted(seconds)[len(seconds) * percent // 100] * 1000


if __name__ == "__main__":
    main()
