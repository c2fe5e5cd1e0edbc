"""Notices through Apprise, in a process of their own.

Apprise connects by itself, with whatever library a service needs. So it runs in a child process with an audit hook
(PEP 578) that judges every address at the moment of connecting, after DNS, and ends what is forbidden; the child is
killed at the deadline. Its URL, which holds secrets, goes in by a pipe: neither the list of processes nor a log has it.
"""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

import orjson

from crawler.alerting.channel import Notices
from crawler.alerting.outcome import DEADLINE, SENT, Outcome, again, in_thread
from crawler.guard import classify, parse_address

_LONGEST_TITLE = 250
_LONGEST_BODY = 3500
"""Characters; services cut at lengths of their own, and some refuse what is longer."""


def is_known(url: str) -> bool:
    """Whether Apprise has a service for a URL, and the URL all that the service needs. Asked in a process of its own:
    Apprise shows the URL in its messages, and takes memory that a crawler has better use for."""
    try:
        return _ask(orjson.dumps({"url": url, "check": True})) == b"sent"
    except subprocess.TimeoutExpired:
        return False


async def notify(channel: Notices, title: str, body: str, *, urgent: bool = False) -> Outcome:
    """Send a notice once, within DEADLINE seconds."""
    order = {
        "url": channel.url.reveal(),
        "title": title[:_LONGEST_TITLE],
        "body": body[:_LONGEST_BODY],
        "type": "warning" if urgent else "info",
        "allow_private": channel.allow_private,
        "check": False,
    }
    try:
        answer = await in_thread(partial(_ask, orjson.dumps(order)))
    except subprocess.TimeoutExpired:
        return again(f"no answer within {DEADLINE:g} s")
    told = answer.decode("utf-8", "replace").strip()
    return SENT if told == "sent" else again(told or "the service did not take it")


def _ask(order: bytes) -> bytes:
    """What the child says to an order."""
    command = [sys.executable, "-P", "-m", "crawler.alerting.notices"]
    return subprocess.run(command, input=order, capture_output=True, timeout=DEADLINE, check=False).stdout  # noqa: S603 - our own


def guarded(judge: Callable[[str], str | None], blocked: list[str]) -> Callable[[str, tuple[Any, ...]], None]:
    """An audit hook that lets sockets go to addresses that `judge` has nothing against; notes what it ended."""

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event not in ("socket.connect", "socket.sendto", "socket.sendmsg"):
            return
        target = arguments[1]
        host = target[0] if isinstance(target, tuple) else ""
        if target is None:  # a socket that is connected already
            return
        rule = judge(host) if parse_address(str(host)) else "nameless"
        if rule is not None:
            blocked.append(f"{host} is a {rule} address, and allow_private is not set")
            raise ConnectionRefusedError(f"forbidden address ({rule})")

    return hook


def main() -> None:
    """The child: reads one order from stdin, does it, and says `sent` or why not."""
    import signal

    signal.alarm(int(DEADLINE) + 5)  # should nobody be there to end it
    order = orjson.loads(sys.stdin.buffer.read())
    logging.disable(logging.CRITICAL)
    import apprise

    if order["check"]:
        known = apprise.Apprise.instantiate(order["url"], suppress_exceptions=True) is not None
        sys.stdout.write("sent" if known else "unknown")
        return
    blocked: list[str] = []
    if not order["allow_private"]:
        sys.addaudithook(guarded(classify, blocked))
    sender = apprise.Apprise()
    if not sender.add(order["url"]):
        sys.stdout.write("Apprise knows no such service, or a part of its URL is missing")
        return
    sent = sender.notify(
        title=order["title"], body=order["body"], notify_type=order["type"], body_format=apprise.NotifyFormat.TEXT
    )
    sys.stdout.write("sent" if sent else (blocked or ["the service did not take it"])[0])


if __name__ == "__main__":
    main()
