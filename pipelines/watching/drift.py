"""Whether the pages of a site have drifted from what is usual of them. Pure.

A page is never doubted for being short alone: its text must say nothing of its headline as well, or stand on other
pages too, or the pages before it must have been short as well, more in a row than chance explains.
"""

from __future__ import annotations

import math
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from pipelines.article import Article
from pipelines.watching.headlines import TOLD, told

SUSPECT = "suspect"
"""Key of a reading's evidence that its text was found where a template was in doubt for what stands beside it."""
USUAL_PAGES = 24
"""Newest trusted pages of a site that say what is usual."""
ENOUGH = 8
"""Fewer of them say nothing."""
HALF, COLLAPSE = 0.5, 0.3
"""Parts of the usual length: short where more speaks against a text, and short by itself."""
IN_A_ROW = 5
"""Short pages in a row that are too many, more where a site has many such pages at all times."""
LACKING_IN_A_ROW = 3
"""The same of pages without a field that pages of the site have."""
IMPROBABLE = 1e-4
"""What happens less often by chance is no chance."""
RECENT = 10
"""Newest pages in which lines are looked for."""
ELSEWHERE = 2
"""On so many of these a line must stand ..."""
REPEATED = 0.6
"""... and such lines make up so much of a text that is on every page."""
SIMILAR = 0.3
"""Share of words in common from which two headlines are of one story, whose texts may repeat each other."""
MOSTLY = 0.5
"""Share of a headline's words than which 97 % of texts have more."""
FIELDS = ("title", "published")
"""What pages of a site have, or have not."""
_WORDS = re.compile(r"[^\W_]+")
_LINE = 25
"""Characters from which on a line is told from others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is kept of a page to know its like."""

    words: int
    """Words of its text."""
    told: float
    """Share of its headline's words that the text has."""
    lacks: frozenset[str]
    """Those of FIELDS that it is without."""
    headline: frozenset[int]
    """Hashes of the headline's words."""
    lines: Sequence[int]
    """Hashes of the text's lines."""
    sizes: tuple[int, ...] = ()
    """Characters of these lines; of a page that is judged."""
    elsewhere: bool = False
    """Whether more text than usual stands beside what was read; of a page that is judged."""
    held: bool = False
    """Whether it was not trusted."""

    @property
    def speaks(self) -> bool:
        """Whether the text speaks of its headline."""
        return self.told >= TOLD


def facts_of(article: Article, *, elsewhere: bool = False) -> Facts:
    """What is to be known of an article's page."""
    lines = [line for line in article.text.split("\n") if len(line) >= _LINE]
    return Facts(
        words=article.word_count,
        told=round(told(article.title or "", article.text), 3),
        lacks=frozenset(name for name in FIELDS if not getattr(article, name)),
        headline=frozenset(map(_hash, _WORDS.findall((article.title or "").lower()))),
        lines=tuple(map(_hash, lines)),
        sizes=tuple(map(len, lines)),
        elsewhere=elsewhere,
    )


def breach(page: Facts, before: Sequence[Facts]) -> str | None:
    """Why a page is not to be trusted, for a person; None where it is.

    before: the site's earlier pages, newest first, those that are held among them.
    """
    trusted = [facts for facts in before if not facts.held]
    if len(trusted) < ENOUGH:
        return None
    return _foreign(page, before) or _repeated(page, before) or _collapsed(page, before) or _lacking(page, before)


def _foreign(page: Facts, before: Sequence[Facts]) -> str | None:
    """A text that says nothing of its headline, where the site's texts do, and that is short or stood elsewhere."""
    trusted = _trusted(before)
    if page.told >= MOSTLY or sum(facts.speaks for facts in trusted) < 0.9 * len(trusted):
        return None
    usual = median(facts.words for facts in trusted)
    short = page.words < HALF * usual
    if page.speaks:
        doubtful = short and page.elsewhere
        return "its text hardly speaks of its headline, and more text stands beside it" if doubtful else None
    if short:
        return f"its text says nothing of its headline, and has {page.words} words where {usual:.0f} are usual"
    again = _share(page, _standing(before[:RECENT], page, at_least=1)) >= HALF
    return "its text says nothing of its headline and stood on an earlier page" if again else None


