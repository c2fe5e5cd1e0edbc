"""Durations as people write them: 90s, 15m, 72h, 7d, 1h30m, or a number of seconds."""

from __future__ import annotations

import math
import re

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_PART = re.compile(r"(\d+(?:\.\d+)?)\s*([smhdw])")
_WHOLE = re.compile(r"(?:\d+(?:\.\d+)?\s*[smhdw]\s*)+")

LONGEST = 100 * 365.25 * 86400
"""A hundred years: more is a slip of the pen, and would not fit a calendar."""


def parse_duration(value: object) -> float:
    """Seconds of a duration.

    value: text of numbers with units (s, m, h, d, w), added up, or a number of seconds. ValueError says what is wrong.
    """
    seconds = _of_text(value) if isinstance(value, str) else _of_number(value)
    if not 0 <= seconds <= LONGEST:
        raise ValueError(f"{value!r} is not between 0 and a hundred years")
    return seconds


def _of_text(text: str) -> float:
    if len(text) > 64 or not _WHOLE.fullmatch(text.strip()):
        raise ValueError(f"{text[:64]!r} is no duration")
    return float(sum(float(number) * _SECONDS[unit] for number, unit in _PART.findall(text)))


def _of_number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"{value!r} is no duration")
    return float(value)


def format_duration(seconds: float) -> str:
    """The shortest spelling in one unit that says exactly this: 5400 -> 90m, 0 -> 0s."""
    for unit in ("d", "h", "m"):
        if seconds and seconds % _SECONDS[unit] == 0:
            return f"{seconds / _SECONDS[unit]:.0f}{unit}"
    return f"{seconds:g}s"
