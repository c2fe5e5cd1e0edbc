"""Review work: what a form asks for is written down, and the page is shown again with a way to undo it."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from crawler.desk.access import COOKIE, REVIEWER, Access
from crawler.desk.addresses import inward
from crawler.desk.pages import Pages, clean_name
from crawler.keeping.marking import Deciding, deciding
from pipelines.store import marks, remarks
from pipelines.store.marks import Mark, NotMarked
from pipelines.store.reading.articles import NotStored, one
from pipelines.store.reading.opening import reading
from pipelines.store.reading.review import review_of
from pipelines.store.remarks import YES, Remark

LARGEST = 64_000
"""Bytes of a form."""
_YEAR_S = 365 * 86_400

Form = dict[str, str]


async def form_of(request: Request) -> Form:
    """The fields of a URL-encoded form. Raises HTTPException where it is too large or none."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    try:
        held = parse_qs(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=50)
    except (UnicodeDecodeError, ValueError) as error:
        raise HTTPException(HTTPStatus.BAD_REQUEST) from error
    return {name: values[-1] for name, values in held.items()}


def decide(pages: Pages, request: Request, form: Form) -> Response:
    """Write down what a button says (`do` = what and article), and go back to the page it stood on."""
    what, _, article = form.get("do", "").partition(" ")
    reviewer = pages.reviewer(request)
    try:
        with deciding(pages.desk.data, pages.desk.zone, pages.clock) as log:
            done = _do(log, what, Mark(article=article, reviewer=reviewer, decision="relevant"), form)
    except NotMarked as problem:
        return pages.failure(request, HTTPStatus.CONFLICT, str(problem))
    if not done:
        return pages.failure(request, HTTPStatus.BAD_REQUEST)
    back = urlsplit(inward(form.get("back", "/")))
    said = urlencode({"done": done, "on": article})
    return RedirectResponse(f"{back.path}?{back.query + '&' if back.query else ''}{said}", HTTPStatus.SEE_OTHER)


def _do(log: Deciding, what: str, about: Mark, form: Form) -> str:
    """Do one thing; returns the word that says it, '' where there is no such thing."""
    article, reviewer = about.article, about.reviewer
    if what in ("relevant", "irrelevant"):
        decision: marks.Decision = "relevant" if what == "relevant" else "irrelevant"
        marks.mark(log, Mark(article=article, reviewer=reviewer, decision=decision))
        remarks.remark(log, Remark(article=article, reviewer=reviewer, kind="seen", value=YES))
    elif what in ("star", "unstar", "seen", "unseen"):
        kind: remarks.Kind = "star" if what.endswith("star") else "seen"
        value = "" if what.startswith("un") else YES
        remarks.remark(log, Remark(article=article, reviewer=reviewer, kind=kind, value=value))
    elif what == "write":
        for kind in remarks.KINDS:
            if kind in form:
                value = " ".join(form[kind].split()) if kind == "label" else form[kind].strip()
                remarks.remark(log, Remark(article=article, reviewer=reviewer, kind=kind, value=value))
    elif what.startswith("undo-"):
        return _undo(log, what.removeprefix("undo-"), article, reviewer)
    else:
        return ""
    return f"done_{what}"


def _undo(log: Deciding, what: str, article: str, reviewer: str) -> str:
    if what in ("relevant", "irrelevant"):
        marks.undo(log, article, reviewer)
    elif what in ("star", "unstar", "seen", "unseen"):
        remarks.undo(log, article, reviewer, "star" if what.endswith("star") else "seen")
    elif what in ("label", "note"):
        remarks.undo(log, article, reviewer, "label" if what == "label" else "note")
    else:
        return ""
    return "done_undone"


def writing(pages: Pages, request: Request) -> HTMLResponse:
    """The form for a label and a note of one article."""
    ident = request.path_params["id"]
    try:
        with reading(pages.desk.data) as db:
            held = one(db, ident)
            own = {said["kind"]: said["value"] for said in remarks.standing(db, ident)
                   if said["reviewer"] == pages.reviewer(request)}  # fmt: skip
            review = review_of(db, [ident], pages.reviewer(request))
    except NotStored:
        return pages.failure(request, HTTPStatus.NOT_FOUND)
    back = _came_from(request) or f"/article/{quote(ident, safe='')}"
    shown = {"held": held, "own": own, "review": review, "back": back}
    return pages.page(request, "mark.html", shown)


def _came_from(request: Request) -> str:
    """The page of the desk whose link led here; '' where it is not told."""
    parts = urlsplit(request.headers.get("referer", ""))
    if parts.netloc != request.headers.get("host") or parts.path.startswith("/mark"):
        return ""
    return inward(parts.path + (f"?{parts.query}" if parts.query else ""))


def name_reviewer(pages: Pages, _: Request, form: Form) -> Response:
    """Remember the reviewer's name in a cookie."""
    answer = RedirectResponse(inward(form.get("back", "/")), HTTPStatus.SEE_OTHER)
    name = clean_name(form.get("name", ""))
    _set_cookie(answer, REVIEWER, quote(name or pages.desk.reviewer, safe=""), secure=False)
    return answer


def ask_token(pages: Pages, request: Request) -> HTMLResponse:
    """The form that asks for the token."""
    shown = {"to": inward(request.query_params.get("to", "/")), "wrong": False}
    return pages.page(request, "login.html", shown)


def log_in(access: Access, pages: Pages, request: Request, form: Form) -> Response:
    """Let in whoever knows the token."""
    to = inward(form.get("to", "/"))
    if not access.opens(form.get("token", "").strip()):
        return pages.page(request, "login.html", {"to": to, "wrong": True}, HTTPStatus.UNAUTHORIZED)
    answer = RedirectResponse(to, HTTPStatus.SEE_OTHER)
    secure = request.headers.get("x-forwarded-proto", "") == "https"
    _set_cookie(answer, COOKIE, access.session(), secure=secure)
    if name := clean_name(form.get("name", "")):
        _set_cookie(answer, REVIEWER, quote(name, safe=""), secure=secure)
    return answer


def _set_cookie(answer: Response, name: str, value: str, *, secure: bool) -> None:
    answer.set_cookie(name, value, max_age=_YEAR_S, httponly=True, samesite="strict", secure=secure)
