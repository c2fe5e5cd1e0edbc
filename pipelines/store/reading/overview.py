"""What the whole desk looks at: how much comes in and when, who is first, how fresh it is, and what it is about."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from statistics import quantiles

from pipelines.clock import iso
from pipelines.store.reading.selection import DATED

MOST_STORIES = 4_000
"""Stories, newest first, of which it is counted who was first."""
MOST_DELAYS = 5_000
"""Articles, newest first, by which freshness is told."""
DAY_S = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Freshness:
    """Time from an article's publication, as claimed to the second, to its being stored, in minutes."""

    articles: int
    """How many are counted."""
    median: float
    """Half of them were stored sooner."""
    nine_in_ten: float
    """Nine in ten were."""
    spans: tuple[tuple[int, int], ...]
    """(upper bound in minutes, articles), ascending; the last bound takes the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Firsts:
    """How an outlet did in the stories that it shares with others."""

    source: str
    """Source id."""
    first: int
    """Stories that it had before the others."""
    stories: int
    """Stories that it shares."""


def days_until(now: datetime, zone: tzinfo, number: int) -> list[str]:
    """The last `number` calendar days, today the last."""
    today = now.astimezone(zone).date()
    return [(today - timedelta(days=back)).isoformat() for back in reversed(range(number))]


def per_day(db: sqlite3.Connection, days: Sequence[str]) -> list[int]:
    """Articles of each day (configured time zone)."""
    query = "SELECT day, count(*) FROM articles WHERE latest = 1 AND day >= ? GROUP BY day"
    found = dict(db.execute(query, (days[0],)).fetchall())
    return [found.get(day, 0) for day in days]


def per_hour(db: sqlite3.Connection, now: datetime, zone: tzinfo, days: int) -> list[int]:
    """Articles of the last days by the hour of the day, in the zone, at which they were published."""
    since = now - timedelta(days=days)
    query = f"SELECT substr({DATED}, 1, 13), count(*) FROM articles a WHERE a.latest = 1 AND {DATED} >= ? GROUP BY 1"  # noqa: S608 - constants
    hours = [0] * 24
    for hour, number in db.execute(query, (iso(since),)):
        hours[datetime.fromisoformat(f"{hour}:00:00+00:00").astimezone(zone).hour] += number
    return hours


def firsts(db: sqlite3.Connection, now: datetime, days: int) -> list[Firsts]:
    """Of the stories told by several outlets in that time: who had them first. Who was first most often comes first."""
    rows = db.execute(_FIRSTS, {"since": iso(now - timedelta(days=days)), "most": MOST_STORIES})
    held = [Firsts(source=row[0], first=row[1], stories=row[2]) for row in rows]
    return sorted(held, key=lambda one: (-one.first, -one.stories, one.source))


_FIRSTS = f"""
WITH told AS (
    SELECT a.story AS story, a.source AS source, min({DATED}) AS dated FROM articles a
    WHERE a.latest = 1 AND {DATED} >= :since AND a.story IN (
        SELECT id FROM articles a WHERE a.latest = 1 AND {DATED} >= :since AND a.id = a.story
        ORDER BY {DATED} DESC LIMIT :most)
    GROUP BY a.story, a.source
), placed AS (
    SELECT source, row_number() OVER (PARTITION BY story ORDER BY dated, source) AS place,
        count(*) OVER (PARTITION BY story) AS outlets FROM told
)
SELECT source, sum(place = 1), count(*) FROM placed WHERE outlets > 1 GROUP BY source
"""  # noqa: S608 - constants


def freshness(db: sqlite3.Connection, now: datetime, days: int) -> Freshness | None:
    """How soon after publication articles were stored; None where none claims a time of day.

    Counted are first versions published within that time and fetched within a day: what a backfill brings is no news.
    """
    rows = db.execute(
        "SELECT (julianday(a.fetched) - julianday(a.published)) * 1440 FROM articles a WHERE a.latest = 1"  # noqa: S608 - constants
        f" AND {DATED} >= ? AND a.revision = 1 AND a.published <= a.fetched AND a.published NOT LIKE '%T00:00:00+00:00'"
        f" ORDER BY {DATED} DESC LIMIT {MOST_DELAYS}",
        (iso(now - timedelta(days=days)),),
    )
    delays = sorted(float(row[0]) for row in rows if row[0] is not None and row[0] <= 1440)
    if len(delays) < 2:
        return None
    deciles = quantiles(delays, n=10, method="inclusive")
    bounds = (2, 5, 10, 20, 40, 60, 120, 1440)
    counts = [sum(low < delay <= high for delay in delays) for low, high in zip((-1, *bounds), bounds, strict=False)]
    return Freshness(
        articles=len(delays), median=deciles[4], nine_in_ten=deciles[8], spans=tuple(zip(bounds, counts, strict=True))
    )


def topics_over_time(db: sqlite3.Connection, days: Sequence[str], limit: int = 8) -> Mapping[str, list[int]]:
    """Topic code -> articles of each day, for the topics that occur most, most frequent first."""
    rows = db.execute(
        "SELECT v.value, a.day, count(*) FROM articles a JOIN article_values v ON v.article = a.key"
        " WHERE a.latest = 1 AND a.day >= ? AND v.field = 'topic' GROUP BY v.value, a.day",
        (days[0],),
    )
    found: dict[str, dict[str, int]] = {}
    for code, day, number in rows:
        found.setdefault(code, {})[day] = number
    most = sorted(found, key=lambda code: (-sum(found[code].values()), code))[:limit]
    return {code: [found[code].get(day, 0) for day in days] for code in most}
