"""Asking one feed, sitemap or section page, and what came of it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from crawler.asking import Asker, Place, Refusal
from crawler.configuration import Configuration
from crawler.discovery import Child
from crawler.prospecting.pace import Pace, pace_of
from crawler.reading.pool import ReaderPool
from pipelines.article import Link
from pipelines.errors import PresswatchError
from pipelines.reasons import MEANING, Reason

T = TypeVar("T")

_FORMS = {
    "feed": "RSS or Atom feed",
    "json": "JSON Feed",
    "urlset": "sitemap",
    "index": "sitemap index",
    "text": "list of addresses",
    "html": "HTML page",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """One document, as it answered."""

    url: str
    kind: str
    """feed, sitemap or section: what it was asked as."""
    found_by: str = ""
    """What named it, for a person."""
    title: str = ""
    """What the page that named it calls it."""
    status: int | None = None
    """HTTP status; None where there was no answer."""
    form: str | None = None
    """What it turned out to be; None where it could not be told."""
    reason: Reason | None = None
    """Why it is of no use; None where it is."""
    detail: str = ""
    links: tuple[Link, ...] = ()
    children: tuple[Child, ...] = ()
    ttl: float | None = None

    @property
    def told(self) -> str:
        """What it turned out to be, in words."""
        if self.form == "urlset" and any(link.title for link in self.links):
            return "news sitemap"
        return _FORMS.get(self.form or "", "nothing known")

    @property
    def why(self) -> str:
        """What is wrong with it, in words; '' where nothing is."""
        return "" if self.reason is None else f"{MEANING[self.reason]} ({self.detail or self.reason})"

    def pace(self, now: datetime) -> Pace:
        """What the dates of its items say."""
        return pace_of(self.links, now)


@dataclass(slots=True, kw_only=True)
class Bench:
    """What probes and samples are taken with."""

    asker: Asker
    readers: ReaderPool
    broken: asyncio.Future[None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    """Fails when readers cannot be started at all."""

    async def read(self, work: Awaitable[T]) -> T:
        """What the readers make of something. Raises what keeps them from reading at all."""
        task = asyncio.ensure_future(work)
        both: set[asyncio.Future[Any]] = {task, self.broken}
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            task.cancel()
            self.broken.result()
        return task.result()

    def break_down(self, error: BaseException) -> None:
        """Note that nothing can be read."""
        if not self.broken.done():
            self.broken.set_exception(error if isinstance(error, PresswatchError) else RuntimeError(str(error)))


class Benches:
    """Makes benches, and ends their readers."""

    def __init__(self) -> None:
        self._benches: list[Bench] = []

    def make(self, asker: Asker, config: Configuration) -> Bench:
        """A bench with readers of its own that know this configuration."""
        bench = Bench(asker=asker, readers=ReaderPool(config))
        bench.readers.start(on_failure=bench.break_down)
        self._benches.append(bench)
        return bench

    async def close(self) -> None:
        """End all readers."""
        for bench in self._benches:
            await bench.readers.close()
            bench.broken.cancel()


async def probe(bench: Bench, place: Place, source: str, named: tuple[str, str] = ("", "")) -> Probe:
    """Ask a document of a source (id) and read it; named: what named it, and by what title."""
    found_by, title = named
    about: dict[str, Any] = {"url": place.url, "kind": place.kind, "found_by": found_by, "title": title}
    answer = await bench.asker.document(place, source)
    if isinstance(answer, Refusal):
        return Probe(**about, status=answer.status, reason=answer.reason, detail=answer.detail)
    task: dict[str, object] = {
        "document": {
            "url": answer.final_url,
            "kind": place.kind,
            "content_type": answer.headers.get("content-type"),
        },
        "source": source,
        "encoding": answer.headers.get("content-encoding"),
    }
    found = await bench.read(bench.readers.discover(task, answer.record.body))
    return Probe(
        **about,
        status=answer.status,
        form=found.form,
        reason=found.reason,
        detail=found.detail or found.degraded or "",
        links=found.links,
        children=found.documents,
        ttl=found.ttl,
    )
