"""Which stored articles hold a hash: the inverted side of the fingerprint index, on disk or in memory.

Cut into buckets of time, so that a look-up reads the few that its window touches, and what is written on one day lies
side by side. Of a hash that many texts of a bucket hold, no more entries are kept than show it to be boilerplate: this
bounds every list.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable
from itertools import groupby
from operator import itemgetter
from typing import Protocol

CLUSTERS = 3
"""A hash met in more texts of a bucket than this, copies aside, is boilerplate."""

_BUCKETS = "SELECT value FROM json_each(?) WHERE EXISTS (SELECT 1 FROM fingerprint_hashes WHERE bucket = value)"
_POSTINGS = """
    SELECT p.hash, p.article FROM json_each(?) AS h
    CROSS JOIN fingerprint_hashes AS p ON p.bucket = ? AND p.hash = h.value
"""
_WORN = f"""
    SELECT DISTINCT h.value FROM json_each(?1) AS b CROSS JOIN json_each(?2) AS h WHERE (SELECT count(*) FROM (
        SELECT 1 FROM fingerprint_hashes WHERE bucket = b.value AND hash = h.value LIMIT {CLUSTERS + 1})) > {CLUSTERS}
"""  # noqa: S608 - the only value put in is our own constant
_ENTER = "INSERT OR IGNORE INTO fingerprint_hashes (bucket, hash, article) VALUES (?, ?, ?)"
_HASH = itemgetter(0)


class Postings(Protocol):
    """The lists of the articles that hold each hash."""

    def buckets(self, touched: range) -> list[int]:
        """Those of some buckets that hold anything."""

    def lists(self, hashes: list[int], bucket: int) -> Iterable[tuple[int, Collection[int]]]:
        """(hash, article keys) of each hash that was met in a bucket; at most CLUSTERS + 1 keys."""

    def worn(self, hashes: Collection[int], buckets: list[int]) -> set[int]:
        """Those of some hashes that are boilerplate in one of the buckets."""

    def enter(self, bucket: int, hashes: Iterable[int], article: int) -> None:
        """Add an article to the lists of hashes, except where it would only lengthen a list of boilerplate."""

    def withdraw(self, bucket: int, hashes: Iterable[int], article: int) -> None:
        """Take an article out of the lists of hashes."""


class StoredPostings:
    """The lists of a catalogue's table fingerprint_hashes."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def buckets(self, touched: range) -> list[int]:
        return [bucket for (bucket,) in self._db.execute(_BUCKETS, (str(list(touched)),))]

    def lists(self, hashes: list[int], bucket: int) -> Iterable[tuple[int, Collection[int]]]:
        rows = self._db.execute(_POSTINGS, (str(hashes), bucket))
        return [(value, [key for _, key in group]) for value, group in groupby(rows, _HASH)]

    def worn(self, hashes: Collection[int], buckets: list[int]) -> set[int]:
        return {value for (value,) in self._db.execute(_WORN, (str(buckets), str(list(hashes))))}

    def enter(self, bucket: int, hashes: Iterable[int], article: int) -> None:
        new = set(hashes)  # looked up at once: the same condition in each insertion takes three times as long
        self._db.executemany(_ENTER, [(bucket, value, article) for value in new - self.worn(new, [bucket])])

    def withdraw(self, bucket: int, hashes: Iterable[int], article: int) -> None:
        self._db.executemany(
            "DELETE FROM fingerprint_hashes WHERE bucket = ? AND hash = ? AND article = ?",
            [(bucket, value, article) for value in hashes],
        )


class HeldPostings:
    """The same in memory, five times as fast, at some 100 bytes an entry: for a run over one file."""

    def __init__(self) -> None:
        self._lists: defaultdict[int, dict[int, tuple[int, ...]]] = defaultdict(dict)
        self.entries = 0
        """How many entries are held."""

    def buckets(self, touched: range) -> list[int]:
        return [bucket for bucket in touched if self._lists.get(bucket)]

    def lists(self, hashes: list[int], bucket: int) -> Iterable[tuple[int, Collection[int]]]:
        here = self._lists[bucket]
        return [(value, keys) for value in sorted(here.keys() & hashes) if (keys := here[value])]

    def worn(self, hashes: Collection[int], buckets: list[int]) -> set[int]:
        return {value for bucket in buckets for value in hashes if len(self._lists[bucket].get(value, ())) > CLUSTERS}

    def enter(self, bucket: int, hashes: Iterable[int], article: int) -> None:
        here, new = self._lists[bucket], set(hashes)
        known = here.keys() & new
        for value in known:
            keys = here[value]
            if len(keys) <= CLUSTERS and article not in keys:
                here[value] = (*keys, article)
                self.entries += 1
        here.update(dict.fromkeys(new - known, (article,)))  # most are met for the first time
        self.entries += len(new) - len(known)

    def withdraw(self, bucket: int, hashes: Iterable[int], article: int) -> None:
        here = self._lists[bucket]
        for value in hashes:
            keys = here.get(value, ())
            if article in keys:
                here[value] = tuple(key for key in keys if key != article)
                self.entries -= 1

    def move_to(self, db: sqlite3.Connection) -> StoredPostings:
        """Empty the lists into a catalogue's table, in whose place they stood."""
        for bucket, here in self._lists.items():
            rows = ((bucket, value, key) for value in sorted(here) for key in here[value])
            db.executemany("INSERT INTO fingerprint_hashes (bucket, hash, article) VALUES (?, ?, ?)", rows)
        self._lists.clear()
        self.entries = 0
        return StoredPostings(db)