def _repeated(page: Facts, before: Sequence[Facts]) -> str | None:
    """The same text on page after page, which older pages did not have."""
    lines = _standing(before[:RECENT], page, at_least=ELSEWHERE)
    share = _share(page, lines)
    if share < REPEATED:
        return None
    older = [facts for facts in before[RECENT:] if not facts.held]
    share = _share(page, lines - _standing(older, page, at_least=ELSEWHERE))
    told = f"{100 * share:.0f} % of its text stand on other pages with other headlines"
    return told if share >= REPEATED and len(older) >= ENOUGH else None


def _collapsed(page: Facts, before: Sequence[Facts]) -> str | None:
    """A short text after many short ones in a row."""
    older = _trusted(before[IN_A_ROW:])
    if len(older) < ENOUGH:
        return None
    usual = median(facts.words for facts in older)

    def short(facts: Facts) -> bool:
        return facts.words < COLLAPSE * usual

    run, rest = _run(short, before)
    if short(page) and len(rest) >= ENOUGH and run + 1 >= _too_many(map(short, rest), len(rest), IN_A_ROW):
        return f"{run + 1} pages in a row have less than a third of the {usual:.0f} words that are usual"
    return None


def _lacking(page: Facts, before: Sequence[Facts]) -> str | None:
    """Without a field that the site's pages have, after others in a row."""
    for name in FIELDS:
        if name not in page.lacks:
            continue

        def lacks(facts: Facts, name: str = name) -> bool:
            return name in facts.lacks

        run, rest = _run(lacks, before)
        usual = len(rest) >= ENOUGH and sum(map(lacks, rest)) <= 0.1 * len(rest)
        if usual and run + 1 >= _too_many(map(lacks, rest), len(rest), LACKING_IN_A_ROW):
            return f"{run + 1} pages in a row are without {name}"
    return None


def _run(so: Callable[[Facts], bool], before: Sequence[Facts]) -> tuple[int, list[Facts]]:
    """How many of the newest pages are so without a break, and the trusted ones before them."""
    run = next((n for n, facts in enumerate(before) if not so(facts)), len(before))
    return run, _trusted(before[run:])


def _trusted(before: Iterable[Facts]) -> list[Facts]:
    return [facts for facts in before if not facts.held][:USUAL_PAGES]


def _too_many(so: Iterable[bool], count: int, least: int) -> int:
    """Pages in a row that are improbable by the share of such pages before."""
    share = (sum(so) + 0.5) / (count + 5)
    return max(least, math.ceil(math.log(IMPROBABLE) / math.log(share)))


def _standing(pages: Iterable[Facts], page: Facts, *, at_least: int) -> set[int]:
    """Lines of a page that stand on so many others whose headlines are of something else."""
    own, counts = set(page.lines), Counter[int]()
    for facts in pages:
        common = own.intersection(facts.lines)
        if common and not _same_story(facts, page):
            counts.update(common)
    return {line for line, count in counts.items() if count >= at_least}


def _same_story(one: Facts, other: Facts) -> bool:
    both = one.headline | other.headline
    return len(one.headline & other.headline) >= SIMILAR * len(both)


def _share(page: Facts, lines: set[int]) -> float:
    """How much of a page's text these lines are."""
    return sum(size for line, size in zip(page.lines, page.sizes, strict=True) if line in lines) / max(
        1, sum(page.sizes)
    )


def _hash(words: str) -> int:
    """Stable 32-bit hash (CRC-32): it tells a few thousand lines of one site apart."""
    return zlib.crc32(words.encode())
