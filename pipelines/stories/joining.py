"""SETTLE: an article joins the story of its original, of what it credits, or of what tells its event in other words.

A story's id is that of the article that began it. Of two stories the one that was begun earlier keeps its id.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime

import orjson

from pipelines.article import Article, article_from_json
from pipelines.dedup import window_time
from pipelines.settling import Change, Settling
from pipelines.stories.index import EventIndex, Known
from pipelines.stories.matching import Evidence, evidence, kind_of, related, same_event
from pipelines.stories.parting import part
from pipelines.stories.profile import Profile, profile

FEWEST_WORDS = 25
"""A shorter text tells too little to be recognised by."""


def join_story(settling: Settling) -> None:
    """SETTLE stage: set article.story; where it brings two stories together, move the younger one's articles.

    Copies go with their original. What is no copy is looked for by names, numbers and days (pipelines.stories.matching)
    among what was published within `settling.window`, in its language or another; such links are rows of `story_links`.
    """
    article = settling.article
    if article.revision > 1:
        part(settling)
    found = _stories_of(settling, _relatives(settling))
    if article.duplicate_of is None:
        found = {**found, **_by_content(settling, found)}
    if not found:
        article.story = article.id
        return
    kept, *absorbed = sorted(found, key=lambda story: _begun(settling.db, story))
    article.story = kept
    for story in absorbed:
        _move(settling, story, found[story])


def remember(settling: Settling) -> None:
    """SETTLE stage, after the article is stored: let later ones find it by its names and numbers."""
    article, index = settling.article, EventIndex(settling.db)
    rows = settling.db.execute(
        "SELECT key, latest FROM articles WHERE id = ? ORDER BY revision DESC LIMIT 2", (article.id,)
    ).fetchall()
    for key, _ in rows[1:]:
        index.remove(key)
    if rows and article.duplicate_of is None and article.word_count >= FEWEST_WORDS:
        index.add(rows[0][0], settling.profile or _profile(article), window_time(article))


def recall(db: sqlite3.Connection, article_key: int) -> None:
    """Let an article be found that was a copy and is none any more."""
    (line,) = db.execute("SELECT line FROM articles WHERE key = ?", (article_key,)).fetchone()
    article = article_from_json(orjson.loads(line))
    if article.word_count >= FEWEST_WORDS:
        EventIndex(db).add(article_key, _profile(article), window_time(article))


def _stories_of(settling: Settling, relatives: list[tuple[str, str]]) -> dict[str, str]:
    return {story: why for id_, why in relatives if (story := _story_of(settling.db, id_)) is not None}


def _relatives(settling: Settling) -> list[tuple[str, str]]:
    """Ids of stored articles that tell the same story for certain, each with the reason."""
    article = settling.article
    found = [(article.id, "an earlier version of it")] if article.revision > 1 else []
    if article.duplicate_of is not None:
        found.append((article.duplicate_of, "one article repeats the other"))
    roots = {article.id, article.duplicate_of}
    followers = [c.id for c in settling.changes if c.field == "duplicate_of" and c.new in roots and c.new is not None]
    found += [(id_, "one article repeats the other") for id_ in followers]
    credited = next((credit.article_id for credit in article.credits if credit.article_id), None)
    if credited is not None:
        found.append((credited, "one article credits the other"))
    return found + [(id_, "one article credits the other") for id_ in _crediting(settling)]


def _crediting(settling: Settling) -> list[str]:
    """Articles whose strongest stored source is this one; a round-up that credits many joins only its first."""
    rows = settling.db.execute(
        "SELECT c.article FROM credits c WHERE c.target = ?1 AND NOT EXISTS (SELECT 1 FROM credits o"
        " WHERE o.article = c.article AND o.target IS NOT NULL AND o.target != ?1 AND o.position < c.position)",
        (settling.article.id,),
    )
    return [id_ for (id_,) in rows]


def _by_content(settling: Settling, certain: dict[str, str]) -> dict[str, str]:
    """Stories that tell the same event in other words, each with the reason; their links are noted.

    The best match leads. Another story is merged with it only where it matches both the article and the best match.
    """
    article = settling.article
    if article.word_count < FEWEST_WORDS:
        return {}
    settling.profile = _profile(article)
    index = EventIndex(settling.db)
    matches = _matches(settling, index)
    joined: dict[str, str] = {}
    for known, found in matches:
        story = known.story or known.id
        if story in joined or story in certain or _fits(index, settling.profile, (known, found), matches[0][0]):
            joined.setdefault(story, _why(found))
            _note(settling, known, found)
    return joined


def _matches(settling: Settling, index: EventIndex) -> list[tuple[Known, Evidence]]:
    """Stored articles that tell the same event, the surest first."""
    mine = settling.profile
    if mine is None:
        return []
    time = datetime.fromisoformat(window_time(settling.article))
    window = (time - settling.window).isoformat(), (time + settling.window).isoformat()
    found = []
    for known in index.candidates(mine, window, settling.article.id):
        hours = abs((datetime.fromisoformat(known.seen) - time).total_seconds()) / 3600
        said = evidence(mine, known.profile, index.rarity, hours)
        if same_event(said):
            found.append((known, said))
    return sorted(found, key=lambda pair: -pair[1].score)


def _fits(index: EventIndex, mine: Profile, match: tuple[Known, Evidence], best: Known) -> bool:
    """Whether a story is not merely touched: it is the best match's own, or tells that one's event too; and of a story
    of several texts half at least have something to do with the article. So stories do not chain."""
    known, found = match
    if known is not best and not same_event(evidence(best.profile, known.profile, index.rarity, found.hours)):
        return False
    others = [one for one in index.of_story(known.story or known.id) if one.id != known.id]
    near = sum(related(evidence(mine, one.profile, index.rarity, 0.0)) for one in others)
    return 2 * near >= len(others)


def _note(settling: Settling, known: Known, found: Evidence) -> None:
    settling.db.execute(
        "INSERT OR REPLACE INTO story_links (article, other, kind, score, evidence) VALUES (?, ?, ?, ?, ?)",
        (settling.article.id, known.id, kind_of(found), found.score, orjson.dumps(found.shared).decode()),
    )


def _why(found: Evidence) -> str:
    return f"both tell of {', '.join(found.shared[:5])}"


def _profile(article: Article) -> Profile:
    written = datetime.fromisoformat(window_time(article)).date()
    return profile(article.title or "", article.text, written)


def _story_of(db: sqlite3.Connection, id_: str) -> str | None:
    row = db.execute("SELECT story FROM articles WHERE id = ? AND latest", (id_,)).fetchone()
    return row[0] if row else None


def _begun(db: sqlite3.Connection, story: str) -> int:
    """When a story was begun, as the key of its first article; of its oldest member where that was forgotten."""
    row = db.execute("SELECT min(key) FROM articles WHERE id = ?", (story,)).fetchone()
    if row[0] is None:
        row = db.execute("SELECT min(key) FROM articles WHERE story = ? AND latest", (story,)).fetchone()
    return int(row[0] or 0)


def _move(settling: Settling, story: str, why: str) -> None:
    rows = settling.db.execute("SELECT id FROM articles WHERE story = ? AND latest", (story,)).fetchall()
    kept = settling.article.story
    settling.changes += [
        Change(id=id_, field="story", old=story, new=kept, why=why) for (id_,) in rows if id_ != settling.article.id
    ]
