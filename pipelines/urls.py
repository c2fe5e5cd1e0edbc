"""Which URLs lead to the same article: a canonical key, and which hosts are one site.

A wrong merge loses an article, a missed one costs a second fetch: a rule stands here only if no site uses what it
drops to tell articles apart. What a particular site does beyond that is learned, and lies in the catalogue's aliases.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from pipelines.errors import PresswatchError

RULES = 1
"""Version of the rules; every key begins with it."""

MAX_LENGTH = 8192
"""Longer URLs are refused: no article has one, and every server's own limit is lower."""


class InvalidUrl(PresswatchError):
    """A URL that cannot be fetched or would be read in two ways; `cause` says what is wrong with it."""

    def __init__(self, url: str, cause: str) -> None:
        # Neither a password nor a control character may reach a log.
        shown = ascii(_USER.sub("//...@", url[:200]))
        super().__init__("URL cannot be used", shown, cause, "give an absolute http or https URL")


_USER = re.compile(r"//[^/?#]*@")
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_HOST = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_DEFAULT_PORT = {"http": 80, "https": 443}
_MIRROR = re.compile(r"(?:www|m|amp|mobile)\.(?=[^.]+\.)")
_SECOND_LEVEL = re.compile(r"(?:ac|co|com|edu|gob|gov|go|net|ne|nom|org|or)\.[a-z]{2}")
_PLATFORMS = frozenset({"blogspot.com", "github.io", "medium.com", "substack.com", "tumblr.com", "wordpress.com"})
"""Hosts below these belong to different people: `m.` is a name there, not a mirror."""
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_RESERVED_OR_UNSAFE = re.compile(r"[^A-Za-z0-9\-._~!$&'()*+,;=:@/%?\[\]]")
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_SESSION = re.compile(r";jsessionid=[^/;]*", re.IGNORECASE)
_INDEX = re.compile(r"/index\.(?:s?html?|php)\Z")
_AMP_FIRST = re.compile(r"\A/amp(?=/[^/]*[-/\d])")
_AMP_LAST = re.compile(r"(?<=[^/])(?:/amp(?:/|\.html?)?|\.amp)\Z")
_AMP_SUFFIX = re.compile(r"\.amp(?=\.html?\Z)")

_WRAPPERS: dict[str, tuple[str, tuple[str, ...]]] = {
    # host without www: (path, parameters of which one holds the address)
    "google.com": ("/url", ("q", "url")),
    "l.facebook.com": ("/l.php", ("u",)),
    "lm.facebook.com": ("/l.php", ("u",)),
    "facebook.com": ("/l.php", ("u",)),
    "l.instagram.com": ("/", ("u",)),
    "youtube.com": ("/redirect", ("q",)),
    "vk.com": ("/away.php", ("to",)),
    "duckduckgo.com": ("/l/", ("uddg",)),
    "linkedin.com": ("/redir/redirect", ("url",)),
    "slack-redir.net": ("/link", ("url",)),
    "t.umblr.com": ("/redirect", ("z",)),
}
_CACHE_PATH = re.compile(r"/(?:amp|c|v|wp/c)/(s/)?(?=[^/]+\.[^/]+/)")


@lru_cache(maxsize=4096)
def url_key(url: str) -> str:
    """The key that all addresses of one article share: `1:infobae.com/america/agencias/2024/07/25/titulo`.

    Dropped are scheme, mirrors of a host (www., m., amp.), default ports, AMP paths and caches, redirect wrappers,
    tracking parameters (tracking.tsv), session ids, index pages, the last slash and fragments other than `#!`.
    Parameters are sorted by name; escapes, dot segments and host follow RFC 3986, 6.2.2 and UTS 46. The rest, and above
    all every id, stays. Raises InvalidUrl.
    """
    return f"{RULES}:{_bare(url, wrappers=3)}"


