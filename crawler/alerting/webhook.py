"""Messages as JSON by POST, over a client of our own that connects to judged addresses alone and follows nothing.

Each request carries X-Presswatch-Id (the same for every attempt), X-Presswatch-Timestamp (seconds since 1970) and,
where the channel has a key, X-Presswatch-Signature: `sha256=` and the HMAC-SHA256 (RFC 2104) in hex of the timestamp, a
point, and the body. A receiver that checks both knows that a message is ours and new.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import partial
from typing import Any
from urllib.parse import SplitResult, quote, urlsplit

import orjson

from crawler.alerting.channel import Webhook
from crawler.alerting.outcome import DEADLINE, SENT, Outcome, again, in_thread, refused
from crawler.alerting.pinning import Forbidden, addresses_of

HEAD_LIMIT = 32_768
"""Bytes of an answer's head; its body is not read."""
_UNQUOTED = "%/:=&?~+!$,;'@()*[]"
_LATER = frozenset({408, 425, 429})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    status: int
    fields: dict[str, str]


async def post(channel: Webhook, id_: str, payload: Mapping[str, Any], now: datetime) -> Outcome:
    """Send a message once, within DEADLINE seconds. 2xx: taken; 408, 425, 429 and 5xx: later; all else: refused."""
    body = orjson.dumps(payload)
    try:
        async with asyncio.timeout(DEADLINE):
            answer = await _exchange(channel, _head(channel, id_, body, now) + body)
    except TimeoutError:
        return again(f"no answer within {DEADLINE:g} s")
    except Forbidden as error:
        return again(str(error))
    except ssl.SSLError as error:
        return again(f"no secure connection: {error.reason or 'TLS failed'}")
    except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError) as error:
        return again(getattr(error, "strerror", None) or f"no valid answer ({type(error).__name__})")
    return judged(answer.status, answer.fields.get("retry-after"), now)


def judged(status: int, retry_after: str | None, now: datetime) -> Outcome:
    """What a status means for a message."""
    if 200 <= status < 300:
        return SENT
    if status in _LATER or status >= 500:
        return again(f"the receiver answered {status}", _asked(retry_after, now))
    moved = "; redirects are not followed" if 300 <= status < 400 else ""
    return refused(f"the receiver answered {status}{moved}")


def signature(key: str, timestamp: int, body: bytes) -> str:
    """The value of X-Presswatch-Signature."""
    signed = f"{timestamp}.".encode() + body
    return "sha256=" + hmac.new(key.encode(), signed, hashlib.sha256).hexdigest()


def _head(channel: Webhook, id_: str, body: bytes, now: datetime) -> bytes:
    parts = urlsplit(channel.url.reveal())
    timestamp = int(now.timestamp())
    target = quote((parts.path or "/") + (f"?{parts.query}" if parts.query else ""), safe=_UNQUOTED)
    fields = {
        "Host": _host(parts),
        "User-Agent": "presswatch",
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        "Connection": "close",
        "X-Presswatch-Id": id_,
        "X-Presswatch-Timestamp": str(timestamp),
    }
    if channel.key is not None:
        fields["X-Presswatch-Signature"] = signature(channel.key.reveal(), timestamp, body)
    lines = [f"POST {target} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items()), "", ""]
    return "\r\n".join(lines).encode("ascii", "strict")


def _host(parts: SplitResult) -> str:
    """The authority in ASCII (RFC 9110, 7.2)."""
    if parts.netloc.isascii():
        return parts.netloc
    name = (parts.hostname or "").encode("idna").decode()
    return f"{name}:{parts.port}" if parts.port else name


async def _exchange(channel: Webhook, request: bytes) -> _Answer:
    parts = urlsplit(channel.url.reveal())
    find = partial(addresses_of, parts.hostname or "", allow_private=channel.allow_private)
    reader, writer = await _connected(await in_thread(find), parts)
    try:
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        while head[9:10] == b"1":  # 100 and 103 come before the answer
            head = await reader.readuntil(b"\r\n\r\n")
        return _read(head)
    finally:
        writer.transport.abort()


async def _connected(addresses: list[str], parts: SplitResult) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    secure = parts.scheme == "https"
    options: dict[str, Any] = {"ssl": ssl.create_default_context(), "server_hostname": parts.hostname} if secure else {}
    failure: OSError = OSError("no address")
    for address in addresses:
        try:
            port = parts.port or (443 if secure else 80)
            return await asyncio.open_connection(address, port, limit=HEAD_LIMIT, **options)
        except OSError as error:
            failure = error
    raise failure


def _read(head: bytes) -> _Answer:
    """The status and fields of an answer's head (RFC 9112, 4). Raises ValueError."""
    line, *rest = head.decode("latin-1").split("\r\n")
    version, _, status = line.partition(" ")
    if not version.startswith("HTTP/1.") or not status[:3].isdigit():
        raise ValueError("no HTTP")
    pairs = (field.partition(":") for field in rest if ":" in field)
    return _Answer(status=int(status[:3]), fields={name.lower(): value.strip() for name, _, value in pairs})


def _asked(retry_after: str | None, now: datetime) -> timedelta | None:
    """Retry-After (RFC 9110, 10.2.3) as a time to wait; None where there is none or it cannot be read."""
    if not retry_after:
        return None
    if retry_after.isascii() and retry_after.isdigit() and len(retry_after) < 9:
        return timedelta(seconds=int(retry_after))
    try:
        moment = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    return max(moment.replace(tzinfo=moment.tzinfo or UTC) - now, timedelta())
