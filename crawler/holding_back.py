"""Whether a page that was read is trusted: held against what is usual of its site's pages."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

from pipelines.article import Article, Reading
from pipelines.store import page_facts
from pipelines.urls import host_of
from pipelines.watching.drift import SUSPECT, breach, facts_of

_JUDGED = frozenset({"article", "opinion", "press_release"})
"""Kinds that have a text of their own; a gallery's or a video's is what it is."""


def distrust(db: sqlite3.Connection, reading: Reading, url: int) -> str | None:
    """Why a page is not to be trusted, for a person; None where it is. url: its row key in `urls`."""
    article = reading.article
    if not _is_judged(article):
        return None
    return breach(
        facts_of(article, elsewhere=SUSPECT in reading.evidence), page_facts.before(db, host_of(article.url), url)
    )


def remember(db: sqlite3.Connection, article: Article, url: int, *, held: bool = False) -> None:
    """Let a page count for what is usual of its site, inside the writer's transaction."""
    if _is_judged(article):
        page_facts.note(db, host_of(article.url), url, replace(facts_of(article), held=held))


def _is_judged(article: Article) -> bool:
    return article.access == "full" and article.kind in _JUDGED
