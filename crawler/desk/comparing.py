"""Two texts side by side: what was cut, what was added, and a translation beside its original."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from itertools import zip_longest
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse

from crawler.desk.pages import Pages
from pipelines.article import Article, article_from_json
from pipelines.revising.aligning import Row, align, align_words
from pipelines.revising.edits import edits_between
from pipelines.store.reading.articles import NotStored, one, revisions
from pipelines.store.reading.opening import reading

LONGEST = 40_000
"""Characters of a text that are compared."""


APART = 25
"""Percent of kept words below which two texts stand side by side: their words in one would say nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What a copy made of a text."""

    share: int
    """Percent of the first text's words that are in it."""
    cut: int
    """Words of the first text that it left out."""
    added: int
    """Words that it added."""


def rows_between(old: str, new: str) -> list[Row]:
    """The paragraphs of two texts, paired."""
    return align(_lines(old), _lines(new))


def kept(old: str, new: str) -> Kept:
    """How much of a text stands in a copy, by words."""
    return measured(rows_between(old, new))


def measured(rows: list[Row]) -> Kept:
    """The same of texts that are aligned already. What only moved counts as kept."""
    counts = dict.fromkeys("=-+", 0)
    for row in rows:
        for op, text in row.parts:
            counts["=" if row.state == "moved" and op == "+" else op] += len(text.split()) * (
                row.state != "moved" or op == "+"
            )
    whole = counts["="] + counts["-"]
    return Kept(share=round(100 * counts["="] / whole) if whole else 100, cut=counts["-"], added=counts["+"])


def compare_page(pages: Pages, request: Request) -> HTMLResponse:
    """An article against another one: word by word, or side by side where their languages differ."""
    try:
        with reading(pages.desk.data) as db:
            old, new = (one(db, request.path_params[name]) for name in ("old", "new"))
    except NotStored:
        return pages.failure(request, HTTPStatus.NOT_FOUND)
    return pages.page(request, "compare.html", _shown(old, new) | {"versions": None, "edits": ()})


def versions_page(pages: Pages, request: Request) -> HTMLResponse:
    """A version of an article against the one before it."""
    ident, asked = request.path_params["id"], request.query_params.get("revision", "")
    with reading(pages.desk.data) as db:
        versions = revisions(db, ident)
    at = next((n for n, held in enumerate(versions) if str(held["revision"]) == asked), len(versions) - 1)
    if at < 1:
        return pages.failure(request, HTTPStatus.NOT_FOUND)
    old, new = versions[at - 1], versions[at]
    shown = _shown(old, new) | {"versions": (old["revision"], new["revision"]), "edits": edits_of(old, new)}
    return pages.page(request, "compare.html", shown)


def edits_of(old: dict[str, Any], new: dict[str, Any]) -> tuple[str, ...]:
    """The types of what an outlet changed between two versions; as stored where that is known."""
    stored = new.get("edits")
    if stored:
        return tuple(stored)
    return edits_between(_article(old), _article(new))


def _article(held: dict[str, Any]) -> Article:
    return article_from_json(held)


def _shown(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    apart = bool(old["language"] and new["language"] and old["language"] != new["language"])
    rows = [] if apart else rows_between(old["text"], new["text"])
    if rows and measured(rows).share < APART:
        apart, rows = True, []
    return {
        "old": old, "new": new, "apart": apart, "rows": rows,
        "title": align_words((old["title"] or "")[:1000], (new["title"] or "")[:1000]) if not apart else (),
        "kept": measured(rows) if rows else None,
        "pairs": list(zip_longest(_lines(old["text"]), _lines(new["text"]), fillvalue="")) if apart else [],
        "long": max(len(old["text"]), len(new["text"])) > LONGEST,
    }  # fmt: skip


def _lines(text: str) -> list[str]:
    return [line for line in text[:LONGEST].split("\n") if line.strip()]
