"""What a single value must look like. Each check returns the value normalised or raises Refused."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

LONGEST_URL = 2000
"""Characters; longer ones are refused by many servers."""

SOURCE_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_COOKIE_VALUE = re.compile(r"[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*")
_COUNTRY = re.compile(r"[A-Z]{2}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")


class Refused(ValueError):
    """A value that does not fit: `cause` says what is wrong with it, `mend` what to write instead."""

    def __init__(self, cause: str, mend: str) -> None:
        self.cause, self.mend = cause, mend
        super().__init__(f"{cause}: {mend}")


def source_id(text: str) -> str:
    """The name of a source's table."""
    if SOURCE_ID.fullmatch(text):
        return text
    raise Refused(f"{text[:80]!r} cannot name a source", "use at most 64 of a-z, 0-9 and '-', not '-' first")


def group(text: str) -> str:
    """The name of a group of sources."""
    if SOURCE_ID.fullmatch(text):
        return text
    raise Refused(f"{text[:80]!r} cannot name a group", "use at most 64 of a-z, 0-9 and '-', not '-' first")


def url(text: str) -> str:
    """An absolute http(s) URL with a host, without user and password (RFC 3986)."""
    if len(text) > LONGEST_URL or re.search(r"[\s\x00-\x20\x7f<>\"]", text):
        raise Refused(f"{text[:80]!r} is no URL", f"write one without blanks, of at most {LONGEST_URL} characters")
    try:
        parts = urlsplit(text)
        host, _port = parts.hostname, parts.port
    except ValueError as error:
        raise Refused(f"{text[:80]!r} is no URL ({error})", "write it as in a browser") from error
    if parts.scheme not in ("http", "https") or not host:
        raise Refused(f"{text[:80]!r} does not begin with http(s)://HOST", "only such addresses are fetched")
    if "@" in parts.netloc:
        raise Refused(f"the URL at {host} carries a user name or password", "put it into headers instead")
    return text


def name(text: str) -> str:
    """A name as people write it, on one line."""
    if len(text) > 200 or _CONTROL.search(text):
        raise Refused(f"{text[:40]!r} is no name", "write at most 200 characters on one line")
    return text


def domain(text: str) -> str:
    """A host name in ASCII (IDNA) and small letters, or an address."""
    host = text.lower().rstrip(".")
    try:
        return str(ipaddress.ip_address(host.strip("[]")))
    except ValueError:
        pass
    try:
        host = host if host.isascii() else host.encode("idna").decode()
    except UnicodeError as error:
        raise Refused(f"{text[:80]!r} is no domain", "write it as example.com") from error
    if len(host) <= 253 and all(_LABEL.fullmatch(label) for label in host.split(".")):
        return host
    raise Refused(f"{text[:80]!r} is no domain", "write only the host, as example.com, without https://, port or path")


def country(text: str) -> str:
    """The form of an ISO 3166-1 alpha-2 code."""
    if _COUNTRY.fullmatch(text):
        return text
    raise Refused(f"{text[:20]!r} is no country code", "write two capital letters of ISO 3166-1, as AR")


def language(text: str) -> str:
    """The form of an ISO 639 code."""
    if _LANGUAGE.fullmatch(text):
        return text
    raise Refused(f"{text[:20]!r} is no language code", "write the small letters of ISO 639-1, as es")


def kind(text: str) -> str:
    """What a source is."""
    if text in ("outlet", "agency"):
        return text
    raise Refused(f"{text[:40]!r} is no kind of source", "write outlet or agency")


def header(name: str, value: str) -> None:
    """A request header (RFC 9110, 5.5 and 5.6.2)."""
    if not _TOKEN.fullmatch(name):
        raise Refused(f"{name[:40]!r} cannot name a header", "use letters, digits and '-'")
    if name.lower() in ("host", "content-length", "transfer-encoding", "connection"):
        raise Refused(f"the header {name} belongs to the connection", "leave it out")
    if _CONTROL.search(value) or not value.isascii():
        raise Refused(f"the value of header {name} has a line break or a character outside ASCII", "take it out")


def cookie(name: str, value: str) -> None:
    """A cookie (RFC 6265, 4.1.1)."""
    if not _TOKEN.fullmatch(name):
        raise Refused(f"{name[:40]!r} cannot name a cookie", "use letters, digits, '-' and '_'")
    if not _COOKIE_VALUE.fullmatch(value):
        raise Refused(f"the value of cookie {name} has a blank, quote, comma, ';' or line break", "percent-encode it")


def selector(text: str) -> str:
    """A CSS selector that can be compiled."""
    from cssselect.xpath import ExpressionError
    from lxml.cssselect import CSSSelector, SelectorError

    try:
        CSSSelector(text, translator="html")
    except (SelectorError, ExpressionError) as error:
        raise Refused(f"{text[:80]!r} is no CSS selector ({error})", "try it in a browser's console") from error
    return text


def contact(text: str) -> str:
    """A URL or a mail address at which site owners reach whoever runs this crawler."""
    if re.fullmatch(r"[^@\s\x00-\x20<>()]+@[^@\s\x00-\x20<>()]+\.[^@\s\x00-\x20<>()]+", text) and text.isascii():
        return text
    if text.isascii() and text.startswith(("http://", "https://")):
        return url(text)
    raise Refused(f"{text[:80]!r} is neither a URL nor a mail address", "write one, or leave the key out")


def timezone(text: str) -> str:
    """A name of the IANA time zone database."""
    from zoneinfo import ZoneInfo

    try:
        return text if text == "UTC" else ZoneInfo(text).key
    except (OSError, ValueError, LookupError) as error:
        raise Refused(f"{text[:40]!r} is no time zone", "write one as America/Argentina/Buenos_Aires") from error
