"""What one page teaches: its blocks, and which of them the teacher kept."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from lxml.html import HtmlElement

from pipelines.templates.walk import Block, blocks_of, step_of

_WORDS = re.compile(r"\w+")
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
    """The page's URL key or id: a page teaches once."""
    blocks: tuple[Seen, ...]
    paragraphs: int
    """Characters of the page's <p> elements: what the guard measures a text by."""

    @property
    def kept_chars(self) -> int:
        """Characters that the teacher kept."""
        return sum(block.chars for block in self.blocks if block.kept)


def lesson_of(page: str, root: HtmlElement, text: str) -> Lesson:
    """Compare a page's blocks with the text that the teacher found on it.

    text: lines parted by newlines.
    """
    body = root.find("body")
    start = root if body is None else body
    path = step_of(root) if body is None else f"{step_of(root)}/{step_of(body)}"
    lines = {bare(line) for line in text.split("\n")}
    whole = " ".join(bare(line) for line in text.split("\n"))
    blocks = tuple(_seen(block, lines, whole) for block in blocks_of(start, path))
    return Lesson(page=page, blocks=blocks, paragraphs=paragraph_chars(root))


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
