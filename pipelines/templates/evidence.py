"""What one page teaches: its blocks, and which of them the teacher kept."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from lxml.html import HtmlElement

from pipelines.templates.walk import Block, Node, blocks_of, matching, path_of, running_chars

_WORDS = re.compile(r"\w+")
_ASCII = {code: chr(code).lower() if _WORDS.match(chr(code)) else " " for code in range(128)}
"""What an ASCII character is in such words: several times faster than a search for them, and the same."""
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
    inside: int
    """Characters of running text in the container (pipelines.templates.walk.running_chars) ..."""
    outside: int
    """... and in the rest of the page: what the guard measures a page by."""
    asked: bool = False
    """Whether a template of this container was there when the page was read, and in doubt."""
    refuted: str | None = None
    """Container of the template that an audit found to read the page otherwise than the teacher."""

    @property
    def kept_chars(self) -> int:
        """Characters that the teacher kept."""
        return sum(block.chars for block in self.blocks if block.kept)

    @property
    def linked(self) -> float:
        """Share of them that are links' text."""
        return sum(block.linked for block in self.blocks if block.kept) / max(1, self.kept_chars)


def body_blocks(root: HtmlElement) -> list[Block]:
    """All blocks of a page."""
    start = root if (body := root.find("body")) is None else body
    return blocks_of(start, Node(path_of(start)), grow=True)


def lesson_of(page: str, root: HtmlElement, text: str, blocks: list[Block] | None = None) -> Lesson | None:
    """Compare a page's blocks with the text that the teacher found on it; None where they have nothing in common.

    text: lines parted by newlines. blocks: the page's, where somebody took it apart already.
    """
    kept = Kept(text)
    container = container_of(block for block in blocks or body_blocks(root) if kept.holds(block))
    if container is None:
        return None
    top = Node(container)
    elements = list(matching(root, container))
    inside = sum(map(running_chars, elements))
    return Lesson(
        page=page,
        container=container,
        blocks=tuple(_seen(b, kept) for element in elements for b in blocks_of(element, top, grow=True)),
        inside=inside,
        outside=running_chars(root) - inside,
    )


class Kept:
    """What the teacher kept of a page."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._words: dict[str, str] = {}
        lines = [self.words(line) for line in text.split("\n")]
        self._lines = set(lines)
        self._whole = " ".join(lines)

    def holds(self, block: Block) -> bool:
        """Whether a block is of it; most are found or ruled out before their words are taken apart."""
        if len(block.text) >= 2 * _SHORT and block.text in self._text:
            return True
        words = self.words(block.text)
        return bool(words) and (words in self._lines or (len(words) >= _SHORT and words in self._whole))

    def words(self, text: str) -> str:
        """What `bare` says of a text, remembered: a block of the article is mostly one of the lines."""
        found = self._words.get(text)
        if found is None:
            found = self._words[text] = bare(text)
        return found


def container_of(kept: Iterable[Block]) -> str | None:
    """Path of the deepest element that holds nine tenths of what was kept of a page; None where nothing was."""
    chars: Counter[str] = Counter()
    for block in kept:
        chars[block.node.path] += len(block.text)
    held: Counter[str] = Counter()
    for path, count in chars.items():
        for prefix in prefixes(path):
            held[prefix] += count
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


def bare(text: str) -> str:
    """The words of a line in small letters: what is left when typography differs."""
    if text.isascii():
        return " ".join(text.translate(_ASCII).split())
    return " ".join(_WORDS.findall(text.lower()))


def line_hash(words: str) -> int:
    """Stable signed 64-bit hash of a line's words (BLAKE2b)."""
    return int.from_bytes(hashlib.blake2b(words.encode(), digest_size=8).digest(), "big", signed=True)


def _seen(block: Block, kept: Kept) -> Seen:
    return Seen(
        path=block.node.path,
        chars=len(block.text),
        linked=block.linked,
        kept=kept.holds(block),
        line=line_hash(kept.words(block.text)),
    )
