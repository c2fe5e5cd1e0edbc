"""Which article repeats which: decided on two texts, then on all that match a new one. Pure.

Clusters must not chain: a shorter report can lie in a longer one that is no copy of the next. So an article points at
an original it was itself compared with, and an original points at nothing.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from pipelines.article import CopyKind
from pipelines.differences import Text, agree
from pipelines.fingerprint import codes, fold, hashes, words
from pipelines.settling import Duplicate

Side = Literal["new", "stored"]

CONTAINED = 0.5
"""Share of the smaller text's word sequences that the other must hold. Measured on generated wire copies: .5 found
99.3 % of the Spanish and 98.8 % of the English pairs with no wrong one, .4 linked two articles to their background."""
LOOSE = 0.3
"""Share at which an article follows a copy it matches to that copy's original."""
SAME = 0.9
"""Share at which an article stands where the copy it matches stands."""
WHOLE = 0.6
"""Share of the larger text from which the two are copies; below, the smaller is contained in the larger. It lies above
one half, so that what holds two texts side by side is a copy of at most one of them."""
ASTRAY = 0.3
"""A headline speaks of something else than a text that holds less than this share of its longer words. Measured on 618
excerpts and 86 texts put together of two: excerpts hold .55 and more of their whole's headline, nine in ten of the
second stories less than .3."""
KIN = 0.25
"""Share of the longer words of the shorter headline that two headlines about one event have in common."""