def host_of(url: str) -> str:
    """The host of a URL as it is asked: lower case, IDNA, with its port where that is not the default one.

    Raises InvalidUrl.
    """
    parts = _split(url)
    return _host(url, parts) + _port(url, parts)


def same_site(a: str, b: str) -> bool:
    """Whether two URLs lie below one registered domain, by the Public Suffix List that came with the program.

    Blogs of different people on one platform are different sites. Raises InvalidUrl.
    """
    first, second = _host(a, _split(a)), _host(b, _split(b))
    return first == second or site_of(first) == site_of(second)


def without_tracking(url: str) -> str:
    """A URL as written, but without fragment and tracking parameters. Raises InvalidUrl."""
    parts = _split(url)
    rules = _rules_for(_host(url, parts))
    pairs = parts.query.split("&") if parts.query else []
    kept = [pair for pair in pairs if pair and not any(rule.fullmatch(unquote(pair)) for rule in rules)]
    return parts._replace(query="&".join(kept), fragment="").geturl()


@lru_cache(maxsize=4096)
def site_of(host: str) -> str:
    """The registered domain of a host name; the host itself where it has none (an address, `localhost`)."""
    return _extractor()(host) or host


@lru_cache(maxsize=1)
def _extractor() -> Callable[[str], str]:
    # Imported late: it takes a tenth of a second. No list is downloaded and no cache is written.
    from tldextract import TLDExtract

    extract = TLDExtract(
        suffix_list_urls=(), cache_dir=None, extra_suffixes=sorted(_PLATFORMS), include_psl_private_domains=True
    )
    return lambda host: extract.extract_str(host).top_domain_under_public_suffix


def _bare(url: str, *, wrappers: int) -> str:
    parts = _split(url)
    asked = _host(url, parts)
    inner = _unwrap(asked, parts) if wrappers else None
    if inner is not None:
        try:
            return _bare(inner, wrappers=wrappers - 1)
        except InvalidUrl:
            pass  # what looks like a wrapper holds no address: the wrapper is the address
    host = _without_mirror(asked)
    bang = "#" + _escape(parts.fragment) if parts.fragment.startswith("!") else ""
    return host + _port(url, parts) + _path(parts.path) + _query(host, parts.query) + bang


def _split(url: str) -> SplitResult:
    url = url.strip()
    if len(url) > MAX_LENGTH:
        raise InvalidUrl(url, f"longer than {MAX_LENGTH} characters")
    if _FORBIDDEN.search(url):
        raise InvalidUrl(url, "holds control characters")
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise InvalidUrl(url, str(error)) from error
    if parts.scheme not in _DEFAULT_PORT:
        raise InvalidUrl(url, "is not http or https")
    if "@" in parts.netloc or "\\" in parts.netloc:
        raise InvalidUrl(url, "carries a user name or a backslash where the host stands")
    return parts


