"""What SETTLE works on: one read article, inside the writer's transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, timedelta, tzinfo
from typing import TYPE_CHECKING

from pipelines.article import Article
from pipelines.querying.document import Document
from pipelines.revising.judging import Judged

if TYPE_CHECKING:
    from pipelines.querying.percolator import Percolator
    from pipelines.stories.profile import Profile  # its package imports this module


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Something learned about an article whose line is already written."""

    id: str
    """The article's id."""
    field: str
    """Name of the Article field."""
    old: object
    """Value until now; anything JSON can hold."""
    new: object
    """Value from now on."""
    why: str
    """One short sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told(Change):
    """A change as a line of the log tells it: its values may be anything."""

    at: str
    """When it was learned, ISO."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """`article` repeats the earlier `original`; both are article ids."""

    article: str
    original: str
    kind: str
    score: float


@dataclass(slots=True, kw_only=True)
class Settling:
    """One article version on its way into the catalogue. Stages fill it in, in the order of pipelines.run.SETTLE."""

    article: Article
    """id and revision are set."""
    fingerprint: list[int]
    """FracMinHash of the text."""
    db: sqlite3.Connection
    """The catalogue, inside a transaction that the writer commits."""
    now: str
    """Present time, ISO."""
    zone: tzinfo = UTC
    """The configured time zone, for the days of folders."""
    window: timedelta = timedelta(hours=72)
    """How far apart two articles may be published and still be copies."""
    reread: bool = False
    """Whether a stored page was read anew, by newer stages: a difference is then ours, and always a new revision."""
    judged: Judged | None = None
    """What this version is beside the stored one, where their pages were read alike; None: it is held against what is
    stored of it, and told as not verified."""
    unchanged: bool = False
    """Set when this version says what the stored one says: nothing is written, and no further stage runs."""
    duplicates: list[Duplicate] = field(default_factory=list)
    """Edges to write: of this article, or of earlier stored ones that turn out to repeat it."""
    watchlists: Percolator | None = None
    """The watchlists, made ready; None where there are none."""
    document: Document | None = None
    """The article as queries see it, where its words were already split."""
    profile: Profile | None = None
    """What the article is recognised by, where its story was looked for by content."""
    changes: list[Change] = field(default_factory=list)
    """What this article teaches about articles already stored. The store writes them to the changes log and folds
    `story`, `duplicate_of`, `duplicate_kind` and `agency` into the catalogue's columns."""
    lines: list[tuple[str, int, bytes]] = field(default_factory=list)
    """Lines announced to files (path below DATA, offset, bytes), to be appended after the commit."""


SettleStage = Callable[[Settling], None]
