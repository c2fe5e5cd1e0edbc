"""What a backfill is asked for, and how far it has come."""

from __future__ import annotations

from dataclasses import dataclass, field

from crawler.asking import Place
from crawler.backfilling.judging import Stretch
from crawler.discovery.paging import list_and_number
from pipelines.source import Source
from pipelines.store import walked


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What of the past is wanted."""

    source: Source
    stretch: Stretch
    undated: bool = False
    """Whether links of unknown day are entered."""
    budget: int | None = None
    """Most documents to ask for; None: as many as there are."""

    @property
    def stored(self) -> walked.Stretch:
        """The stretch as the catalogue keeps it."""
        days = self.stretch.days
        return walked.Stretch(first=days.first.isoformat(), last=days.last.isoformat(), undated=self.undated)


@dataclass(slots=True, kw_only=True)
class Walk:
    """What a walk has come to."""

    waiting: int = 0
    """Articles that an earlier run had entered and not fetched."""
    asked: int = 0
    """Documents asked for."""
    read: int = 0
    """How many of them could be read."""
    passed: int = 0
    """Documents that an earlier walk had finished."""
    within: int = 0
    """Links of the stretch, known ones included."""
    new: int = 0
    """How many of them were entered now."""
    gone: int = 0
    """Documents that another one names and that are not there: old indexes list what is gone."""
    undated: int = 0
    """Links left out since their day is not known."""
    stopped: str = ""
    """What ended it before its time; '' where nothing did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A document to walk."""

    place: Place
    depth: int = 0
    tried: bool = False
    """Guessed: nothing is missed where it is not there."""


@dataclass(slots=True, kw_only=True)
class Listing:
    """A section on its way back through its pages."""

    first: str
    seen: set[str] = field(default_factory=set)
    bare: int = 0
    """Pages in a row without a link of known day."""

    names: bool = False
    """Whether it names its pages: then one that names none is the last."""

    def step(self, named: str | None, guessed: str | None) -> Step | None:
        """The next page: as the list names it, else as it may be called."""
        self.names = self.names or named is not None
        url = named or (None if self.names else guessed)
        return Step(place=Place(url=url, kind="section", parent=self.first), tried=named is None) if url else None

    def after(self, url: str) -> int:
        """The number of the page after this one."""
        return list_and_number(url)[1] + 1
