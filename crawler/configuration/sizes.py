"""Sizes as people write them: 500MB, 20GB, 1.5TB, or a number of bytes. Units are powers of 1000, as disks are sold."""

from __future__ import annotations

import math
import re

_BYTES = {"b": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9, "tb": 10**12}
_WHOLE = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)\s*([kmgt]?b)", re.IGNORECASE)


def parse_size(value: object) -> int:
    """Bytes of a size: text of a number with a unit, or a number of bytes. ValueError says what is wrong."""
    if isinstance(value, str) and (found := _WHOLE.fullmatch(value.strip())):
        return int(float(found[1]) * _BYTES[found[2].lower()])
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and value >= 0:
        return int(value)
    raise ValueError(f"{str(value)[:60]!r} is no size")


def format_size(number: float) -> str:
    """A size for people: 0 bytes, 12.3 MB."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if number < 1000:
            return f"{number:.0f} {unit}" if unit == "bytes" or number >= 100 else f"{number:.1f} {unit}"
        number /= 1000
    return f"{number:.1f} TB"
