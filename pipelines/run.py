"""The way of an article through the stages, in order: READ in the reader processes, SETTLE in the writer."""

from __future__ import annotations

from pipelines import (
    clean,
    credit,
    credit_links,
    dedup,
    fingerprint,
    kinds,
    metadata,
    opening,
    stories,
    structured,
    tags,
    text,
)
from pipelines.article import Article, Page, Reading, Rejected
from pipelines.draft import Draft, Knowledge, Stage
from pipelines.settling import SettleStage, Settling
from pipelines.store import articles

READ: tuple[Stage, ...] = (
    opening.open_page,
    structured.read_structured,
    kinds.screen,
    clean.clean,
    metadata.read_metadata,
    kinds.classify,
    credit.find_credits,
    text.seal,
    fingerprint.take_fingerprint,
    tags.tag,
)

SETTLE: tuple[SettleStage, ...] = (
    articles.revise,
    dedup.find_originals,
    credit_links.link_credits,
    stories.join_story,
    articles.store,
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


def settle(settling: Settling) -> None:
    """Take a read article into the catalogue, inside the writer's transaction; an unchanged version writes nothing."""
    for stage in SETTLE:
        stage(settling)
        if settling.unchanged:
            return
