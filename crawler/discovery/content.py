"""Telling what a document really is, whatever its address and header say, and bringing it into UTF-8."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Literal

from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding

from crawler.discovery.documents import Document
from pipelines.charsets import charset
from pipelines.encoding import GZIP_MAGIC, gunzip

FEED_LIMIT = 20 << 20
"""Bytes of a feed."""
SITEMAP_LIMIT = 50 << 20
"""Bytes of a sitemap without gzip (sitemaps.org)."""

Form = Literal["feed", "urlset", "index", "json", "text", "html", "other"]

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
_ROOT = re.compile(rb"<(?:[\w.\-]+:)?([A-Za-z_][\w.\-]*)")
_FORMS: dict[bytes, Form] = {
    b"rss": "feed",
    b"rdf": "feed",
    b"feed": "feed",
    b"channel": "feed",
    b"urlset": "urlset",
    b"sitemapindex": "index",
}
_LINE_OF_URL = re.compile(rb"https?://\S+[ \t]*(?:\r|\n|$)", re.IGNORECASE)
_GOOD = re.compile("[^\x00-\x7f\ufffd]")


class Hostile(Exception):
    """The document tries to make the reader expand or fetch something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A document told apart."""

    form: Form
    """What it is."""
    body: bytes
    """In UTF-8, without byte order mark and without anything before the first element or brace."""
    degraded: str | None
    """What had to be overlooked; None where nothing had."""


def tell(document: Document) -> Content:
    """What a document is; raises Hostile for a DTD with entities, and BadEncoding or TooLarge for a bad gzip file."""
    body = document.body
    if body[:2] == GZIP_MAGIC:
        body = gunzip(body, SITEMAP_LIMIT)
    body, degraded = to_utf8(body, document.content_type)
    body = body.strip(b" \t\r\n\0")
    start = body[:1]
    if start in (b"{", b"["):
        return Content(form="json", body=body, degraded=degraded)
    if _LINE_OF_URL.match(body):
        return Content(form="text", body=body, degraded=degraded)
    return _markup(body, degraded)


def _markup(body: bytes, degraded: str | None) -> Content:
    at = body.find(b"<", 0, 2_000)
    if at < 0:
        return Content(form="other", body=body, degraded=degraded)
    if at > 0:
        degraded = degraded or "text before the first element"
        body = body[at:]
    root = _ROOT.match(body, _after_prolog(body))
    form = _FORMS.get(root[1].lower(), "html") if root else "other"
    return Content(form=form, body=body, degraded=degraded)


def _after_prolog(body: bytes) -> int:
    """Where the root element begins. Raises Hostile for a document type with declarations of its own.

    A bare document type, as RSS 0.91 asks for, is passed over; what it points to is never fetched.
    """
    at = 0
    while True:
        at += len(body[at : at + 10_000]) - len(body[at : at + 10_000].lstrip())
        if body.startswith(b"<?", at):
            end = body.find(b"?>", at)
        elif body.startswith(b"<!--", at):
            end = body.find(b"-->", at)
        elif body.startswith(b"<!", at):
            end = body.find(b">", at)
            if b"[" in body[at:end]:
                raise Hostile("a document type with declarations of its own")
        else:
            return at
        if end < 0:
            return at
        at = body.index(b">", end) + 1


def to_utf8(body: bytes, content_type: str | None) -> tuple[bytes, str | None]:
    """The body in UTF-8 and what was wrong with its label.

    Valid UTF-8 is UTF-8, whatever the label says. Otherwise the label of the XML declaration or the header counts;
    where that is UTF-8 itself, the text is read as Windows-1252 unless most of it is good UTF-8 with a few bad bytes.
    """
    for bom, encoding in _BOMS:
        if body.startswith(bom):
            return _from_bom(body.removeprefix(bom) if encoding == "utf-8" else body, encoding)
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return _from_label(body, content_type)
    return body, None


def _from_bom(body: bytes, encoding: str) -> tuple[bytes, str | None]:
    text = body.decode(encoding, "replace")
    return text.lstrip("\ufeff").encode(
        "utf-8", "replace"
    ), None if "\ufffd" not in text else f"not all of it is {encoding}"


def _from_label(body: bytes, content_type: str | None) -> tuple[bytes, str | None]:
    label = html_body_declared_encoding(body[:2_000]) or http_content_type_encoding(content_type) or "utf-8"
    encoding = charset(label)
    if encoding == "utf-8":
        text = body.decode("utf-8", "replace")
        head = text[:200_000]
        if head.count("\ufffd") > len(_GOOD.findall(head)):
            text = body.decode("cp1252", "replace")
        return text.encode(), "labelled UTF-8, and is not"
    try:
        if encoding:
            return body.decode(encoding).encode("utf-8", "replace"), None
    except UnicodeError:
        pass
    return body.decode("cp1252", "replace").encode(), f"labelled {label[:40]}, and is not"
