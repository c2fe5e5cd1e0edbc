"""The part of `presswatch status` about single sources: alarms, and a line each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from typing import Any

import click

from crawler.cli.terminal import cells, fit, local, styled
from crawler.visible import visible

Row = dict[str, Any]
SHOWN = 40
"""Lines without --all."""


def print_alarms(rows: Sequence[Row], zone: tzinfo) -> None:
    """Every alarm that is raised."""
    raised = [(row["source"], alarm) for row in rows for alarm in row["alarms"]]
    if raised:
        click.echo("\n" + styled(f"{len(raised)} alarm{'s' if len(raised) > 1 else ''}", "red"))
    for source, alarm in raised:
        click.echo(f"  {styled(visible(source), 'bold')}  {alarm['kind']} since {local(alarm['since'], zone)}")
        click.echo(f"    {visible(alarm['detail'])}")


def print_sources(rows: Sequence[Row], zone: tzinfo, *, everything: bool) -> None:
    """A line a source: last success, last article, articles in 24 hours and usually a day, next poll, error."""
    shown = rows if everything else rows[:SHOWN]
    width = max([cells(row["source"]) for row in shown] + [6])
    times = f"{'last success':<16}  {'last article':<16}  {'24 h':>5} {'usual':>6}  {'next poll':<16}"
    click.echo("\n" + styled(f"{'source':<{width}}  {times}  error", "dim"))
    for row in shown:
        click.echo(_line(row, width, zone))
    if len(shown) < len(rows):
        click.echo(styled(f"{len(rows) - len(shown)} more: presswatch status --all", "dim"))


def _line(row: Row, width: int, zone: tzinfo) -> str:
    usual = "-" if row["usual_per_day"] is None else f"{row['usual_per_day']:.1f}"
    following = local(row["next_poll"], zone) if row["next_poll"] else "at once"
    kinds = ", ".join(alarm["kind"] for alarm in row["alarms"])
    trouble = "; ".join(part for part in (kinds, _error(row)) if part)
    return (
        f"{fit(row['source'], width)}  {local(row['last_success'], zone):<16}  {local(row['last_article'], zone):<16}  "
        f"{row['articles_24h']:>5} {usual:>6}  {following:<16}  {styled(trouble, 'red') if trouble else ''}"
    ).rstrip()


def _error(row: Row) -> str:
    if not row["errors"]:
        return ""
    times = f" ({row['errors']} times in a row)" if row["errors"] > 1 else ""
    return visible(row["error"] or "failed") + times
