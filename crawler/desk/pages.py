"""What the handlers of all pages share: the reader's language and name, and how a page is answered."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote, urlencode

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse

from crawler.desk.access import REVIEWER
from crawler.desk.addresses import View
from crawler.desk.render import Desk
from crawler.desk.words import preferred
from pipelines.clock import Clock

_FLASH = ("done", "on")
"""Parameters that tell what was just done; no link carries them on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """What every handler needs."""

    desk: Desk
    templates: Environment
    words: dict[str, dict[str, str]]
    clock: Clock
    login: bool = False
    """Whether it asks for a token always, so that there is something to log out of."""

    def page(
        self, request: Request, template: str, shown: dict[str, Any], status: HTTPStatus = HTTPStatus.OK
    ) -> HTMLResponse:
        """A rendered page in the reader's language."""
        return HTMLResponse(self.templates.get_template(template).render(self.always(request) | shown), status)

    def always(self, request: Request) -> dict[str, Any]:
        """What every template may ask for."""
        view, words = View.of(request.query_params), self.words_for(request)
        kept = [(name, value) for name, value in request.query_params.multi_items() if name not in _FLASH]
        path = request.scope["raw_path"].decode("latin-1").partition("?")[0] if "raw_path" in request.scope else "/"
        other = urlencode([*((name, value) for name, value in kept if name != "lang"), ("lang", words["other_code"])])
        return {
            "t": words,
            "desk": self.desk,
            "view": view,
            "links": view,
            "static": False,
            "other": f"{path}?{other}",
            "path": request.url.path,
            "here": f"{path}?{urlencode(kept)}" if kept else path,
            "reviewer": self.reviewer(request),
            "done": request.query_params.get("done", "") if request.query_params.get("done") in words else "",
            "done_on": request.query_params.get("on", ""),
        }

    def failure(self, request: Request, status: HTTPStatus, detail: str = "") -> HTMLResponse:
        """A page that says what went wrong."""
        return self.page(request, "error.html", {"status": int(status), "detail": detail}, status)

    def words_for(self, request: Request) -> dict[str, str]:
        """The interface's words, under `code` their language, and under `other_code` the other one."""
        code = preferred(request.query_params.get("lang"), request.headers.get("accept-language", ""))
        return self.words[code] | {"code": code, "other_code": {"en": "es", "es": "en"}[code]}

    def reviewer(self, request: Request) -> str:
        """The name under which this reader decides."""
        return clean_name(unquote(request.cookies.get(REVIEWER, ""))) or self.desk.reviewer


def clean_name(text: str) -> str:
    """A reviewer's name: one line, at most 60 characters."""
    return " ".join("".join(letter for letter in text if letter.isprintable()).split())[:60]
