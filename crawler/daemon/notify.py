"""Telling the service manager how it goes: the protocol of sd_notify(3), without its library.

A message is a datagram of NAME=VALUE lines to the socket that the environment names in NOTIFY_SOCKET. Where it names
none, nothing is sent.
"""

from __future__ import annotations

import logging
import os
import socket
import time
from collections.abc import Mapping
from typing import Self

log = logging.getLogger("presswatch.daemon")


class Notifier:
    """Speaks to the service manager that started this process, if one did."""

    def __init__(self, address: str | None, watchdog: float | None = None) -> None:
        """address: path of the socket, or '@' and an abstract name; watchdog: seconds within which it must be fed."""
        self._address = _socket_address(address) if address else None
        self.watchdog = watchdog

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """What NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID say; the watchdog only where it is meant for us."""
        address = environment.get("NOTIFY_SOCKET")
        return cls(address or None, _watchdog(environment))

    def ready(self) -> None:
        """The start, or a reload, is complete."""
        self._send("READY=1")

    def reloading(self) -> None:
        """The configuration is being read anew; `ready` ends it."""
        self._send(f"RELOADING=1\nMONOTONIC_USEC={time.monotonic_ns() // 1000}")

    def stopping(self) -> None:
        """The end has begun."""
        self._send("STOPPING=1")

    def alive(self) -> None:
        """Feed the watchdog."""
        self._send("WATCHDOG=1")

    def status(self, text: str) -> None:
        """One line that `systemctl status` shows."""
        self._send("STATUS=" + " ".join(text.split()))

    def _send(self, message: str) -> None:
        """Send at once or not at all: a manager that does not listen must not hold up the loop."""
        if self._address is None:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as channel:
                channel.settimeout(0)
                channel.sendto(message.encode(), self._address)
        except OSError as error:
            log.debug("the service manager was not told %s: %s", message.partition("=")[0], error)


def _socket_address(address: str) -> str | None:
    """The address as the kernel takes it: a leading '@' stands for the zero byte of an abstract name."""
    if address.startswith("@"):
        return "\0" + address[1:]
    return address if address.startswith("/") else None


def _watchdog(environment: Mapping[str, str]) -> float | None:
    """Seconds of WATCHDOG_USEC; None where it is absent, is no number, or WATCHDOG_PID names another process."""
    period, process = environment.get("WATCHDOG_USEC", ""), environment.get("WATCHDOG_PID", "")
    if process and process != str(os.getpid()):
        return None
    return int(period) / 1e6 if period.isdigit() and int(period) > 0 else None
