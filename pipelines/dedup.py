"""SETTLE: find what a new article repeats, and what stored ones turn out to repeat it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

import orjson

from pipelines.article import Article
from pipelines.differences import Text, prepare
from pipelines.originals import CONTAINED, LOOSE, Decision, Match, Overlap, Standing, Verdict, decide, judge, kin
from pipelines.settling import Change, Settling
from pipelines.store.fingerprints import Candidate, FingerprintIndex

TINY = 40
"""Texts of fewer words are copies only where title and text are the same."""
COMPARED = 6
"""How many texts are compared word by word at most."""
EARLIEST = "1995-01-01"
"""Claims of an earlier publication are not believed: they are the zero of somebody's clock."""

Ready = Callable[[str, str | None, str], Text]
"""Makes an article ready for comparing, given its id, headline and text."""

_EXACT = """
    SELECT key, id, title, published, first_seen, duplicate_of FROM articles
    WHERE content_hash = ? AND latest AND id != ? ORDER BY duplicate_of IS NOT NULL, key LIMIT 4
"""
_STANDING = """
    SELECT key, id, duplicate_of FROM articles
    WHERE key IN (SELECT value FROM json_each(?)) AND latest AND id != ?
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stored:
    """A candidate as it stands in the catalogue."""

    candidate: Candidate
    id: str
    duplicate_of: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Search:
    """What one search works on."""

    settling: Settling
    index: FingerprintIndex
    ready: Ready


def _prepare(_: str, title: str | None, text: str) -> Text:
    return prepare(title, text)


def find_originals(settling: Settling, index: FingerprintIndex | None = None, ready: Ready = _prepare) -> None:
    """SETTLE stage: set the article's original, the pairs to record, and the changes to stored articles.

    Exact repeats are found at any age, copies and contained texts within `settling.window` of its window_time.
    index: the fingerprints of the catalogue, where they do not lie in it. ready: for whoever keeps texts made ready.
    """
    search = _Search(settling=settling, index=index or FingerprintIndex(settling.db), ready=ready)
    article, time = settling.article, window_time(settling.article)
    matches = _exact(settling, time)
    stored: list[_Stored] = []
    if article.word_count >= TINY and settling.fingerprint:
        stored = _stored(search, time)
        matches += _compare(search, stored, {m.id for m in matches})
    near = frozenset(item.id for item in stored)
    _apply(search, decide(Standing(id=article.id, time=time, title=article.title or "", near=near), matches))


def window_time(article: Article) -> str:
    """When an article was published, as far as that can be believed, else when it was first seen.

    What was seen is published, so a claim after `first_seen` is not believed. Where only the day is known, its end is
    taken: a day alone must not make an article the original of one that knows its minute.
    """
    return _time(article.published, article.first_seen, day_only=article.published_precision == "day")


def _time(published: str | None, first_seen: str, *, day_only: bool) -> str:
    if published is None or published < EARLIEST:
        return first_seen
    if day_only:
        published = published[:10] + "T23:59:59+00:00"
    return min(published, first_seen)


def _window(settling: Settling, time: str) -> tuple[str, str]:
    moment = datetime.fromisoformat(time)
    return (moment - settling.window).isoformat(), (moment + settling.window).isoformat()


def _exact(settling: Settling, time: str) -> list[Match]:
    article = settling.article
    if not article.word_count:
        return []
    rows = settling.db.execute(_EXACT, (article.content_hash, article.id)).fetchall()
    verdict = Verdict(kind="exact", score=1.0)
    found = [
        Match(
            id=id_,
            time=_time(published, seen, day_only=False),
            order=key,
            duplicate_of=original,
            title=title or "",
            root_title="",
            verdict=verdict,
        )
        for key, id_, title, published, seen, original in rows
    ]
    if article.word_count >= TINY:
        return found
    first, last = _window(settling, time)
    return [match for match in found if first <= match.time <= last]


def _stored(search: _Search, time: str) -> list[_Stored]:
    """What shares enough with the article: originals first, then the most contained."""
    settling = search.settling
    candidates = search.index.candidates(settling.fingerprint, *_window(settling, time))
    near = {c.key: c for c in candidates if c.containment >= LOOSE}
    rows = settling.db.execute(_STANDING, (str(list(near)), settling.article.id))
    found = [_Stored(candidate=near[key], id=id_, duplicate_of=original) for key, id_, original in rows]
    return sorted(found, key=lambda s: (s.duplicate_of is not None, -s.candidate.containment, s.candidate.key))


def _compare(search: _Search, stored: list[_Stored], known: set[str]) -> list[Match]:
    """The candidates that stand the comparison of texts; copies of an original that stood it are not looked at."""
    enough = [s for s in stored if s.candidate.containment >= CONTAINED]
    article = search.settling.article
    new = search.ready(article.id, article.title, article.text) if enough else None
    found: list[Match] = []
    compared = 0
    for item in enough:
        if new is None or item.id in known or item.duplicate_of in known or compared == COMPARED:
            continue
        compared += 1
        match = _match(search, new, item)
        if match is not None:
            found.append(_with_family(search, match))
            known.add(match.id)
    return found


def _with_family(search: _Search, match: Match) -> Match:
    """A match in the light of what else repeats the stored article, or lies in it.

    No round-up after all is one whose copies share the new text as well. One that holds the new text, and of whose
    relatives none shares it or tells of it, is a round-up that went for one story's article until now.
    """
    verdict = match.verdict
    if verdict.kind != "contained" or (verdict.fits and not verdict.astray):
        return match
    settling, index = search.settling, search.index
    copies = index.copies(match.id, settling.fingerprint)
    if verdict.astray:
        family = any(copy.containment >= CONTAINED for copy in copies)
        return replace(match, verdict=replace(verdict, astray=False)) if family else match
    relatives = copies + index.parts(match.id, settling.fingerprint)
    beside = bool(relatives) and match.time <= window_time(settling.article) and not _tell_it(settling, relatives)
    return replace(match, verdict=replace(verdict, beside=True)) if beside else match


def _tell_it(settling: Settling, relatives: list[Candidate]) -> bool:
    """Whether one of these shares the new text, or has a headline akin to its."""
    if any(relative.containment >= LOOSE for relative in relatives):
        return True
    keys = str([relative.key for relative in relatives])
    rows = settling.db.execute("SELECT title FROM articles WHERE key IN (SELECT value FROM json_each(?))", (keys,))
    return any(kin(settling.article.title or "", title or "") for (title,) in rows)


def _match(search: _Search, new: Text, item: _Stored) -> Match | None:
    db, candidate = search.settling.db, item.candidate
    (line,) = db.execute("SELECT line FROM articles WHERE key = ?", (candidate.key,)).fetchone()
    row = orjson.loads(line)
    if row["word_count"] < TINY:
        return None
    overlap = Overlap(shared=candidate.shared, new=candidate.own, stored=candidate.size)
    verdict = judge(new, search.ready(item.id, row["title"], row["text"]), overlap)
    if verdict is None:
        return None
    time = _time(row["published"], row["first_seen"], day_only=row["published_precision"] == "day")
    return Match(
        id=item.id,
        time=time,
        order=candidate.key,
        duplicate_of=item.duplicate_of,
        title=row["title"] or "",
        root_title=_title(db, item.duplicate_of),
        verdict=verdict,
    )


def _title(db: sqlite3.Connection, id_: str | None) -> str:
    row = db.execute("SELECT title FROM articles WHERE id = ? AND latest", (id_,)).fetchone() if id_ else None
    return (row[0] if row else None) or ""


def _apply(search: _Search, decision: Decision) -> None:
    settling = search.settling
    article = settling.article
    article.duplicate_of, article.duplicate_kind = decision.original, decision.kind
    settling.duplicates += decision.edges
    root = decision.original or article.id
    for match in decision.followers:
        _point(settling, match.id, root, match.verdict.kind)
        _move_copies(settling, match.id, root)
    if decision.original is not None:
        _move_copies(settling, article.id, root)
    for match in decision.deposed:
        _depose(search, match.id)


def _depose(search: _Search, round_up: str) -> None:
    """Make the earliest of a round-up's copies the original of the others and of the round-up."""
    settling = search.settling
    rows = settling.db.execute(
        "SELECT a.id, a.key FROM articles a LEFT JOIN fingerprints f ON f.article = a.key"
        " WHERE a.duplicate_of = ? AND a.latest AND a.id != ? ORDER BY f.seen, a.key",
        (round_up, settling.article.id),
    ).fetchall()
    if not rows:
        return
    first, key = rows[0]
    search.index.restore(key)
    _point(settling, first, None, None)
    _point(settling, round_up, first, "contained")
    for id_, _ in rows[1:]:
        _point(settling, id_, first, "copy")


def _point(settling: Settling, id_: str, root: str | None, kind: str | None) -> None:
    row = settling.db.execute(
        "SELECT duplicate_of, duplicate_kind FROM articles WHERE id = ? AND latest", (id_,)
    ).fetchone()
    why = "an article that shares its text was stored"
    for field, old, new in (("duplicate_of", row[0], root), ("duplicate_kind", row[1], kind)):
        if old != new:
            settling.changes.append(Change(id=id_, field=field, old=old, new=new, why=why))


def _move_copies(settling: Settling, old_root: str, root: str) -> None:
    """Copies of an article that became a copy itself point at its original: no chains."""
    rows = settling.db.execute(
        "SELECT id FROM articles WHERE duplicate_of = ? AND latest AND id != ?", (old_root, root)
    ).fetchall()
    why = "its original turned out to repeat an earlier article"
    for (id_,) in rows:
        settling.changes.append(Change(id=id_, field="duplicate_of", old=old_root, new=root, why=why))
