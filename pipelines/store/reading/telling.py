"""What is read for those who tell: alerts with their articles and stories."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

from pipelines.alert_messages import Entry, StoryFacts, title_of
from pipelines.store.reading.articles import Record, by_ids
from pipelines.store.reading.stories import Story, appeared, story


def entries_of(db: sqlite3.Connection, alerts: Iterable[dict[str, Any]], names: Mapping[str, str]) -> list[Entry]:
    """The alerts with what they are about, as it stands now; one whose article is gone is left out.

    names: what outlets are called, by source id.
    """
    stories: dict[str, StoryFacts] = {}
    entries = []
    for alert in alerts:
        article = by_ids(db, [alert["article"]]).get(alert["article"])
        if article is None:
            continue
        facts = _facts_of(db, article, names, stories)
        entries.append(
            Entry(
                alert=alert,
                article=article,
                outlet=names.get(article["source"], article["source"]),
                time=appeared(article),
                story=facts,
            )
        )
    return entries


def facts(found: Story, names: Mapping[str, str]) -> StoryFacts:
    """What is told of a story."""
    first = found.first
    return StoryFacts(
        id=found.id,
        outlets=tuple(names.get(source, source) for source in found.outlets),
        copies=found.copies,
        first_title=title_of(first),
        first_url=first["url"],
        first_time=appeared(first),
    )


def _facts_of(
    db: sqlite3.Connection, article: Record, names: Mapping[str, str], known: dict[str, StoryFacts]
) -> StoryFacts:
    ident = article["story"] or article["id"]
    if ident not in known:
        found = story(db, ident) or Story(id=ident, articles=[article], matched=article)
        known[ident] = facts(found, names)
    return known[ident]
