"""Which addresses become links."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit

from pipelines.article import Link
from pipelines.bounds import bounded_claims
from pipelines.source import Source

MAX_LENGTH = 4_000
"""Longer addresses are attacks or mistakes."""

_BLANKS = " \t\r\n\f"
_REFUSED = re.compile(r"[\x00-\x1f\x7f-\x9f\\\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
Claims = dict[str, Any]
"""Values of Link's fields."""


def absolute(address: str, base: str) -> str | None:
    """An http(s) URL without fragment and with blanks escaped; None for anything that a request could misread.

    Refused: control and direction characters, backslashes, user names, ports that are no number, other schemes.
    """
    address = address.strip(_BLANKS)
    if not address or len(address) > MAX_LENGTH or _REFUSED.search(address):
        return None
    try:
        parts = urlsplit(address if address[:4].lower() == "http" else urljoin(base, address))
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return None
    if not usable or "@" in parts.netloc or " " in parts.netloc:
        return None
    return _joined(parts)


def _joined(parts: SplitResult) -> str:
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.scheme}://{parts.netloc.lower()}{parts.path or '/'}{query}".replace(" ", "%20")


class Gathering:
    """Collects the links of one document: each URL once, at most `cap`, on the source's hosts only."""

    def __init__(self, source: Source, base: str, cap: int) -> None:
        self.base = base
        self.skipped = 0
        self._source = source
        self._cap = cap
        self._links: dict[str, Link] = {}
        self._owned: dict[str, bool] = {}

    @property
    def full(self) -> bool:
        """Whether the cap is reached."""
        return len(self._links) >= self._cap

    @property
    def links(self) -> tuple[Link, ...]:
        """The links so far, in the document's order."""
        return tuple(self._links.values())

    def add(self, addresses: Sequence[str], claims: Callable[[], Claims], base: str | None = None) -> None:
        """Take the first address that is usable and the source's own; the claims are asked for only then."""
        url = next((u for a in addresses if (u := absolute(a, base or self.base)) and self.owns(u)), None)
        if url is None or (self.full and url not in self._links):
            self.skipped += 1
        elif url not in self._links:
            self._links[url] = Link(url=url, **bounded_claims(claims()))

    def owns(self, url: str) -> bool:
        """Whether an absolute URL's host is the source's."""
        netloc = url.split("/", 3)[2]
        known = self._owned.get(netloc)
        if known is None:
            known = self._owned[netloc] = any(map(self._source.owns, _hosts(url)))
        return known


def _hosts(url: str) -> tuple[str, ...]:
    """The host name without port, an international one in its ASCII form too (RFC 3490)."""
    host = urlsplit(url).hostname or ""
    try:
        return (host,) if host.isascii() else (host, host.encode("idna").decode("ascii"))
    except UnicodeError:
        return (host,)
