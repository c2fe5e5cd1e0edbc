"""How the precision of watchlists is printed."""

from __future__ import annotations

import sqlite3
from datetime import tzinfo

import click

from crawler.cli.terminal import fit, on_terminal, print_json, print_tabs, styled
from pipelines.store.reading.precision import Precision, precision, total


def print_precision(db: sqlite3.Connection, zone: tzinfo, since: str | None, *, as_json: bool) -> None:
    """A row a watchlist and month: caught, relevant, irrelevant, precision. On a terminal also all months together."""
    found = precision(db, zone, since)
    for watchlist, months in found.items():
        if on_terminal() and not as_json:
            click.echo(f"{styled(fit(watchlist, 24), 'bold')} {_line(total(months))}")
        for month, counts in months.items():
            _print_month(watchlist, month, counts, as_json=as_json)
    if not found:
        click.echo("no watchlist has caught anything", err=True)


def percent(share: float | None) -> str:
    """A share for a person; '-' where there is none."""
    return "-" if share is None else f"{share:.0%}"


def _print_month(watchlist: str, month: str, counts: Precision, *, as_json: bool) -> None:
    if as_json:
        facts = {"caught": counts.caught, "relevant": counts.relevant, "irrelevant": counts.irrelevant}
        print_json({"watchlist": watchlist, "month": month, **facts, "precision": counts.share})
    elif on_terminal():
        click.echo(f"  {month:<22} {_line(counts)}")
    else:
        share = "" if counts.share is None else f"{counts.share:.3f}"
        print_tabs([watchlist, month, counts.caught, counts.relevant, counts.irrelevant, share])


def _line(counts: Precision) -> str:
    decided = f"{counts.relevant} relevant, {counts.irrelevant} irrelevant"
    return f"{counts.caught:>6} caught   {decided:<30} precision {percent(counts.share)}"
