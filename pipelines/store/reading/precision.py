"""How good watchlists are: what they caught, and what reviewers said of it, month by month."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import tzinfo

from pipelines.clock import day

_CAUGHT = """
SELECT watchlist, min(at) AS at, (
    SELECT decision FROM marks m WHERE m.article = h.article AND m.undone IS NULL
    AND (m.watchlist IS NULL OR m.watchlist = h.watchlist) ORDER BY m.key DESC LIMIT 1
) AS decision
FROM watch_hits h GROUP BY watchlist, article HAVING min(at) >= :since
"""


@dataclass(slots=True, kw_only=True)
class Precision:
    """What a watchlist caught in one month, or in all."""

    caught: int = 0
    """Articles."""
    relevant: int = 0
    """Those of which the latest decision says that they are wanted."""
    irrelevant: int = 0
    """Those of which it says that they are not."""

    @property
    def share(self) -> float | None:
        """Precision: the wanted among those decided about; None where nothing was decided."""
        decided = self.relevant + self.irrelevant
        return self.relevant / decided if decided else None

    def add(self, decision: str | None) -> None:
        """Count one article."""
        self.caught += 1
        self.relevant += decision == "relevant"
        self.irrelevant += decision == "irrelevant"


def precision(db: sqlite3.Connection, zone: tzinfo, since: str | None = None) -> dict[str, dict[str, Precision]]:
    """Watchlist -> month (YYYY-MM, in `zone`) in which it caught an article first -> counts, months in order.

    The latest decision about an article counts, whoever made it. since: only what was caught from this ISO time on.
    """
    found: dict[str, dict[str, Precision]] = {}
    for row in sorted(db.execute(_CAUGHT, {"since": since or ""}), key=lambda row: (row["watchlist"], row["at"])):
        months = found.setdefault(row["watchlist"], {})
        months.setdefault(day(row["at"], zone)[:7], Precision()).add(row["decision"])
    return found


def total(months: dict[str, Precision]) -> Precision:
    """All months together."""
    return Precision(
        caught=sum(each.caught for each in months.values()),
        relevant=sum(each.relevant for each in months.values()),
        irrelevant=sum(each.irrelevant for each in months.values()),
    )
