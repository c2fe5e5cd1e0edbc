"""robots.txt by RFC 9309. Pure: what an answer means, and what its rules say."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass

from protego import Protego

from crawler.fetching.exceptions import RobotsUnreachable

TOKEN = "presswatch"  # noqa: S105 - the product token, no secret
SIZE_LIMIT = 512_000
"""Bytes that are read (RFC 9309, 2.5: at least 500 KiB); what follows is cut off."""
HOPS = 5
LIFETIME = 86_400.0
"""Seconds for which rules hold (RFC 9309, 2.4)."""
RETRIES = (2.0, 10.0, 60.0)
"""Seconds after which robots.txt that could not be had is asked for again, by failures in a row, unless the server says
later. The first two let a crawl that runs once overcome a fault that passes: it tries its URLs again as soon."""
_RETRY_LIMIT = 3_600.0
_DELAY_LIMIT = 60.0
_AGENT_LINE = re.compile(r"^([ \t]*user-?agent[ \t]*:[ \t]*)([^\s#]*).*$", re.IGNORECASE | re.MULTILINE)
_PRODUCT = re.compile(r"[A-Za-z_-]*")
_OTHER = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Robots:
    """The rules of one host for us."""

    rules: Protego
    """Parsed; of all groups only ours and that of '*' can match."""
    crawl_delay: float | None
    """Seconds between two requests the host asks for, at most 60; None where it does not."""
    sitemaps: tuple[str, ...]
    """Sitemap lines in order, as written."""

    def allows(self, url: str) -> bool:
        """Whether we may fetch a URL of this host."""
        return self.rules.can_fetch(url, TOKEN)


def parse(body: bytes) -> Robots:
    """Rules from the text of a robots.txt; a page of HTML in its place has none."""
    text = body.decode("utf-8", "replace").removeprefix("\ufeff")
    rules = Protego.parse("" if text.lstrip().startswith("<") else _AGENT_LINE.sub(_exact_agent, text))
    delay = rules.crawl_delay(TOKEN)
    return Robots(
        rules=rules,
        crawl_delay=None if delay is None else min(delay, _DELAY_LIMIT),
        sitemaps=tuple(rules.sitemaps),
    )


def _exact_agent(line: re.Match[str]) -> str:
    """The same line with our token, '*', or a name that is nobody's.

    Protego takes 'press' for us, and not 'presswatch/2.0'; the RFC compares whole product tokens (2.2.1).
    """
    name = line[2]
    if name != "*":
        name = TOKEN if _PRODUCT.match(name)[0].lower() == TOKEN else _OTHER  # type: ignore[index]  # matches always
    return line[1] + name


def judge(url: str, status: int, body: bytes) -> Robots:
    """The rules that an answer stands for (RFC 9309, 2.3.1). Raises RobotsUnreachable where it stands for 'not now'.

    429 is a server that wants less, not one without rules, so it counts as unreachable though it is a 4xx.
    """
    if 200 <= status < 300:
        return parse(body)
    if 400 <= status < 500 and status != 429:
        return parse(b"")
    raise RobotsUnreachable(url, f"status {status}")


def asked_delay(retry_after: str | None) -> float | None:
    """Seconds, at most an hour, that the server of an unreachable robots.txt asks to be left alone."""
    text = (retry_after or "").strip()
    return min(float(text), _RETRY_LIMIT) if text.isascii() and text.isdigit() else None


def retry_delay(asked: float | None, failures: int) -> float:
    """Seconds until an unreachable robots.txt is asked for again, after so many failures in a row, 1 or more."""
    return max(asked or 0.0, RETRIES[min(failures, len(RETRIES)) - 1])


def readable_prefix(body: bytes, encoding: str | None) -> bytes:
    """The first SIZE_LIMIT bytes of a body without its content coding, however short it was cut or damaged."""
    coding = (encoding or "").strip().lower()
    if coding not in ("gzip", "x-gzip", "deflate"):
        return body[:SIZE_LIMIT]
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 32).decompress(body, SIZE_LIMIT)
    except zlib.error:
        return b""
