"""When a message may go, and when it is tried again. Pure.

Quiet hours and days are of the configured time zone. A moment in it may come twice or never (summer time): quiet hours
are judged by what the clock on the wall shows.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo

FIRST_WAIT = timedelta(seconds=30)
"""Between the first attempt and the second; it doubles from then on."""
LONGEST_WAIT = timedelta(hours=1)
MOST_ATTEMPTS = 80
"""About three days of them: what could not be sent by then has failed, and is listed."""
LONGEST_ASKED = timedelta(hours=6)
"""Most that a receiver's Retry-After is heeded."""
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_STEP = timedelta(minutes=1)
_DAYS_AHEAD = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """When something may be told."""

    zone: tzinfo
    """The configured time zone."""
    quiet: tuple[time, time] | None = None
    """Begin (included) and end (excluded) of the hours in which nothing is; the end may lie on the next day."""
    days: Collection[str] = _WEEKDAYS
    """Weekdays on which it may be, as mon, tue ..."""

    def open(self, moment: datetime) -> bool:
        """Whether it may be at this moment."""
        local = moment.astimezone(self.zone)
        return _WEEKDAYS[local.weekday()] in self.days and not self._is_quiet(local.time().replace(tzinfo=None))

    def next_open(self, moment: datetime) -> datetime:
        """The first moment from `moment` on at which it may be; `moment` itself where there is none in a week."""
        if self.open(moment):
            return moment
        return next((start for start in self._openings(moment) if self.open(start)), moment)

    def _openings(self, moment: datetime) -> list[datetime]:
        """The moments of the coming days at which quiet hours end or a day begins; the first minute that exists."""
        today = moment.astimezone(self.zone).date()
        clocks = {time(), self.quiet[1] if self.quiet else time()}
        days = [today + timedelta(days=n) for n in range(_DAYS_AHEAD + 1)]
        found = [datetime.combine(day, clock, self.zone) for day in days for clock in sorted(clocks)]
        return [_existing(start) for start in found if start > moment]

    def _is_quiet(self, clock: time) -> bool:
        begin, end = self.quiet or (time(), time())
        if begin == end:
            return False
        return begin <= clock < end if begin < end else clock >= begin or clock < end


def may_go(hours: Hours, now: datetime, last: datetime | None, throttle: float) -> datetime:
    """When an alert that is made now may go. last: when the one before went; throttle: seconds between two."""
    spaced = last + timedelta(seconds=throttle) if last and throttle else now
    return hours.next_open(max(now, spaced))


def retry_at(now: datetime, attempts: int, asked: timedelta | None = None) -> datetime:
    """When a message that failed is tried again. attempts: those made so far; asked: what its receiver asked for."""
    wait = min(FIRST_WAIT * (1 << min(attempts - 1, 20)), LONGEST_WAIT)
    return now + max(wait, min(asked or timedelta(), LONGEST_ASKED))


def last_moment(now: datetime, clock: time, hours: Hours) -> datetime | None:
    """The last moment up to `now` at which the wall clock showed `clock` on one of the days; None: none in a week."""
    today = now.astimezone(hours.zone).date()
    for back in range(_DAYS_AHEAD):
        day = today - timedelta(days=back)
        moment = _existing(datetime.combine(day, clock, hours.zone))
        if moment <= now and _WEEKDAYS[day.weekday()] in hours.days:
            return moment
    return None


def _existing(moment: datetime) -> datetime:
    """The moment; where the clock was put forward over it, as much later."""
    back = moment.astimezone(UTC).astimezone(moment.tzinfo)
    return back if back.replace(tzinfo=None) != moment.replace(tzinfo=None) else moment
