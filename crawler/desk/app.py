"""The desk as a Starlette application."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from http import HTTPStatus
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from crawler.desk import article_page, comparing, inbox_page, marking
from crawler.desk.access import Access
from crawler.desk.guard import Guard
from crawler.desk.overview_page import overview_page
from crawler.desk.pages import Pages
from crawler.desk.render import Desk, environment
from crawler.desk.sources_page import sources_page
from crawler.desk.story_page import story_page
from crawler.desk.words import load_words
from pipelines.clock import Clock, utc_now
from pipelines.errors import FolderError

Shown = Callable[[Pages, Request], Response]
Written = Callable[[Pages, Request, marking.Form], Response]

_SHOWN: dict[str, Shown] = {
    "/": inbox_page.inbox,
    "/feed.xml": inbox_page.feed,
    "/overview": overview_page,
    "/sources": sources_page,
    "/story/{id}": story_page,
    "/article/{id}": article_page.article_page,
    "/article/{id}/page": article_page.archived_frame,
    "/article/{id}/archived": article_page.archived_page,
    "/article/{id}/versions": comparing.versions_page,
    "/compare/{old}/{new}": comparing.compare_page,
    "/mark/{id}": marking.writing,
}
_WRITTEN: dict[str, Written] = {"/mark": marking.decide, "/reviewer": marking.name_reviewer}


def desk_app(desk: Desk, access: Access, clock: Clock = utc_now) -> Guard:
    """The application, guarded: whoever may not come in meets nothing of it."""
    pages = Pages(desk=desk, templates=environment(desk), words=load_words(), clock=clock)
    log_in = partial(marking.log_in, access)
    app = Starlette(
        routes=[
            *(Route(path, partial(show, pages), methods=["GET"]) for path, show in _SHOWN.items()),
            Route("/login", _both(pages, marking.ask_token, log_in), methods=["GET", "POST"]),
            *(Route(path, _writing(pages, write), methods=["POST"]) for path, write in _WRITTEN.items()),
            Mount("/static", StaticFiles(directory=Path(__file__).parent / "static")),
        ],
        exception_handlers={
            HTTPException: partial(_refused, pages),
            FolderError: partial(_unreadable, pages),
            Exception: partial(_broken, pages),
        },
    )
    app.router.redirect_slashes = False  # '//elsewhere/' must never become a redirect
    return Guard(app, access)


def _writing(pages: Pages, write: Written) -> Callable[[Request], Awaitable[Response]]:
    """A handler that reads the form and then works beside the loop, since it may wait for the catalogue."""

    async def answer(request: Request) -> Response:
        form = await marking.form_of(request)
        return await run_in_threadpool(write, pages, request, form)

    return answer


def _both(pages: Pages, show: Shown, write: Written) -> Callable[[Request], Awaitable[Response]]:
    """A form's page and what takes it, at one address."""
    taken = _writing(pages, write)

    async def answer(request: Request) -> Response:
        return await taken(request) if request.method == "POST" else show(pages, request)

    return answer


def _refused(pages: Pages, request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else HTTPStatus.INTERNAL_SERVER_ERROR
    return pages.failure(request, HTTPStatus(status))


def _unreadable(pages: Pages, request: Request, error: Exception) -> Response:
    return pages.failure(request, HTTPStatus.INTERNAL_SERVER_ERROR, str(error))


def _broken(pages: Pages, request: Request, _: Exception) -> Response:
    return pages.failure(request, HTTPStatus.INTERNAL_SERVER_ERROR)
