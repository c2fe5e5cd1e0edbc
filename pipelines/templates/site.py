"""Lessons and templates as JSON, for the catalogue."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from pipelines.templates.evidence import Lesson, Seen
from pipelines.templates.learning import Template

_PLAIN = ("page", "container", "inside", "outside", "asked", "refuted")
"""Fields of a lesson that JSON takes as they are."""


def lesson_to_json(lesson: Lesson) -> dict[str, Any]:
    """A lesson as a small JSON object: each path once, blocks as [path, chars, linked, kept, line]."""
    paths = {path: n for n, path in enumerate(dict.fromkeys(block.path for block in lesson.blocks))}
    rows = [[paths[b.path], b.chars, b.linked, int(b.kept), b.line] for b in lesson.blocks]
    plain = {name: getattr(lesson, name) for name in _PLAIN}
    return {**plain, "paths": list(paths), "blocks": rows}


def lesson_from_json(data: dict[str, Any]) -> Lesson:
    """A lesson from its JSON object."""
    blocks = tuple(
        Seen(path=data["paths"][path], chars=chars, linked=linked, kept=bool(kept), line=line)
        for path, chars, linked, kept, line in data["blocks"]
    )
    return Lesson(**{name: data[name] for name in _PLAIN}, blocks=blocks)


def template_to_json(template: Template) -> dict[str, Any]:
    """A template as a JSON object."""
    return asdict(template)


def template_from_json(data: dict[str, Any]) -> Template:
    """A template from its JSON object."""
    lists = {name: tuple(data[name]) for name in ("closed", "boilerplate", "pages")}
    return Template(**{**data, **lists})
