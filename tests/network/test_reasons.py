"""Which Reason an error is, and what a person is told."""

import pytest
from OpenSSL import SSL
from scrapy import exceptions as scrapy_errors
from service_identity import VerificationError
from twisted.internet import error as net
from twisted.python.failure import Failure
from twisted.web.client import ResponseFailed, ResponseNeverReceived

from crawler.fetching import BadRedirect, BlockedAddress, RobotsDisallowed, TooLarge, Truncated, reason_of
from pipelines.reasons import Reason


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (BlockedAddress("a.example", "10.0.0.1", "private"), Reason.BLOCKED_ADDRESS),
        (RobotsDisallowed("http://a.example/"), Reason.ROBOTS_DISALLOWED),
        (Truncated(7), Reason.TRUNCATED),
        (ResponseFailed([Failure(TooLarge("a header", 5))]), Reason.TOO_LARGE),
        (ResponseNeverReceived([Failure(net.ConnectionLost())]), Reason.CONNECTION),
        (ResponseNeverReceived([Failure(SSL.Error([("SSL", "", "wrong version number")]))]), Reason.TLS),
        (ResponseFailed([Failure(VerificationError(errors=[]))]), Reason.TLS),
        (net.DNSLookupError(), Reason.DNS),
        (net.TCPTimedOutError(), Reason.TIMEOUT),
        (net.TimeoutError(), Reason.TIMEOUT),
        (net.NoRouteError(), Reason.CONNECTION),
        (net.ConnectionRefusedError(), Reason.CONNECTION),
        (scrapy_errors.DownloadTimeoutError(), Reason.TIMEOUT),
        (scrapy_errors.ResponseDataLossError(), Reason.TRUNCATED),
        (scrapy_errors.CannotResolveHostError(), Reason.DNS),
        (scrapy_errors.NotSupported("no handler"), Reason.BAD_URL),
        (ResponseFailed([Failure(ValueError("length"))]), Reason.CONNECTION),
    ],
)
def test_every_error_has_its_reason(error, reason):
    assert reason_of(error)[0] is reason
    assert reason_of(Failure(error))[0] is reason


def test_the_detail_is_one_short_line():
    chain = ["http://a.example/" + "x" * 9000, "http://b.example/\n\x1b[2J"]
    detail = reason_of(BadRedirect(chain, "redirects in a circle"))[1]
    assert len(detail) < 400
    assert detail.isprintable()
    assert reason_of(SSL.Error([("SSL routines", "", "certificate verify failed")]))[1] == "certificate verify failed"


def test_failures_of_the_network_are_told_as_what_they_are():
    assert "valid HTTP" not in reason_of(net.NoRouteError())[1]
    assert "valid HTTP" in reason_of(ResponseFailed([Failure(ValueError("x"))]))[1]
