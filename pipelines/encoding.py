"""HTTP content decoding with a bound: nothing over its limit is ever held in memory."""

from __future__ import annotations

import zlib

GZIP_MAGIC = b"\x1f\x8b"
_MOST_CODINGS = 4
"""Each is unpacked up to the limit: many would cost much, and honest servers use one."""


class TooLarge(Exception):
    """The decoded body passes the limit."""


class BadEncoding(Exception):
    """The body is cut, damaged, or coded in a way we did not ask for."""


def decode_body(body: bytes, encoding: str | None, limit: int) -> bytes:
    """A body without its content codings (RFC 9110, 8.4), at most `limit` bytes long.

    encoding: the Content-Encoding header, None if absent. A body labelled gzip that is none is returned as it is
    (servers do that); one that is cut or damaged raises BadEncoding, one that grows past `limit` TooLarge.
    """
    codings = [c.strip().lower() for c in (encoding or "").split(",") if c.strip()]
    if len(codings) > _MOST_CODINGS:
        raise BadEncoding(f"{len(codings)} content codings")
    for coding in reversed(codings):
        if coding in ("gzip", "x-gzip"):
            body = gunzip(body, limit) if body[:2] == GZIP_MAGIC else body
        elif coding == "deflate":
            body = _inflate_any(body, limit)
        elif coding != "identity":
            raise BadEncoding(f"content coding {coding!r}")
    if len(body) > limit:
        raise TooLarge(f"more than {limit} bytes")
    return body


def gunzip(data: bytes, limit: int) -> bytes:
    """All members of a gzip stream (RFC 1952), checked to the end; raises BadEncoding or TooLarge."""
    parts: list[bytes] = []
    left = limit
    while data[:2] == GZIP_MAGIC:
        part, data = _inflate(data, zlib.MAX_WBITS | 16, left)
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def _inflate_any(data: bytes, limit: int) -> bytes:
    """deflate with or without its zlib wrapper: servers send both."""
    try:
        return _inflate(data, zlib.MAX_WBITS, limit)[0]
    except BadEncoding:
        return _inflate(data, -zlib.MAX_WBITS, limit)[0]


def _inflate(data: bytes, wbits: int, limit: int) -> tuple[bytes, bytes]:
    inflater = zlib.decompressobj(wbits)
    try:
        plain = inflater.decompress(data, limit + 1)
    except zlib.error as error:
        raise BadEncoding(str(error)) from error
    if len(plain) > limit:
        raise TooLarge(f"more than {limit} bytes")
    if not inflater.eof:
        raise BadEncoding("cut short")
    return plain, inflater.unused_data
