"""The page of an article: its text, its facts, where they come from, and its archived page."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from crawler.archive import read_page
from crawler.desk.archived import POLICY, harmless
from crawler.desk.comparing import edits_of
from crawler.desk.pages import Pages
from pipelines.article import PageRef
from pipelines.errors import FolderError
from pipelines.store.reading.articles import NotStored, Record, changes, one, revisions
from pipelines.store.reading.lineage import lineage
from pipelines.store.reading.opening import reading
from pipelines.store.reading.review import caught_by, review_of

LONGEST_TEXT = 30_000
"""Characters of a text that are shown at first."""
MOST_CHANGES = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One stored version, in the list of them."""

    held: Record
    edits: tuple[str, ...]
    """What the outlet changed with it; () for the first one."""


def article_page(pages: Pages, request: Request) -> HTMLResponse:
    """One article, or one of its earlier versions."""
    ident = request.path_params["id"]
    try:
        with reading(pages.desk.data) as db:
            held, learned, branches = one(db, ident), changes(db, ident), lineage(db, ident)
            stored = revisions(db, ident)
            review, caught = review_of(db, [ident], pages.reviewer(request)), caught_by(db, [ident])
    except NotStored:
        return pages.failure(request, HTTPStatus.NOT_FOUND)
    shown = article_shown(held, stored, request.query_params.get("revision", ""))
    shown |= {"changes": learned[-MOST_CHANGES:], "branches": branches, "review": review, "caught": caught}
    shown["whole"] = request.query_params.get("text") == "whole"
    return pages.page(request, "article.html", shown)


def article_shown(newest: Record, stored: list[Record], asked: str) -> dict[str, Any]:
    """What the template of an article shows of its versions; asked: the number of one of them, '' for the newest."""
    old = next((version for version in stored[:-1] if str(version["revision"]) == asked), None)
    versions = [
        Version(held=version, edits=edits_of(stored[number - 1], version) if number else ())
        for number, version in enumerate(stored)
    ]
    return {"newest": newest, "held": old or newest, "versions": versions, "limit": LONGEST_TEXT}


def archived_frame(pages: Pages, request: Request) -> HTMLResponse:
    """The archived page of an article, in a frame that lets nothing of it act."""
    try:
        held, page = _page_of(pages, request)
    except NotStored:
        return pages.failure(request, HTTPStatus.NOT_FOUND)
    return pages.page(request, "archived.html", {"held": held, "page": page})


def archived_page(pages: Pages, request: Request) -> Response:
    """The page itself, as it was received but for what could act or ask others, for the frame alone."""
    if request.headers.get("sec-fetch-dest", "iframe") != "iframe":
        return pages.failure(request, HTTPStatus.NOT_FOUND)
    try:
        _, page = _page_of(pages, request)
        if page is None:
            return pages.failure(request, HTTPStatus.NOT_FOUND)
        record = read_page(pages.desk.data / "pages", page)
    except (NotStored, FolderError):
        return pages.failure(request, HTTPStatus.NOT_FOUND)
    fields = {name.lower(): value for name, value in record.headers}
    return HTMLResponse(harmless(record.body, fields), headers={"Content-Security-Policy": POLICY})


def _page_of(pages: Pages, request: Request) -> tuple[Record, PageRef | None]:
    """An article version and where its page lies; None where it was not kept, or not any more."""
    ident, asked = request.path_params["id"], request.query_params.get("revision", "")
    with reading(pages.desk.data) as db:
        newest = one(db, ident)
        held = next((old for old in revisions(db, ident) if str(old["revision"]) == asked), newest)
        if held["page"] is None:
            return held, None
        page = PageRef(**held["page"])
        kept = db.execute("SELECT 1 FROM captures WHERE warc = ? AND warc_offset = ?", (page.warc, page.offset))
        return held, page if kept.fetchone() else None
