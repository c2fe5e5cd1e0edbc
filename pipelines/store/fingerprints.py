"""The inverted index of fingerprints: which stored articles share hashes with a text.

The index is cut into buckets of 72 hours. A look-up reads the few buckets its window touches, and what is written on
one day lies side by side, so that neither grows with the age of the archive.

A copy enters only those hashes that its original and the copies before it do not have. So a text copied a hundred
times is one entry, a look-up finds the original, and the entries of a hash number the texts it was met in.
"""

from __future__ import annotations

import sqlite3
import sys
from array import array
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

BUCKET = 72 * 3600
"""Seconds of one bucket."""
CLUSTERS = 3
"""A hash met in more texts of a bucket than this, copies aside, is boilerplate."""
CANDIDATES = 16
"""How many articles a look-up answers at most."""
FEWEST = 3
"""An article that shares fewer hashes is none: 40 words have about nine."""

_POSTINGS = """
    SELECT p.hash, p.article FROM json_each(?) AS h
    CROSS JOIN fingerprint_hashes AS p ON p.bucket = ? AND p.hash = h.value
"""
_ENTER = f"""
    INSERT OR IGNORE INTO fingerprint_hashes (bucket, hash, article) SELECT ?1, ?2, ?3 WHERE (SELECT count(*) FROM (
        SELECT 1 FROM fingerprint_hashes WHERE bucket = ?1 AND hash = ?2 LIMIT {CLUSTERS + 1})) <= {CLUSTERS}
"""  # noqa: S608 - the only value put in is our own constant
_WITHIN = """
    SELECT f.article, f.hashes FROM fingerprints f
    WHERE f.article IN (SELECT value FROM json_each(?1)) AND (f.seen BETWEEN ?2 AND ?3 OR EXISTS (
        SELECT 1 FROM articles a JOIN articles c ON c.duplicate_of = a.id JOIN fingerprints g ON g.article = c.key
        WHERE a.key = f.article AND g.seen BETWEEN ?2 AND ?3))
"""
_COPIES = """
    SELECT f.article, f.hashes FROM articles c JOIN fingerprints f ON f.article = c.key
    WHERE c.duplicate_of = ? AND c.latest ORDER BY c.key LIMIT 8
"""
_FAMILY = """
    SELECT f.hashes FROM articles o JOIN fingerprints f ON f.article = o.key
    WHERE (o.id = ?1 OR o.duplicate_of = ?1) AND o.latest AND f.bucket = ?2 AND o.key != ?3 LIMIT 8
"""


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
        """Enter an article's newest version, in place of an earlier entry; its row must stand in `articles`.

        hashes: pipelines.fingerprint. seen: its pipelines.dedup.window_time.
        """
        self.remove(article_key)
        bucket = bucket_of(seen)
        self._db.execute(
            "INSERT INTO fingerprints (article, hashes, seen, bucket, language) VALUES (?, ?, ?, ?, ?)",
            (article_key, _pack(hashes), seen, bucket, language),
        )
        self._enter(article_key, bucket, set(hashes) - self._family(article_key, bucket))

    def remove(self, article_key: int) -> None:
        """Take an article out; one that is not there is no error. Its first copy then stands for the text."""
        row = self._db.execute("SELECT bucket, hashes FROM fingerprints WHERE article = ?", (article_key,)).fetchone()
        if row is None:
            return
        self._db.executemany(
            "DELETE FROM fingerprint_hashes WHERE bucket = ? AND hash = ? AND article = ?",
            [(row[0], value, article_key) for value in _unpack(row[1])],
        )
        self._db.execute("DELETE FROM fingerprints WHERE article = ?", (article_key,))
        (id_,) = self._db.execute("SELECT id FROM articles WHERE key = ?", (article_key,)).fetchone() or (None,)
        copy = self._db.execute(_COPIES, (id_,)).fetchone()
        if copy is not None:
            self.restore(copy[0])

    def restore(self, article_key: int) -> None:
        """Enter all hashes of an article that was a copy and is none any more."""
        row = self._db.execute("SELECT bucket, hashes FROM fingerprints WHERE article = ?", (article_key,)).fetchone()
        if row is not None:
            self._enter(article_key, row[0], _unpack(row[1]))

    def candidates(self, hashes: list[int], seen_from: str, seen_to: str) -> list[Candidate]:
        """Stored articles seen within the two times (both included) that share hashes, most contained first.

        An original of which a copy was seen within them counts as seen. Boilerplate does not count. At most CANDIDATES
        answers.
        """
        postings = self._postings(hashes, range(bucket_of(seen_from), bucket_of(seen_to) + 1))
        boilerplate = {value for value, lists in postings.items() if any(len(keys) > CLUSTERS for keys in lists)}
        counts = Counter(
            key for value, lists in postings.items() if value not in boilerplate for keys in lists for key in keys
        )
        top = [key for key, shared in counts.most_common(2 * CANDIDATES) if shared >= FEWEST]
        if not top:
            return []
        own = set(hashes) - boilerplate
        rows = self._db.execute(_WITHIN, (str(top), seen_from, seen_to))
        found = [_measure(key, own, set(_unpack(packed)) - boilerplate) for key, packed in rows]
        return sorted(found, key=lambda c: (-c.containment, c.key))[:CANDIDATES]

    def copies(self, article_id: str, hashes: list[int]) -> list[Candidate]:
        """The first eight copies of an article, measured against a text; boilerplate counts here."""
        own = set(hashes)
        rows = self._db.execute(_COPIES, (article_id,)).fetchall()
        return [_measure(key, own, set(_unpack(packed))) for key, packed in rows]

    def _family(self, article_key: int, bucket: int) -> set[int]:
        """Hashes that stand in a bucket for an article's original and its other copies; none for what is no copy."""
        row = self._db.execute("SELECT duplicate_of FROM articles WHERE key = ?", (article_key,)).fetchone()
        if row is None or row[0] is None:
            return set()
        packed = self._db.execute(_FAMILY, (row[0], bucket, article_key)).fetchall()
        return {value for (hashes,) in packed for value in _unpack(hashes)}

    def _enter(self, article_key: int, bucket: int, hashes: Iterable[int]) -> None:
        """Write entries; of boilerplate only as many as show it to be that, which bounds every look-up."""
        self._db.executemany(_ENTER, [(bucket, value, article_key) for value in hashes])

    def _postings(self, hashes: list[int], buckets: range) -> dict[int, list[list[int]]]:
        """For each hash that was met, the articles of each bucket."""
        asked = str(hashes)
        found: dict[int, list[list[int]]] = {}
        for bucket in buckets:
            here: dict[int, list[int]] = {}
            for value, key in self._db.execute(_POSTINGS, (asked, bucket)):
                here.setdefault(value, []).append(key)
            for value, keys in here.items():
                found.setdefault(value, []).append(keys)
        return found


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
