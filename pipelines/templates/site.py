"""What is known of one site: the lessons of its newest pages, and the templates that they support.

Folding the same lessons in the same order gives the same templates: nothing else decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from pipelines.templates.evidence import Lesson, Seen
from pipelines.templates.learning import Template, learn

REMEMBERED = 24
"""Newest lessons of a site that are kept: an old layout is forgotten as a new one is learned."""


def fold(lessons: list[Lesson], lesson: Lesson) -> list[Lesson]:
    """The lessons with another one: a page teaches once, and the oldest lesson goes when there are too many."""
    return [*(old for old in lessons if old.page != lesson.page), lesson][-REMEMBERED:]


def templates_of(lessons: Iterable[Lesson]) -> list[Template]:
    """The templates that a site's lessons support, that of the newest lesson first."""
    groups: dict[str, list[Lesson]] = {}
    for lesson in lessons:
        groups[lesson.container] = [*groups.pop(lesson.container, []), lesson]
    found = [learn(group) for group in reversed(groups.values())]
    return [template for template in found if template is not None]


def lesson_to_json(lesson: Lesson) -> dict[str, Any]:
    """A lesson as a small JSON object: each path once, blocks as [path, chars, linked, kept, line]."""
    paths = {path: n for n, path in enumerate(dict.fromkeys(block.path for block in lesson.blocks))}
    rows = [[paths[b.path], b.chars, b.linked, int(b.kept), b.line] for b in lesson.blocks]
    return {
        "page": lesson.page,
        "container": lesson.container,
        "paragraphs": lesson.paragraphs,
        "paths": list(paths),
        "blocks": rows,
    }


def lesson_from_json(data: dict[str, Any]) -> Lesson:
    """A lesson from its JSON object."""
    blocks = tuple(
        Seen(path=data["paths"][path], chars=chars, linked=linked, kept=bool(kept), line=line)
        for path, chars, linked, kept, line in data["blocks"]
    )
    return Lesson(page=data["page"], container=data["container"], blocks=blocks, paragraphs=data["paragraphs"])


def template_to_json(template: Template) -> dict[str, Any]:
    """A template as a JSON object."""
    return asdict(template)


def template_from_json(data: dict[str, Any]) -> Template:
    """A template from its JSON object."""
    lists = {name: tuple(data[name]) for name in ("closed", "boilerplate", "pages")}
    return Template(**{**data, **lists})
