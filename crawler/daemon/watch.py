"""Looking after the sources: alarms are raised and ended, and what is usual is learned, beside the crawl."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from datetime import timedelta, tzinfo
from functools import partial
from pathlib import Path

from crawler.session import Session
from crawler.writer import Transaction
from pipelines.clock import iso
from pipelines.source import Source
from pipelines.store import alarms, documents
from pipelines.store.alarms import Alarm, Found
from pipelines.store.reading import signs
from pipelines.store.reading.opening import reading
from pipelines.watching.signs import alarms_of
from pipelines.watching.usual import Usual

log = logging.getLogger("presswatch.alarms")

LEARN_EVERY = timedelta(hours=1)
"""How often what is usual is learned anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """One look at all sources."""

    folder: Path
    sources: list[Source]
    enabled: set[str]
    """Ids of all that are crawled."""
    zone: tzinfo
    learn_before: str
    """What was learned before this time is learned anew."""


async def look_after(session: Session, sources: list[Source]) -> list[Alarm]:
    """Look at these sources once; what changed is logged and returned. Alarms of sources that are not enabled end.

    The catalogue is read in a thread of its own, on a connection of its own: neither the loop nor the writer waits.
    """
    config = session.config
    look = _Look(
        folder=session.assignment.held.path,
        sources=sources,
        enabled={source.id for source in config.sources.values() if source.enabled},
        zone=config.settings.zone,
        learn_before=iso(session.clock() - LEARN_EVERY),
    )
    usual, found = await asyncio.to_thread(_see, look)
    changed = await session.writer.do(partial(_note, usual=usual, found=found))
    for alarm in changed:
        log.log(
            logging.WARNING if alarm.raised else logging.INFO,
            "alarm %s: %s %s: %s", "raised" if alarm.raised else "ended", alarm.source, alarm.kind, alarm.detail,
            extra={"event": {"source": alarm.source, "alarm": alarm.kind, "raised": alarm.raised}},
        )  # fmt: skip
    return changed


def _see(look: _Look) -> tuple[dict[str, Usual], Found]:
    """What is usual where it was learned anew, and what is wrong."""
    usual: dict[str, Usual] = {}
    found: dict[str, dict[str, str]] = {}
    with reading(look.folder) as db:
        found.update({row["source"]: {} for row in alarms.active(db) if row["source"] not in look.enabled})
        fresh = {row[0] for row in db.execute("SELECT source FROM usual WHERE at >= ?", (look.learn_before,))}
        for source in look.sources:
            if source.id not in fresh and (now_usual := signs.learned(db, source.id, look.zone)):
                usual[source.id] = now_usual
            named = [url for url, _ in documents.configured(source)]
            found[source.id] = alarms_of(signs.signs_of(db, source.id, named), look.zone)
    return usual, found


def _note(transaction: Transaction, usual: dict[str, Usual], found: Found) -> list[Alarm]:
    for source, learned in usual.items():
        signs.keep_usual(transaction.db, source, learned, transaction.now)
    return alarms.review(transaction.db, found, transaction.now)
