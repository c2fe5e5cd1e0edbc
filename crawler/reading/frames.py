"""How the crawler and its readers talk: frames of a JSON header and raw bytes, each led by its length.

A frame is two big-endian 32-bit lengths, a JSON object of the first length, and bytes of the second.
"""

from __future__ import annotations

import struct
from typing import Any, BinaryIO

import orjson

LENGTHS = struct.Struct(">II")


def pack(header: dict[str, Any], body: bytes = b"") -> bytes:
    """One frame. Dataclasses in the header become objects."""
    head = orjson.dumps(header)
    return b"".join((LENGTHS.pack(len(head), len(body)), head, body))


def read_frame(stream: BinaryIO) -> tuple[dict[str, Any], bytes] | None:
    """The next frame of a blocking stream; None at its end, also in the middle of a frame."""
    lengths = stream.read(LENGTHS.size)
    if len(lengths) < LENGTHS.size:
        return None
    head_length, body_length = LENGTHS.unpack(lengths)
    head, body = stream.read(head_length), stream.read(body_length)
    if len(head) < head_length or len(body) < body_length:
        return None
    return orjson.loads(head), body
