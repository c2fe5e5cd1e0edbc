"""What every request and every answer of the desk must satisfy."""

from __future__ import annotations

from urllib.parse import quote

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from crawler.desk.access import Access, is_own_write

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Content-Security-Policy: one script and one style sheet of our own, nothing from elsewhere, no frame around it."""

_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-DNS-Prefetch-Control": "off",
    "Referrer-Policy": "same-origin",  # with no-referrer browsers send `Origin: null` with forms
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
_OPEN = ("/login", "/static/")


class Guard:
    """Refuses a foreign Host header, by which a page elsewhere reaches loopback (DNS rebinding), requests from other
    machines without the token, and writes that no page of the desk made; sets the headers that keep stored text from
    acting."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self.app, self.access = app, access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._chosen(scope)(scope, receive, guarded)

    def _chosen(self, scope: Scope) -> ASGIApp:
        """Who answers."""
        headers, path = Headers(scope=scope), str(scope["path"])
        if headers.getlist("host") not in [[host] for host in self.access.hosts]:
            return PlainTextResponse("This is not an address of the review desk.\n", status_code=421)
        if scope["method"] not in ("GET", "HEAD") and not is_own_write(headers):
            return PlainTextResponse("Only pages of the review desk may change anything.\n", status_code=403)
        if self.access.needs_token(headers) and not path.startswith(_OPEN) and not self.access.is_let_in(headers):
            return _login(scope, path)
        return self.app


def _login(scope: Scope, path: str) -> ASGIApp:
    """Browsers are led to the form; feed readers are asked for a password."""
    if path == "/feed.xml":
        ask = {"WWW-Authenticate": 'Basic realm="presswatch", charset="UTF-8"'}
        return PlainTextResponse("Give the token as the password.\n", status_code=401, headers=ask)
    if scope["method"] not in ("GET", "HEAD"):
        return PlainTextResponse("Log in first.\n", status_code=401)
    query = scope["query_string"].decode("latin-1")
    return RedirectResponse("/login?to=" + quote(path + (f"?{query}" if query else ""), safe=""), status_code=303)
