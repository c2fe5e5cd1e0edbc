"""Host names to addresses, with answers that expire."""

from __future__ import annotations

import socket
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from twisted.internet.defer import Deferred, DeferredSemaphore, fail, succeed
from twisted.python.failure import Failure

from crawler.fetching.exceptions import NameNotFound
from crawler.guard import is_local_name, parse_address

Lookup = Callable[[str], list[str]]

_LOOKUPS = 16  # at once; a resolver that hangs must not take all threads of the process
_KEPT = 10_000
_FAILED_LIFETIME = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """What a lookup gave."""

    addresses: tuple[str, ...]
    """In the order to try; empty where it failed."""
    error: str
    """Why it failed; '' where it did not."""
    expires: float
    """On the reactor's clock."""


def look_up(host: str) -> list[str]:
    """Ask the system's resolver (blocks). Addresses in the order of RFC 6724, of families this machine can reach."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class Resolver:
    """Resolves names in threads of its own, remembers answers for `lifetime` seconds and asks once for all who wait.

    Literals in any spelling, and `localhost` and names below it (RFC 6761), are answered without DNS, so they work
    alike on every system. Threads are daemons: one that hangs in DNS does not hold up the end of the program.
    """

    def __init__(
        self, reactor: Any, *, lookup: Lookup = look_up, lifetime: float = 300.0, timeout: float = 15.0
    ) -> None:
        self._reactor = reactor
        self._lookup = lookup
        self._lifetime = lifetime
        self._timeout = timeout
        self._known: OrderedDict[str, _Answer] = OrderedDict()
        self._waiting: dict[str, list[Deferred[list[str]]]] = {}
        self._gate = DeferredSemaphore(_LOOKUPS)

    def resolve(self, host: str) -> Deferred[list[str]]:
        """Fires with the host's addresses as text; fails with NameNotFound."""
        literal = parse_address(host)
        if literal is not None:
            return succeed([str(literal)])
        if is_local_name(host):
            return succeed(["127.0.0.1"])
        known = self._known.get(host)
        if known is not None and known.expires > self._reactor.seconds():
            return _fired(host, known)
        return self._ask(host)

    def _ask(self, host: str) -> Deferred[list[str]]:
        waiter: Deferred[list[str]] = Deferred()
        first = host not in self._waiting
        self._waiting.setdefault(host, []).append(waiter)
        if first:
            timer = self._reactor.callLater(self._timeout, self._settle, host, (), "no answer from DNS")
            self._gate.run(self._in_thread, host).addBoth(lambda _: timer.active() and timer.cancel())
        return waiter

    def _in_thread(self, host: str) -> Deferred[None]:
        done: Deferred[None] = Deferred()
        threading.Thread(target=self._run, args=(host, done), name="dns", daemon=True).start()
        return done

    def _run(self, host: str, done: Deferred[None]) -> None:
        try:
            addresses, error = tuple(self._lookup(host)), ""
        except (OSError, UnicodeError) as failure:
            addresses, error = (), getattr(failure, "strerror", None) or "not a host name"
        self._reactor.callFromThread(self._settle, host, addresses, error)
        self._reactor.callFromThread(done.callback, None)

    def _settle(self, host: str, addresses: tuple[str, ...], error: str) -> None:
        """Remember an answer and give it to all who wait."""
        lifetime = self._lifetime if addresses else _FAILED_LIFETIME
        expires = self._reactor.seconds() + lifetime
        answer = _Answer(addresses=addresses, error=error or "no address", expires=expires)
        self._known[host] = answer
        self._known.move_to_end(host)
        if len(self._known) > _KEPT:
            self._known.popitem(last=False)
        for waiter in self._waiting.pop(host, ()):
            _fired(host, answer).chainDeferred(waiter)


def _fired(host: str, answer: _Answer) -> Deferred[list[str]]:
    if answer.addresses:
        return succeed(list(answer.addresses))
    return fail(Failure(NameNotFound(host, answer.error)))
