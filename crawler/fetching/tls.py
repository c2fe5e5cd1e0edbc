"""TLS connections that believe only certificates of known authorities, made out to the host that was asked for."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import Any

from OpenSSL import SSL
from OpenSSL.crypto import X509
from service_identity import CertificateError, VerificationError
from service_identity.hazmat import DNS_ID, IPAddress_ID, verify_service_identity
from service_identity.pyopenssl import extract_patterns
from twisted.internet.interfaces import IOpenSSLClientConnectionCreator
from twisted.internet.ssl import CertificateOptions, platformTrust
from zope.interface import implementer

from crawler.guard import parse_address

_LEGACY_SERVER_CONNECT = 0x4  # OpenSSL's option: servers that do not know RFC 5746; they are still verified


class ServerCheck:
    """Makes connection creators that share one context: loading the authorities takes 6 ms and 0.9 MB each time.

    Trusted are OpenSSL's default places, or what SSL_CERT_FILE and SSL_CERT_DIR name; where neither is set, certifi's
    too if it is installed, since the default places of a binary OpenSSL may be empty (macOS).
    """

    def __init__(self) -> None:
        self._context: SSL.Context | None = None

    def for_host(self, host: str) -> Any:
        """A creator of connections to this host, a name in ASCII or an address (IOpenSSLClientConnectionCreator)."""
        if self._context is None:
            self._context = _load()
        return _Creator(self._context, host)


def _load() -> SSL.Context:
    context: SSL.Context = CertificateOptions(trustRoot=platformTrust()).getContext()
    context.set_options(_LEGACY_SERVER_CONNECT)
    if "SSL_CERT_FILE" not in os.environ and "SSL_CERT_DIR" not in os.environ:
        with suppress(ImportError):
            import certifi

            context.load_verify_locations(certifi.where())
    return context


@implementer(IOpenSSLClientConnectionCreator)
class _Creator:
    def __init__(self, context: SSL.Context, host: str) -> None:
        self._context = context
        self._host = host

    def clientConnectionForTLS(self, tlsProtocol: Any) -> SSL.Connection:  # noqa: ARG002 - Twisted gives it
        """A connection that names the host (RFC 6066) and accepts its certificate alone (RFC 9525)."""
        connection = SSL.Connection(self._context, None)
        address = parse_address(self._host)
        wanted = DNS_ID(self._host) if address is None else IPAddress_ID(str(address))
        if address is None:
            connection.set_tlsext_host_name(self._host.encode("ascii"))

        def verify(_: SSL.Connection, certificate: X509, __: int, depth: int, chain_holds: int) -> bool:
            return bool(chain_holds) and (depth > 0 or _is_made_out_to(wanted, certificate))

        connection.set_verify(SSL.VERIFY_PEER | SSL.VERIFY_FAIL_IF_NO_PEER_CERT, verify)
        return connection


def _is_made_out_to(wanted: DNS_ID | IPAddress_ID, certificate: X509) -> bool:
    try:
        verify_service_identity(extract_patterns(certificate), [wanted], [])
    except (VerificationError, CertificateError):
        return False
    return True
