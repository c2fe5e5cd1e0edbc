"""What a crawl shows while it runs and when it ends."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import click
import orjson

from crawler.settlement import Settled
from crawler.visible import visible
from crawler.wish import Missing, Summary
from pipelines.store.catalogue import open_catalogue

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress

log = logging.getLogger("presswatch")
_EVERY = 10.0


class Progress(Protocol):
    """What is told of a crawl while it runs."""

    def found(self, count: int) -> None:
        """So many more articles are to be fetched."""

    def settled(self, outcome: Settled) -> None:
        """One has its outcome."""


@contextmanager
def watch() -> Iterator[Progress]:
    """Progress on stderr: a bar on a terminal, a plain line now and then otherwise."""
    if sys.stderr.isatty():
        with _live() as progress:
            yield progress
    else:
        yield _Plain()


def log_settled(*, verbose: bool) -> Callable[[Settled], None]:
    """Log every stored article and every fault; with `verbose` all outcomes."""

    def settled(outcome: Settled) -> None:
        if outcome.state == "stored" and outcome.article:
            article = outcome.article
            log.info("stored %s %s %s", article.source, outcome.wanted.url, article.title, extra=_event(outcome))
        elif outcome.state in ("failed", "held") or verbose:
            words = (outcome.state, outcome.reason, outcome.detail, outcome.wanted.url)
            log.info("%s (%s, %s) %s", *words, extra=_event(outcome))

    return settled


def _event(outcome: Settled) -> dict[str, dict[str, str | None]]:
    """The fields of a structured log line."""
    wanted = outcome.wanted
    fields = {"event": outcome.state, "source": wanted.source, "id": wanted.id, "url": wanted.url}
    return {"event": {**fields, "reason": outcome.reason, "detail": outcome.detail or None}}


def show_result(summary: Summary, data: Path, zone: tzinfo, *, as_json: bool) -> None:
    """The closing summary on stdout, and on stderr every URL that was wanted and is not stored."""
    for missing in summary.missing:
        click.echo(missing_line(missing), err=True)
    if as_json:
        click.echo(orjson.dumps(summary).decode())
        return
    _show_asked(summary, data, zone)
    for line in summary_lines(summary):
        click.echo(line)


def summary_lines(summary: Summary) -> list[str]:
    """The summary for a person."""
    copies = f" ({summary.copies} of them copies)" if summary.copies else ""
    unchanged = f"{summary.polls_unchanged} unchanged"
    lines = [f"stored    {summary.stored}{copies}"]
    if summary.unchanged:
        lines.append(f"known     {summary.unchanged} without a change")
    if summary.held:
        lines.append(f"held      {summary.held:>4} not like the site's other pages; see `presswatch replay`")
    lines += [f"rejected  {count:>4} {reason}" for reason, count in summary.rejected.items()]
    if summary.left:
        lines.append(f"left      {summary.left:>4} for the next crawl, since this one was stopped")
    lines += [f"failed    {count:>4} {reason}" for reason, count in summary.failed.items()]
    lines.append(f"polled    {summary.polls} feeds, sitemaps and sections, {unchanged}, in {summary.seconds:.1f} s")
    return lines


def _show_asked(summary: Summary, data: Path, zone: tzinfo) -> None:
    """The articles that were asked for by URL, whole."""
    if not summary.articles:
        return
    from crawler.cli.printing import print_article
    from pipelines.store.reading.articles import one

    db = open_catalogue(data, readonly=True)
    for article_id in summary.articles:
        print_article(one(db, article_id), zone, whole=True)
    db.close()


def missing_line(missing: Missing) -> str:
    """One line about a URL that was wanted and is not stored."""
    label = "missing" if missing.fault else "left out"
    detail = f": {missing.detail}" if missing.detail else ""
    return visible(f"{label}: {missing.url}: {missing.reason}{detail}")


class _Plain:
    """A line now and then, for logs."""

    def __init__(self) -> None:
        self._found = self._settled = 0
        self._next = time.monotonic() + _EVERY

    def found(self, count: int) -> None:
        """Count them."""
        self._found += count

    def settled(self, outcome: Settled) -> None:
        """Count one."""
        self._settled += 1
        log.info("%s %s", outcome.state, outcome.wanted.url)
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + _EVERY
            click.echo(f"{self._settled} of {self._found} articles settled", err=True)


class _Bar:
    """A bar of what is settled of what was found, and the newest headline."""

    def __init__(self, bars: RichProgress) -> None:
        self._bars = bars
        self._task = bars.add_task("looking for what is new", total=None)
        self._found = 0

    def found(self, count: int) -> None:
        """Lengthen the bar."""
        self._found += count
        self._bars.update(self._task, total=self._found or None)

    def settled(self, outcome: Settled) -> None:
        """Fill it a little."""
        from rich.markup import escape

        told = (outcome.article.title or "") if outcome.article else outcome.wanted.url
        self._bars.update(self._task, advance=1, description=escape(f"{outcome.state}: {visible(told)[:60]}"))


@contextmanager
def _live() -> Iterator[_Bar]:
    from rich import progress
    from rich.console import Console

    columns = (
        progress.SpinnerColumn(),
        progress.BarColumn(bar_width=24),
        progress.MofNCompleteColumn(),
        progress.TimeElapsedColumn(),
        progress.TextColumn("{task.description}"),
    )
    with progress.Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        yield _Bar(bars)
