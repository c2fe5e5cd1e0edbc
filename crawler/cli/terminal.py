"""The few pieces the reading commands print with. Plain ANSI: importing rich would double their start."""

from __future__ import annotations

import os
import shutil
import sys
import unicodedata
from collections.abc import Iterable
from datetime import datetime, tzinfo

import click
import orjson

from crawler.visible import json_safe, visible
from pipelines.excerpts import Parts

PAGED = "PRESSWATCH_PAGED"
"""Set while the output goes through a pager."""
_STYLES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "blue": "34", "hit": "1;33"}


def on_terminal() -> bool:
    """Whether a person reads the output, through a pager or not."""
    return sys.stdout.isatty() or PAGED in os.environ


def styled(text: str, style: str) -> str:
    """`text` in a style of _STYLES on a terminal; as it is elsewhere, and where NO_COLOR (no-color.org) is set."""
    if not on_terminal() or os.environ.get("NO_COLOR"):
        return text
    return f"\x1b[{_STYLES[style]}m{text}\x1b[0m"


def highlighted(parts: Parts) -> str:
    """Pieces of a text, made visible, with the matches set off."""
    return "".join(styled(visible(text), "hit") if hit else visible(text) for text, hit in parts)


def print_json(value: object) -> None:
    """One JSON value on one line."""
    click.echo(json_safe(orjson.dumps(value).decode()))


def print_all_json(values: Iterable[object]) -> None:
    """JSON lines."""
    for value in values:
        print_json(value)


def print_tabs(values: Iterable[str | int | None]) -> None:
    """One row for other programs: tabs between the values, none within."""
    click.echo("\t".join(visible("" if value is None else str(value)) for value in values))


def local(moment: str | None, zone: tzinfo) -> str:
    """A stored time as `2024-07-25 09:30` in the configured zone; '-' where there is none."""
    return datetime.fromisoformat(moment).astimezone(zone).strftime("%Y-%m-%d %H:%M") if moment else "-"


def screen_width() -> int:
    """Columns to fill, at most 160."""
    return min(shutil.get_terminal_size().columns, 160)


def cells(text: str) -> int:
    """Columns that a text takes on a terminal (UAX #11: wide and fullwidth take two)."""
    return sum(_cells_of(letter) for letter in text)


def fit(text: str, width: int) -> str:
    """A visible text cut or padded to exactly `width` columns."""
    text = visible(text)
    if cells(text) <= width:
        return text + " " * (width - cells(text))
    kept, room = "", width - 1
    for letter in text:
        room -= _cells_of(letter)
        if room < 0:
            break
        kept += letter
    return kept + "…" + " " * (width - 1 - cells(kept))


def bar(number: int, most: int, width: int = 30) -> str:
    """A bar as long as `number` is large, in eighths of a column."""
    eighths = round(width * 8 * number / most) if most else 0
    return "█" * (eighths // 8) + " ▏▎▍▌▋▊▉"[eighths % 8].strip()


def _cells_of(letter: str) -> int:
    if letter.isascii():
        return 1
    if unicodedata.combining(letter) or letter in "\u200b\u200c\u200d\ufe0f":
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1
