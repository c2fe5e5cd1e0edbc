"""Tells on a terminal, or in plain lines, what the demo found."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from rich.console import Console
from rich.markup import escape
from rich.tree import Tree

from crawler.demo.findings import (
    Counts,
    Left,
    Story,
    Told,
    counts,
    left_out,
    shared_stories,
    silent_edits,
    story_at,
)
from pipelines.reasons import MEANING, Reason
from pipelines.revising.aligning import spans

_MOST_STORIES = 6
_WIDTH = 66


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What is told of."""

    db: sqlite3.Connection
    """The catalogue."""
    sites: dict[str, str]
    """Name of each outlet by its id."""
    seed: str
    """URL of the story that is told at length."""
    lookalike: str
    """URL of the story that resembles it."""
    pages: int
    """How many pages the newsroom has."""
    requests: int
    """How many requests it was sent."""
    seconds: float
    """How long the crawl took."""
    unchanged: int
    """How many feeds and lists answered 304."""


def tell(console: Console, telling: Telling) -> None:
    """Print it all, in under 60 lines."""
    total = counts(telling.db)
    _totals(console, telling, total)
    seed = story_at(telling.db, telling.seed)
    if seed is None:
        console.print(f"The example story is not stored: {telling.seed}", soft_wrap=True)
    else:
        _seed(console, telling, seed)
    _silent(console, telling)
    _stories(console, telling, seed)
    _left(console, left_out(telling.db))


def _totals(console: Console, telling: Telling, total: Counts) -> None:
    """Three lines of counts."""
    again = f", {telling.unchanged} feeds and lists unchanged" if telling.unchanged else ""
    console.print(
        f"[bold]{_many(total.articles, 'article', 'articles')} stored[/] of {len(telling.sites)} outlets: "
        f"{_many(total.stories, 'story', 'stories')}, {_many(total.copies, 'copy', 'copies')}, "
        f"{_many(total.links, 'credit', 'credits')} traced to a stored article",
        soft_wrap=True,
    )
    console.print(
        f"{telling.pages} pages in the newsroom, {telling.requests} requests in {telling.seconds:.1f} s{again}"
    )
    console.print(f"Countries: {_top(total.countries, 10)}", soft_wrap=True)
    console.print(f"Languages: {_top(total.languages, 4)}\n")


def _top(values: dict[str, int], most: int) -> str:
    """The most frequent values with their counts."""
    shown = "  ".join(f"{name} {count}" for name, count in list(values.items())[:most])
    return f"{shown}  and {len(values) - most} more" if len(values) > most else shown or "none"


def _seed(console: Console, telling: Telling, seed: Story) -> None:
    """One story as a tree: the first page, its copies below it, then those who tell it in their own words."""
    first = seed.first
    console.print(f"[bold]One story, {len(seed.told)} pages[/]")
    tree = Tree(f"{_who(telling, first)}: {escape(first.title)}\n[dim]{_what(first)}[/]")
    for copy in seed.copies:
        tree.add(f"[cyan]{copy.copy_kind}[/]  {_who(telling, copy)}{_score(copy)}\n[dim]{_what(copy)}[/]")
    for other in seed.others:
        name = "rewrite" if other.edges else "own words"
        branch = tree.add(f"[green]{name}[/]  {_who(telling, other)}: {escape(other.title)}")
        for line in _credits(telling, seed, other):
            branch.add(line)
    console.print(tree)
    about = ", ".join(first.countries) or "no country"
    beside = f" (mentioned: {', '.join(first.mentioned)})" if first.mentioned else ""
    console.print(f"About {about}{beside}\n")


def _who(telling: Telling, one: Told) -> str:
    """Outlet, language and time."""
    when = f", {datetime.fromisoformat(one.published):%d %b %H:%M}" if one.published else ""
    return f"[bold]{escape(telling.sites.get(one.source, one.source))}[/] ({one.language or '?'}{when})"


def _what(one: Told) -> str:
    """What the page says of its origin, and what was learned beyond it."""
    dateline = f"dateline {one.dateline}" if one.dateline else "no dateline"
    if one.agency is None:
        return f"{dateline}, no agency known"
    return f"{dateline}, agency {one.agency} {'printed' if one.agency_printed else '(learned from the copy)'}"


def _score(one: Told) -> str:
    """How much of the text is shared."""
    return "" if one.score is None else f", {one.score:.0%} of the text"


def _credits(telling: Telling, story: Story, one: Told) -> list[str]:
    """Whom it credits, each with the page that leads to."""
    names = {other.id: telling.sites.get(other.source, other.source) for other in story.told}
    lines = []
    for edge in one.edges:
        if edge.target:
            lines.append(f"{edge.kind} → the stored page of {escape(names.get(edge.target, edge.target))}")
        elif edge.name:
            lines.append(f"{edge.kind} → {escape(edge.name)}, no page stored")
    return lines


def _stories(console: Console, telling: Telling, seed: Story | None) -> None:
    """The other stories with more than one page, and the one that only looks like the seed."""
    known = {one.id for one in seed.told} if seed else set()
    others = [story for story in shared_stories(telling.db) if story.first.id not in known]
    if others:
        console.print(f"[bold]{_many(len(others), 'other story', 'other stories')} on several pages[/]")
        for story in others[:_MOST_STORIES]:
            where = " = ".join(telling.sites.get(one.source, one.source) for one in story.told)
            console.print(f"  {escape(_short(story.first.title))}\n    [dim]{escape(where)}[/]", soft_wrap=True)
    alike = story_at(telling.db, telling.lookalike)
    if alike and seed:
        apart = "kept apart from" if alike.first.story != seed.first.story else "merged with"
        console.print(f"Same people, another meeting: {apart} the story above.")
    console.print()


def _silent(console: Console, telling: Telling) -> None:
    """What was changed without notice, with the words that changed."""
    for one, step in silent_edits(telling.db):
        console.print(f"[bold]A silent edit[/] by {_who(telling, one)}: {', '.join(step.edits)}")
        for row in step.paragraphs:
            if row.state == "changed":
                for span in spans(row.old, row.new):
                    console.print(f"  [red]{escape(span.old)}[/] → [green]{escape(span.new)}[/]", soft_wrap=True)
        console.print("  [dim]the time of modification that the page claims stayed as it was[/]\n")


def _short(title: str) -> str:
    return title if len(title) <= _WIDTH else title[: _WIDTH - 1].rstrip() + "…"


def _left(console: Console, left: list[Left]) -> None:
    """What is not stored, by reason, with one example each."""
    by_reason: dict[str, list[Left]] = defaultdict(list)
    for one in left:
        by_reason[one.reason].append(one)
    console.print(f"[bold]{_many(len(left), 'URL', 'URLs')} not stored[/]")
    for reason, urls in by_reason.items():
        meaning = MEANING[Reason(reason)] if reason in set(Reason) else urls[0].state
        console.print(f"  {len(urls)} {reason}: {escape(meaning)}", soft_wrap=True)
        console.print(f"    [dim]{escape(_path(urls[0].url))}[/]", soft_wrap=True)


def _many(count: int, one: str, several: str) -> str:
    """A number with its noun."""
    return f"{count} {one if count == 1 else several}"


def _path(url: str) -> str:
    """The host and the end of a long URL."""
    host, _, path = url.removeprefix("http://").partition("/")
    return f"{host.split(':')[0]}/…{path[-44:]}" if len(path) > 44 else f"{host.split(':')[0]}/{path}"
