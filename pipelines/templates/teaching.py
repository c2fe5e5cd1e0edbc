"""Where templates meet a draft: read by one if it is not in doubt, else note what the teacher's text teaches."""

from __future__ import annotations

import orjson

from pipelines.draft import Draft
from pipelines.templates.evidence import lesson_of
from pipelines.templates.reading import SHORTEST, Doubt
from pipelines.templates.site import lesson_to_json


def by_template(draft: Draft) -> str | None:
    """The page's text, a line for each block; None where its site has no template for it, or it is in doubt."""
    if not (_allowed(draft) and draft.templates.version):
        return None
    found = draft.templates.read(draft.tree, draft.page.final_url)
    return None if isinstance(found, Doubt) else found


def note_lesson(draft: Draft, text: str) -> None:
    """Put what the page teaches into the draft's evidence.

    text: what the teacher found on it; one too short to tell anything teaches nothing.
    """
    if not (_allowed(draft) and draft.templates.teach) or len(text) < SHORTEST:
        return
    lesson = lesson_of(draft.page.final_url, draft.tree, text)
    if lesson is not None:
        draft.evidence["lesson"] = orjson.dumps(lesson_to_json(lesson)).decode()


def _allowed(draft: Draft) -> bool:
    """Not where selectors say what the text is: what was learned before they were written would overrule them."""
    source = draft.source
    return source is None or (source.templates and not (source.select or source.remove or source.until))
