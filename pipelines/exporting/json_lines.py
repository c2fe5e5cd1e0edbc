"""Articles as JSON lines, as article.schema.json describes them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO, Any

import orjson


def write_jsonl(values: Iterable[Any], out: IO[bytes]) -> int:
    """One JSON value a line, in UTF-8; returns how many."""
    count = 0
    for count, value in enumerate(values, 1):  # noqa: B007 - the last number is the count
        out.write(orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE))
    return count