_RANK: dict[CopyKind, int] = {"exact": 0, "copy": 1, "contained": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """How much two texts share, in hashes or in word sequences."""

    shared: int
    """What both have."""
    new: int
    """What the new text has."""
    stored: int
    """What the stored text has."""

    @property
    def containment(self) -> float:
        """Share of the smaller one that the other holds."""
        return self.shared / max(1, min(self.new, self.stored))


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """That one of two texts repeats the other."""

    kind: CopyKind
    """exact: title and text are the same; copy: most of both; contained: most of the smaller."""
    score: float
    """Containment, 0 to 1."""
    holder: Side | None = None
    """For contained: which one holds the other."""
    astray: bool = False
    """For contained: the holder's headline speaks of something else, as in a round-up of several stories."""
    fits: bool = False
    """For contained: the holder's headline may speak of the part, and the part's own headline is akin to it."""
    beside: bool = False
    """For contained: the stored one holds what both share beside another text, that of its copies until now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The new article."""

    id: str
    """Its id."""
    time: str
    """When it was published, as far as that can be believed."""
    title: str = ""
    """Its headline, '' where it has none."""
    near: frozenset[str] = frozenset()
    """Ids of stored articles that share at least LOOSE with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A stored article whose text the new one shares."""

    id: str
    """Its article id."""
    time: str
    """When it was published, as far as that can be believed."""
    order: int
    """Smaller for what was stored earlier."""
    duplicate_of: str | None
    """Its original until now."""
    title: str
    """Its headline, '' where it has none."""
    root_title: str
    """Its original's headline, '' where it has none."""
    verdict: Verdict
    """How the two relate."""


@dataclass(slots=True, kw_only=True)
class Decision:
    """What follows from all matches of a new article."""

    original: str | None = None
    """The new article's original."""
    kind: CopyKind | None = None
    """How it repeats that."""
    edges: list[Duplicate] = field(default_factory=list)
    """Pairs to record."""
    followers: list[Match] = field(default_factory=list)
    """Stored originals that turn out to repeat the new article, or its original."""
    deposed: list[Match] = field(default_factory=list)
    """Stored originals that turn out to be round-ups: no original of those that lie in them."""


def judge(new: Text, stored: Text, overlap: Overlap) -> Verdict | None:
    """Whether one of two texts repeats the other; None where it does not."""
    if overlap.containment < CONTAINED or not agree(new, stored):
        return None
    score = round(overlap.containment, 4)
    if overlap.shared >= WHOLE * max(overlap.new, overlap.stored):
        return Verdict(kind="copy", score=score)
    holder: Side = "new" if overlap.new > overlap.stored else "stored"
    whole, part = (new, stored) if holder == "new" else (stored, new)
    share = headline_share(whole.title, part)
    return Verdict(
        kind="contained",
        score=score,
        holder=holder,
        astray=share is not None and share < ASTRAY,
        fits=share is not None and share >= ASTRAY and kin(whole.title, part.title),
    )


def headline_share(headline: str, part: Text) -> float | None:
    """Share of a headline's longer words and numbers that stand in a text or in its headline, 0 to 1.

    None where the headline has none: it says nothing. One is enough: "What was read most today" is over no story.
    """
    asked = _telling(headline)
    if not asked:
        return None
    known = {*part.codes, *_codes(words(part.title))}
    return len(known.intersection(_codes(asked))) / len(asked)


def _codes(tokens: Iterable[str]) -> array[int]:
    return codes(hashes(tokens))


def kin(headline: str, other: str) -> bool:
    """Whether two headlines may be about one event: a quarter of the shorter one's longer words stand in the other."""
    first, second = _telling(headline), _telling(other)
    return len(first & second) >= max(1.0, KIN * min(len(first), len(second)))


def _telling(headline: str) -> set[str]:
    return {fold(word) for word in words(headline) if len(word) > 4 or word[0].isdigit()}


def decide(new: Standing, matches: list[Match]) -> Decision:
    """Who repeats whom among a new article and what it matches.

    The original is the earliest; where times are equal, the one stored first.
    """
    decision = Decision()
    round_ups = [m for m in matches if _is_round_up(m, new.time)]
    decision.edges += [_part_edge(new.id, m) for m in round_ups]
    decision.deposed += [m for m in round_ups if _stored_whole(m) and m.duplicate_of is None]
    usable = [m for m in matches if m not in round_ups]
    _choose(new, [m for m in usable if m.time <= new.time], decision)
    _lead(new.id, [m for m in usable if m.time > new.time], decision)
    return decision


def _is_round_up(match: Match, new_time: str) -> bool:
    """Whether the earlier of the two holds the later one among other things: then it is no original of it."""
    verdict = match.verdict
    first: Side = "stored" if match.time <= new_time else "new"
    return (verdict.astray and verdict.holder == first) or verdict.beside


def _stored_whole(match: Match) -> bool:
    """Whether it is the stored one that holds the new one among other things."""
    return match.verdict.beside or match.verdict.holder == "stored"


def _part_edge(new_id: str, match: Match) -> Duplicate:
    whole, part = (match.id, new_id) if _stored_whole(match) else (new_id, match.id)
    return Duplicate(article=whole, original=part, kind="contained", score=match.verdict.score)


def _choose(new: Standing, earlier: list[Match], decision: Decision) -> None:
    """Find the new article's original among those before it."""
    roots = sorted((m for m in earlier if m.duplicate_of in (None, new.id)), key=_preference)
    decision.edges += [_edge(new.id, m.id, m) for m in roots]
    if roots:
        first = min((m for m in roots if _one_text(m)), key=lambda m: (m.time, m.order), default=roots[0])
        decision.original, decision.kind = first.id, first.verdict.kind
        decision.followers += [m for m in roots if m is not first and _one_text(m) and kin(m.title, first.title)]
        return
    for match in sorted(earlier, key=_preference):
        if _follow(new, match, decision):
            return


def _one_text(match: Match) -> bool:
    """Whether both surely tell one text. Two excerpts may share nothing: what holds both joins them."""
    verdict = match.verdict
    return verdict.kind != "contained" or (verdict.fits and verdict.holder == "new")


def _follow(new: Standing, match: Match, decision: Decision) -> bool:
    """Go by a copy to its original, with which the new article was not matched; whether that could be done."""
    root, verdict = match.duplicate_of, match.verdict
    if verdict.kind != "contained" and (root in new.near or verdict.score >= SAME):
        decision.edges.append(_edge(new.id, root or "", match))
    elif verdict.fits and verdict.holder == "stored" and kin(new.title, match.root_title):
        decision.edges.append(_edge(new.id, match.id, match))
    else:
        if verdict.holder == "stored":  # it holds the new text beside that of its own original
            decision.edges.append(_part_edge(new.id, match))
        return False
    decision.original, decision.kind = root, verdict.kind
    return True


def _lead(new_id: str, later: list[Match], decision: Decision) -> None:
    """Put the new article before stored ones that were published after it."""
    for match in later:
        decision.edges.append(_edge(match.id, new_id, match))
        whole = "contained" not in (match.verdict.kind, decision.kind)
        if match.duplicate_of is None and (decision.original is None or whole):
            decision.followers.append(match)


def _preference(match: Match) -> tuple[bool, int, bool, str, int]:
    verdict = match.verdict
    return verdict.astray, _RANK[verdict.kind], verdict.score < SAME, match.time, match.order


def _edge(article: str, original: str, match: Match) -> Duplicate:
    return Duplicate(article=article, original=original, kind=match.verdict.kind, score=match.verdict.score)
