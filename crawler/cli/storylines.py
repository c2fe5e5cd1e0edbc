"""How one story looks in a terminal: its timeline, and what each outlet did to the text."""

from __future__ import annotations

import textwrap
from datetime import tzinfo

import click

from crawler.cli.terminal import local, screen_width, styled
from crawler.visible import visible
from pipelines.store.reading.storyline import Storyline, Telling

_MOST_PASSAGES = 3
_LONGEST = 240


def print_storyline(line: Storyline, zone: tzinfo) -> None:
    """A story: who had it first, then each article in minutes after the first, with what it cut and added."""
    first = line.tellings[0].article
    click.echo(styled(visible(first["title"] or first["url"]), "bold"))
    click.echo(f"story {line.id}: {_many(len(line.outlets), 'outlet')}, {_many(len(line.tellings), 'article')}")
    click.echo(_first(line))
    for telling in line.tellings:
        click.echo()
        _print_telling(telling, zone)


def _first(line: Storyline) -> str:
    among = f"first seen among {_many(line.watched, 'watched outlet')}"
    if len(line.first) == 1:
        return f"first: {visible(line.first[0])}, {among}"
    names = " or ".join(map(visible, line.first))
    return f"first: {names}, which of them the clocks cannot tell; {among}"


def _print_telling(telling: Telling, zone: tzinfo) -> None:
    held = telling.article
    when = f"{styled(_after(telling.minutes), 'bold')}  {local(telling.appearance.latest.isoformat(), zone)}"
    about = "  ".join(visible(part) for part in (held["source"], held["language"], held["agency"]) if part)
    click.echo(f"{when}{_margin(telling)}  {about}  {styled(held['id'][:8], 'dim')}")
    click.echo(f"  {visible(held['title'] or held['url'])}")
    for word, texts in _done(telling):
        for text in texts[:_MOST_PASSAGES]:
            _wrapped(f"{word}: {_short(text)}")
        if len(texts) > _MOST_PASSAGES:
            click.echo(f"    and {len(texts) - _MOST_PASSAGES} more passages {word}")


def _done(telling: Telling) -> list[tuple[str, tuple[str, ...]]]:
    """What an article did: repeated another, cut and added, or told the event in its own words."""
    rows: list[tuple[str, tuple[str, ...]]] = []
    if telling.original and telling.changed:
        kind = {"exact": "the same as", "copy": "copy of", "contained": "shares its text with"}
        rows.append((kind[telling.article["duplicate_kind"] or "copy"], (telling.original["source"],)))
        rows += [("cut", telling.changed.cut), ("added", telling.changed.added)]
    for link in telling.links[:1]:
        name = "tells it again, both with" if link["kind"] == "retold" else "own words, both with"
        rows.append((name, (", ".join(link["evidence"]),)))
    return rows


def _margin(telling: Telling) -> str:
    """How sure the time is: nothing for an outlet's own claim."""
    when = telling.appearance
    if when.claimed:
        return ""
    if when.uncertainty is None:
        return styled(" or before", "dim")
    return styled(f" -{when.uncertainty.total_seconds() / 60:.0f} min", "dim")


def _after(minutes: float) -> str:
    return f"+{minutes:.0f} min"


def _wrapped(text: str) -> None:
    width = min(screen_width(), 110)
    click.echo(textwrap.fill(visible(text), width, initial_indent="    ", subsequent_indent="      "))


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' * (count != 1)}"
