"""Plots as numbers for SVG: where each stroke, dot and line stands. Pure; the templates draw them.

Lengths are units of the drawing's viewBox.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

MINUTES = (1, 2, 5, 10, 15, 30, 60, 120, 240, 480, 720, 1440, 2880, 5760, 10080, 20160)
"""Where a timeline may have a tick."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One upright bar."""

    x: float
    y: float
    width: float
    height: float
    value: int
    """What it stands for."""


def bars(values: Sequence[int], *, height: float, step: float, gap: float = 0.25) -> list[Bar]:
    """One bar a value, `step` wide with `gap` of it between two; the largest is `height` high, none but 0 is lost."""
    most = max(values, default=0) or 1
    return [
        Bar(x=round(at * step + step * gap / 2, 2), y=round(height - tall, 2), width=round(step * (1 - gap), 2),
            height=round(tall, 2), value=value)
        for at, value in enumerate(values)
        for tall in [max(height * value / most, 1.0) if value else 0.0]
    ]  # fmt: skip


def strokes(values: Sequence[int], *, height: int, step: int) -> str:
    """The same as the path of a small chart, one upright stroke a value."""
    most = max(values, default=0) or 1
    tall = [(at, max(round(height * value / most, 1), 1.0)) for at, value in enumerate(values) if value]
    return "".join(f"M{at * step + step / 2:g} {height}v-{high:g}" for at, high in tall)


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """Minutes after the first article, from left to right; early ones get more room (a root scale)."""

    last: int
    """Minutes at the right end."""
    width: float
    """Where that is."""

    def x(self, minutes: int) -> float:
        """Where a moment stands."""
        return round(self.width * math.sqrt(max(minutes, 0) / max(self.last, 1)), 1)

    def ticks(self, apart: float = 58) -> list[tuple[float, int]]:
        """(x, minutes) of the ticks, `apart` or more from each other and from both ends."""
        kept: list[tuple[float, int]] = []
        at = 0.0
        for minutes in MINUTES:
            x = self.x(minutes)
            if x - at >= apart and self.width - x >= 0 and minutes <= self.last:
                kept.append((x, minutes))
                at = x
        return kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Arc:
    """A line from who took a text down or up to whom it was taken from, left of the names."""

    path: str
    """SVG path, drawn from the taker to the origin."""
    kind: str
    """credit or copy."""


def arc(taker: int, origin: int, *, row: float, room: float = 96) -> str:
    """The path of an arc in the `room` left of two rows `row` apart; the further they are, the more of it is used."""
    start, end = taker * row + row / 2, origin * row + row / 2
    reach = room - min(room, 18 + 26 * math.sqrt(abs(taker - origin)))
    return f"M{room:g} {start:g}C{reach:g} {start:g} {reach:g} {end:g} {room:g} {end:g}"


def short_span(minutes: int) -> str:
    """A number of minutes as a tick says it: 30 min, 4 h, 2 d."""
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 1440 else f"{minutes // 1440} d"
