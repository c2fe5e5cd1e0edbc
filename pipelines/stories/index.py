"""The index by which articles of one event are found: rare names and numbers, and the articles that have them.

It is cut into the buckets of the fingerprints, so that neither a look-up nor an entry grows with the archive. How many
articles of a bucket have a key is counted beside: a look-up first asks for the counts, and then reads the few rarest
lists only. Copies are not entered: they would make the names of a much copied story look common.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from dataclasses import dataclass
from hashlib import blake2b
from math import log

import orjson

from pipelines.store.fingerprints import bucket_of
from pipelines.stories.profile import Profile

LISTS = 14
"""Lists that a look-up reads at most, the rarest first."""
LONGEST = 64
"""A key that more articles of its buckets have leads nowhere."""
CANDIDATES = 12
"""How many articles a look-up answers at most."""
TELLING = 0.3
"""Names and numbers that are less telling by themselves are not entered."""
UNKNOWN = 0.7
"""How rare a name of a stored text is taken to be that the new text does not have."""
BACKGROUND = 500
"""Articles that are taken to be there beside those of the window: in a young archive nothing is common yet."""

_ALL = 0
_COUNTS = """
    SELECT c.key, sum(c.articles) FROM json_each(?1) AS k
    CROSS JOIN json_each(?2) AS b CROSS JOIN event_key_counts AS c ON c.bucket = b.value AND c.key = k.value
    GROUP BY c.key
"""
_LISTS = """
    SELECT e.article FROM json_each(?1) AS k
    CROSS JOIN json_each(?2) AS b CROSS JOIN event_keys AS e ON e.bucket = b.value AND e.key = k.value
"""
_PROFILES = """
    SELECT p.article, p.profile, p.seen, a.id, a.story FROM event_profiles p JOIN articles a ON a.key = p.article
    WHERE p.article IN (SELECT value FROM json_each(?)) AND p.seen BETWEEN ? AND ? AND a.latest AND a.id != ?
"""
_OF_STORY = """
    SELECT p.article, p.profile, p.seen, a.id, a.story FROM articles a JOIN event_profiles p ON p.article = a.key
    WHERE a.story = ? AND a.latest ORDER BY p.seen DESC LIMIT 6
"""
_COUNT = """
    INSERT INTO event_key_counts (bucket, key, articles) VALUES (?, ?, ?)
    ON CONFLICT (bucket, key) DO UPDATE SET articles = articles + excluded.articles
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A stored article that may tell the same event."""

    id: str
    """Its id."""
    story: str | None
    """Its story."""
    seen: str
    """When it was published, as far as that can be believed."""
    profile: Profile


class EventIndex:
    """The tables `event_keys`, `event_key_counts` and `event_profiles` of a catalogue."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._rarity: dict[str, float] = {}

    def add(self, article_key: int, profile: Profile, seen: str) -> None:
        """Enter an article; its row must stand in `articles`."""
        self.remove(article_key)
        bucket, keys = bucket_of(seen), list(map(key_of, _entered(profile)))
        self._db.execute(
            "INSERT INTO event_profiles (article, seen, profile) VALUES (?, ?, ?)", (article_key, seen, pack(profile))
        )
        self._count(bucket, keys, 1)
        self._db.executemany(
            "INSERT OR IGNORE INTO event_keys (bucket, key, article) VALUES (?, ?, ?)",
            [(bucket, key, article_key) for key in keys],
        )

    def remove(self, article_key: int) -> None:
        """Take an article out; one that is not there is no error."""
        row = self._db.execute("SELECT seen, profile FROM event_profiles WHERE article = ?", (article_key,)).fetchone()
        if row is None:
            return
        bucket, keys = bucket_of(row[0]), list(map(key_of, _entered(unpack(row[1]))))
        self._count(bucket, keys, -1)
        self._db.executemany(
            "DELETE FROM event_keys WHERE bucket = ? AND key = ? AND article = ?",
            [(bucket, key, article_key) for key in keys],
        )
        self._db.execute("DELETE FROM event_profiles WHERE article = ?", (article_key,))

    def candidates(self, profile: Profile, window: tuple[str, str], own: str) -> list[Known]:
        """Stored articles seen within a window that share rare names or numbers, those that share most first.

        own: id of the article itself. Sets what `rarity` answers.
        """
        buckets = str(list(range(bucket_of(window[0]), bucket_of(window[1]) + 1)))
        keys = {key_of(name): name for name in (*profile.names, *profile.numbers)}
        counts = dict(self._db.execute(_COUNTS, (str([_ALL, *keys]), buckets)).fetchall())
        total = log(BACKGROUND + counts.get(_ALL, 0))
        self._rarity = {name: max(0.1, 1 - log(max(1, counts.get(key, 0))) / total) for key, name in keys.items()}
        entered = {key_of(name) for name in _entered(profile)}
        met = sorted((counts[key], key) for key in entered if 0 < counts.get(key, 0) <= LONGEST)
        asked = str([key for _, key in met[:LISTS]])
        shared = Counter(article for (article,) in self._db.execute(_LISTS, (asked, buckets)))
        top = [article for article, n in shared.most_common(2 * CANDIDATES) if n > 1][:CANDIDATES]
        rows = self._db.execute(_PROFILES, (str(top), *window, own)) if top else ()
        return [_known(row) for row in rows]

    def rarity(self, name: str) -> float:
        """How rare a name or number of the profile last asked for is, 0.1 to 1; UNKNOWN for others."""
        return self._rarity.get(name, UNKNOWN)

    def of_story(self, story: str) -> list[Known]:
        """The latest six articles of a story that are no copies."""
        return [_known(row) for row in self._db.execute(_OF_STORY, (story,))]

    def _count(self, bucket: int, keys: list[int], by: int) -> None:
        self._db.executemany(_COUNT, [(bucket, key, by) for key in (_ALL, *keys)])


def key_of(name: str) -> int:
    """The signed 64-bit key of a name's skeleton or of a number."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big", signed=True)


def pack(profile: Profile) -> bytes:
    """A profile as it is stored."""
    return orjson.dumps([profile.names, profile.numbers, sorted(profile.days)])


def unpack(packed: bytes) -> Profile:
    """A stored profile."""
    names, numbers, days = orjson.loads(packed)
    return Profile(
        names={key: (spelling, telling) for key, (spelling, telling) in names.items()},
        numbers=numbers,
        days=frozenset(days),
    )


def _entered(profile: Profile) -> list[str]:
    names = [key for key, (_, telling) in profile.names.items() if telling > TELLING]
    return names + [key for key, telling in profile.numbers.items() if telling > TELLING]


def _known(row: tuple[int, bytes, str, str, str | None]) -> Known:
    _, packed, seen, id_, story = row
    return Known(id=id_, story=story, seen=seen, profile=unpack(packed))
