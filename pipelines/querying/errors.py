"""What is wrong with a query, and where."""

from __future__ import annotations

from pipelines.errors import PresswatchError

_SHOWN = 60


class QueryError(PresswatchError):
    """A query that cannot be read; `line` and `column`, from 1, are the character at which it goes wrong."""

    exit_code = 2

    def __init__(self, query: str, at: int, cause: str, mend: str) -> None:
        """at: the character, from 0, at which it goes wrong."""
        before = query[:at]
        self.line = before.count("\n") + 1
        self.column = at - (before.rfind("\n") + 1) + 1
        place = f"column {self.column}" if "\n" not in query else f"line {self.line}, column {self.column}"
        self.place = place
        super().__init__("cannot read the query", f"{_around(query, at)!r}, {place}", cause, mend)


def _around(query: str, at: int) -> str:
    """The query, or of a long one the part that matters."""
    if len(query) <= 2 * _SHOWN:
        return query
    start, end = max(at - _SHOWN, 0), at + _SHOWN
    return "…" * (start > 0) + query[start:end] + "…" * (end < len(query))
