"""The door: a name is resolved, its addresses are judged, and only judged addresses are connected to.

Judging and connecting share one list of addresses, so that a name cannot resolve to something else in between.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.defer import Deferred
from twisted.internet.endpoints import HostnameEndpoint, wrapClientTLS
from twisted.internet.interfaces import IReactorPluggableNameResolver, IStreamClientEndpoint
from twisted.web.client import URI
from twisted.web.iweb import IAgentEndpointFactory
from zope.interface import implementer

from crawler.fetching.exceptions import BlockedAddress
from crawler.fetching.resolver import Resolver
from crawler.fetching.tls import ServerCheck
from crawler.guard import classify

_TRIED = 6  # addresses of one host


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """What connections of one pool have in common."""

    reactor: Any
    """Twisted's."""
    resolver: Resolver
    """Names to addresses."""
    tls: ServerCheck
    """How servers prove who they are."""
    allow_private: bool
    """Whether loopback and private addresses may be connected to."""
    timeout: float = 20.0
    """Seconds one attempt to connect may take."""


def permitted(host: str, addresses: Sequence[str], *, allow_private: bool) -> list[str]:
    """The addresses that may be connected to, in order. Raises BlockedAddress if none may."""
    if allow_private:
        return list(addresses)[:_TRIED]
    rules = [(address, classify(address)) for address in addresses]
    public = [address for address, rule in rules if rule is None]
    if not public:
        address, rule = rules[0]
        raise BlockedAddress(host, address, rule or "")
    return public[:_TRIED]


@implementer(IAgentEndpointFactory)
class GuardedEndpoints:
    """Makes the endpoints of one connection pool."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def endpointForURI(self, uri: URI) -> GuardedEndpoint:
        """An endpoint that does nothing until it is told to connect: a pooled connection needs none."""
        return GuardedEndpoint(self._door, uri)


@implementer(IStreamClientEndpoint)
class GuardedEndpoint:
    """Connects to a host through the guard; attempts to several addresses overlap (RFC 8305)."""

    def __init__(self, door: Door, uri: URI) -> None:
        self._door = door
        self._host = uri.host.decode("ascii")
        self._port = int(uri.port)
        self._secure = uri.scheme == b"https"

    def connect(self, protocolFactory: Any) -> Deferred[Any]:
        """Fires with the connected protocol; fails with BlockedAddress or NameNotFound before any socket is opened."""
        return self._door.resolver.resolve(self._host).addCallback(self._connect, protocolFactory)

    def _connect(self, addresses: list[str], factory: Any) -> Deferred[Any]:
        allowed = permitted(self._host, addresses, allow_private=self._door.allow_private)
        pinned = _PinnedReactor(self._door.reactor, allowed)
        endpoint: Any = HostnameEndpoint(pinned, allowed[0], self._port, timeout=self._door.timeout)
        if self._secure:
            endpoint = wrapClientTLS(self._door.tls.for_host(self._host), endpoint)
        connected: Deferred[Any] = endpoint.connect(factory)
        return connected


@implementer(IReactorPluggableNameResolver)
class _PinnedReactor:
    """The reactor, with a name resolver that knows nothing but the given addresses."""

    def __init__(self, reactor: Any, addresses: list[str]) -> None:
        self._reactor = reactor
        self._addresses = addresses
        self.nameResolver = self

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reactor, name)

    def installNameResolver(self, resolver: Any) -> Any:
        """Nobody may put another one in its place."""
        raise NotImplementedError

    def resolveHostName(self, receiver: Any, _name: str, portNumber: int = 0, *_: Any) -> None:
        """Answer at once."""
        for address in self._addresses:
            kind = IPv6Address if ":" in address else IPv4Address
            receiver.addressResolved(kind("TCP", address, portNumber))
        receiver.resolutionComplete()
