"""Pages as WARC 1.1 records (ISO 28500:2017), one gzip member each. Pure: bytes in and out, no file, no clock.

A page is two members: the `response` (or `revisit`, when the same payload is kept already) and after it the `request`
that asked for it. Values of headers that carry secrets are not written.
"""

from __future__ import annotations

import base64
import hashlib
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from io import BytesIO
from urllib.parse import urlsplit

from warcio.recordbuilder import RecordBuilder
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

Fields = list[tuple[str, str]]

_VERSION = "WARC/1.1"
_LEVEL = 3
"""Compression: warcio's fixed level 9 takes several times as long for a few percent."""
_STORED = 0
"""For bodies that came compressed: a second pass takes as long and gains nothing."""
_REDACTED = "[redacted]"
_SECRET_ANSWERS = frozenset({"set-cookie", "set-cookie2", "authentication-info", "proxy-authentication-info"})
_PLAIN_QUESTIONS = frozenset(
    {
        "host",
        "user-agent",
        "accept",
        "accept-language",
        "accept-encoding",
        "connection",
        "if-none-match",
        "if-modified-since",
        "cache-control",
        "referer",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRecord:
    """One exchange with a server, as it went over the wire."""

    url: str
    """The URL that answered."""
    status_line: str
    """`HTTP/1.1 200 OK`, as received."""
    headers: Fields
    """Response header fields in original order and spelling, bytes read as Latin-1."""
    request_headers: Fields = field(default_factory=list)
    """Request header fields in the order they were sent."""
    body: bytes
    """The body as received: content codings still on, transfer codings taken off by the client."""
    fetched: str
    """When the answer was complete, ISO 8601."""
    ip: str | None = None
    """The server's address; None where unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """A kept response whose payload another one repeats."""

    url: str
    """Its URL."""
    fetched: str
    """When it was fetched, ISO 8601."""
    warc: str
    """File name below DATA/pages."""
    offset: int
    """Byte at which its gzip member begins."""


def payload_digest(body: bytes) -> str:
    """`sha1:` and the base32 form, as WARC files name payloads (WARC 1.1, 5.8)."""
    return "sha1:" + base64.b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode()


def info_member(name: str, fetched: str, software: str) -> bytes:
    """The warcinfo member a file begins with."""
    builder = RecordBuilder(warc_version=_VERSION)
    facts = {
        "software": software,
        "format": "WARC File Format 1.1",
        "conformsTo": "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "robots": "obey",
    }
    record = builder.create_warcinfo_record(name, facts)
    record.rec_headers.replace_header("WARC-Date", _date(fetched))
    return _member(record)


def page_members(page: PageRecord, digest: str, original: Original | None) -> tuple[bytes, bytes]:
    """The response (or revisit of `original`) member of a page, and its request member."""
    builder = RecordBuilder(warc_version=_VERSION)
    answer = _answer_record(builder, page, digest, original)
    return _member(answer, _level_for(page)), _request_member(page, answer.rec_headers.get_header("WARC-Record-ID"))


def _answer_record(builder: RecordBuilder, page: PageRecord, digest: str, original: Original | None) -> ArcWarcRecord:
    named = {"WARC-Date": _date(page.fetched)} | ({"WARC-IP-Address": page.ip} if page.ip else {})
    head = _head(page.status_line, _redact_answer(_as_stored(page.headers, len(page.body))))
    if original is None:
        named["WARC-Payload-Digest"] = digest
        return builder.create_warc_record(
            page.url,
            "response",
            payload=BytesIO(page.body),
            length=len(page.body),
            http_headers=head,
            warc_headers_dict=named,
        )
    # The two last names are not in the standard, but are what crawlers use to find the original without an index.
    named |= {
        "WARC-Refers-To-Filename": original.warc,
        "WARC-Refers-To-File-Offset": str(original.offset),
    }
    return builder.create_revisit_record(
        page.url, digest, original.url, _date(original.fetched), http_headers=head, warc_headers_dict=named
    )


def _request_member(page: PageRecord, answer_id: str) -> bytes:
    parts = urlsplit(page.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    builder = RecordBuilder(warc_version=_VERSION)
    record = builder.create_warc_record(
        page.url,
        "request",
        http_headers=_head(f"GET {target} HTTP/1.1", _redact_question(page.request_headers)),
        warc_headers_dict={"WARC-Date": _date(page.fetched), "WARC-Concurrent-To": answer_id},
    )
    return _member(record)


def _head(start_line: str, fields: Fields) -> StatusAndHeaders:
    """warcio's header block with our bytes: its own writer would percent-encode what is not ASCII."""
    head = StatusAndHeaders(start_line, fields, protocol="")
    lines = [start_line, *(f"{name}: {value}" for name, value in fields), "", ""]
    head.headers_buff = "\r\n".join(lines).encode("latin-1", "replace")
    head.compute_headers_buffer = lambda _filter=None: None
    return head


def _as_stored(fields: Fields, length: int) -> Fields:
    """The fields as they are true of the stored block: no transfer coding, the length that is there."""
    kept = [(name, value) for name, value in fields if name.lower() not in ("transfer-encoding", "content-length")]
    stated = next((at for at, (name, _) in enumerate(fields) if name.lower() == "content-length"), None)
    if stated is None:
        return [*kept, ("Content-Length", str(length))]
    before = sum(name.lower() != "transfer-encoding" for name, _ in fields[:stated])
    return [*kept[:before], (fields[stated][0], str(length)), *kept[before:]]


def _redact_answer(fields: Iterable[tuple[str, str]]) -> Fields:
    return [(name, _REDACTED if name.lower() in _SECRET_ANSWERS else value) for name, value in fields]


def _redact_question(fields: Iterable[tuple[str, str]]) -> Fields:
    """Only what every browser sends is kept: a source's own headers may hold keys under any name."""
    return [(name, value if name.lower() in _PLAIN_QUESTIONS else _REDACTED) for name, value in fields]


def split_head(block: bytes) -> tuple[str, Fields, bytes]:
    """Start line, fields and body of an `application/http` block."""
    head, _, body = block.partition(b"\r\n\r\n")
    start_line, *lines = head.decode("latin-1").split("\r\n")
    fields = [(name, value.strip()) for name, _, value in (line.partition(":") for line in lines)]
    return start_line, fields, body


def _date(iso_time: str) -> str:
    """WARC-Date: UTC with Z."""
    return iso_time.replace("+00:00", "Z")


def _level_for(page: PageRecord) -> int:
    coded = any(name.lower() == "content-encoding" and value.strip() != "identity" for name, value in page.headers)
    return _STORED if coded else _LEVEL


def _member(record: ArcWarcRecord, level: int = _LEVEL) -> bytes:
    """A record as warcio writes it, as a gzip member of ours."""
    block = BytesIO()
    WARCWriter(block, gzip=False, warc_version=_VERSION).write_record(record)
    return zlib.compress(block.getbuffer(), level, wbits=zlib.MAX_WBITS | 16)
