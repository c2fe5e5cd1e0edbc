"""What is counted while the crawl runs, and the metrics page."""

from __future__ import annotations

import os
import resource
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from crawler.daemon.exposition import Family, Samples
from crawler.session import Session
from crawler.settlement import Settled
from pipelines.store import alarms
from pipelines.store.documents import Outcome
from pipelines.store.reading import health


class Tally:
    """Counts of this process."""

    def __init__(self, on_settled: Callable[[Settled], None]) -> None:
        """on_settled: told of each outcome of a page, too."""
        self._on_settled = on_settled
        self.polls: Counter[tuple[str, str]] = Counter()
        self.pages: Counter[tuple[str, str, str]] = Counter()

    def polled(self, source: str, outcome: Outcome) -> None:
        """Count a poll as unchanged (304), new, same (nothing new), or by its reason."""
        if outcome.reason:
            result = str(outcome.reason)
        elif outcome.status == 304:
            result = "unchanged"
        else:
            result = "new" if outcome.new else "same"
        self.polls[source, result] += 1

    def settled(self, settled: Settled) -> None:
        """Count the outcome of a page."""
        self.pages[settled.wanted.source, settled.state, str(settled.reason or "")] += 1
        self._on_settled(settled)


def families(session: Session, tally: Tally, started: datetime) -> list[Family]:
    """All metrics, as they are now."""
    return [*_counted(tally), *_of_sources(session), *_of_process(session, started)]


def _counted(tally: Tally) -> list[Family]:
    polls = [({"source": source, "outcome": outcome}, n) for (source, outcome), n in sorted(tally.polls.items())]
    pages = [
        ({"source": source, "state": state, "reason": reason}, n)
        for (source, state, reason), n in sorted(tally.pages.items())
    ]
    return [
        Family(name="polls_total", kind="counter", help="Polls of feeds, sitemaps and sections.", samples=polls),
        Family(name="pages_total", kind="counter", help="Outcomes of article pages.", samples=pages),
    ]


def _of_sources(session: Session) -> list[Family]:
    db = session.catalogue
    seen = {row["source"]: row for row in health.polled_sources(db) if row["source"] in session.config.sources}
    raised = [({"source": row["source"], "kind": row["kind"]}, 1.0) for row in alarms.active(db)]
    return [
        _gauge("source_last_success_timestamp_seconds", "Last poll that succeeded.", _times(seen, "last_success")),
        _gauge("source_next_poll_timestamp_seconds", "When it is polled next.", _times(seen, "next_poll")),
        _gauge(
            "source_errors",
            "Failed polls in a row, of the worst of its documents.",
            [({"source": name}, float(row["errors"])) for name, row in seen.items()],
        ),
        _gauge("alarm", "1 while an alarm about a source is raised.", raised),
        _gauge(
            "urls", "URLs that are not settled.", [({"state": s}, float(n)) for s, n in health.open_urls(db).items()]
        ),
    ]


def _of_process(session: Session, started: datetime) -> list[Family]:
    waiting = {**session.dispatcher.waiting(), "reading": session.readers.waiting, "writing": session.writer.waiting}
    usage = resource.getrusage(resource.RUSAGE_SELF)
    cpu = usage.ru_utime + usage.ru_stime
    return [
        _gauge("queue", "Length of a queue.", [({"queue": name}, float(n)) for name, n in waiting.items()]),
        _gauge("info", "1, with the version.", [({"version": version("presswatch")}, 1.0)]),
        _gauge("process_start_time_seconds", "When this process began.", [({}, started.timestamp())]),
        _gauge("process_resident_memory_bytes", "Memory of this process, without its readers.", [({}, _memory())]),
        Family(name="process_cpu_seconds_total", kind="counter", help="CPU time.", samples=[({}, cpu)]),
    ]


def _gauge(name: str, text: str, samples: Samples) -> Family:
    return Family(name=name, kind="gauge", help=text, samples=samples)


def _times(seen: dict[str, health.Row], column: str) -> Samples:
    return [
        ({"source": name}, datetime.fromisoformat(row[column]).timestamp()) for name, row in seen.items() if row[column]
    ]


def _memory() -> float:
    """Resident bytes; where the system has no /proc, the most it ever was."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) * 1024
    return float(pages * os.sysconf("SC_PAGE_SIZE"))
