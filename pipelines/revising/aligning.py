"""Two texts side by side: paragraphs are paired, and the words of a pair aligned.

Paragraphs that are equal anchor the rest (Hunt and McIlroy 1976, as difflib has it). Between two anchors paragraphs are
paired in order by the words they share; the words of a pair are aligned by edit distance (rapidfuzz).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from re import Match
from typing import Literal

from rapidfuzz.distance import Levenshtein

from pipelines.revising.wording import MOST_PAIRS, TOKEN, folded_words, shingles

Op = Literal["=", "-", "+"]
Part = tuple[Op, str]
"""A passage that stays (=), goes (-) or comes (+), with its blanks."""
State = Literal["same", "changed", "removed", "added", "moved"]

ALIKE = 0.4
"""Share of words that two paragraphs must have in common to be one, changed."""
KEPT = 0.7
"""Share of a paragraph's four-word sequences that must stand elsewhere in the other text: it was moved, or cut."""
_ISLAND = 2
"""Words between two changes below which they are told as one."""
_MOST_LINES = 3000
"""Lines of a text in which equal ones are looked for wherever they stand; of a longer one, at both ends alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One paragraph in both texts."""

    state: State
    """removed, added and moved ones stand in one text alone, or in another place of the other."""
    parts: tuple[Part, ...]
    """What stays, goes and comes, in order."""

    @property
    def old(self) -> str:
        """As it was."""
        return "".join(text for op, text in self.parts if op != "+").strip()

    @property
    def new(self) -> str:
        """As it is."""
        return "".join(text for op, text in self.parts if op != "-").strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Words in place of other words."""

    old: str
    """'' where words were put in."""
    new: str
    """'' where words were taken out."""


def align(old: Sequence[str], new: Sequence[str]) -> list[Row]:
    """The lines of two texts, paired, in the order of the new one; what went stands where it was."""
    rows: list[Row] = []
    kept_old, kept_new = _sequences(old), _sequences(new)
    for a, b, c, d in _blocks(old, new):
        if old[a:b] == new[c:d]:
            rows += [Row(state="same", parts=(("=", line),)) for line in old[a:b]]
        else:
            rows += _between(old[a:b], new[c:d], (kept_old, kept_new))
    return rows


def align_words(old: str, new: str) -> tuple[Part, ...]:
    """The words of two passages aligned, small islands between two changes joined to them."""
    return tuple(_joined(_raw_parts(old, new)))


def spans(old: str, new: str) -> list[Span]:
    """What changed between two passages, each change as small as it is."""
    found: list[Span] = []
    gone = come = ""
    for op, text in [*_raw_parts(old, new), ("=", "")]:
        if op == "-":
            gone += text
        elif op == "+":
            come += text
        else:
            if gone or come:
                found.append(Span(old=gone.strip(), new=come.strip()))
            gone = come = ""
    return found


def _blocks(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int, int, int]]:
    """Where equal and other lines stand, in turn: first and last in the old text, first and last in the new one.

    difflib needs a time that grows with the square of the lines and with every pair of equal ones.
    """
    repeated = Counter(new)
    pairs = sum(repeated[line] for line in old)
    if pairs <= MOST_PAIRS and max(len(old), len(new)) <= _MOST_LINES:
        found = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        return [(a, b, c, d) for _, a, b, c, d in found]
    start = _alike_at_start(old, new)
    end = _alike_at_start(old[: start - 1 if start else None : -1], new[: start - 1 if start else None : -1])
    last, come = len(old) - end, len(new) - end
    return [(0, start, 0, start), (start, last, start, come), (last, len(old), come, len(new))]


def _alike_at_start(one: Sequence[str], other: Sequence[str]) -> int:
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _between(old: Sequence[str], new: Sequence[str], kept: tuple[set[str], set[str]]) -> Iterator[Row]:
    """Rows of what lies between two equal paragraphs."""
    after = 0
    for a, b in _pairs(old, new):
        for line in old[a[0] : a[1]]:
            yield _alone("-", line, kept[1])
        for line in new[after:b]:
            yield _alone("+", line, kept[0])
        after = b
        if a[1] < len(old) and b < len(new):
            yield Row(state="changed", parts=align_words(old[a[1]], new[b]))
            after = b + 1


def _alone(op: Op, line: str, others: set[str]) -> Row:
    own = _sequences([line])
    moved = bool(own) and len(own & others) >= KEPT * len(own)
    return Row(state="moved" if moved else "removed" if op == "-" else "added", parts=((op, line),))


def _pairs(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[tuple[int, int], int]]:
    """((first unpaired old, old), new) of each pair in order, and at last the ends of both."""
    start = 0
    for a, b in _matched(old, new):
        yield (start, a), b
        start = a + 1
    yield (start, len(old)), len(new)


def _matched(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """The pairs, in order in both, that have most in common together (dynamic programming)."""
    if not old or not new or len(old) * len(new) > MOST_PAIRS:
        return []
    before, after = ([set(folded_words(line)) for line in lines] for lines in (old, new))
    alike = [[_likeness(a, b) for b in after] for a in before]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], best[i + 1][j + 1] + alike[i][j])
    return _walk(best, alike)


def _walk(best: list[list[float]], alike: list[list[float]]) -> list[tuple[int, int]]:
    i = j = 0
    found = []
    while i < len(alike) and j < len(alike[0]):
        if alike[i][j] and best[i][j] == best[i + 1][j + 1] + alike[i][j]:
            found.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return found


def _likeness(a: set[str], b: set[str]) -> float:
    """Share of the shorter paragraph's words that stand in both; 0 below ALIKE."""
    share = len(a & b) / max(1, min(len(a), len(b)))
    return share if share >= ALIKE else 0.0


