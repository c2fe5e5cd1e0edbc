"""Whether a new reading of a stored article is a revision of the outlet's.

Both versions are to be read by the same reader: the page of the stored one is read anew, beside the new one. What then
differs was changed by the outlet. Where the old page is not kept any more, or cannot be read in the same way, only what
no reader could have made up counts: another headline, and other words within a paragraph that both versions have.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pipelines.article import Article
from pipelines.revising.aligning import align
from pipelines.revising.edits import edits_between
from pipelines.revising.window import differing
from pipelines.revising.wording import is_slip, lines_of, plain, said

Verdict = Literal["same", "test", "stale", "revision"]
_OF_NO_READER = frozenset({"headline", "number", "wording", "typo", "live", "access"})
"""Types that do not depend on which paragraphs a reader keeps. A silent edit is never told where nothing is sure."""
_RANK = {"headline": 0, "partial": 1, "full": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """The newest stored version, as it is read today."""

    revision: int
    """Its number."""
    article: Article
    """Its page read anew in the way the new one was read; as stored, where that could not be."""
    how: str
    """Which reader read both pages; or, where they could not be read alike, why."""
    verified: bool
    """Whether both were read alike."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What a new reading is."""

    verdict: Verdict
    """same (nothing said otherwise), test (a headline of before came back, the text is the same), stale (an older state
    of the page, out of a cache), or revision."""
    edits: tuple[str, ...] = ()
    """Of a revision: its types (pipelines.revising.edits.MEANING)."""
    titles: tuple[str, ...] = ()
    """Of a headline test: the headlines that alternate."""
    how: str = ""
    """How both versions were read, for the provenance."""


def judge(after: Article, earlier: Earlier, history: Sequence[Article]) -> Judged:
    """What a new reading is. history: all stored versions, oldest first, the newest among them."""
    before = earlier.article
    old, new = said(before.title, before.text), said(after.title, after.text)
    how = earlier.how if earlier.verified else f"not verified: {earlier.how}"
    if old == new or _RANK[after.access] < _RANK[before.access]:
        return Judged(verdict="same", how=how)
    if not earlier.verified and old[0] == new[0] and not _surely_changed(before, after):
        return Judged(verdict="same", how=how)
    titles = _alternating(old[0], new[0], history)
    if titles and old[1] == new[1]:
        return Judged(verdict="test", titles=titles, how=how)
    known = [said(version.title, version.text) for version in history]
    if new in known and _is_older(after, history[-1]):
        return Judged(verdict="stale", how=how)
    return Judged(verdict="revision", edits=_types(after, earlier, (titles, new in known)), titles=titles, how=how)


def _types(after: Article, earlier: Earlier, seen: tuple[tuple[str, ...], bool]) -> tuple[str, ...]:
    titles, restored = seen
    found = edits_between(earlier.article, after) or ("wording",)
    if not earlier.verified:
        alike = earlier.article.extractor == after.extractor
        found = tuple(name for name in found if name != "silent" and (alike or name in _OF_NO_READER)) or ("wording",)
    if titles:
        found = tuple("headline_test" if name == "headline" else name for name in found)
    return (*found, "restored") if restored and not titles else found


def _is_older(after: Article, newest: Article) -> bool:
    """Whether the page claims to be older than the version that is stored."""
    return after.modified is not None and newest.modified is not None and after.modified < newest.modified


def _alternating(old: str, new: str, history: Sequence[Article]) -> tuple[str, ...]:
    """The headlines since the one that came back, where one did: A, B, A. () where the new one never stood there."""
    if old == new:
        return ()
    titles = [plain(version.title or "") for version in history[:-1]]
    if new not in titles:
        return ()
    last = len(titles) - 1 - titles[::-1].index(new)
    return tuple(dict.fromkeys([*titles[last:], old]))


def _surely_changed(before: Article, after: Article) -> bool:
    """Whether a paragraph that both have says something else; whole paragraphs may be the reader's doing."""
    old, new = map(lines_of, differing(before.text, after.text))
    rows = align([plain(line) for line in old], [plain(line) for line in new])
    if before.extractor == after.extractor:
        return any(row.state != "same" for row in rows)
    return any(row.state == "changed" and not is_slip(row.old, row.new) for row in rows)
