"""The desk as files: the same pages from the same templates, for reading without a server and for printing."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from markupsafe import Markup

from crawler.desk.addresses import View
from crawler.desk.article_page import MOST_CHANGES, article_shown
from crawler.desk.inbox_page import SLOTS, found_by, groups
from crawler.desk.overview_page import overview_shown
from crawler.desk.pages import Pages
from crawler.desk.sources_page import sources_shown
from crawler.desk.story_page import MOST_NODES, story_shown
from pipelines.clock import iso
from pipelines.errors import PresswatchError
from pipelines.store.reading.articles import Record, changes, revisions
from pipelines.store.reading.edges import edges
from pipelines.store.reading.facets import topic_labels
from pipelines.store.reading.inbox import Asked
from pipelines.store.reading.lineage import lineage
from pipelines.store.reading.opening import reading
from pipelines.store.reading.review import caught_by, review_of
from pipelines.store.reading.selection import Selection
from pipelines.store.reading.stories import Story, dated

_PLAIN = re.compile(r"[0-9A-Za-z_-]{1,64}")
_OURS = re.compile(r"(?:index|overview|sources|story-[0-9A-Za-z_-]+|article-[0-9A-Za-z_-]+)\.html")
_SIGN = "<!-- a presswatch report -->"
_MOST_SOURCES = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLinks:
    """Links between the files of a report; '' where a page is not in it."""

    stories: frozenset[str] = field(default=frozenset())
    articles: frozenset[str] = field(default=frozenset())

    def story(self, ident: str) -> str:
        """A story's file."""
        return f"story-{ident}.html" if ident in self.stories else ""

    def article(self, ident: str, **_: str) -> str:
        """An article's file."""
        return f"article-{ident}.html" if ident in self.articles else ""

    def home(self) -> str:
        """The list of stories."""
        return "index.html"

    def overview(self) -> str:
        """The overview."""
        return "overview.html"

    def sources(self) -> str:
        """The page of the sources."""
        return "sources.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What is to be written."""

    out: Path
    """Folder of the files: new, empty, or one with an earlier report, which is replaced."""
    since: str
    """Only stories with an article fetched at this time or later, ISO."""
    limit: int
    """Most stories, the newest first."""
    language: str
    """Of the interface: en or es."""


def write_report(pages: Pages, report: Report) -> dict[str, int]:
    """Write the files; returns how many stories and articles they tell of. Raises PresswatchError."""
    _make_room(report.out)
    with reading(pages.desk.data) as db:
        selection = Selection(since=report.since, zone=pages.desk.zone, labels=topic_labels(db))
        found = found_by(db, Asked(selection=selection, limit=report.limit), [])
        told = [row.story for row in found.rows]
        writer = _Writer(pages, report, _links(told))
        for story in told:
            writer.write_story(db, story)
    writer.write("index.html", "inbox.html", {
        "found": found.page, "labels": found.labels, "problem": None, "searched": False, "dated": dated, "slots": SLOTS,
        "groups": groups(pages, found.rows, writer.words, by_day=True), "next": "", "path": "/", "listed": len(told),
    })  # fmt: skip
    writer.write("overview.html", "overview.html", overview_shown(pages) | {"path": "/overview"})
    writer.write("sources.html", "sources.html", sources_shown(pages, 1, _MOST_SOURCES) | {"path": "/sources"})
    return {"stories": len(told), "articles": len(writer.links.articles), "left_out": found.page.total - len(told)}


class _Writer:
    """Renders pages into files."""

    def __init__(self, pages: Pages, report: Report, links: FileLinks) -> None:
        self.pages, self.out, self.links = pages, report.out, links
        other = {"en": "es", "es": "en"}[report.language]
        self.words = pages.words[report.language] | {"code": report.language, "other_code": other}
        stamp = pages.templates.filters["stamp"]
        made = self.words["made"].format(when=stamp(iso(pages.clock())), since=stamp(report.since))
        css = (files("crawler.desk") / "static" / "desk.css").read_text(encoding="utf-8")
        self.always: dict[str, Any] = {
            "t": self.words, "desk": pages.desk, "view": View(), "links": links, "static": True, "path": "", "here": "",
            "reviewer": "", "done": "", "done_on": "", "made": made, "css": Markup(css),  # noqa: S704 - our own file
        }  # fmt: skip

    def write_story(self, db: sqlite3.Connection, story: Story) -> None:
        """The pages of a story and of its articles."""
        if name := self.links.story(story.id):
            self.write(name, "story.html", _story(db, story, self.words))
        for held in story.articles:
            if name := self.links.article(held["id"]):
                self.write(name, "article.html", _article(db, held))

    def write(self, name: str, template: str, shown: dict[str, Any]) -> None:
        """One page into one file."""
        text = self.pages.templates.get_template(template).render(self.always | shown)
        (self.out / name).write_text(f"{text}\n{_SIGN}\n", encoding="utf-8")


def _links(told: Sequence[Story]) -> FileLinks:
    """Links to all pages whose ids may be names of files."""
    many = [story.id for story in told if len(story.articles) > 1]
    held = [article["id"] for story in told for article in story.articles]
    return FileLinks(
        stories=frozenset(filter(_PLAIN.fullmatch, many)), articles=frozenset(filter(_PLAIN.fullmatch, held))
    )


def _story(db: sqlite3.Connection, story: Story, words: dict[str, str]) -> dict[str, Any]:
    ids = [held["id"] for held in story.articles]
    shown = story_shown(story, edges(db, ids[:MOST_NODES]), words)
    return shown | {"review": review_of(db, ids, ""), "caught": caught_by(db, ids)}


def _article(db: sqlite3.Connection, held: Record) -> dict[str, Any]:
    ident = held["id"]
    return article_shown(held, revisions(db, ident), "") | {
        "changes": changes(db, ident)[-MOST_CHANGES:], "branches": lineage(db, ident), "whole": True,
        "review": review_of(db, [ident], ""), "caught": caught_by(db, [ident]),
    }  # fmt: skip


def _make_room(out: Path) -> None:
    """Have the folder, without the files of an earlier report. Raises PresswatchError where it holds anything else."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        held = list(out.iterdir())
        if any(not _OURS.fullmatch(path.name) for path in held) or not all(_is_ours(path) for path in held):
            cause = "it holds other files than those of a report"
            raise PresswatchError("cannot write the report", str(out), cause, "give a new folder with --out")
        for path in held:
            path.unlink()
    except OSError as error:
        cause = error.strerror or str(error)
        raise PresswatchError("cannot write the report", str(out), cause, "give another folder with --out") from error


def _is_ours(path: Path) -> bool:
    """Whether a file was written by a report: its last line says so."""
    with path.open("rb") as file:
        file.seek(max(path.stat().st_size - 100, 0))
        return file.read().decode("utf-8", "replace").rstrip().endswith(_SIGN)
