"""A table as an Excel workbook (ECMA-376), written row by row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import chain, islice
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from pipelines.exporting.columns import COLUMNS, Column, Record
from pipelines.exporting.plain import plain

ROWS = 1_048_575
"""Articles of one sheet: as many rows as Excel has, less the heading. What is more goes on in a further sheet."""
LONGEST = 32_767
"""Characters that a cell of Excel holds."""
_WIDE = {"title": 60, "subtitle": 40, "url": 40, "text": 60}
_ALONE = datetime(1900, 3, 1, tzinfo=UTC)
"""Before it, Excel counts days wrongly: such a time stays text."""


def write_xlsx(records: Iterable[Record], out: IO[bytes]) -> int:
    """A heading that stays in view and a row an article; returns how many. `out` can be sought in.

    Every text is a text, whatever it begins with; times are Excel's own, in UTC; texts over 32,767 characters are cut,
    with '…' at the end.
    """
    book, left, count = Workbook(write_only=True), iter(records), 0
    while (first := next(left, None)) is not None or not count:
        sheet = book.create_sheet(f"articles {len(book.worksheets) + 1}" if count else "articles")
        rest = chain([first], islice(left, ROWS - 1)) if first is not None else iter(())
        count += _fill(sheet, rest)
        if first is None:
            break
    book.save(out)
    return count


def _fill(sheet: Any, records: Iterator[Record]) -> int:  # noqa: ANN401 - openpyxl has no types
    sheet.freeze_panes = "A2"
    for number, column in enumerate(COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(number)].width = _WIDE.get(column.name, 18)
    sheet.append([_heading(sheet, column.name) for column in COLUMNS])
    count = 0
    for count, record in enumerate(records, 1):  # noqa: B007 - the last number is the count
        sheet.append([_cell(sheet, column, column.of(record)) for column in COLUMNS])
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{count + 1}"
    return count


def _heading(sheet: Any, name: str) -> Any:  # noqa: ANN401 - openpyxl has no types
    cell = WriteOnlyCell(sheet, value=name)
    cell.font = Font(bold=True)
    return cell


def _cell(sheet: Any, column: Column, value: Any) -> Any:  # noqa: ANN401 - openpyxl has no types
    if value is None or column.kind in ("number", "flag"):
        return value
    if column.kind == "time" and (moment := datetime.fromisoformat(value)) >= _ALONE:
        cell = WriteOnlyCell(sheet, value=moment.astimezone(UTC).replace(tzinfo=None))
        cell.number_format = "yyyy-mm-dd hh:mm:ss"
        return cell
    cell = WriteOnlyCell(sheet, value=_cut(plain("; ".join(value) if column.kind == "list" else value)))
    cell.data_type = "s"  # else a text that begins with '=' would be a formula
    return cell


def _cut(text: str) -> str:
    """The text within Excel's bound, which counts UTF-16 units."""
    if len(text) <= LONGEST // 2 or len(text.encode("utf-16-le")) // 2 <= LONGEST:
        return text
    kept = text.encode("utf-16-le")[: (LONGEST - 1) * 2]
    return kept.decode("utf-16-le", "ignore") + "…"
