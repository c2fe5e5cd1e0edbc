"""Who may use the desk: anybody on this machine; through a network or a proxy, whoever knows the token."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import cookie_parser

COOKIE = "presswatch_desk"
REVIEWER = "presswatch_reviewer"
LEAST_TOKEN = 16
"""Characters of the shortest token that is taken."""
_PROXIES = ("forwarded", "via", "x-real-ip", "x-client-ip", "cf-connecting-ip", "true-client-ip")


def new_token() -> str:
    """A token nobody can guess: 192 random bits."""
    return secrets.token_urlsafe(24)


def own_hosts(port: int) -> frozenset[str]:
    """Values of the Host header under which the desk may be asked on this port of this machine."""
    return frozenset(f"{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """What is asked of a request before it is answered."""

    hosts: frozenset[str]
    """Host headers that are answered."""
    token: str = field(default_factory=new_token, repr=False)
    """Opens the desk."""
    always: bool = False
    """Whether every request needs the token, since the desk is bound to more than this machine."""

    def needs_token(self, headers: Headers) -> bool:
        """Whether this request could come from another machine."""
        return self.always or any(name in _PROXIES or name.startswith("x-forwarded-") for name in headers)

    def is_let_in(self, headers: Headers) -> bool:
        """Whether the request brings the session's cookie, or the token by itself as feed readers do."""
        given = cookie_parser(headers.get("cookie", "")).get(COOKIE, "")
        return hmac.compare_digest(given.encode(), self.session().encode()) or self.opens(_password(headers))

    def opens(self, token: str) -> bool:
        """Whether this is the token; takes the same time whatever it is."""
        return hmac.compare_digest(
            hashlib.sha256(token.encode()).digest(), hashlib.sha256(self.token.encode()).digest()
        )

    def session(self) -> str:
        """The value of the cookie, from which the token cannot be had."""
        return hmac.new(self.token.encode(), b"presswatch desk", hashlib.sha256).hexdigest()


def is_own_write(headers: Headers) -> bool:
    """Whether a request that changes something was made by a page of the desk (Fetch standard: Origin, Sec-Fetch-Site).

    Browsers send at least one of the two; a request with none of them is refused.
    """
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    if origin is not None:
        parts = urlsplit(origin)
        if parts.scheme not in ("http", "https") or parts.netloc != headers.get("host"):
            return False
    return site == "same-origin" if site is not None else origin is not None


def _password(headers: Headers) -> str:
    """The password of HTTP Basic authentication (RFC 7617); '' where none is given."""
    kind, _, given = headers.get("authorization", "").partition(" ")
    if kind.lower() != "basic":
        return ""
    try:
        return base64.b64decode(given, validate=True).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return ""
