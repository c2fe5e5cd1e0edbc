"""Why a text has its topics and countries: the words that earned each."""

from __future__ import annotations

from pipelines.tags import LOOKED_AT, Piece, evidence
from pipelines.tags.about import Setting, spoken_for
from pipelines.tags.learned import TOLD
from pipelines.tags.places import Gazetteer
from pipelines.tags.topics import Topics
from pipelines.tags.words import Words


def reasons(topics: Topics, piece: Piece, language: str | None) -> dict[str, list[str]]:
    """By the code of each topic that is given: up to TOLD words, weightiest first; `section NAME` for the outlet's own.

    Words are folded. A topic that was learned also names the rules whose score spoke for it, as `rules CODE`.
    """
    title, text, shown = Words.of(piece.title), Words.of(piece.text[:LOOKED_AT]), evidence(piece)
    earned: dict[int, dict[str, float]] = {}
    for place, term, points in topics.earned(title, text, language, shown):
        for each in (place, *topics.rules[place].parents):
            held = earned.setdefault(each, {})
            held[term] = max(points, held.get(term, 0.0))
    told = {
        topics.rules[place].code: sorted(held, key=lambda term: -held[term])[:TOLD] for place, held in earned.items()
    }
    learned = topics.learned.get(language or "")
    if learned is not None:
        ruled = {topic.code: topic.score for topic in topics.ruled(title, text, language, shown)}
        told |= learned.reasons(title, text, ruled)
    return {topic.code: told.get(topic.code, []) for topic in topics.of(title, text, language, shown)}


def country_reasons(gazetteer: Gazetteer, piece: Piece, language: str | None) -> dict[str, list[str]]:
    """By the code of each country that the text names: up to TOLD names that spoke for it, weightiest first.

    A country that is not among them, though the text has it, is the outlet's own: what names no other and tells of
    public life is at home.
    """
    title, text = Words.of(piece.title), Words.of(piece.text[:LOOKED_AT])
    named = spoken_for(title, text, gazetteer, Setting(home=piece.home, language=language))
    return {code: names[:TOLD] for code, names in named.items()}
