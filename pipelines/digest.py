"""What a digest holds: a day's news in a page. Pure; the catalogue is read by store.reading.digest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipelines.alert_messages import Record, StoryFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A story, its copies folded."""

    story: StoryFacts
    article: Record
    """The article it is shown by: its first, or the one that a watchlist caught."""
    outlet: str
    """Who has that."""
    why: str = ""
    """Why it is here, in words; '' for a top story."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """What one watchlist caught."""

    name: str
    """How people call the watchlist."""
    stories: tuple[Told, ...]
    """The newest first."""
    more: int = 0
    """Stories beyond those that are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A published article that was changed."""

    article: Record
    """As it is now."""
    outlet: str
    at: str
    """When we saw it, ISO."""
    kinds: tuple[str, ...]
    """What sorts of change it is: keys of pipelines.revising.edits.MEANING."""
    old_title: str | None = None
    """The headline before, where it is another now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Takedown:
    """A published article that is there no more."""

    article: Record
    outlet: str
    at: str
    """Since when, ISO."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A source that is not well."""

    outlet: str
    kind: str
    """silent, not_a_feed, drift or failing."""
    since: str
    """ISO."""
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """The span in numbers."""

    articles: int
    """Stored for the first time."""
    copies: int
    """How many of these repeat another."""
    outlets: int
    """How many outlets they are of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """All of it."""

    name: str
    """The day it is of, or the moment of one that was asked for."""
    since: str
    """What it covers: from, ISO, and ..."""
    until: str
    """... up to, excluded."""
    counts: Counts
    stories: tuple[Told, ...] = ()
    """Top stories: those that most outlets have first."""
    sections: tuple[Section, ...] = ()
    """What each watchlist caught; those that caught nothing are left out."""
    edits: tuple[Edit, ...] = ()
    """Corrections and silent edits first."""
    takedowns: tuple[Takedown, ...] = ()
    troubles: tuple[Trouble, ...] = field(default=())

    @property
    def empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.stories or self.sections or self.edits or self.takedowns or self.troubles)

    @property
    def articles(self) -> list[str]:
        """Ids of all articles whose words it shows."""
        told = [*self.stories, *(one for section in self.sections for one in section.stories)]
        shown = [article["id"] for article in self._shown(told)]
        return list(dict.fromkeys([*shown, *(one.story.id for one in told)]))

    def _shown(self, told: Sequence[Told]) -> list[Record]:
        changed = [*(edit.article for edit in self.edits), *(gone.article for gone in self.takedowns)]
        return [*(one.article for one in told), *changed]


SMALL = frozenset({"typo", "moved", "live", "reread", "headline_test", "access", "takedown"})
"""Types of edits that a digest passes over where a version has no other."""


def worth_telling(kinds: Sequence[str]) -> bool:
    """Whether a change is told: not a mere matter of spelling, order, or a live blog that goes on."""
    return bool(set(kinds) - SMALL)


def ordered_edits(edits: Sequence[Edit], limit: int) -> tuple[Edit, ...]:
    """Corrections first, then silent edits, then all else; the newest first within each."""
    weights = {"correction": 0, "silent": 1}

    def weight(edit: Edit) -> int:
        return min((weights.get(kind, 2) for kind in edit.kinds), default=2)

    newest = sorted(edits, key=lambda edit: edit.at, reverse=True)
    return tuple(sorted(newest, key=weight)[:limit])
