"""The inverted index of fingerprints: which stored articles share hashes with a text.

The index is cut into buckets of 72 hours. A look-up reads the few buckets its window touches, and what is written on
one day lies side by side, so that neither grows with the age of the archive.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from array import array
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

BUCKET = 72 * 3600
"""Seconds of one bucket."""
POSTINGS = 40
"""How many articles are read of one hash and bucket; the first stored come first."""
CLUSTERS = 3
"""A hash met in more stories than this is boilerplate."""
CANDIDATES = 16
"""How many articles a look-up answers at most."""
FEWEST = 3
"""An article that shares fewer hashes is none: 40 words have about nine."""

_ANY = "SELECT 1 FROM fingerprint_hashes WHERE bucket = ? LIMIT 1"
_POSTINGS = f"""
    SELECT h.value, (SELECT group_concat(article) FROM (
        SELECT article FROM fingerprint_hashes WHERE bucket = ? AND hash = h.value LIMIT {POSTINGS}))
    FROM json_each(?) AS h
"""  # noqa: S608 - the only value put in is our own constant


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A stored article that shares hashes with a text. Boilerplate is left out of all counts."""

    key: int
    """articles.key."""
    shared: int
    """Hashes both have."""
    size: int
    """Hashes the stored article has."""
    own: int
    """Hashes the text has."""

    @property
    def containment(self) -> float:
        """Share of the smaller of the two that the other one holds, 0 to 1."""
        return self.shared / max(1, min(self.size, self.own))


class FingerprintIndex:
    """The tables `fingerprints` and `fingerprint_hashes` of a catalogue."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def add(self, article_key: int, hashes: list[int], seen: str, language: str | None) -> None:
        """Enter an article's newest version, in place of an earlier entry. `seen`: its pipelines.dedup.window_time."""
        self.remove(article_key)
        bucket = bucket_of(seen)
        self._db.execute(
            "INSERT INTO fingerprints (article, hashes, seen, bucket, language) VALUES (?, ?, ?, ?, ?)",
            (article_key, _pack(hashes), seen, bucket, language),
        )
        self._db.executemany(
            "INSERT OR IGNORE INTO fingerprint_hashes (bucket, hash, article) VALUES (?, ?, ?)",
            [(bucket, value, article_key) for value in hashes],
        )

    def remove(self, article_key: int) -> None:
        """Take an article out; one that is not there is no error."""
        row = self._db.execute("SELECT bucket, hashes FROM fingerprints WHERE article = ?", (article_key,)).fetchone()
        if row is None:
            return
        self._db.executemany(
            "DELETE FROM fingerprint_hashes WHERE bucket = ? AND hash = ? AND article = ?",
            [(row[0], value, article_key) for value in _unpack(row[1])],
        )
        self._db.execute("DELETE FROM fingerprints WHERE article = ?", (article_key,))

    def candidates(self, hashes: list[int], seen_from: str, seen_to: str) -> list[Candidate]:
        """Stored articles seen within the two times (both included) that share hashes, most contained first.

        A hash met in more than CLUSTERS stories is boilerplate and does not count: it is the articles' originals that
        are counted, so that a text copied a hundred times is not taken for boilerplate. At most CANDIDATES answers.
        """
        postings = self._postings(hashes, range(bucket_of(seen_from), bucket_of(seen_to) + 1))
        boilerplate = self._boilerplate(postings)
        counts = Counter(key for value, keys in postings.items() if value not in boilerplate for key in keys)
        own = set(hashes) - boilerplate
        top = [key for key, shared in counts.most_common(2 * CANDIDATES) if shared >= FEWEST]
        if not top:
            return []
        found = [_measure(key, own, set(theirs) - boilerplate) for key, theirs in self._load(top, seen_from, seen_to)]
        return sorted(found, key=lambda c: (-c.containment, c.key))[:CANDIDATES]

    def _postings(self, hashes: list[int], buckets: range) -> dict[int, list[int]]:
        asked = json.dumps(hashes)
        found: dict[int, list[int]] = {}
        for bucket in buckets:
            if (
                self._db.execute("SELECT 1 FROM fingerprint_hashes WHERE bucket = ? LIMIT 1", (bucket,)).fetchone()
                is None
            ):
                continue
            for value, keys in self._db.execute(_POSTINGS, (bucket, asked)):
                if keys is not None:
                    found.setdefault(value, []).extend(map(int, keys.split(",")))
        return found

    def _boilerplate(self, postings: dict[int, list[int]]) -> set[int]:
        common = {value: keys for value, keys in postings.items() if len(keys) > CLUSTERS}
        if not common:
            return set()
        roots = self._roots({key for keys in common.values() for key in keys})
        return {value for value, keys in common.items() if len({roots.get(key, "") for key in keys}) > CLUSTERS}

    def _roots(self, keys: Iterable[int]) -> dict[int, str]:
        query = "SELECT key, coalesce(duplicate_of, id) FROM articles WHERE key IN (SELECT value FROM json_each(?))"
        return dict(self._db.execute(query, (json.dumps(list(keys)),)))

    def _load(self, keys: list[int], seen_from: str, seen_to: str) -> list[tuple[int, array[int]]]:
        query = (
            "SELECT article, hashes FROM fingerprints"
            " WHERE article IN (SELECT value FROM json_each(?)) AND seen BETWEEN ? AND ?"
        )
        rows = self._db.execute(query, (json.dumps(keys), seen_from, seen_to))
        return [(key, _unpack(packed)) for key, packed in rows]


def bucket_of(seen: str) -> int:
    """The bucket in which a stored ISO time lies."""
    return int(datetime.fromisoformat(seen).timestamp()) // BUCKET


def _measure(key: int, own: set[int], theirs: set[int]) -> Candidate:
    return Candidate(key=key, shared=len(own & theirs), size=len(theirs), own=len(own))


def _pack(hashes: list[int]) -> bytes:
    packed = array("q", hashes)
    if sys.byteorder == "big":
        packed.byteswap()
    return packed.tobytes()


def _unpack(packed: bytes) -> array[int]:
    hashes = array("q")
    hashes.frombytes(packed)
    if sys.byteorder == "big":
        hashes.byteswap()
    return hashes