def _sequences(lines: Sequence[str]) -> set[str]:
    return {" ".join(run) for line in lines for run in shingles(folded_words(line))}


def _raw_parts(old: str, new: str) -> list[Part]:
    """Passages that stay, go and come, each token with the blanks before it."""
    a, b = list(TOKEN.finditer(old)), list(TOKEN.finditer(new))
    parts: list[Part] = []
    for op in Levenshtein.opcodes([m[0] for m in a], [m[0] for m in b]):
        if op.tag == "equal":
            parts.append(("=", _cut(new, b, op.dest_start, op.dest_end)))
            continue
        gone, come = _cut(old, a, op.src_start, op.src_end), _cut(new, b, op.dest_start, op.dest_end)
        parts += [("-", gone)] if gone else []
        parts += [("+", come)] if come else []
    return parts


def _cut(text: str, tokens: list[Match[str]], start: int, end: int) -> str:
    if start == end:
        return ""
    begin = tokens[start - 1].end() if start else 0
    return text[begin : tokens[end - 1].end()]


def _joined(parts: list[Part]) -> Iterator[Part]:
    """The same, with islands of few words between two changes told as gone and come again."""
    gone = come = ""
    for number, (op, text) in enumerate(parts):
        inner = 0 < number < len(parts) - 1 and (gone or come)
        island = op == "=" and inner and len(folded_words(text)) <= _ISLAND and _is_large(parts, number)
        if op == "=" and not island:
            yield from _changed(gone, come)
            gone = come = ""
            yield op, text
            continue
        gone += text if op != "+" else ""
        come += text if op != "-" else ""
    yield from _changed(gone, come)


def _changed(gone: str, come: str) -> Iterator[Part]:
    if gone:
        yield "-", gone
    if come:
        yield "+", come


def _is_large(parts: list[Part], number: int) -> bool:
    """Whether there are more words in the changes at both sides than between them."""
    around = [text for _, text in (*parts[max(0, number - 2) : number], *parts[number + 1 : number + 3])]
    return sum(len(folded_words(text)) for text in around) > 2 * len(folded_words(parts[number][1])) + 2
