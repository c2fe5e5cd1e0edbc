"""Where templates meet a draft: read by one if it is not in doubt, else note what the teacher's text teaches."""

from __future__ import annotations

from dataclasses import replace

import orjson

from pipelines.draft import Draft
from pipelines.structured import strings
from pipelines.templates.evidence import bare, lesson_of
from pipelines.templates.reading import SHORTEST, Doubt
from pipelines.templates.rescue import other_text
from pipelines.templates.site import lesson_to_json
from pipelines.templates.walk import Block
from pipelines.watching.drift import SUSPECT

AGREED = 0.5
"""Share of two texts that must be the same lines for an audit to find them alike."""

_BESIDE = ("elsewhere", "links", "headline")
"""Doubts that the place is still the article's."""


def by_template(draft: Draft) -> str | None:
    """The page's text, a line for each block; None where its site has no template for it, or it is in doubt.

    Why it is in doubt is noted in the draft's evidence.
    """
    if not (_allowed(draft) and draft.templates.version):
        return None
    found = draft.templates.read(draft.tree, draft.page.final_url, _headline(draft))
    if isinstance(found, Doubt):
        draft.evidence["doubt"] = found.why
        return None
    return found


def note_lesson(draft: Draft, text: str, blocks: list[Block] | None = None) -> None:
    """Put what the page teaches into the draft's evidence.

    text: what the teacher found on it; one too short to tell anything teaches nothing. blocks: the page's, where they
    are at hand.
    """
    if not (_allowed(draft) and draft.templates.teach) or len(text) < SHORTEST:
        return
    lesson = lesson_of(draft.page.final_url, draft.tree, text, blocks)
    if lesson is not None:
        asked = draft.templates.has(lesson.container)
        if asked and draft.evidence.get("doubt") in _BESIDE:
            draft.evidence[SUSPECT] = draft.evidence["doubt"]
        lesson = replace(lesson, asked=asked, refuted=_refuted(draft, text))
        draft.evidence["lesson"] = orjson.dumps(lesson_to_json(lesson)).decode()


def otherwise(draft: Draft, text: str) -> str | None:
    """A better text than the teacher's on a page of which the site's templates were in doubt; None: there is none."""
    return other_text(draft, text, _headline(draft)) if draft.evidence.get("doubt") else None


def _refuted(draft: Draft, text: str) -> str | None:
    """On an audited page, the container of a template that would have read it otherwise than the teacher."""
    if draft.evidence.get("doubt") != "audit":
        return None
    found, container = draft.templates.first(draft.tree, _headline(draft))
    return container if isinstance(found, str) and alike(found, text) < AGREED else None


def alike(one: str, other: str) -> float:
    """Share of the characters of two texts that stand in lines of both, from 0 to 1."""
    texts = [[bare(line) for line in text.split("\n")] for text in (one, other)]
    both = set(texts[0]) & set(texts[1])
    total = sum(len(line) for lines in texts for line in lines)
    return sum(len(line) for lines in texts for line in lines if line in both) / max(1, total)


def _headline(draft: Draft) -> str:
    """What the page says of itself in its head; which of its titles is best is found later."""
    claimed = (text for node in draft.main[:1] for text in strings(node.get("headline")))
    return next(iter([*draft.head.get("og:title", []), *claimed, *draft.head.get("title", [])]), "")


def _allowed(draft: Draft) -> bool:
    """Not where selectors say what the text is: what was learned before they were written would overrule them."""
    source = draft.source
    return source is None or (source.templates and not (source.select or source.remove or source.until))
