"""One page, fetched as a crawl fetches it (address guard, robots.txt, limits), without storing anything."""

from __future__ import annotations

from crawler.answers import Answer
from crawler.asking import Asker, Refusal
from crawler.configuration import Configuration
from crawler.errand import run_errand
from crawler.session import source_of
from pipelines.article import Page
from pipelines.errors import PresswatchError
from pipelines.reasons import MEANING
from pipelines.urls import InvalidUrl


def fetch_one(url: str, config: Configuration) -> Page:
    """The page at `url`. Blocks, and can be called once a process. Raises PresswatchError where it cannot be had."""
    try:
        source = source_of(config, url)
    except InvalidUrl as error:
        raise PresswatchError("cannot fetch", url, str(error), "give a whole http or https address") from error
    id_ = source.id if source else ""

    async def errand(asker: Asker) -> Answer | Refusal:
        return await asker.page(url, id_)

    answer = run_errand(config, errand)
    if isinstance(answer, Refusal):
        meaning = MEANING[answer.reason]
        raise PresswatchError("cannot fetch", url, answer.detail or meaning, f"{meaning}; look at the address")
    return page_of_answer(url, id_, answer)


def page_of_answer(url: str, source: str, answer: Answer) -> Page:
    """An answer as READ takes it; the link was first seen when it was fetched."""
    return Page(
        url=url,
        final_url=answer.final_url,
        source=source,
        body=answer.record.body,
        headers=answer.headers,
        status=answer.status,
        fetched=answer.record.fetched,
        first_seen=answer.record.fetched,
    )
