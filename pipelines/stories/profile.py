"""What tells one event from another, in any language: the names, numbers, days and leading words of a text. Pure.

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

LOOKED_AT = 3000
"""Characters of a text that are looked at: news tells what happened at its beginning."""
LEADING = 900
"""Characters of the opening whose vocabulary is kept."""
STEM = 5
"""Letters of a word that are kept: inflections and cognates (cooperación, cooperation) share them."""
FAINT, FAMILIAR = 0.15, 0.3
"""How telling a body of every country, and a country, are by themselves."""

_TOKEN = re.compile(
    r"(\d+(?:[.,:]\d+)*)|([^\W\d_]+(?:[’'][^\W\d_]+)?)|([.!?…\n\"“”«»¿¡]|[–—-]\s|:\s)",
)
_LAST_GROUP = re.compile(r"[.,:](\d+)\Z")
_Token = tuple[str, str, str]
"""A number, a word, or a sign after which a sentence may begin; the other two are ''."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What a text is recognised by."""

    names: dict[str, tuple[str, float]] = field(default_factory=dict)
    """Skeleton of a name -> its folded spelling, and how telling it is by itself, 0 to 1."""
    numbers: dict[str, float] = field(default_factory=dict)
    """Number without separators -> how telling it is by itself, 0 to 1."""
    days: frozenset[str] = frozenset()
    """Days that it speaks of, MM-DD."""
    words: frozenset[str] = frozenset()
    """Beginnings of the longer words of headline and opening, names left out."""


def profile(title: str, text: str, written: date) -> Profile:
    """The profile of a text that was written on a day. A dateline and credit lines do not count."""
    opening = body(text[:LOOKED_AT])
    tokens: list[_Token] = _TOKEN.findall(opening)
    head: list[_Token] = _TOKEN.findall(title)
    names = dict(_names(tokens))
    names.update((key, name) for key, name in _names(head) if key in names or not _title_case(head))
    everything = [*head, ("", "", "\n"), *tokens]
    return Profile(
        names={key: (spelling, _telling(spelling)) for key, spelling in names.items()},
        numbers=dict(_numbers(everything)),
        days=frozenset(_days(everything, written)),
        words=_words([*head, *_TOKEN.findall(opening[:LEADING])]),
    )


def _names(tokens: list[_Token]) -> Iterator[tuple[str, str]]:
    """Words with a capital that is no sentence's; of those that open one, what goes on with a capital."""
    small = {word for _, word, _ in tokens if word and word[0].islower()}
    opens = True
    for place, (number, word, _) in enumerate(tokens):
        if word and word[0].isupper() and (len(word) > 2 or word.isupper()):
            following = tokens[place + 1][1] if place + 1 < len(tokens) else ""
            folded = fold(word)
            sure = not opens or (following[:1].isupper() and word.lower() not in small)
            if sure and len(folded) > 1 and folded not in FUNCTION and not _calendar(folded):
                yield skeleton(folded), folded
        opens = not (number or word)


def _calendar(folded: str) -> bool:
    return folded in WEEKDAYS or (folded in MONTHS and len(folded) > 3)


def _title_case(head: list[_Token]) -> bool:
    """Whether a headline has a capital on nearly every longer word, where it is no sign of a name."""
    longer = [word for _, word, _ in head if len(word) > 3]
    return len(longer) > 3 and sum(word[0].isupper() for word in longer) > 0.75 * len(longer)


def _telling(folded: str) -> float:
    if folded in GENERIC:
        return FAINT
    return FAMILIAR if folded in COUNTRIES else 1.0


def _numbers(tokens: list[_Token]) -> Iterator[tuple[str, float]]:
    for place, (number, word, _) in enumerate(tokens):
        if number:
            near = [fold(tokens[n][1]) for n in (place - 1, place + 1, place + 2) if 0 <= n < len(tokens)]
            if not (len(number) < 3 and any(name in MONTHS for name in near)):
                key, telling = _number(number, large=len(near) > 1 and near[1 if place else 0] in SCALES)
                if telling:
                    yield key, telling
        elif word and (value := NUMBER_WORDS.get(fold(word))):
            yield value, 0.3


def _number(written: str, *, large: bool) -> tuple[str, float]:
    """A number as its digits: L marks thousands and more, without their closing zeros, d a fraction, y a year."""
    digits = re.sub(r"\D", "", written)
    last = _LAST_GROUP.search(written)
    if last and len(last[1]) != 3 and not large and ":" not in written[:-3]:
        return f"{digits}d", min(1.0, 0.25 + 0.25 * len(digits.lstrip("0")))
    if not last and len(digits) == 4 and digits[:2] in ("19", "20") and not large:
        return f"{digits}y", 0.15
    if large or len(digits) > 3:
        bare = digits.strip("0")
        return f"{bare}L", min(1.0, 0.25 + 0.25 * len(bare)) if bare else 0.0
    return digits, (0.0, 0.05, 0.35, 0.8)[min(3, len(digits.lstrip("0")))]


def _days(tokens: list[_Token], written: date) -> Iterator[str]:
    """Dates, and weekdays as the last such day before: what `on Monday` means on the day of writing."""
    for place, (number, word, _) in enumerate(tokens):
        if word and (weekday := WEEKDAYS.get(fold(word))) is not None:
            day = written - timedelta(days=(written.weekday() - weekday) % 7)
            yield f"{day:%m-%d}"
        elif number and len(number) < 3:
            near = [fold(tokens[n][1]) for n in (place + 1, place + 2, place - 1) if 0 <= n < len(tokens)]
            months = [MONTHS[name] for name in near if name in MONTHS]
            if months and 0 < int(number) < 32:
                yield f"{months[0]:02}-{int(number):02}"


def _words(tokens: list[_Token]) -> frozenset[str]:
    """Beginnings of longer words in small letters."""
    longer = (word for _, word, _ in tokens if len(word) > STEM and word[0].islower())
    return frozenset(f[:STEM] for f in map(fold, longer) if f not in FUNCTION and f not in WEEKDAYS)
