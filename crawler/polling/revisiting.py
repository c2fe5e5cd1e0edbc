"""When a stored article is looked at again, and what its page then says of it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from pipelines.article import Article
from pipelines.reasons import Reason

HOUR, DAY = 3600.0, 86400.0
MISSES = 2
"""Visits in a row that must find a page gone before the article counts as taken down."""
PATIENT = 3
"""Visits in a row without an answer to go by, each an hour later than the one before, before the plan goes on."""
LAST_LOOKS = 6
"""Visits in a row that find a page gone, after which nobody looks again once the plan is at its end."""

Plan = tuple[float, ...]
"""Ages in seconds, rising, at which an article is looked at again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Age:
    """What the age of an article is counted from."""

    published: datetime | None
    """Claimed time; None where there is none."""
    to_the_day: bool
    """Whether only its day is known."""
    first_seen: datetime

    @classmethod
    def of(cls, article: Article) -> Age:
        """The age of an article."""
        return cls(
            published=datetime.fromisoformat(article.published) if article.published else None,
            to_the_day=article.published_precision == "day",
            first_seen=datetime.fromisoformat(article.first_seen),
        )

    @property
    def since(self) -> datetime:
        """Publication; when the link was first seen, where the claim is missing, later, or a day that just began."""
        if self.published is None or self.published > self.first_seen:
            return self.first_seen
        recent = self.first_seen - self.published < timedelta(days=2)
        return self.first_seen if self.to_the_day and recent else self.published


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstVisit:
    """The beginning of a plan."""

    since: datetime
    """From when ages count."""
    next: datetime
    """When the page is looked at first."""


def first_visit(age: Age, now: datetime, plan: Plan) -> FirstVisit | None:
    """When an article just stored is looked at first; None where the plan is empty.

    One that is past the plan already is looked at once, after its longest step: old news are seldom changed.
    """
    if not plan:
        return None
    following = next_visit(age.since, now, plan)
    if following:
        return FirstVisit(since=age.since, next=following)
    return FirstVisit(since=age.since, next=now + timedelta(seconds=plan[-1]))


def next_visit(since: datetime, now: datetime, plan: Plan) -> datetime | None:
    """The next planned moment after `now`; None where there is none. Moments that were missed are passed over."""
    return min((moment for age in plan if (moment := since + timedelta(seconds=age)) > now), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a plan stands after a visit."""

    since: datetime
    misses: int = 0
    """Visits in a row that found the page gone."""
    errors: int = 0
    """Visits in a row without an answer to go by."""
    asked: float = 0.0
    """Seconds that the server asked to wait."""


def following(standing: Standing, now: datetime, plan: Plan) -> datetime | None:
    """When the page is looked at next, after a visit of any outcome.

    A page that is gone is looked at again soon, to be sure, and once it counts as taken down, now and then, whether it
    has come back. A visit that failed is made up for, later each time.
    """
    planned = next_visit(standing.since, now, plan)
    if not plan:
        return None
    if standing.misses and (standing.misses < MISSES or planned is None):
        wait = plan[0] if standing.misses < MISSES else plan[-1]
        soon = now + timedelta(seconds=wait) if standing.misses < LAST_LOOKS else None
    elif 0 < standing.errors <= PATIENT:
        soon = now + timedelta(seconds=max(HOUR * standing.errors, min(standing.asked, DAY)))
    else:
        soon = None
    return min((moment for moment in (planned, soon) if moment), default=None)


def judge_visit(
    url: str, final_url: str, status: int, verdict: tuple[Reason, str] | None
) -> tuple[Reason, str] | str | None:
    """What an answer means for a stored article, by all but its body.

    Returns 'unchanged' for 304, a reason with its detail, or None where the body must be read. verdict: why the answer
    is of no use by itself. GONE stands for 404, 410, and a redirect to the front page or a section above the article.
    """
    if status == 304:
        return "unchanged"
    if verdict is not None:
        return verdict
    return (Reason.GONE, f"leads to {final_url}") if leads_away(url, final_url) else None


def leads_away(url: str, final_url: str) -> bool:
    """Whether a page was answered by the front page, or by a section above it, in its place."""
    before, after = _steps(url), _steps(final_url)
    if urlsplit(url).query and before == after:
        return False
    return before != after and before[: len(after)] == after if before else False


def _steps(url: str) -> list[str]:
    """The steps of a path; a file name that only stands for its folder is none."""
    steps = [step for step in urlsplit(url).path.split("/") if step]
    return steps[:-1] if steps and steps[-1].partition(".")[0] in ("index", "home", "portada") else steps


VISITS_A_TICK = 10
"""Visits that may go out in one tick."""
SHARE = 0.5
"""Visits a day, for each request of another kind ..."""
FREE = 500
"""... and how many there may be all the same."""


def visits_now(waiting: int, others: int, visits: int) -> int:
    """How many visits may go out now: none while polls or new articles wait, and a share of the day's requests only.

    waiting: polls and articles queued; others: today's requests but for visits; visits: today's visits.
    """
    return 0 if waiting else max(0, int(FREE + SHARE * others) - visits)
