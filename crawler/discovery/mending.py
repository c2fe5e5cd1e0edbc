"""Common faults of XML in the field, mended so that a strict parser can read it: one pass, no guessing at structure."""

from __future__ import annotations

import re
from html.entities import html5

_CONTROL = bytes(c for c in range(32) if c not in b"\t\n\r")
_AMPERSAND = re.compile(rb"&(?:(amp|lt|gt|quot|apos|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});|([A-Za-z][A-Za-z0-9]{1,30});|)")
_BARE_LESS = re.compile(rb"<(?![A-Za-z_/!?])")
_USED_PREFIX = re.compile(rb"(?:</?|\s(?=[\w.\-]+:[\w.\-]+\s*=))([A-Za-z_][\w.\-]{0,30}):[A-Za-z_]")
_DECLARED_PREFIX = re.compile(rb"xmlns:([A-Za-z_][\w.\-]*)\s*=")
_ROOT_END = re.compile(rb"<[A-Za-z_][\w.\-:]*")
_CDATA = re.compile(rb"(<!\[CDATA\[(?:.*?\]\]>|.*\Z))", re.DOTALL)
_KNOWN = {
    b"media": b"http://search.yahoo.com/mrss/",
    b"dc": b"http://purl.org/dc/elements/1.1/",
    b"content": b"http://purl.org/rss/1.0/modules/content/",
    b"atom": b"http://www.w3.org/2005/Atom",
    b"sy": b"http://purl.org/rss/1.0/modules/syndication/",
    b"news": b"http://www.google.com/schemas/sitemap-news/0.9",
    b"image": b"http://www.google.com/schemas/sitemap-image/1.1",
}


def mend(body: bytes) -> bytes:
    """The document without control characters, entities of HTML and bare signs written out, prefixes declared."""
    body = body.translate(None, delete=_CONTROL).replace(b"\xef\xbf\xbe", b"").replace(b"\xef\xbf\xbf", b"")
    parts = _CDATA.split(body)
    parts[::2] = [_BARE_LESS.sub(b"&lt;", _AMPERSAND.sub(_written_out, part)) for part in parts[::2]]
    return _declared(b"".join(parts))


def _written_out(found: re.Match[bytes]) -> bytes:
    if found[1]:
        return b"" if _forbidden(found[1]) else found[0]
    character = html5.get(f"{found[2].decode()};") if found[2] else None
    if character in ("<", "&"):
        return b"&lt;" if character == "<" else b"&amp;"
    return character.encode() if character else b"&amp;" + found[0][1:]


def _forbidden(name: bytes) -> bool:
    """References to characters that XML 1.0 does not allow (section 2.2)."""
    if not name.startswith(b"#"):
        return False
    digits = name[1:].lower()
    code = int(digits[1:], base=16) if digits.startswith(b"x") else int(digits)
    return code not in (9, 10, 13) and not (
        32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000
    )


def _declared(body: bytes) -> bytes:
    used = set(_USED_PREFIX.findall(body)) - set(_DECLARED_PREFIX.findall(body)) - {b"xml", b"xmlns", b"http", b"https"}
    root = _ROOT_END.search(body)
    if not used or root is None:
        return body
    added = b"".join(
        b' xmlns:%s="%s"' % (prefix, _KNOWN.get(prefix, b"urn:undeclared:" + prefix)) for prefix in sorted(used)[:50]
    )
    return body[: root.end()] + added + body[root.end() :]
