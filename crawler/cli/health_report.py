"""The report of `presswatch status`, gathered and printed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from datetime import timedelta, tzinfo
from pathlib import Path
from typing import Any

import click

from crawler.cli import Folders
from crawler.cli.source_lines import print_alarms, print_sources
from crawler.cli.terminal import fit, local, screen_width, styled
from crawler.lock import holder_of
from crawler.visible import visible
from pipelines.clock import Clock
from pipelines.source import Source
from pipelines.store import outbox, traffic
from pipelines.store.documents import configured
from pipelines.store.reading import health
from pipelines.store.reading.opening import reading
from pipelines.store.reading.sources import by_source

Report = dict[str, Any]
_STATES = ("wanted", "fetching", "held", "failed", "rejected")


def status_of(folders: Folders, clock: Clock) -> Report:
    """All that `status` knows, as JSON: crawler, last_run, articles, urls, held (a row each), sources (counts),
    by_source (a row each), documents, budgets, outbox, disk_bytes."""
    from crawler.configuration.loading import load_settings, load_sources

    settings, sources = load_settings(folders.config), load_sources(folders.config)
    today = clock().astimezone(settings.zone).date()
    with reading(folders.data) as db:
        documents = health.documents(db)
        return {
            "data": str(folders.data),
            "timezone": settings.timezone,
            "crawler": holder_of(folders.data),
            "last_run": health.last_run(db),
            "articles": {
                "stored": health.articles_since(db, ""),
                "today": health.articles_since(db, today.isoformat()),
                "last_7_days": health.articles_since(db, (today - timedelta(days=6)).isoformat()),
                "newest": health.newest_article(db),
            },
            "held": health.held(db),
            "urls": dict.fromkeys([*_STATES, "stored"], 0) | health.url_states(db),
            "sources": _source_counts({source.id for source in sources.values() if source.enabled}, documents),
            "by_source": by_source(db, _named(sources), clock()),
            "documents": documents,
            "budgets": _budgets(sources.values(), traffic.used(db, today.isoformat())),
            "outbox": outbox.counts(db),
            "disk_bytes": sum(_sizes(folders.data)),
        }


def _budgets(sources: Iterable[Source], used: dict[str, int]) -> list[Report]:
    """Sources with a daily budget: how many requests it has, and how many are used today."""
    limited = [source for source in sources if source.enabled and source.budget]
    return [{"source": s.id, "budget": s.budget, "used": used.get(s.id, 0)} for s in limited]


def _named(sources: dict[str, Source]) -> dict[str, list[str]]:
    """The documents of each enabled source."""
    return {id_: [url for url, _ in configured(source)] for id_, source in sources.items() if source.enabled}


def _source_counts(enabled: set[str], documents: list[Report]) -> dict[str, int]:
    """A source is failing when one of its documents is, ok when all that were polled answered, else waiting."""
    polled = {document["source"] for document in documents if document["last_poll"]}
    failing = {document["source"] for document in documents if document["errors"]}
    return {
        "enabled": len(enabled),
        "ok": len(polled - failing),
        "failing": len(failing),
        "never_polled": len(enabled - polled - failing),
    }


def _sizes(folder: Path) -> Iterator[int]:
    """Sizes of all files below a folder; one that vanishes meanwhile is left out."""
    for root, _, names in os.walk(folder):
        for name in names:
            try:
                yield os.lstat(os.path.join(root, name)).st_size  # noqa: PTH118 - thousands of Paths cost half a second
            except OSError:
                continue


def print_status(report: Report, zone: tzinfo, *, everything: bool) -> None:
    """The report for a person; everything: a line for each source, however many there are."""
    for name, value in _lines(report, zone):
        click.echo(f"{styled(f'{name:<9}', 'dim')} {value}")
    failing = [document for document in report["documents"] if document["errors"]]
    if failing:
        click.echo("\n" + styled(f"{len(failing)} failing", "red"))
    for document in failing:
        click.echo(f"  {styled(visible(document['source']), 'bold')}  {visible(document['url'])}")
        click.echo(f"    {_trouble(document, zone)}")
    _print_held(report["held"])
    print_alarms(report["by_source"], zone)
    print_sources(report["by_source"], zone, everything=everything)


def _print_held(held: list[Report], most: int = 10) -> None:
    """Pages that are not trusted, and what to do about them."""
    if held:
        told = " held, since they are not like their site's other pages; `presswatch replay` reads them anew"
        click.echo("\n" + styled(f"{len(held)}{told}", "red"))
    for page in held[:most]:
        click.echo(f"  {styled(visible(page['source']), 'bold')}  {visible(page['url'])}")
        click.echo(f"    {styled(visible(page['why'] or ''), 'red')}")
    if len(held) > most:
        click.echo(f"  ... and {len(held) - most} more; --json lists all")


def _lines(report: Report, zone: tzinfo) -> Iterator[tuple[str, str]]:
    articles, sources, urls = report["articles"], report["sources"], report["urls"]
    yield "crawler", _crawler(report, zone)
    yield "sources", f"{sources['enabled']} enabled: " + ", ".join([
        styled(f"{sources['ok']} ok", "green"),
        styled(f"{sources['failing']} failing", "red" if sources["failing"] else "dim"),
        f"{sources['never_polled']} never polled",
    ])  # fmt: skip
    counts = f"{articles['stored']:,} stored, {articles['today']:,} today, {articles['last_7_days']:,} in 7 days"
    yield "articles", f"{counts} ({report['timezone']})"
    if newest := articles["newest"]:
        title = fit(newest["title"] or newest["url"], max(screen_width() - 50, 30)).rstrip()
        yield "newest", f"{local(newest['fetched'], zone)}  {visible(newest['source'])}  {title}"
    yield (
        "URLs",
        ", ".join(f"{urls[state]:,} {state}" for state in _STATES),
    )
    for spent in (row for row in report["budgets"] if row["used"] >= row["budget"]):
        told = f"{visible(spent['source'])} used {spent['used']:,} of {spent['budget']:,} requests; the rest waits"
        yield "budget", styled(f"{told} for tomorrow", "yellow")
    for row in report["outbox"]:
        yield "outbox", _unsent(row, zone)
    yield "disk", f"{in_bytes(report['disk_bytes'])} in {visible(report['data'])}"


def _crawler(report: Report, zone: tzinfo) -> str:
    holder, last = report["crawler"], report["last_run"]
    if holder:
        since = f" since {local(holder['started'], zone)}" if holder["started"] else ""
        return styled(f"running: {visible(str(holder['command']))}", "green") + f" (process {holder['pid']}){since}"
    if last is None:
        return "not running, never ran"
    ended = f"exit code {last['exit_code']}" if last["ended"] else "did not end by itself"
    return f"not running; last: {last['command']} of {local(last['started'], zone)}, {ended}"


def _unsent(row: Report, zone: tzinfo) -> str:
    """What waits on a channel, and why."""
    counts = [f"{row['pending']} waiting"] if row["pending"] else []
    counts += [styled(f"{row['failed']} failed", "red")] if row["failed"] else []
    following = f", next try {local(row['next_try'], zone)}" if row["retried"] else ""
    error = f": {visible(row['error'])}" if row["error"] else ""
    return f"{visible(row['channel'])}: {', '.join(counts)}{following}{error}"


def _trouble(document: Report, zone: tzinfo) -> str:
    said = ": ".join(visible(str(part)) for part in (document["reason"], document["detail"]) if part)
    times = f"{document['errors']} times in a row" if document["errors"] > 1 else "once"
    following = f"next poll {local(document['next_poll'], zone)}" if document["next_poll"] else "next poll at once"
    return f"{styled(said or 'failed', 'red')} ({times}; {following})"


def in_bytes(number: float) -> str:
    """A number of bytes, short."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if number < 1000:
            return f"{number:.0f} {unit}" if unit == "bytes" or number >= 100 else f"{number:.1f} {unit}"
        number /= 1000
    return f"{number:.1f} TB"
