"""The request ledger as `presswatch stats --by requests` shows it."""

from __future__ import annotations

import sqlite3
from collections import Counter
from typing import Any

import click

from crawler.cli.health_report import in_bytes
from crawler.cli.terminal import on_terminal, print_json, print_tabs
from pipelines.store import traffic

_SUMS = ("requests", "conditional", "bytes", "saved")


def print_requests(db: sqlite3.Connection, since_day: str, *, as_json: bool) -> None:
    """Requests of that day and later ones: on a terminal by why and outcome, else also by source."""
    rows = traffic.table(db, since_day)
    if as_json:
        for row in rows:
            print_json(row)
    elif on_terminal():
        _print_table(rows)
    else:
        for row in rows:
            print_tabs(list(row.values()))


def _print_table(rows: list[dict[str, Any]]) -> None:
    sums: dict[tuple[str, str], Counter[str]] = {}
    for row in rows:
        sums.setdefault((row["why"], row["outcome"]), Counter()).update({name: row[name] for name in _SUMS})
    click.echo(f"{'why':<8} {'outcome':<7} {'requests':>10} {'conditional':>12} {'received':>10} {'saved':>10}")
    for (why, outcome), total in sorted(sums.items(), key=lambda item: -item[1]["requests"]):
        numbers = f"{total['requests']:>10,} {total['conditional']:>12,}"
        click.echo(f"{why:<8} {outcome:<7} {numbers} {in_bytes(total['bytes']):>10} {in_bytes(total['saved']):>10}")
