"""One row of an ingested file, whatever the file is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from crawler.discovery.addresses import absolute
from crawler.warc import PageRecord
from pipelines.article import Article, Page
from pipelines.clock import iso
from pipelines.dates import EARLIEST, Moment, parse_date

MAX_PAGE = 16 << 20
"""Bytes of a page or of a line; the configured limit of pages holds as well, when the page is read."""
_CLOCKS = timedelta(hours=1)
"""How far another machine's clock may be ahead."""


class BadRow(ValueError):
    """A row that cannot be used, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRow:
    """A page as it was fetched somewhere, some time."""

    where: str
    """Where it stands: FILE:line, or FILE record N."""
    page: Page
    record: PageRecord
    """As it goes into the archive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRow:
    """An article whose text is known, without its page."""

    where: str
    article: Article


@dataclass(frozen=True, slots=True, kw_only=True)
class Unusable:
    """What cannot be taken."""

    where: str
    url: str
    """Its address; '' where it has none."""
    why: str
    fault: bool = True
    """False: a record that was never meant to be an article (a picture, a redirect)."""


Row = PageRow | TextRow | Unusable


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """When a row's page was fetched, and when its link was first seen."""

    fetched: str
    seen: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """What is known of when, for rows that do not say themselves."""

    now: datetime
    """Present moment, aware."""
    fetched: str | None = None
    """When the rows were fetched, as given by hand; None: the rows say, else it was now."""

    @property
    def seen(self) -> str:
        """When the links were first seen: now."""
        return iso(self.now)

    def clocks(self, fetched: object) -> Clocks:
        """Of a page fetched then, as its row says. Raises BadRow as fetched_at does."""
        return Clocks(fetched=self.fetched_at(fetched), seen=self.seen)

    def fetched_at(self, given: object) -> str:
        """When a row was fetched. Raises BadRow for what cannot be read, lies before 1990, or is still to come."""
        if given is None or given == "":
            return self.fetched or self.seen
        moment = _moment(given, "fetched")
        if not EARLIEST <= moment.at <= self.now + _CLOCKS:
            raise BadRow(f"fetched cannot have been {moment.text}")
        return moment.text

    def seen_at(self, given: object) -> str:
        """When a link was first seen, by another presswatch; never later than now."""
        return min(_moment(given, "first_seen").text, self.seen) if given else self.seen


def address(given: object) -> str:
    """A row's URL in the form in which links are kept. Raises BadRow."""
    if not isinstance(given, str) or not given.strip():
        raise BadRow("it has no url")
    found = absolute(given, given) if given.strip()[:4].lower() == "http" else None
    if found is None:
        raise BadRow(f"{given[:100]!r} is no http(s) address")
    return found


def moment_of(given: object, name: str) -> Moment | None:
    """A date of a row; None where it has none. Raises BadRow for what cannot be read."""
    return None if given is None or given == "" else _moment(given, name)


def _moment(given: object, name: str) -> Moment:
    usable = isinstance(given, str | int) and not isinstance(given, bool)
    moment = parse_date(str(given)) if usable else None
    if moment is None:
        raise BadRow(f"{name} cannot be read as a time: {str(given)[:60]!r}")
    return moment
