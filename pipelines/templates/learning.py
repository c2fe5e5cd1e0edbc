"""From lessons to templates: pages that keep their text in the same container agree on one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipelines.templates.evidence import Lesson, Seen, is_below, prefixes

AGREE = 3
"""Pages that must agree before a template is used."""
MOST = 8
"""Pages that one template is learned from; later ones add nothing but time."""
_BOILERPLATE_PAGES = 2
"""Lines that stand on so many pages are boilerplate, whatever the teacher kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """How pages of one layout are read. JSON: all fields are text, numbers, or maps and lists of them."""

    container: str
    """Path of the element that holds the article."""
    paths: Mapping[str, float]
    """Path of a block below the container -> share of its characters that the teacher kept."""
    steps: Mapping[str, float]
    """Last step of a path -> the same, for paths that were never seen."""
    closed: tuple[str, ...]
    """Paths of subtrees in which nothing was ever kept: they are not entered."""
    boilerplate: tuple[int, ...]
    """Hashes of lines that stand on several pages."""
    chars: int
    """Characters kept of a page, usually."""
    share: float
    """Characters kept for each character of running text in the container, usually: for the guard."""
    inside: float
    """Share of a page's running text that the container usually holds, at least."""
    outside: int
    """Characters of running text elsewhere on a page, at most."""
    linked: float
    """Share of the kept characters that are links' text, at most."""
    pages: tuple[str, ...]
    """The pages that agreed."""


def learn(lessons: Sequence[Lesson]) -> Template | None:
    """The template that the lessons of one container support, from the newest MOST of them; None if too few agree."""
    return _template(lessons[-MOST:]) if len(lessons) >= AGREE else None


def _template(lessons: Sequence[Lesson]) -> Template:
    container = lessons[0].container
    boilerplate = _repeated(lessons)
    inside = [block for lesson in lessons for block in lesson.blocks]
    useful = [block for block in inside if block.line not in boilerplate]
    return Template(
        container=container,
        paths=_ratios((block.path, block) for block in useful),
        steps=_ratios((block.path.rpartition("/")[2], block) for block in useful),
        closed=tuple(sorted(_closed(inside, container))),
        boilerplate=tuple(sorted(boilerplate)),
        chars=sorted(lesson.kept_chars for lesson in lessons)[len(lessons) // 2],
        share=_median([lesson.kept_chars / max(1, lesson.inside) for lesson in lessons]),
        inside=round(min(lesson.inside / max(1, lesson.inside + lesson.outside) for lesson in lessons), 3),
        outside=max(lesson.outside for lesson in lessons),
        linked=round(max(lesson.linked for lesson in lessons), 3),
        pages=tuple(lesson.page for lesson in lessons),
    )


def _repeated(lessons: Sequence[Lesson]) -> set[int]:
    pages: Counter[int] = Counter()
    for lesson in lessons:
        pages.update({block.line for block in lesson.blocks})
    return {line for line, count in pages.items() if count >= _BOILERPLATE_PAGES}


def _ratios(blocks: Iterable[tuple[str, Seen]]) -> dict[str, float]:
    kept: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for name, block in blocks:
        total[name] += block.chars
        kept[name] += block.chars if block.kept else 0
    return {name: round(kept[name] / chars, 3) for name, chars in total.items()}


def _closed(inside: list[Seen], container: str) -> set[str]:
    """The topmost subtrees in which everything seen was dropped, and that were seen more than once."""
    kept: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for block in inside:
        for prefix in prefixes(block.path):
            seen[prefix] += 1
            kept[prefix] += block.kept
    barren = {path for path, count in seen.items() if count > 1 and not kept[path] and is_below(path, container)}
    return {path for path in barren if _parent(path) not in barren}


def _median(shares: list[float]) -> float:
    return round(sorted(shares)[len(shares) // 2], 3)


def _parent(path: str) -> str:
    return path.rpartition("/")[0] or path
