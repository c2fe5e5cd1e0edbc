"""An archived page made harmless: it may show its words and pictures of its own, and nothing else.

The policy alone would do in a browser that knows it. Still everything that could act, or ask others, is taken out,
since preconnections and prefetching of names stand outside any policy.
"""

from __future__ import annotations

import re

from lxml import etree, html

from pipelines.encoding import BadEncoding, TooLarge, decode_body

POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'self'"
)
LARGEST = 8_000_000
"""Bytes of a page, decoded."""
_DROPPED = ("script", "link", "base", "iframe", "frame", "object", "embed", "applet", "portal", "template", "noscript")
_CUT = frozenset({"href", "src", "srcset", "srcdoc", "action", "formaction", "ping", "background", "poster", "data",
                  "xlink:href", "imagesrcset", "manifest", "autofocus"})  # fmt: skip
_OUTWARD = re.compile(r"@import[^;]*;?|url\(\s*(?![\s'\"]|data:)[^)]*\)|url\(\s*['\"](?!data:)[^)]*\)", re.IGNORECASE)
"""What of a style would be asked for elsewhere; the policy refuses whatever is spelled so that it slips by."""


def harmless(body: bytes, fields: dict[str, str]) -> str:
    """A page's HTML without scripts, frames, links and outside pictures. fields: its header fields, names in small
    letters."""
    try:
        plain = decode_body(body, fields.get("content-encoding"), LARGEST)
    except (BadEncoding, TooLarge):
        plain = b""
    parser = html.HTMLParser(encoding=_charset(fields.get("content-type", "")), huge_tree=False)
    try:
        tree = html.document_fromstring(plain, parser=parser)
    except (etree.ParserError, ValueError):
        return "<!doctype html><title></title>"
    for element in list(tree.iter()):
        _disarm(element)
    return "<!doctype html>\n" + str(html.tostring(tree, encoding="unicode"))


def _disarm(element: etree._Element) -> None:
    parent = element.getparent()
    if not isinstance(element.tag, str):  # a comment
        return
    if element.tag in _DROPPED or (element.tag == "meta" and "http-equiv" in element.attrib):
        if parent is not None:
            element.drop_tree()
        return
    if element.tag == "style" and element.text:
        element.text = _OUTWARD.sub(_nowhere, element.text)
    if "style" in element.attrib:
        element.set("style", _OUTWARD.sub(_nowhere, str(element.get("style"))))
    for name in list(element.attrib):
        if str(name).startswith("on") or (str(name) in _CUT and not _is_picture(element, str(name))):
            del element.attrib[name]


def _nowhere(found: re.Match[str]) -> str:
    return "" if found[0].startswith("@") else "none"


def _is_picture(element: etree._Element, name: str) -> bool:
    return element.tag == "img" and name == "src" and str(element.get("src")).startswith("data:image/")


def _charset(content_type: str) -> str | None:
    """The charset that the server named, where Python knows it; None leaves it to the page itself."""
    import codecs

    _, _, named = content_type.lower().partition("charset=")
    try:
        return codecs.lookup(named.strip(" \"';")).name if named else None
    except LookupError:
        return None
