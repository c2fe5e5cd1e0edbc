"""Who had a story first, as far as clocks can tell. Pure.

An outlet's own claim of the minute is believed where it does not contradict what was observed: an article that was
not in a feed at one poll and was at the next appeared in between. Without a claim, that interval is all there is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

CLOCKS = timedelta(minutes=1)
"""How far the clocks of two outlets may differ: what lies closer together has no order."""
LAG = timedelta(minutes=15)
"""How long after its publication an article may come into its feed: a claim may precede a poll that did not show it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """What is known of when an article appeared. Times are ISO text."""

    source: str
    """The outlet."""
    claimed: str | None
    """Time of publication by its own word, where it gives the second."""
    unseen: str | None
    """The last poll that did not show it; None: its feed was not polled before."""
    seen: str
    """The first poll that did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Appearance:
    """Between which two moments an article appeared."""

    source: str
    """The outlet."""
    earliest: datetime | None
    """None: at any time before."""
    latest: datetime
    claimed: bool
    """Whether this is the outlet's own word; else it is the gap between two polls."""

    @property
    def uncertainty(self) -> timedelta | None:
        """Between the two; None where the first is not known."""
        return self.latest - self.earliest if self.earliest else None


def appearance(sighting: Sighting) -> Appearance:
    """When an article appeared, by its outlet's claim or by the polls."""
    seen = datetime.fromisoformat(sighting.seen)
    unseen = datetime.fromisoformat(sighting.unseen) if sighting.unseen else None
    claimed = datetime.fromisoformat(sighting.claimed) if sighting.claimed else None
    if claimed and claimed <= seen + CLOCKS and (unseen is None or claimed >= unseen - LAG):
        return Appearance(source=sighting.source, earliest=claimed, latest=claimed, claimed=True)
    return Appearance(source=sighting.source, earliest=unseen, latest=seen, claimed=False)


def first_outlets(appearances: Sequence[Appearance]) -> list[str]:
    """The outlet that had it first; several where the clocks cannot tell which of them."""
    if not appearances:
        return []
    bound = min(each.latest for each in appearances) + CLOCKS
    possible = [each for each in appearances if each.earliest is None or each.earliest <= bound]
    return list(dict.fromkeys(each.source for each in sorted(possible, key=lambda each: each.latest)))
