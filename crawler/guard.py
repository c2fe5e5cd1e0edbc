"""Which addresses may be connected to, and which URLs may be asked for. Pure: opens no socket and asks no DNS.

The one list of rules behind every door: articles, feeds, sitemaps, robots.txt, redirects, webhooks. The decision is
made on the resolved address at the moment of connecting (crawler.fetching.endpoint), because a name may resolve
differently a second later.
"""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from urllib.parse import urlsplit

from pipelines.reasons import Reason

Address = IPv4Address | IPv6Address

_RULES_4: tuple[tuple[IPv4Network, str], ...] = tuple(
    (IPv4Network(network), rule)
    for network, rule in (
        ("0.0.0.0/8", "unspecified"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "shared"),
        ("127.0.0.0/8", "loopback"),
        ("169.254.0.0/16", "link_local"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "reserved"),
        ("192.0.2.0/24", "documentation"),
        ("192.88.99.0/24", "reserved"),
        ("192.168.0.0/16", "private"),
        ("198.18.0.0/15", "benchmark"),
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"),
        ("224.0.0.0/4", "multicast"),
        ("255.255.255.255/32", "broadcast"),
        ("240.0.0.0/4", "reserved"),
    )
)
"""IANA IPv4 special-purpose address registry (RFC 6890), narrower networks before wider ones."""

_RULES_6: tuple[tuple[IPv6Network, str], ...] = tuple(
    (IPv6Network(network), rule)
    for network, rule in (
        ("::/128", "unspecified"),
        ("::1/128", "loopback"),
        ("64:ff9b:1::/48", "private"),
        ("100::/64", "reserved"),
        ("2001:db8::/32", "documentation"),
        ("2001::/23", "reserved"),
        ("3fff::/20", "documentation"),
        ("fc00::/7", "unique_local"),
        ("fe80::/10", "link_local"),
        ("fec0::/10", "private"),
        ("ff00::/8", "multicast"),
    )
)
"""IANA IPv6 special-purpose address registry (RFC 6890); all that lies outside 2000::/3 is reserved anyway."""

_GLOBAL_UNICAST = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")
_COMPATIBLE = IPv6Network("::/96")
_NUMBER = re.compile(r"0[xX][0-9a-fA-F]*|[0-9]+")
_HOST = re.compile(r"[^\s/?#@:%\\\[\]<>^|\"`{}\x00-\x20\x7f]+")
_FORBIDDEN = re.compile(r"[\s\\\x00-\x20\x7f]")
_LOCAL_NAME = re.compile(r"(?:.*\.)?localhost\.?", re.IGNORECASE)


def is_local_name(host: str) -> bool:
    """Whether the name is `localhost` or below it: loopback without asking DNS (RFC 6761, 6.3)."""
    return _LOCAL_NAME.fullmatch(host) is not None


def parse_address(host: str) -> Address | None:
    """The address that a host text spells, or None if it is a name.

    Takes what connectors take: `127.1`, `0x7f.1`, `2130706433`, `0177.0.0.1` (inet_aton), `[::1]`, `fe80::1%eth0`.
    """
    text = host.strip().removeprefix("[").removesuffix("]")
    if ":" in text:
        try:
            return IPv6Address(text.partition("%")[0])
        except ValueError:
            return None
    return _parse_inet_aton(text.removesuffix("."))


def _parse_inet_aton(text: str) -> IPv4Address | None:
    """One to four numbers, decimal, octal or hexadecimal; the last one fills the remaining bytes."""
    parts = text.split(".")
    if len(parts) > 4 or not all(_NUMBER.fullmatch(part) for part in parts):
        return None
    try:
        numbers = [_number(part) for part in parts]
    except ValueError:
        return None
    *high, low = numbers
    if any(number > 255 for number in high) or low >= 256 ** (5 - len(parts)):
        return None
    return IPv4Address(sum(number << (24 - 8 * place) for place, number in enumerate(high)) + low)


def _number(text: str) -> int:
    if text[:2] in ("0x", "0X"):
        return int(text[2:] or "0", 16)
    return int(text, 8 if text[0] == "0" else 10)


def classify(address: str) -> str | None:
    """The rule that forbids an address, or None if it is public.

    address: an IP address in any spelling `parse_address` takes, or a `localhost` name. An IPv6 address that carries
    an IPv4 address (mapped, compatible, 6to4, NAT64, Teredo) is judged by what it carries. Raises ValueError for any
    other name: a name has no class before it is resolved.
    """
    if is_local_name(address):
        return "loopback"
    parsed = parse_address(address)
    if parsed is None:
        raise ValueError(f"not an address: {address!r}")
    return _rule_4(parsed) if isinstance(parsed, IPv4Address) else _rule_6(parsed)


def _rule_4(address: IPv4Address) -> str | None:
    return next((rule for network, rule in _RULES_4 if address in network), None)


def _rule_6(address: IPv6Address) -> str | None:
    carried = _carried(address)
    if carried:
        return next((rule for rule in map(_rule_4, carried) if rule), None)
    rule = next((rule for network, rule in _RULES_6 if address in network), None)
    return rule or (None if address in _GLOBAL_UNICAST else "reserved")


def _carried(address: IPv6Address) -> tuple[IPv4Address, ...]:
    """The IPv4 addresses that packets to this address may end at (RFC 4291, 3056, 6052, 4380)."""
    if address.ipv4_mapped is not None:
        return (address.ipv4_mapped,)
    if address.sixtofour is not None:
        return (address.sixtofour,)
    if address.teredo is not None:
        return address.teredo
    if address in _NAT64 or (address in _COMPATIBLE and int(address) > 0xFFFF):
        return (IPv4Address(int(address) & 0xFFFFFFFF),)
    return ()


def check_url(url: str) -> Reason | None:
    """BAD_URL unless a URL can only be read in one way: http or https, a plain host, no user, a port from 1 to 65535.

    Backslashes, blanks and control characters are refused everywhere, as parsers differ in what they make of them.
    """
    if _FORBIDDEN.search(url):
        return Reason.BAD_URL
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return Reason.BAD_URL
    sane = parts.scheme in ("http", "https") and _is_plain(parts.netloc) and port != 0
    return None if sane else Reason.BAD_URL


def _is_plain(netloc: str) -> bool:
    """Whether the authority is a host or a bracketed IPv6 address, with at most a port after it."""
    if netloc.startswith("["):
        literal, closing, rest = netloc[1:].partition("]")
        return bool(closing) and ":" in literal and parse_address(literal) is not None and _is_port(rest)
    host, colon, port = netloc.partition(":")
    return _HOST.fullmatch(host) is not None and host.strip(".") != "" and _is_port(colon + port)


def _is_port(rest: str) -> bool:
    return rest == "" or (rest[0] == ":" and rest[1:].isascii() and rest[1:].isdigit())
