"""What one page teaches: its blocks, and which of them the teacher kept."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from lxml.html import HtmlElement

from pipelines.templates.walk import Block, blocks_of, step_of

_WORDS = re.compile(r"\w+")
_SHARE = 0.9
"""Of the kept characters, what a container must hold."""
_SHORT = 25
"""Letters below which a block must be a whole line of the teacher's text to count as kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One block of a page that was learned from."""

    path: str
    chars: int
    linked: int
    kept: bool
    line: int
    """64-bit hash of its words: the same on other pages of the site for boilerplate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What one page taught."""

    page: str
    """The page's URL: a page teaches once."""
    container: str
    """Path of the deepest element that holds nearly all that was kept."""
    blocks: tuple[Seen, ...]
    """The blocks in the container."""
    paragraphs: int
    """Characters of the page's <p> elements: what the guard measures a text by."""

    @property
    def kept_chars(self) -> int:
        """Characters that the teacher kept."""
        return sum(block.chars for block in self.blocks if block.kept)


def lesson_of(page: str, root: HtmlElement, text: str) -> Lesson | None:
    """Compare a page's blocks with the text that the teacher found on it; None where they have nothing in common.

    text: lines parted by newlines.
    """
    body = root.find("body")
    start = root if body is None else body
    path = step_of(root) if body is None else f"{step_of(root)}/{step_of(body)}"
    lines = {bare(line) for line in text.split("\n")}
    whole = " ".join(bare(line) for line in text.split("\n"))
    blocks = [_seen(block, lines, whole) for block in blocks_of(start, path)]
    container = container_of(blocks)
    if container is None:
        return None
    inside = tuple(b for b in blocks if b.path == container or is_below(b.path, container))
    return Lesson(page=page, container=container, blocks=inside, paragraphs=paragraph_chars(root))


def container_of(blocks: Iterable[Seen]) -> str | None:
    """Path of the deepest element that holds nine tenths of what was kept of a page; None where nothing was."""
    held: Counter[str] = Counter()
    for block in blocks:
        if block.kept:
            for prefix in prefixes(block.path):
                held[prefix] += block.chars
    if not held:
        return None
    total = max(held.values())
    deepest = max((path for path, chars in held.items() if chars >= _SHARE * total), key=lambda path: path.count("/"))
    return deepest if any(is_below(path, deepest) for path in held) else deepest.rpartition("/")[0] or deepest


def prefixes(path: str) -> list[str]:
    """All paths from the root to a path, itself included."""
    steps = path.split("/")
    return ["/".join(steps[: n + 1]) for n in range(len(steps))]


def is_below(path: str, container: str) -> bool:
    """Whether a path leads through a container."""
    return path.startswith(container + "/")


def paragraph_chars(root: HtmlElement) -> int:
    """Characters in a page's <p> elements."""
    return sum(len(text) for paragraph in root.iter("p") for text in paragraph.itertext())


def bare(text: str) -> str:
    """The words of a line in small letters: what is left when typography differs."""
    return " ".join(_WORDS.findall(text.lower()))


def line_hash(words: str) -> int:
    """Stable signed 64-bit hash of a line's words (BLAKE2b)."""
    return int.from_bytes(hashlib.blake2b(words.encode(), digest_size=8).digest(), "big", signed=True)


def _seen(block: Block, lines: set[str], whole: str) -> Seen:
    words = bare(block.text)
    kept = bool(words) and (words in lines or (len(words) >= _SHORT and words in whole))
    return Seen(path=block.path, chars=len(block.text), linked=block.linked, kept=kept, line=line_hash(words))
