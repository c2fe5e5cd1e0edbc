"""What a server asks of those who poll it: Retry-After and freshness lifetimes; and what a feed's own text advises."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

DAY = 86400.0
ADVICE_MOST = 15 * 60.0
"""Seconds to which a feed's advice is cut where it would cost freshness."""


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds that a Retry-After header asks for (RFC 9110, 10.2.3), between 0 and a day; None where it asks nothing.

    headers: names in small letters. A date is taken relative to the server's own Date, so that its clock cancels out.
    """
    value = headers.get("retry-after", "").strip()
    if _is_number(value):
        return min(float(value), DAY)
    moment, server = _http_date(value), _http_date(headers.get("date", ""))
    if moment is None:
        return None
    return min(max((moment - (server or now)).total_seconds(), 0.0), DAY)


def max_age(headers: Mapping[str, str]) -> float | None:
    """Seconds for which an answer says it stays fresh, less its age (RFC 9111, 4.2, 5.1); None where it does not say.

    headers: names in small letters.
    """
    for directive in headers.get("cache-control", "").lower().split(","):
        name, _, value = directive.strip().partition("=")
        if name == "max-age" and _is_number(value.strip('"')):
            age = headers.get("age", "").strip()
            return max(float(value.strip('"')) - (float(age) if _is_number(age) else 0.0), 0.0)
    return None


def heeded(advice: float | None, rate: float) -> float | None:
    """Seconds of its advice (RSS `ttl`, `sy:updatePeriod`) that a feed is granted; None where it gives none.

    rate: articles a second to expect of it. Programs write such advice once and for all: "hourly" is WordPress' default
    for a newsroom as for a diary. So it is followed as it stands where no article is likely to come in that time, and
    cut to a quarter of an hour where one is. What the server itself says of an answer (Cache-Control, Retry-After) is
    no such advice: that is obeyed.
    """
    if advice is None or advice * rate < 1:
        return advice
    return min(advice, ADVICE_MOST)


def _http_date(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _is_number(text: str) -> bool:
    """Digits of ASCII only: str.isdigit also takes `²`, which is no number to float. A sane length, too."""
    return text.isascii() and text.isdigit() and len(text) < 20
