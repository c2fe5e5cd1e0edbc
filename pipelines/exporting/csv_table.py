"""A table as CSV (RFC 4180) that a spreadsheet opens right: UTF-8 with byte order mark, nothing taken for a formula."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable
from typing import IO, Any

from pipelines.exporting.columns import COLUMNS, Column, Record
from pipelines.exporting.plain import harmless, plain


def write_csv(records: Iterable[Record], out: IO[bytes]) -> int:
    """A heading and a row an article; returns how many. Lists are joined by '; ', times are ISO 8601 in UTC.

    An apostrophe stands before a cell that would begin a formula. Cells are whole, however long.
    """
    out.write(codecs.BOM_UTF8)
    text = io.TextIOWrapper(out, encoding="utf-8", newline="")
    rows, count = csv.writer(text), 0
    try:
        rows.writerow([column.name for column in COLUMNS])
        for count, record in enumerate(records, 1):  # noqa: B007 - the last number is the count
            rows.writerow([_cell(column, column.of(record)) for column in COLUMNS])
        text.flush()
    finally:
        text.detach()  # the stream is the caller's to close
    return count


def _cell(column: Column, value: Any) -> str:  # noqa: ANN401 - a value of any kind
    if value is None:
        return ""
    if column.kind == "flag":
        return "true" if value else "false"
    return harmless(plain("; ".join(value) if column.kind == "list" else str(value)))
