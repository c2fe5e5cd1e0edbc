"""The pace of all documents, from the configuration and from what the catalogue knows of them. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable

from crawler.configuration import Configuration
from crawler.polling.pacing import Demand, Pace, budget, floor_of, solve
from crawler.polling.rates import Seen, rate
from pipelines.source import Source
from pipelines.store.documents import Watched, configured


def pace_of(config: Configuration, documents: Iterable[Watched]) -> Pace:
    """The pace at which the documents of all enabled sources, together, are polled as often as the settings allow.

    On average a document that a table names is polled every `poll_every`, if `poll_budget` suffices. What sitemap
    indexes name counts for its polls, but adds nothing to spend: it is a part of its index.
    """
    settings = config.settings
    sources = {id_: source for id_, source in config.sources.items() if source.enabled}
    rows = [row for row in documents if row.source in sources]
    paced = [row for row in rows if sources[row.source].every is None]
    fixed = [every for row in rows if row.parent is None and (every := sources[row.source].every)]
    roots = sum(row.parent is None for row in paced)
    if not rows:
        unknown = settings.poll_every * math.sqrt(rate(Seen()))
        return Pace(least=settings.poll_min, most=settings.poll_max, c=unknown)
    blank = Pace(least=settings.poll_min, most=settings.poll_max, c=0.0)
    demands = [demand(row, sources[row.source]) for row in paced]
    return solve(demands, budget(roots, fixed, settings.poll_every, settings.poll_budget), blank)


def demand(row: Watched, source: Source) -> Demand:
    """What one document needs."""
    return Demand(rate=rate_of(row), at_least=max(row.ttl or 0.0, floor_for(source)))


def rate_of(row: Watched) -> float:
    """Articles a second to expect of a document."""
    return rate(Seen(items=row.items, seconds=row.observed))


def floor_for(source: Source) -> float:
    """Shortest interval of a source's documents that its daily budget allows; 0 without one."""
    return floor_of(len(configured(source)), source.budget)
