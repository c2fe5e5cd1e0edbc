"""READ: the way of a page through the reader's stages, in order. Its second half is pipelines.settle."""

from __future__ import annotations

import html

from pipelines import (
    bounds,
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
from pipelines.reasons import Reason
from pipelines.templates.reading import UNKNOWN, SiteTemplates

READ: tuple[Stage, ...] = (
    opening.open_page,
    structured.read_structured,
    walls.screen,
    clean.clean,
    metadata.read_metadata,
    bounds.bound,
    kinds.classify,
    credit.find_credits,
    text.seal,
    fingerprint.take_fingerprint,
    tags.tag,
)


RETELL: tuple[Stage, ...] = (credit.find_credits, text.seal, fingerprint.take_fingerprint, tags.tag)
"""The stages that a text needs which came without its page."""


def retell(article: Article, knowledge: Knowledge) -> Reading | Rejected:
    """An article whose text is known already, from a file: what is left to be found out. Pure.

    Credits that it brings along stand: whoever wrote them down has taken the credit lines out of the text.
    """
    if not article.text:
        return Rejected(reason=Reason.EMPTY, detail="no text")
    bounds.bound_article(article)
    draft = told_draft(article, knowledge)
    brought = article.credits or article.dateline or article.agency
    for stage in RETELL[1:] if brought else RETELL:
        rejected = stage(draft, knowledge)
        if rejected is not None:
            return rejected
    return Reading(article=draft.article, fingerprint=draft.fingerprint, evidence=draft.evidence)


def told_draft(article: Article, knowledge: Knowledge) -> Draft:
    """The draft of a text without a page: its tree holds headline and paragraphs, and nothing else."""
    blocks = "".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in article.text.split("\n"))
    body = f"<html><body><article><h1>{html.escape(article.title or '')}</h1>{blocks}</article></body></html>".encode()
    page = Page(
        url=article.url,
        final_url=article.url,
        source=article.source,
        body=body,
        headers={},
        fetched=article.fetched,
        first_seen=article.first_seen,
    )
    source = knowledge.sources.get(article.source)
    return Draft(page=page, source=source, tree=opening.parse(body), article=article)


def read(page: Page, knowledge: Knowledge, templates: SiteTemplates = UNKNOWN) -> Reading | Rejected:
    """A fetched page as an article, or why it is none. Pure. templates: what its site taught."""
    article = Article(url=page.final_url, source=page.source, first_seen=page.first_seen, fetched=page.fetched)
    draft = Draft(page=page, source=knowledge.sources.get(page.source), article=article, templates=templates)
    for stage in READ:
        rejected = stage(draft, knowledge)
        if rejected is not None:
            return rejected
    return Reading(article=draft.article, fingerprint=draft.fingerprint, evidence=draft.evidence)
