"""The pages of the desk. Each opens the catalogue, asks, and closes it again."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse

from crawler.desk.addresses import View
from crawler.desk.render import Desk, day_heading, lapse
from crawler.desk.words import preferred
from pipelines.clock import Clock
from pipelines.excerpts import marked, passage
from pipelines.querying.errors import QueryError
from pipelines.querying.tree import Term, wanted_terms
from pipelines.store.reading.articles import NotStored, changes, one, revisions
from pipelines.store.reading.facets import facets, topic_labels
from pipelines.store.reading.lineage import lineage
from pipelines.store.reading.opening import reading
from pipelines.store.reading.selection import Selection
from pipelines.store.reading.stories import Inbox, Story, appeared, dated, inbox, minutes_between, story

A_PAGE = 30
LONGEST_TIMELINE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """The handlers, with what they need."""

    desk: Desk
    templates: Environment
    words: dict[str, dict[str, str]]
    clock: Clock

    def inbox(self, request: Request) -> HTMLResponse:
        """Stories, newest first, searched and filtered by the URL."""
        view = View.of(request.query_params)
        try:
            tree, terms = view.tree(), wanted_terms(query) if (query := view.query()) else []
        except QueryError as problem:
            return self.page(request, "inbox.html", {"problem": problem, "found": None}, HTTPStatus.BAD_REQUEST)
        with reading(self.desk.data) as db:
            labels = topic_labels(db)
            chosen = Selection(tree=tree, zone=self.desk.zone, labels=labels, by_rank=view.by == "rank" and bool(terms))
            found = inbox(db, chosen, skip=(view.page - 1) * A_PAGE, limit=A_PAGE)
            counts = facets(db)
        words = self.words_for(request)
        shown = {"found": found, "facets": counts, "labels": labels, "problem": None, "searched": bool(terms)}
        shown["groups"] = self.groups(found, words, by_day=not chosen.by_rank)
        shown["dated"] = dated
        shown["excerpt"] = lambda held: _excerpt(held, terms)
        return self.page(request, "inbox.html", shown | {"more": view.page * A_PAGE < found.total})

    def groups(self, found: Inbox, words: dict[str, str], *, by_day: bool) -> list[tuple[str, list[Story]]]:
        """Stories under the headings of their days."""
        groups: list[tuple[str, list[Story]]] = []
        for item in found.stories:
            heading = (
                day_heading(dated(item.matched), self.clock(), words, self.desk.zone) if by_day else words["best_first"]
            )
            if not groups or groups[-1][0] != heading:
                groups.append((heading, []))
            groups[-1][1].append(item)
        return groups

    def story(self, request: Request) -> HTMLResponse:
        """One story: who told it when, and who took it from whom."""
        with reading(self.desk.data) as db:
            told = story(db, request.path_params["id"])
            if told is None:
                return self.failure(request, HTTPStatus.NOT_FOUND)
            branches = lineage(db, told.first["id"])
        words, begin = self.words_for(request), appeared(told.first)
        timeline = [
            (lapse(minutes_between(begin, appeared(held)), words), appeared(held), held)
            for held in told.articles[:LONGEST_TIMELINE]
        ]
        return self.page(request, "story.html", {"story": told, "timeline": timeline, "branches": branches})

    def article(self, request: Request) -> HTMLResponse:
        """One article: its text, its facts, and where they come from."""
        ident = request.path_params["id"]
        try:
            with reading(self.desk.data) as db:
                held, learned, branches = one(db, ident), changes(db, ident), lineage(db, ident)
                versions = revisions(db, ident)
        except NotStored:
            return self.failure(request, HTTPStatus.NOT_FOUND)
        asked = request.query_params.get("revision", "")
        old = next((version for version in versions[:-1] if str(version["revision"]) == asked), None)
        shown = {"newest": held, "held": old or held, "changes": learned, "branches": branches, "versions": versions}
        return self.page(request, "article.html", shown)

    def page(
        self, request: Request, template: str, shown: dict[str, Any], status: HTTPStatus = HTTPStatus.OK
    ) -> HTMLResponse:
        """A rendered page in the reader's language."""
        view = View.of(request.query_params)
        words = self.words_for(request)
        other = {"en": "es", "es": "en"}[words["code"]]
        always = {
            "t": words,
            "desk": self.desk,
            "view": view,
            "other": str(request.url.include_query_params(lang=other).replace(scheme="", netloc="")),
            "path": request.url.path,
        }
        return HTMLResponse(self.templates.get_template(template).render(always | shown), status)

    def failure(self, request: Request, status: HTTPStatus, detail: str = "") -> HTMLResponse:
        """A page that says what went wrong."""
        return self.page(request, "error.html", {"status": int(status), "detail": detail}, status)

    def words_for(self, request: Request) -> dict[str, str]:
        """The interface's words, and under `code` their language."""
        code = preferred(request.query_params.get("lang"), request.headers.get("accept-language", ""))
        return self.words[code] | {"code": code}


def _excerpt(held: dict[str, Any], terms: list[Term]) -> dict[str, Any]:
    """Headline and passage of a hit, cut at the matches."""
    return {"title": marked(held["title"] or "", terms), "text": passage(held["text"], terms)}
