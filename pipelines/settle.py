"""SETTLE: the way of a read article through the writer's stages, in order. Its first half is pipelines.run.

Two modules, since the process that writes never loads what reading needs.
"""

from __future__ import annotations

from pipelines import credit_inference, credit_links, dedup, stories, watchlists_matching
from pipelines.settling import SettleStage, Settling
from pipelines.store import articles

SETTLE: tuple[SettleStage, ...] = (
    articles.revise,
    dedup.find_originals,
    credit_links.link_credits,
    credit_inference.infer_agency,
    stories.join_story,
    watchlists_matching.match_watchlists,
    articles.store,
    stories.remember,
)


def settle(settling: Settling) -> None:
    """Take a read article into the catalogue, inside the writer's transaction; an unchanged version writes nothing."""
    for stage in SETTLE:
        stage(settling)
        if settling.unchanged:
            return
