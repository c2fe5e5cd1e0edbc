"""What tells of a block whether it is of the article: numbers taken from its text, its neighbours and its like.

No word of any language and no name of a class is among them: measured on sites that were not trained on, neither added
anything.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise
from math import log1p

from pipelines.templates.evidence import is_below, prefixes
from pipelines.templates.walk import Block

NAMES = (
    *("chars", "words", "linked", "sentence", "commas", "stops", "digits", "capitals", "word_length", "capitalised"),
    *("in_container", "steps_below", "place", "before", "after", "lines", "number", "share", "twice"),
    *("path_kept", "path_of_text", "path_blocks", "path_linked", "path_sentences", "path_chars"),
    *("parent_kept", "parent_of_text", "parent_blocks", "parent_linked", "parent_sentences", "parent_chars"),
    *("previous_chars", "previous_linked", "previous_sentence", "previous_kept", "previous_beside", "previous_alike"),
    *("next_chars", "next_linked", "next_sentence", "next_kept", "next_beside", "next_alike"),
)
"""Of the numbers of a row, in their order."""
_WORDS = re.compile(r"\w+")
_STOPS = ".!?…。"
_CLOSING = "\"'”’»)] "
_MAIN = 0.9
"""Share of the kept characters that the container holds."""
_NONE = -1.0
"""In place of what is not there."""

Row = list[float]


@dataclass(slots=True)
class _Like:
    """Blocks that stand in the same place of the layout."""

    chars: int = 0
    linked: int = 0
    blocks: int = 0
    sentences: int = 0
    kept: int = 0
    """Characters."""

    def add(self, block: Block, *, ended: bool, kept: bool) -> None:
        chars = len(block.text)
        self.chars += chars
        self.linked += block.linked
        self.blocks += 1
        self.sentences += ended
        if kept:
            self.kept += chars

    def row(self, total: int) -> Row:
        mean = self.chars / self.blocks
        shares = self.linked / self.chars, self.sentences / self.blocks
        return [self.kept / self.chars, self.kept / total, log1p(self.blocks), *shares, log1p(mean)]


class Signs:
    """The blocks of one page in document order, and which of them the teacher kept: `rows` are their numbers."""

    def __init__(self, blocks: Sequence[Block], kept: Iterable[bool]) -> None:
        self._blocks = blocks
        self._kept = list(kept)
        self.places = [place for place, keep in enumerate(self._kept) if keep]
        """Of the kept blocks, to which `rows` belong."""
        self._chars = sum(len(blocks[place].text) for place in self.places)
        self._paths = [block.node.path for block in blocks]
        self._parents = [path.rpartition("/")[0] for path in self._paths]
        self._ended = [ends_sentence(block.text) for block in blocks]
        self._texts = Counter(block.text for block in blocks)
        self._by_path = self._alike(self._paths)
        self._by_parent = self._alike(self._parents)

    def rows(self) -> list[Row]:
        """A row of numbers for each kept block."""
        rows = []
        before = 0
        for number, place in enumerate(self.places):
            rows.append([
                *_of_text(self._blocks[place]),
                *self._of_place(place, number, before),
                *self._by_path[self._paths[place]].row(self._chars),
                *self._by_parent[self._parents[place]].row(self._chars),
                *self._of_neighbour(place, place - 1),
                *self._of_neighbour(place, place + 1),
            ])  # fmt: skip
            before += len(self._blocks[place].text)
        return rows

    @property
    def runs(self) -> list[int]:
        """A number for each kept block, the same as the last one's where both stand in the same place of the layout."""
        paths = [self._paths[place] for place in self.places]
        return list(accumulate((one != other for one, other in pairwise(paths)), initial=0))

    def _alike(self, names: Sequence[str]) -> dict[str, _Like]:
        found: dict[str, _Like] = defaultdict(_Like)
        for name, block, ended, kept in zip(names, self._blocks, self._ended, self._kept, strict=True):
            found[name].add(block, ended=ended, kept=kept)
        return found

    @cached_property
    def _container(self) -> str:
        """Path of the deepest element that holds nearly all that was kept."""
        held: Counter[str] = Counter()
        for place in self.places:
            for prefix in prefixes(self._paths[place]):
                held[prefix] += len(self._blocks[place].text)
        return max((path for path, chars in held.items() if chars >= _MAIN * self._chars), key=len)

    def _of_place(self, place: int, number: int, before: int) -> Row:
        block, path = self._blocks[place], self._paths[place]
        inside = is_below(path, self._container)
        below = float(path.count("/") - self._container.count("/")) if inside else _NONE
        own = len(block.text)
        shares = before / self._chars, (self._chars - before - own) / self._chars
        lines = float(len(self.places)), float(min(number, 20)), own / self._chars
        twice = float(self._texts[block.text] > 1)
        return [float(inside), below, place / len(self._blocks), *shares, *lines, twice]

    def _of_neighbour(self, place: int, other: int) -> Row:
        if not 0 <= other < len(self._blocks):
            return [_NONE] * 6
        block = self._blocks[other]
        text = log1p(len(block.text)), block.linked / len(block.text), float(self._ended[other])
        beside = self._parents[other] == self._parents[place]
        return [*text, float(self._kept[other]), float(beside), float(self._paths[other] == self._paths[place])]


def ends_sentence(text: str) -> bool:
    """Whether a text ends as sentences do."""
    last = text.rstrip(_CLOSING)[-1:]
    return bool(last) and last in _STOPS


def _of_text(block: Block) -> Row:
    text = block.text
    chars, words = len(text), _WORDS.findall(text)
    count = max(1, len(words))
    marks = text.count(",") / count, sum(map(text.count, _STOPS)) / count
    letters = sum(map(str.isdigit, text)) / chars, sum(map(str.isupper, text)) / chars
    shape = chars / count, sum(word[0].isupper() for word in words) / count
    return [log1p(chars), log1p(count), block.linked / chars, float(ends_sentence(text)), *marks, *letters, *shape]
