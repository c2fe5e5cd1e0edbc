"""How many new articles a document brings in what time: sums that forget, with a half-life of a week."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

DAY = 86400.0
HALF_LIFE = 7 * DAY
"""After this time an observation counts half."""
PRIOR_ITEMS, PRIOR_SECONDS = 0.5, DAY / 20
"""What is thought of a document before it was watched: ten articles a day, held as lightly as half an article."""
LONGEST_WATCH = DAY
"""No more is taken for watched since the last poll: what a feed dropped while nobody looked was not seen."""
_SHORTEST_PAST = 6 * 3600.0
_LONGEST_PAST = HALF_LIFE


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What was seen of a document, decayed up to its last good poll."""

    items: float = 0.0
    """New articles."""
    seconds: float = 0.0
    """Time over which they were counted."""


def rate(seen: Seen) -> float:
    """Articles a second to expect; never 0 (the mean of a gamma posterior with the prior above)."""
    return (seen.items + PRIOR_ITEMS) / (seen.seconds + PRIOR_SECONDS)


def look(seen: Seen, new: int, elapsed: float) -> Seen:
    """What is seen after a poll that brought `new` articles, `elapsed` seconds after the one before.

    A clock that was set back gives a negative time, which counts as none.
    """
    watched = min(max(elapsed, 0.0), LONGEST_WATCH)
    kept = 2.0 ** (-watched / HALF_LIFE)
    return Seen(items=seen.items * kept + new, seconds=seen.seconds * kept + _decayed(watched))


def first_look(ages: Iterable[float]) -> Seen:
    """What a document tells of its past when it is first polled. ages: seconds since its articles were published.

    Those from the future or older than a week tell nothing. The past reaches back to the oldest of the others, but at
    least six hours, so that a feed written all at once does not pass for a torrent.
    """
    recent = [age for age in ages if 0 <= age <= _LONGEST_PAST]
    if not recent:
        return Seen()
    span = max(*recent, _SHORTEST_PAST)
    return Seen(items=sum(2.0 ** (-age / HALF_LIFE) for age in recent), seconds=_decayed(span))


def _decayed(seconds: float) -> float:
    """The integral of 2^(-t / HALF_LIFE) from 0 to `seconds`."""
    return HALF_LIFE / math.log(2) * -math.expm1(-seconds / HALF_LIFE * math.log(2))
