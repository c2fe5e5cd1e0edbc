"""The desk as a Starlette application."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from crawler.desk.guard import Guard
from crawler.desk.pages import Pages
from crawler.desk.render import Desk, environment
from crawler.desk.sources_page import sources_page
from crawler.desk.words import load_words
from pipelines.clock import Clock, utc_now
from pipelines.errors import FolderError


def desk_app(desk: Desk, hosts: frozenset[str], clock: Clock = utc_now) -> Starlette:
    """The application; `hosts` are the Host headers it answers to (guard.own_hosts)."""
    pages = Pages(desk=desk, templates=environment(desk), words=load_words(), clock=clock)
    app = Starlette(
        routes=[
            Route("/", pages.inbox, methods=["GET"]),
            Route("/story/{id}", pages.story, methods=["GET"]),
            Route("/article/{id}", pages.article, methods=["GET"]),
            Route("/sources", partial(sources_page, pages), methods=["GET"]),
            Mount("/static", StaticFiles(directory=Path(__file__).parent / "static")),
        ],
        middleware=[Middleware(Guard, hosts=hosts)],
        exception_handlers={
            HTTPException: partial(_refused, pages),
            FolderError: partial(_unreadable, pages),
            Exception: partial(_broken, pages),
        },
    )
    app.router.redirect_slashes = False  # '//elsewhere/' must never become a redirect
    return app


def _refused(pages: Pages, request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else HTTPStatus.INTERNAL_SERVER_ERROR
    return pages.failure(request, HTTPStatus(status))


def _unreadable(pages: Pages, request: Request, error: Exception) -> Response:
    return pages.failure(request, HTTPStatus.INTERNAL_SERVER_ERROR, str(error))


def _broken(pages: Pages, request: Request, _: Exception) -> Response:
    return pages.failure(request, HTTPStatus.INTERNAL_SERVER_ERROR)
