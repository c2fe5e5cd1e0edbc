"""What tells one event from another, in any language: the names, numbers and days of a text. Pure.

Numbers are kept without their separators, names by their skeleton, days as dates, so that `46.000 millones` and
`46 billion`, `Jalílov` and `Khalilov`, `este miércoles` and `on Wednesday` are the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from pipelines.fingerprint import body, fold
from pipelines.stories.skeletons import skeleton
from pipelines.stories.vocabulary import COUNTRIES, FUNCTION, GENERIC, MONTHS, NUMBER_WORDS, SCALES, WEEKDAYS

LOOKED_AT = 2000
"""Characters of a text that are looked at: news tells what happened at its beginning."""
FAINT, FAMILIAR = 0.15, 0.3
"""How telling a body of every country, and a country, are by themselves."""
WRITTEN_OUT = 0.3
"""How telling a number is that is written in words."""

_TOKEN = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:[’'][^\W\d_]+)?|[.!?…\n\"“”«»¿¡]|[–—-]\s|:\s")
"""Numbers, words, and signs after which a sentence may begin."""
_LAST_GROUP = re.compile(r"[.,:](\d+)\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What a text is recognised by."""

    names: dict[str, tuple[str, float]] = field(default_factory=dict)
    """Skeleton of a name -> its folded spelling, and how telling it is by itself, 0 to 1."""
    numbers: dict[str, float] = field(default_factory=dict)
    """Number without separators -> how telling it is by itself, 0 to 1."""
    days: frozenset[str] = frozenset()
    """Days that it speaks of, MM-DD."""


def profile(title: str, text: str, written: date) -> Profile:
    """The profile of a text that was written on a day. A dateline and credit lines do not count."""
    tokens: list[str] = _TOKEN.findall(body(text[:LOOKED_AT]))
    head: list[str] = _TOKEN.findall(title)
    names = dict(_names(tokens))
    names.update((key, name) for key, name in _names(head) if key in names or not _title_case(head))
    everything = [*head, "\n", *tokens]
    lowered = {token.lower() for token in set(everything)}
    numbers = [place for place, token in enumerate(everything) if token[0].isdecimal()]  # not ² or ①, which int refuses
    weekdays = (WEEKDAYS[name] for name in lowered & WEEKDAYS.keys())
    return Profile(
        names={key: (spelling, _telling(spelling)) for key, spelling in names.items()},
        numbers={NUMBER_WORDS[word]: WRITTEN_OUT for word in lowered & NUMBER_WORDS.keys()}
        | dict(_numbers(everything, numbers)),
        days=frozenset([*(_last(weekday, written) for weekday in weekdays), *_dates(everything, numbers)]),
    )


def _names(tokens: list[str]) -> Iterator[tuple[str, str]]:
    """Words with a capital that is no sentence's; of those that open one, what goes on with a capital."""
    known = set(tokens)
    for place, word in enumerate(tokens):
        if not word[0].isupper() or (len(word) < 3 and not word.isupper()):
            continue
        if place == 0 or not tokens[place - 1][-1].isalnum():
            goes_on = place + 1 < len(tokens) and tokens[place + 1][0].isupper()
            if not goes_on or word.lower() in known:
                continue
        folded = fold(word)
        if len(folded) > 1 and folded not in FUNCTION and not _calendar(folded):
            yield skeleton(folded), folded


def _calendar(folded: str) -> bool:
    return folded in WEEKDAYS or (folded in MONTHS and len(folded) > 3)


def _title_case(head: list[str]) -> bool:
    """Whether a headline has a capital on nearly every longer word, where it is no sign of a name."""
    longer = [word for word in head if len(word) > 3]
    return len(longer) > 3 and sum(word[0].isupper() for word in longer) > 0.75 * len(longer)


def _telling(folded: str) -> float:
    if folded in GENERIC:
        return FAINT
    return FAMILIAR if folded in COUNTRIES else 1.0


def _numbers(tokens: list[str], places: list[int]) -> Iterator[tuple[str, float]]:
    """Every number but those of dates."""
    for place in places:
        number = tokens[place]
        after = fold(tokens[place + 1]) if place + 1 < len(tokens) else ""
        if len(number) < 3 and _month_near(tokens, place):
            continue
        key, telling = _number(number, large=after in SCALES)
        if telling:
            yield key, telling


def _number(written: str, *, large: bool) -> tuple[str, float]:
    """A number as its digits: L marks thousands and more, without their closing zeros, d a fraction, y a year."""
    digits = re.sub(r"\D", "", written)
    last = _LAST_GROUP.search(written)
    if last and len(last[1]) != 3 and not large:
        return f"{digits}d", min(1.0, 0.25 + 0.25 * len(digits.lstrip("0")))
    if not last and len(digits) == 4 and digits[:2] in ("19", "20") and not large:
        return f"{digits}y", 0.15
    if large or len(digits) > 3:
        bare = digits.strip("0")
        return f"{bare}L", min(1.0, 0.25 + 0.25 * len(bare)) if bare else 0.0
    return digits, (0.0, 0.05, 0.35, 0.8)[len(digits.lstrip("0"))]


def _last(weekday: int, written: date) -> str:
    """The last such weekday before: what `on Monday` means on the day of writing, which counts itself."""
    return f"{written - timedelta(days=(written.weekday() - weekday) % 7):%m-%d}"


def _dates(tokens: list[str], places: list[int]) -> Iterator[str]:
    for place in places:
        if len(tokens[place]) < 3 and 0 < int(tokens[place]) < 32 and (month := _month_near(tokens, place)):
            yield f"{month:02}-{int(tokens[place]):02}"


def _month_near(tokens: list[str], place: int) -> int | None:
    """The month beside a number: `25 de julio`, `25 Jul.`, `July 25`."""
    near = [*tokens[place + 1 : place + 3], *tokens[max(0, place - 1) : place]]
    return next((MONTHS[name] for name in map(fold, near) if name in MONTHS), None)
