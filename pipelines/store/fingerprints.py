"""The index of fingerprints: which stored articles share hashes with a text.

It is cut into buckets of 72 hours (pipelines.store.postings), so that neither a look-up nor an entry grows with the age
of the archive.

A copy enters only those hashes that its original and the copies before it do not have. So a text copied a hundred
times is one entry, a look-up finds the original, and the entries of a hash number the texts it was met in.
"""

from __future__ import annotations

import sqlite3
import sys
from array import array
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain

from pipelines.store.postings import CLUSTERS, Postings, StoredPostings

BUCKET = 72 * 3600
"""Seconds of one bucket."""
CANDIDATES = 16
"""How many articles a look-up answers at most."""
FEWEST = 3
"""An article that shares fewer hashes is none: 40 words have about nine."""
DOUBTFUL = (0.2, 0.6)
"""Containment at which it is worth knowing what of the stored article is boilerplate that the text does not share: an
excerpt dressed in its site's own furniture."""

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
_PARTS = """
    SELECT f.article, f.hashes FROM duplicates d JOIN articles p ON p.id = d.original AND p.latest
    JOIN fingerprints f ON f.article = p.key WHERE d.article = ? AND d.kind = 'contained' ORDER BY p.key LIMIT 8
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What stored articles are measured against."""

    own: set[int]
    boilerplate: set[int]
    buckets: list[int]


class FingerprintIndex:
    """The fingerprints of a catalogue, by its tables `fingerprints` and `fingerprint_hashes`.

    postings: what stands in the latter's place.
    """

    def __init__(self, db: sqlite3.Connection, postings: Postings | None = None) -> None:
        self._db = db
        self._postings = postings or StoredPostings(db)

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
        self._postings.enter(bucket, set(hashes) - self._family(article_key, bucket), article_key)

    def remove(self, article_key: int) -> None:
        """Take an article out; one that is not there is no error. Its first copy then stands for the text."""
        row = self._db.execute("SELECT bucket, hashes FROM fingerprints WHERE article = ?", (article_key,)).fetchone()
        if row is None:
            return
        self._postings.withdraw(row[0], _unpack(row[1]), article_key)
        self._db.execute("DELETE FROM fingerprints WHERE article = ?", (article_key,))
        (id_,) = self._db.execute("SELECT id FROM articles WHERE key = ?", (article_key,)).fetchone() or (None,)
        copy = self._db.execute(_COPIES, (id_,)).fetchone()
        if copy is not None:
            self.restore(copy[0])

    def restore(self, article_key: int) -> None:
        """Enter all hashes of an article that was a copy and is none any more."""
        row = self._db.execute("SELECT bucket, hashes FROM fingerprints WHERE article = ?", (article_key,)).fetchone()
        if row is not None:
            self._postings.enter(row[0], _unpack(row[1]), article_key)

    def candidates(self, hashes: list[int], seen_from: str, seen_to: str) -> list[Candidate]:
        """Stored articles seen within the two times (both included) that share hashes, most contained first.

        An original of which a copy was seen within them counts as seen. Boilerplate does not count. At most CANDIDATES
        answers.
        """
        buckets = self._postings.buckets(range(bucket_of(seen_from), bucket_of(seen_to) + 1))
        lists = [pair for bucket in buckets for pair in self._postings.lists(hashes, bucket)]
        boilerplate = {value for value, keys in lists if len(keys) > CLUSTERS}
        counts = Counter(chain.from_iterable(keys for value, keys in lists if value not in boilerplate))
        top = [key for key, shared in counts.most_common(2 * CANDIDATES) if shared >= FEWEST]
        if not top:
            return []
        asked = _Asked(own=set(hashes) - boilerplate, boilerplate=boilerplate, buckets=buckets)
        rows = self._db.execute(_WITHIN, (str(top), seen_from, seen_to))
        found = [self._closer(asked, key, _unpack(packed)) for key, packed in rows]
        return sorted(found, key=lambda c: (-c.containment, c.key))[:CANDIDATES]

    def _closer(self, asked: _Asked, key: int, theirs: array[int]) -> Candidate:
        """Measure a stored article; where that is in doubt, without the boilerplate that it has for itself."""
        found = _measure(key, asked.own, theirs, asked.boilerplate)
        if found.size > found.own or not DOUBTFUL[0] <= found.containment <= DOUBTFUL[1]:
            return found
        alone = set(theirs) - asked.own - asked.boilerplate
        return replace(found, size=found.size - len(self._postings.worn(alone, asked.buckets)))

    def copies(self, article_id: str, hashes: list[int]) -> list[Candidate]:
        """The first eight copies of an article, measured against a text; boilerplate counts here."""
        own = set(hashes)
        rows = self._db.execute(_COPIES, (article_id,)).fetchall()
        return [_measure(key, own, _unpack(packed)) for key, packed in rows]

    def parts(self, article_id: str, hashes: list[int]) -> list[Candidate]:
        """The first eight articles that an article holds beside other things, measured against a text likewise."""
        own = set(hashes)
        rows = self._db.execute(_PARTS, (article_id,)).fetchall()
        return [_measure(key, own, _unpack(packed)) for key, packed in rows]

    def _family(self, article_key: int, bucket: int) -> set[int]:
        """Hashes that stand in a bucket for an article's original and its other copies; none for what is no copy."""
        row = self._db.execute("SELECT duplicate_of FROM articles WHERE key = ?", (article_key,)).fetchone()
        if row is None or row[0] is None:
            return set()
        packed = self._db.execute(_FAMILY, (row[0], bucket, article_key)).fetchall()
        return {value for (hashes,) in packed for value in _unpack(hashes)}


def bucket_of(seen: str) -> int:
    """The bucket in which a stored ISO time lies."""
    return int(datetime.fromisoformat(seen).timestamp()) // BUCKET


def _measure(key: int, own: set[int], theirs: array[int], boilerplate: set[int] | None = None) -> Candidate:
    size = len(theirs) - len(boilerplate.intersection(theirs)) if boilerplate else len(theirs)
    return Candidate(key=key, shared=len(own.intersection(theirs)), size=size, own=len(own))


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
