"""READ: the way of a page through the reader's stages, in order. Its second half is pipelines.settle."""

from __future__ import annotations

from pipelines import (
    clean,
    credit,
    fingerprint,
    kinds,
    metadata,
    opening,
    structured,
    tags,
    text,
    walls,
)
from pipelines.article import Article, Page, Reading, Rejected
from pipelines.draft import Draft, Knowledge, Stage

READ: tuple[Stage, ...] = (
    opening.open_page,
    structured.read_structured,
    walls.screen,
    clean.clean,
    metadata.read_metadata,
    kinds.classify,
    credit.find_credits,
    text.seal,
    fingerprint.take_fingerprint,
    tags.tag,
)


def read(page: Page, knowledge: Knowledge) -> Reading | Rejected:
    """A fetched page as an article, or why it is none. Pure."""
    article = Article(url=page.final_url, source=page.source, first_seen=page.first_seen, fetched=page.fetched)
    draft = Draft(page=page, source=knowledge.sources.get(page.source), article=article)
    for stage in READ:
        rejected = stage(draft, knowledge)
        if rejected is not None:
            return rejected
    return Reading(article=draft.article, fingerprint=draft.fingerprint, evidence=draft.evidence)
