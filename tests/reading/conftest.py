"""A page in, a draft or a rejection out: what the tests of single READ stages share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC

import pytest
from reading_pages import AGENCIES, FETCHED

from pipelines import kinds, opening, structured, text, walls
from pipelines.agencies import Agencies
from pipelines.article import Article, Link, Page, Rejected
from pipelines.clean import clean
from pipelines.draft import Draft, Knowledge
from pipelines.metadata import read_metadata
from pipelines.source import Source
from pipelines.tags.places import Gazetteer
from pipelines.tags.topics import Topics

STAGES = (
    opening.open_page,
    structured.read_structured,
    walls.screen,
    clean,
    read_metadata,
    kinds.classify,
    text.seal,
)


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return Knowledge(
        sources={},
        agencies=Agencies.from_table(AGENCIES),
        topics=Topics.from_table({}),
        gazetteer=Gazetteer.shipped(),
        zone=UTC,
    )


Reader = Callable[..., Draft | Rejected]


@pytest.fixture
def read_page(knowledge: Knowledge) -> Reader:
    """Reads html (text or bytes) through every stage of this area; keywords are those of Page, and `source`."""

    def read(
        html: str | bytes, *, source: Source | None = None, link: Link | None = None, **known: object
    ) -> Draft | Rejected:
        url = str(
            known.get("url", "https://www.vellmar-post.example/town/2024/07/25/stairs-of-the-lighthouse-to-be-rebuilt/")
        )
        page = Page(
            url=url,
            final_url=url,
            source=source.id if source else "",
            body=html.encode() if isinstance(html, str) else html,
            headers=dict(known.get("headers", {})),
            fetched=FETCHED,
            first_seen=FETCHED,
            link=link,
        )
        article = Article(url=url, source=page.source, first_seen=FETCHED, fetched=FETCHED)
        draft = Draft(page=page, source=source, article=article)
        for stage in STAGES:
            rejected = stage(draft, knowledge)
            if rejected is not None:
                return rejected
        return draft

    return read
