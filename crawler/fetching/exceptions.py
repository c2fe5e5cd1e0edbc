"""What can go wrong between asking and the last byte, and which Reason each is.

FetchError
├── BadUrl               the URL can be read in more than one way, or is not http
├── BlockedAddress       every address of the host is forbidden
├── NameNotFound         DNS has no address for the host
├── DeadlineExceeded     the exchange took too long as a whole
├── Stalled              the server brought nothing for too long
├── TooLarge             body or header beyond its limit
├── Truncated            the connection ended before the body did
├── BadRedirect          a chain that loops, is too long, or leads out of http
├── RobotsDisallowed     robots.txt forbids the URL
└── RobotsUnreachable    robots.txt could not be had
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from OpenSSL import SSL
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    NotSupported,
    ResponseDataLossError,
)
from service_identity import CertificateError, VerificationError
from twisted.internet import error as net
from twisted.python.failure import Failure

from pipelines.reasons import Reason

_SHOWN = 120


class FetchError(Exception):
    """A fetch that gave no answer. The message is one line for a person and holds no header values."""

    reason: ClassVar[Reason] = Reason.CONNECTION


class BadUrl(FetchError):
    """The URL is refused before anything is asked."""

    reason = Reason.BAD_URL

    def __init__(self, url: str) -> None:
        super().__init__(f"not a plain http URL: {shorten(url)}")


class BlockedAddress(FetchError):
    """The host leads only to addresses that are not allowed; no socket was opened."""

    reason = Reason.BLOCKED_ADDRESS

    def __init__(self, host: str, address: str, rule: str) -> None:
        self.host, self.address, self.rule = host, address, rule
        super().__init__(f"{shorten(host)} is at {address}, a {rule} address")


class NameNotFound(FetchError):
    """The host has no address."""

    reason = Reason.DNS

    def __init__(self, host: str, why: str) -> None:
        super().__init__(f"{shorten(host)}: {why}")


class DeadlineExceeded(FetchError):
    """The whole exchange took longer than it may."""

    reason = Reason.TIMEOUT

    def __init__(self, seconds: float) -> None:
        super().__init__(f"not complete after {seconds:g} s")


class Stalled(FetchError):
    """The server fell silent."""

    reason = Reason.TIMEOUT

    def __init__(self, seconds: float) -> None:
        super().__init__(f"nothing came for {seconds:.0f} s")


class TooLarge(FetchError):
    """`what` is larger than `limit` bytes."""

    reason = Reason.TOO_LARGE

    def __init__(self, what: str, limit: int) -> None:
        super().__init__(f"{what} of more than {limit:,} bytes")


class Truncated(FetchError):
    """The body is shorter than announced, or its last chunk is missing."""

    reason = Reason.TRUNCATED

    def __init__(self, received: int) -> None:
        super().__init__(f"the connection ended after {received:,} bytes of the body")


class BadRedirect(FetchError):
    """A chain of redirects that leads nowhere. chain: all URLs asked, first to last."""

    reason = Reason.BAD_REDIRECT

    def __init__(self, chain: Sequence[str], why: str) -> None:
        self.chain = tuple(chain)
        super().__init__(f"{why}: {' -> '.join(map(shorten, chain))}")


class RobotsDisallowed(FetchError):
    """robots.txt forbids this URL to us."""

    reason = Reason.ROBOTS_DISALLOWED

    def __init__(self, url: str) -> None:
        super().__init__(f"robots.txt forbids {shorten(url)}")


class RobotsUnreachable(FetchError):
    """robots.txt could not be had, so nothing of the host may be asked for (RFC 9309, 2.3.1.4).

    asked: seconds that its server wants us to wait (Retry-After); None where it does not say.
    """

    reason = Reason.ROBOTS_UNREACHABLE

    def __init__(self, url: str, why: str) -> None:
        self.asked: float | None = None
        super().__init__(f"{shorten(url)}: {why}")


_FOREIGN: tuple[tuple[tuple[type[BaseException], ...], Reason, str], ...] = (
    ((ResponseDataLossError,), Reason.TRUNCATED, "the connection ended before the body did"),
    ((SSL.Error, VerificationError, CertificateError), Reason.TLS, ""),
    ((net.DNSLookupError, CannotResolveHostError), Reason.DNS, "no address for this name"),
    (
        (net.TimeoutError, net.TCPTimedOutError, DownloadTimeoutError, TimeoutError),
        Reason.TIMEOUT,
        "no connection in time",
    ),
    (
        (net.ConnectionRefusedError, DownloadConnectionRefusedError, ConnectionRefusedError),
        Reason.CONNECTION,
        "connection refused",
    ),
    ((net.ConnectionDone, net.ConnectionLost), Reason.CONNECTION, "the server closed the connection"),
    ((NotSupported,), Reason.BAD_URL, ""),
)
"""What libraries raise: types, the Reason, and words (empty: the error's own)."""


def reason_of(error: BaseException | Failure) -> tuple[Reason, str]:
    """The Reason a fetch failed for, and a short detail for a person. Wrapped errors are looked into."""
    causes = list(_causes(error))
    for cause in causes:
        if isinstance(cause, FetchError):
            return cause.reason, str(cause)
    for kinds, reason, words in _FOREIGN:
        for cause in causes:
            if isinstance(cause, kinds):
                return reason, words or _words(cause)
    words = _words(causes[-1])
    return Reason.CONNECTION, f"the answer is no valid HTTP ({words})" if len(causes) > 1 else words


def _causes(error: BaseException | Failure) -> Iterator[BaseException]:
    """The error and the errors Twisted wrapped in it, outermost first."""
    value = error.value if isinstance(error, Failure) else error
    if value is not None:
        yield value
    for inner in getattr(value, "reasons", ()):
        yield from _causes(inner)


def _words(error: BaseException) -> str:
    """One short line: OpenSSL gives a list of triples, of which the last part is for people."""
    if isinstance(error, SSL.Error) and error.args and isinstance(error.args[0], list) and error.args[0]:
        return str(error.args[0][0][-1])
    return shorten(" ".join(f"{type(error).__name__} {error}".split()))


def shorten(text: str) -> str:
    """A text fit for one line of a message."""
    shown = "".join(character if character.isprintable() else "?" for character in text)
    return shown if len(shown) <= _SHOWN else shown[: _SHOWN - 1] + "…"
