"""The address guard for what is sent: a name is resolved, its addresses are judged, and only those are connected to."""

from __future__ import annotations

import socket

from crawler.guard import classify, is_local_name, parse_address

_TRIED = 4


class Forbidden(Exception):
    """A host leads only to addresses that the channel does not allow. The message is one line."""


def addresses_of(host: str, *, allow_private: bool) -> list[str]:
    """The addresses of a host that may be connected to, in the order to try. Blocks while DNS is asked.

    Literals in any spelling and `localhost` are answered without DNS. Raises Forbidden, or OSError where there is none.
    """
    literal = parse_address(host)
    if literal is not None:
        found = [str(literal)]
    elif is_local_name(host):
        found = ["127.0.0.1"]
    else:
        entries = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
        found = list(dict.fromkeys(str(entry[4][0]) for entry in entries))
    if allow_private:
        return found[:_TRIED]
    allowed = [address for address in found if classify(address) is None]
    if not allowed:
        raise Forbidden(f"{host} is at {found[0]}, a {classify(found[0])} address, and allow_private is not set")
    return allowed[:_TRIED]


def connect(host: str, port: int, *, allow_private: bool, timeout: float) -> socket.socket:
    """A connection to a judged address of a host. Blocks. Raises Forbidden or OSError."""
    failure: OSError = OSError(f"{host} has no address")
    for address in addresses_of(host, allow_private=allow_private):
        try:
            return socket.create_connection((address, port), timeout)
        except OSError as error:
            failure = error
    raise failure
