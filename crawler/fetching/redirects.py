"""Redirects: few, to http only, and without the secrets of the host first asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import SplitResult, urldefrag, urljoin, urlsplit

from scrapy import Request
from scrapy.http import Response
from w3lib.url import safe_url_string

from crawler.fetching.exceptions import BadRedirect
from crawler.fetching.response import RawResponse
from crawler.guard import check_url

HOPS = 10
_URL_LIMIT = 8_000
_CODES = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
_AMBIGUOUS = re.compile(r"[\\\x00-\x1f\x7f]")
_PORTS = {"http": 80, "https": 443}
_HARMLESS = frozenset({b"User-Agent", b"Accept", b"Accept-Language", b"Accept-Encoding"})
"""What may go to another host. All else is left behind: a source's own headers may hold keys under any name, and
validators are true of the first URL only."""


def next_hop(chain: Sequence[str], location: str | None, limit: int = HOPS) -> str:
    """The URL a redirect leads to, absolute, without fragment.

    chain: the URLs asked so far, the one that redirects last. Raises BadRedirect for the hop after `limit`, a URL that
    was asked before, a location that is missing, ambiguous or too long, and one that is not http or https.
    """
    text = (location or "").strip()
    if not text or len(text) > _URL_LIMIT or _AMBIGUOUS.search(text):
        raise BadRedirect([*chain, text], "a redirect without a usable address")
    try:
        target = urldefrag(safe_url_string(urljoin(chain[-1], text)))[0]
    except ValueError as error:
        raise BadRedirect([*chain, text], "a redirect to an unreadable address") from error
    if check_url(target) is not None:
        raise BadRedirect([*chain, target], "a redirect to no plain http URL")
    if target in {urldefrag(url)[0] for url in chain}:
        raise BadRedirect([*chain, target], "redirects in a circle")
    if len(chain) > limit:
        raise BadRedirect([*chain, target], f"more than {limit} redirects")
    return target


def same_site(old: str, new: str) -> bool:
    """Whether secrets sent to one URL may be sent to the other: same host and port, or its upgrade to https."""
    before, after = urlsplit(old), urlsplit(new)
    if before.hostname != after.hostname:
        return False
    upgrade = (before.scheme, after.scheme) == ("http", "https") and _port(before) == 80 and _port(after) == 443
    return upgrade or (before.scheme == after.scheme and _port(before) == _port(after))


def _port(parts: SplitResult) -> int:
    return parts.port or _PORTS[parts.scheme]


def may_stay_private(meta: dict[str, Any], old: str, new: str) -> bool:
    """Whether allow_private holds after a redirect: only on the host it was given for and on the source's domains."""
    host = urlsplit(new).hostname or ""
    own = any(host == domain or host.endswith("." + domain) for domain in meta.get("domains", ()))
    return bool(meta.get("allow_private")) and (own or host == urlsplit(old).hostname)


class RedirectMiddleware:
    """Answers a redirect with the request for its target, past the filter of the scheduler: a hop is no new URL."""

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Every other answer, 304 and errors included, goes on to the callback."""
        if response.status not in _CODES or request.meta.get("dont_redirect"):
            return response
        chain = [*request.meta.get("redirect_urls", ()), request.url]
        location = response.field("location") if isinstance(response, RawResponse) else None
        target = next_hop(chain, _as_text(location), request.meta.get("redirect_limit", HOPS))
        return _redirected(request, target, chain, response.status)


def _as_text(location: str | None) -> str | None:
    """Header bytes, read as Latin-1 so far, as the UTF-8 they mostly are."""
    return location and location.encode("latin-1").decode("utf-8", "replace")


def _redirected(request: Request, target: str, chain: list[str], status: int) -> Request:
    codes = [*request.meta.get("redirect_reasons", ()), status]
    meta = request.meta | {
        "redirect_urls": chain,
        "redirect_reasons": codes,
        "redirect_permanent": all(code in _PERMANENT for code in codes),
        "allow_private": may_stay_private(request.meta, request.url, target),
    }
    meta.pop("download_slot", None)  # the other host has a slot, and a delay, of its own
    follower = request.replace(url=target, method="GET", body=b"", meta=meta, dont_filter=True)
    follower.priority = request.priority + 10
    if not same_site(request.url, target):
        for name in [name for name in follower.headers if name not in _HARMLESS]:
            del follower.headers[name]
    return follower
