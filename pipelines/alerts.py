"""Which articles that a watchlist caught are told at once. Pure.

One alert a copy group: copies of a told article are not told again. A story that was told goes on when an independent
text joins it, or when a text has words of the query that none of the story's alerts had. What was old news when it was
first seen is not told at all: the first look at a source, a backfill and an ingest bring the past.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

Why = Literal["new", "independent", "term"]
"""new: the first of its story; independent: another text of a told story; term: words that were not there before."""
Silence = Literal["old", "reread", "told"]
"""old: no news when it was first seen or read; reread: read anew by newer stages of ours, not changed by its outlet;
told: it repeats a told article, is repeated by one, or is a new version of one."""

EARLIEST = "1995-01-01"
"""Claims of an earlier publication are not believed: they are the zero of somebody's clock."""
_DIGEST_BYTES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Caught:
    """An article version that a watchlist caught, with what is known of it now."""

    watchlist: str
    """Id of the watchlist."""
    article: str
    """Id of the article."""
    revision: int
    """Its version, from 1."""
    at: str
    """When it was caught."""
    terms: tuple[str, ...]
    """The words of the query that held."""
    root: str
    """Id of the article that it repeats in the end; its own where it is no copy."""
    first_seen: str
    """When its link was first seen."""
    fetched: str
    """When this version was fetched."""
    published: str | None = None
    """Claimed time of publication."""
    day_only: bool = False
    """Whether only the day of that is known."""
    reread: bool = False
    """Whether this version differs by our reading alone."""
    found_at_start: bool = False
    """Whether its link was among those that the first look at its source brought."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An earlier alert of the same watchlist about the same story."""

    root: str
    """Id of the article that the told one repeats in the end, as known now."""
    terms: tuple[str, ...]
    """The words of the query that held."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether something is told."""

    why: Why | None = None
    """Why it is; None: it is not."""
    silence: Silence | None = None
    """Why it is not; None: it is."""
    fresh: tuple[str, ...] = ()
    """Words that no earlier alert of the story had."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inferred:
    """A fact about an article that its page does not state."""

    field: str
    """agency or published."""
    value: str
    """What is taken to be true."""
    how: str
    """From what, in a few words."""


def alert_id(watchlist: str, article: str, revision: int) -> str:
    """The id of an alert: BLAKE2b-128 in hex of what it is about, so that deriving it twice makes it once."""
    return hashlib.blake2b(
        f"{watchlist}\n{article}\n{revision}".encode(), digest_size=_DIGEST_BYTES, person=b"presswatch alert"
    ).hexdigest()


def message_id(*parts: str) -> str:
    """The id of a message: BLAKE2b-128 in hex of what it carries to whom."""
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=_DIGEST_BYTES, person=b"presswatch send ").hexdigest()


def judge(caught: Caught, told: Sequence[Told], limit: timedelta) -> Verdict:
    """Whether an article that was caught is told. told: the alerts of its story so far; limit: the age of old news."""
    known = {term for one in told for term in one.terms}
    fresh = tuple(term for term in caught.terms if term not in known)
    if caught.reread:
        return Verdict(silence="reread")
    if is_old(caught, limit):
        return Verdict(silence="old")
    if not told:
        return Verdict(why="new", fresh=fresh)
    if fresh:
        return Verdict(why="term", fresh=fresh)
    if caught.root not in {one.root for one in told}:
        return Verdict(why="independent")
    return Verdict(silence="told")


def is_old(caught: Caught, limit: timedelta) -> bool:
    """Whether an article was old news when it was first seen, or had been fetched long before it was read.

    One without a believable date is old where the first look at its source brought it.
    """
    if _apart(caught.fetched, caught.at) > limit:
        return True
    published = caught.published
    if published is None or published < EARLIEST:
        return caught.found_at_start
    if caught.day_only:
        published = f"{published[:10]}T23:59:59+00:00"
    return _apart(published, caught.first_seen) > limit


def inferred(article: Mapping[str, Any]) -> list[Inferred]:
    """What is inferred of an article, given as its stored line with present values."""
    provenance, found = article["provenance"], []
    if article["agency"] and provenance.get("agency") in (None, "learned"):
        found.append(Inferred(field="agency", value=article["agency"], how="from an article it repeats or credits"))
    published, how = article["published"], provenance.get("published", "")
    if published is None:
        found.append(Inferred(field="published", value=article["first_seen"], how="no date given: when first seen"))
    elif how.split(",")[0] in ("url", "htmldate"):
        words = "from its address" if how.startswith("url") else "searched in the page"
        found.append(Inferred(field="published", value=published, how=words))
    return found


def unique(terms: Iterable[str]) -> tuple[str, ...]:
    """The terms once each, in their order."""
    return tuple(dict.fromkeys(terms))


def _apart(earlier: str, later: str) -> timedelta:
    return datetime.fromisoformat(later) - datetime.fromisoformat(earlier)
