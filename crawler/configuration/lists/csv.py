"""Lists of sources as CSV (RFC 4180): separated by comma, semicolon or tab, told by the line of names."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from crawler.configuration.lists.rows import Row, list_error, one_line
from crawler.configuration.problems import did_you_mean
from pipelines.source import Source

COLUMNS = (
    "id",
    "name",
    "country",
    "language",
    "domains",
    "feeds",
    "sitemaps",
    "sections",
    "groups",
    "kind",
    "enabled",
)
"""Names a column may have. Several values in one cell are separated by blanks."""

_LISTS = ("domains", "feeds", "sitemaps", "sections", "groups")
_FORMULA = ("=", "+", "-", "@", "\t")


def csv_rows(data: bytes, file: str) -> list[Row]:
    """The rows of a CSV file; ConfigurationError if its names are unknown or it is no CSV."""
    text = _decode(data, file)
    header = text.lstrip().partition("\n")[0]
    separator = max(",;\t", key=header.count)
    reader = csv.reader(io.StringIO(text.lstrip(), newline=""), delimiter=separator, strict=True)
    try:
        names = _names(next(reader, []), file)
        return [_row(names, cells, reader.line_num) for cells in reader if any(cell.strip() for cell in cells)]
    except csv.Error as error:
        raise list_error(file, f"line {reader.line_num} is no CSV ({error})", "check its quotes") from error


def _decode(data: bytes, file: str) -> str:
    coding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(coding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise list_error(file, f"line {line} is not UTF-8", "save the file as UTF-8") from error


def _names(cells: list[str], file: str) -> list[str]:
    names = [cell.strip().lower() for cell in cells]
    for name in names:
        if name not in COLUMNS:
            raise list_error(
                file, f"its first line names a column {one_line(name)[:40]!r}", did_you_mean(name, COLUMNS)
            )
        if names.count(name) > 1:
            raise list_error(file, f"its first line names the column {name!r} twice", "keep one of them")
    if not {"feeds", "sitemaps", "sections"} & set(names):
        raise list_error(
            file, "it has no column feeds, sitemaps or sections", "add one, and its name in the first line"
        )
    return names


def _row(names: list[str], cells: list[str], line: int) -> Row:
    where = f"line {line}"
    if len(cells) > len(names):
        return Row(where=where, values={}, fault=f"it has {len(cells)} cells for {len(names)} columns")
    values: dict[str, Any] = {}
    for name, cell in zip(names, cells, strict=False):
        text = one_line(_plain(cell))
        if text:
            values[name] = _value(name, text)
    return Row(where=where, values=values)


def _value(name: str, text: str) -> object:
    if name in _LISTS:
        return text.replace("|", " ").split()
    if name == "enabled":
        return {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}.get(text.lower(), text)
    return text


def _plain(cell: str) -> str:
    """A cell without the apostrophe that write_csv puts before what a spreadsheet would take for a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in _FORMULA else cell


def write_csv(sources: Iterable[Source]) -> str:
    """Sources as CSV with every column; headers, cookies and the manner of crawling are left out."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows(list(_cells(source)) for source in sources)
    return out.getvalue()


def _cells(source: Source) -> Iterator[str]:
    for name in COLUMNS:
        value = getattr(source, name)
        text = (
            " ".join(value) if isinstance(value, tuple) else {True: "true", False: "false", None: ""}.get(value, value)
        )
        yield f"'{text}" if text.startswith(_FORMULA) else text
