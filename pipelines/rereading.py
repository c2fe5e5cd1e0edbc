"""What differs between a stored article and a new reading of the same page. Pure.

A revision that comes of it is ours, not the outlet's: its provenance says so under `revision`, so that an upgrade
never accuses a newspaper of having changed its text.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import Any

import orjson

from pipelines.article import Article

KEY = "revision"
"""The key of provenance under which a revision of ours says what it is."""
MARK = "replay"
"""How the value of that key begins."""
SETTLED = frozenset(
    {
        "id", "revision", "edits", "first_seen", "fetched", "duplicate_of", "duplicate_kind", "story", "watchlists",
        "page", "schema",
    }
)  # fmt: skip
"""Fields that no reading of a page gives."""
BESIDE = frozenset({"provenance", "extractor"})
"""Fields that say how it was read: a difference in nothing else is none."""

INFERRED = "copy"
"""Kind of a credit, and provenance of an agency, that a copy of the text told."""
_WIDTH = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One field."""

    field: str
    """Name of the Article field."""
    old: Any
    """As stored, as JSON."""
    new: Any
    """As read now, as JSON."""


def differences(stored: dict[str, Any], fresh: Article) -> list[Difference]:
    """The fields in which a new reading differs from the stored line; none where only the way of reading does."""
    stored, now = _told_by_its_page(stored), orjson.loads(orjson.dumps(fresh))
    found = [
        Difference(field=name, old=_read(name, stored.get(name)), new=_read(name, value))
        for name, value in now.items()
        if name not in SETTLED and _read(name, stored.get(name)) != _read(name, value)
    ]
    return found if any(difference.field not in BESIDE for difference in found) else []


def is_ours(line: dict[str, Any]) -> bool:
    """Whether a stored version came of reading an old page anew, and not of a change by the outlet."""
    return str(line["provenance"].get(KEY, "")).startswith(MARK)


def _told_by_its_page(line: dict[str, Any]) -> dict[str, Any]:
    """A stored line without the agency that copies of the text told (pipelines.credit_inference)."""
    if line["provenance"].get("agency") != INFERRED:
        return line
    provenance = {field: how for field, how in line["provenance"].items() if field != "agency"}
    kept = [credit for credit in line["credits"] if credit["kind"] != INFERRED]
    return {**line, "agency": None, "credits": kept, "provenance": provenance}


def _read(name: str, value: Any) -> Any:  # noqa: ANN401 - any JSON
    """A value as a page gives it: without what the catalogue adds to it, and without the mark of an earlier replay."""
    if name == "credits" and value:
        return [{**credit, "article_id": None} for credit in value]
    if name == "provenance" and value:
        return {key: how for key, how in value.items() if key != KEY}
    return value


def tell(difference: Difference, most: int = 12) -> list[str]:
    """A difference for a person: lines that begin with '-' for what goes, '+' for what comes; at most `most`."""
    lines = [
        line[:_WIDTH] + "…" * (len(line) > _WIDTH)
        for line in difflib.unified_diff(_lines(difference.old), _lines(difference.new), n=0, lineterm="")
        if not line.startswith(("---", "+++", "@@"))
    ]
    return lines if len(lines) <= most else [*lines[:most], f"… {len(lines) - most} more lines"]


def _lines(value: Any) -> list[str]:  # noqa: ANN401 - any JSON
    if value is None or value in ("", [], {}):
        return []
    if isinstance(value, str):
        return value.split("\n")
    if isinstance(value, list):
        return [item if isinstance(item, str) else orjson.dumps(item).decode() for item in value]
    if isinstance(value, dict):
        return [f"{key}: {item}" for key, item in sorted(value.items())]
    return [str(value)]
