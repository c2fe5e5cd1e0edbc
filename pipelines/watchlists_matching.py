"""SETTLE: which watchlists an article version fulfils. It comes after the stories, when agency and story are known."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import tzinfo

from pipelines.clock import day
from pipelines.querying.document import document_of_article
from pipelines.querying.percolator import Percolator
from pipelines.settling import Settling
from pipelines.store import watch_hits
from pipelines.watchlists import Watchlist


def percolator_of(watchlists: Iterable[Watchlist], zone: tzinfo) -> Percolator | None:
    """The enabled watchlists made ready; None where there are none. zone: whose days before: and after: mean."""
    enabled = [each for each in watchlists if each.enabled]
    if not enabled:
        return None
    from pipelines.querying.grammar import parse  # lark is loaded only by those who have watchlists

    return Percolator({each.id: parse(each.query) for each in enabled}, zone)


def match_watchlists(settling: Settling) -> None:
    """SETTLE stage: name the watchlists that this version fulfils, and note by which words."""
    if settling.watchlists is None:
        return
    article = settling.article
    settling.document = document_of_article(article, day(article.fetched, settling.zone))
    caught = settling.watchlists.caught_by(settling.document)
    article.watchlists = [each.name for each in caught]
    for each in caught:
        watch_hits.note(settling, each)
