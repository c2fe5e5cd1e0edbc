"""Looking at configured sources again: every document once, and one article."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

from crawler.asking import Asker, Place
from crawler.prospecting.health import Checkup
from crawler.prospecting.probes import Bench, Benches, Probe, probe
from crawler.prospecting.samples import Sample, sample
from pipelines.article import Link
from pipelines.source import Source
from pipelines.store.documents import configured

AT_ONCE = 24
"""Sources that are looked at side by side; within one, documents are asked in turn."""
TRIES = 3
"""Articles that are tried before a source counts as one whose articles cannot be read."""


async def check(
    asker: Asker, sources: Sequence[Source], now: datetime, tell: Callable[[Checkup], None]
) -> list[Checkup]:
    """Look at sources, many at once; tell: told of each as soon as it is done. The list is in their order."""
    benches = Benches()
    bench = benches.make(asker, asker.config)
    room = asyncio.Semaphore(AT_ONCE)

    async def one(source: Source) -> Checkup:
        async with room:
            checkup = await _checkup(bench, source, now)
        tell(checkup)
        return checkup

    try:
        return list(await asyncio.gather(*(one(source) for source in sources)))
    finally:
        await benches.close()


async def _checkup(bench: Bench, source: Source, now: datetime) -> Checkup:
    probes = [await _probe(bench, Place(url=url, kind=kind), source.id) for url, kind in configured(source)]
    samples: list[Sample] = []
    for link in _newest(probes)[:TRIES]:
        samples.append(await sample(bench, link, source.id))
        if not samples[-1].why:
            break
    return Checkup(source=source.id, enabled=source.enabled, probes=tuple(probes), samples=tuple(samples), now=now)


async def _probe(bench: Bench, place: Place, source: str) -> Probe:
    """A document; of an index that names no article itself, the links of its first child that has some."""
    found = await probe(bench, place, source, ("configuration", ""))
    for child in found.children[:TRIES]:
        inner = await probe(bench, Place(url=child.url, kind=child.kind, parent=place.url), source)
        if inner.links:
            return Probe(
                url=found.url,
                kind=found.kind,
                found_by=found.found_by,
                status=found.status,
                form=found.form,
                links=inner.links,
                children=found.children,
            )
    return found


def _newest(probes: Sequence[Probe]) -> list[Link]:
    links = [link for found in probes for link in found.links]
    return sorted(links, key=lambda link: link.published or link.modified or "", reverse=True)
