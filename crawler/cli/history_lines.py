"""How the history of an article looks in a terminal, and as JSON."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import tzinfo
from typing import Any

import click

from crawler.cli.terminal import local, on_terminal, styled
from crawler.visible import visible
from pipelines.article import Article
from pipelines.revising.aligning import Part, Row
from pipelines.revising.edits import MEANING
from pipelines.store.reading.history import Event, History, Step
from pipelines.store.reading.phrases import Bearer, Turn

_SIGNS = {"removed": "-", "added": "+", "changed": "~", "moved": ">"}


def print_history(known: History, steps: list[Step], zone: tzinfo) -> None:
    """Every step in order, with what else happened in between."""
    newest = known.versions[-1]
    click.echo(styled(visible(newest.title or newest.url), "bold"))
    click.echo(visible(f"{newest.source}  {newest.url}"))
    click.echo(styled(f"{newest.id}  {_many(len(known.versions), 'version')}", "dim"))
    told: list[tuple[str, Step | Event]] = [(step.after.fetched, step) for step in steps]
    told += [(event.at, event) for event in known.events]
    for _, one in sorted(told, key=lambda each: each[0]):
        click.echo()
        _print_event(one, zone) if isinstance(one, Event) else _print_step(one, zone)
    if not told:
        click.echo("\nthe outlet changed nothing that was seen")


def print_phrase(bearers: list[Bearer], zone: tzinfo) -> None:
    """Who had the words, the first one first, and who dropped them."""
    for bearer in bearers:
        click.echo(styled(visible(bearer.title or bearer.url), "bold"))
        click.echo(styled(visible(f"{bearer.id[:8]}  {bearer.source}  {bearer.url}"), "dim"))
        for turn in bearer.turns:
            click.echo(f"  {_turn(turn, zone)}")
    if not bearers:
        click.echo("no version of anything stored holds it", err=True)


def step_json(step: Step) -> dict[str, Any]:
    """One step for other programs."""
    sides = (step.before, step.after)
    return {
        "from": step.before.revision,
        "to": step.after.revision,
        "edits": step.edits,
        "ours": step.ours,
        "how": step.how,
        "fetched": [side.fetched for side in sides],
        "modified": [side.modified for side in sides],
        "headline": step.headline or None,
        "paragraphs": [{"state": row.state, "parts": row.parts} for row in step.paragraphs],
    }


def _print_step(step: Step, zone: tzinfo) -> None:
    before, after = step.before, step.after
    click.echo(styled(f"version {before.revision} -> {after.revision}", "bold") + f"  {', '.join(step.edits) or '-'}")
    if step.ours:
        click.echo(f"  {MEANING['reread']} ({visible(step.how or '')})")
        return
    click.echo(f"  fetched {local(before.fetched, zone)} -> {local(after.fetched, zone)}")
    click.echo(f"  modified, as the page claims: {_claimed(before, zone)} -> {_claimed(after, zone)}")
    if step.how:
        click.echo(styled(f"  {visible(step.how)}", "dim"))
    if step.headline:
        click.echo(f"  headline: {_inline(step.headline)}")
    _print_rows(step.paragraphs)


def _claimed(version: Article, zone: tzinfo) -> str:
    return local(version.modified, zone) if version.modified else "none"


def _print_rows(rows: Iterable[Row]) -> None:
    """Changed paragraphs whole; those that stayed only by their number."""
    same = 0
    for row in rows:
        if row.state == "same":
            same += 1
            continue
        _print_same(same)
        same = 0
        text = _inline(row.parts) if row.state == "changed" else _whole(row)
        click.echo(f"  {_SIGNS[row.state]} {text}")
    _print_same(same)


def _print_same(number: int) -> None:
    if number:
        click.echo(styled(f"    ({_many(number, 'paragraph')} unchanged)", "dim"))


def _whole(row: Row) -> str:
    text = visible(row.old or row.new)
    if row.state == "moved":
        return styled(f"{'from here' if row.parts[0][0] == '-' else 'to here'}: {text}", "dim")
    return styled(text, "red" if row.state == "removed" else "green")


def _inline(parts: Iterable[Part]) -> str:
    return "".join(_part(op, visible(text)) for op, text in parts).strip()


def _part(op: str, text: str) -> str:
    """What goes and what comes: in colours, or between the marks of wdiff (GNU) where there are none."""
    if op == "=":
        return text
    if on_terminal() and not os.environ.get("NO_COLOR"):
        return styled(text, "red" if op == "-" else "green")
    blank = text[: len(text) - len(text.lstrip())]
    return f"{blank}[-{text.strip()}-]" if op == "-" else f"{blank}{{+{text.strip()}+}}"


def _print_event(event: Event, zone: tzinfo) -> None:
    when = local(event.at, zone)
    if event.kind == "takedown":
        what = "taken down" if event.new else "shown again"
        click.echo(f"{styled(what, 'bold')}  {when}  ({visible(event.why)})")
    else:
        titles = " | ".join(visible(title) for title in event.new["titles"])
        click.echo(f"{styled('one test of headlines', 'bold')}  {when}  {titles}")


def _turn(turn: Turn, zone: tzinfo) -> str:
    """`came with version 2, between ... and ...`."""
    what = "came" if turn.came else "went"
    when = f"between {local(turn.after, zone)} and {local(turn.at, zone)}" if turn.after else local(turn.at, zone)
    claimed = f" (modified, as the page claims: {local(turn.modified, zone)})" if turn.modified else ""
    return styled(f"{what} with version {turn.revision}", "green" if turn.came else "red") + f", {when}{claimed}"


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' * (count != 1)}"