def _host(url: str, parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    if not host:
        raise InvalidUrl(url, "names no host")
    if _HOST.fullmatch(host) and len(host) < 254:
        return host
    return _address(url, host) if ":" in host else _idna(url, host)


def _address(url: str, host: str) -> str:
    try:
        return f"[{ipaddress.IPv6Address(host).compressed}]"
    except ValueError as error:
        raise InvalidUrl(url, "its host is no address") from error


@lru_cache(maxsize=1024)
def _idna(url: str, host: str) -> str:
    import idna  # imported late: few hosts need it

    try:
        ascii_host = idna.encode(host, uts46=True).decode("ascii").rstrip(".")
    except (idna.IDNAError, UnicodeError) as error:
        raise InvalidUrl(url, "its host is no host name") from error
    if not _HOST.fullmatch(ascii_host):
        raise InvalidUrl(url, "its host is no host name")
    return ascii_host


def _port(url: str, parts: SplitResult) -> str:
    try:
        port = parts.port
    except ValueError as error:
        raise InvalidUrl(url, "its port is no port") from error
    if port == 0:
        raise InvalidUrl(url, "its port is no port")
    return "" if port in (None, _DEFAULT_PORT[parts.scheme]) else f":{port}"


def _without_mirror(host: str) -> str:
    found = _MIRROR.match(host)
    if found is None:
        return host
    rest = host[found.end() :]
    if _SECOND_LEVEL.fullmatch(rest) or (rest in _PLATFORMS and not host.startswith("www.")):
        return host
    return rest


def _unwrap(host: str, parts: SplitResult) -> str | None:
    """The address that a redirect page or AMP cache leads to; None where this is neither."""
    if host.endswith(".cdn.ampproject.org") or host in ("www.google.com", "google.com", "www.bing.com"):
        found = _CACHE_PATH.match(parts.path)
        if found:
            scheme = "https" if found[1] else "http"
            return f"{scheme}://{parts.path[found.end() :]}" + (f"?{parts.query}" if parts.query else "")
    wrapper = _WRAPPERS.get(host.removeprefix("www."))
    if wrapper is None or parts.path != wrapper[0]:
        return None
    given = parse_qs(parts.query)
    return next((given[name][0] for name in wrapper[1] if name in given), None)


def _path(path: str) -> str:
    path = _escape(path)
    if "/." in path or "//" in path:
        path = _without_dots(path)
    if ";" in path:
        path = _SESSION.sub("", path)
    if "amp" in path:
        path = _AMP_SUFFIX.sub("", _AMP_LAST.sub("", _AMP_FIRST.sub("", path)))
    return _INDEX.sub("", path).rstrip("/")


def _without_dots(path: str) -> str:
    """A path without `.`, `..` and empty segments (RFC 3986, 5.2.4; empty ones are a slash typed twice)."""
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            del kept[-1:]
        elif segment not in ("", "."):
            kept.append(segment)
    return "/" + "/".join(kept) + ("/" if path.endswith("/") and kept else "")


def _query(host: str, query: str) -> str:
    if not query:
        return ""
    rules = _rules_for(host)
    pairs = (pair.removeprefix("amp;").lstrip("?") for pair in query.split("&"))
    kept = [pair for pair in pairs if pair and not any(rule.fullmatch(unquote(pair)) for rule in rules)]
    kept = [_escape(pair.replace("+", "%20")).replace("?", "%3F") for pair in kept]
    return "?" + "&".join(sorted(kept, key=lambda pair: pair.partition("=")[0])) if kept else ""


def _rules_for(host: str) -> list[re.Pattern[str]]:
    rules = _tracking()
    labels = host.split(".")
    domains = ["*", *(".".join(labels[i:]) for i in range(len(labels) - 1))]
    return [rules[domain] for domain in domains if domain in rules]


@lru_cache(maxsize=1)
def _tracking() -> dict[str, re.Pattern[str]]:
    """tracking.tsv as one expression a domain."""
    lines = Path(__file__).with_name("tracking.tsv").read_text(encoding="utf-8").splitlines()
    found: dict[str, list[str]] = {}
    for line in lines:
        if line.startswith(("#", "domain\t")) or not line.strip():
            continue
        domain, _, pattern = line.partition("\t")
        found.setdefault(domain, []).append(pattern if "=" in pattern else f"{pattern}(?:=.*)?")
    return {domain: re.compile("|".join(part), re.IGNORECASE | re.DOTALL) for domain, part in found.items()}


def _escape(text: str) -> str:
    """Escapes as RFC 3986, 6.2.2 wants them: none where not needed, capital letters, UTF-8."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if "%" in text:
        text = _ESCAPE.sub(_normal_escape, _STRAY_PERCENT.sub("%25", text))
    return _RESERVED_OR_UNSAFE.sub(_new_escape, text)


def _normal_escape(found: re.Match[str]) -> str:
    character = chr(int(found[1], 16))
    return character if character in _UNRESERVED else found[0].upper()


def _new_escape(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode())
