"""Time as presswatch writes it: UTC, ISO 8601 with offset, whole seconds, so that text order is time order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, tzinfo

Clock = Callable[[], datetime]
"""Returns the present moment, aware. The real one is `utc_now`; tests inject their own."""


def utc_now() -> datetime:
    """The present moment in UTC."""
    return datetime.now(UTC)


def iso(moment: datetime) -> str:
    """An aware moment as `2024-07-25T07:30:00+00:00` (UTC, whole seconds)."""
    return moment.astimezone(UTC).replace(microsecond=0).isoformat()


def day(text: str, zone: tzinfo) -> str:
    """The calendar day, in `zone`, of a stored ISO time."""
    return datetime.fromisoformat(text).astimezone(zone).date().isoformat()
