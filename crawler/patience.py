"""How long to wait for a server that says nothing, learned from how long it usually takes.

The estimator is that of TCP's retransmission timer (RFC 6298): smoothed time plus four deviations, doubled after each
attempt that failed, and learned from answers only (Karn's algorithm). A stalled page so costs its host's slots a few
seconds instead of the whole deadline, while a host that has become slow is given the time it needs by the next attempt.
"""

from __future__ import annotations

from collections import OrderedDict

LEAST = 5.0
"""Seconds that every server is granted."""
UNKNOWN = 15.0
"""Seconds granted to a server of which nothing is known yet."""
_KEPT = 20_000


class Patience:
    """Remembers the pace of hosts."""

    def __init__(self, most: float) -> None:
        """most: seconds that are never exceeded, the deadline of a whole answer."""
        self.most = most
        self._known: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def of(self, host: str, tries: int) -> float:
        """Seconds of silence to bear from `host`, host[:port], after `tries` failed attempts at the same address."""
        known = self._known.get(host)
        usual = max(LEAST, known[0] + 4 * known[1]) if known else UNKNOWN
        return float(min(usual * 2 ** min(tries, 10), self.most))

    def learn(self, host: str, seconds: float) -> None:
        """An answer of `host` came whole; the longest silence on its way was so long."""
        known = self._known.pop(host, None)
        smooth, deviation = known or (seconds, seconds)
        deviation += (abs(smooth - seconds) - deviation) / 4 if known else -seconds / 2
        self._known[host] = (smooth + (seconds - smooth) / 8, deviation)
        if len(self._known) > _KEPT:
            self._known.popitem(last=False)
