"""Whether two texts that are no copies of each other tell the same event: decided on two profiles. Pure.

Names first, numbers second, days third, in one language and across languages alike. Of two texts about one event the
shorter one's names stand mostly in the other, and so do its numbers. The same people at another meeting share names
and no numbers; a daily template shares nearly all words and no numbers; the next day's meeting speaks of another day.
A wrong merge is worse than a missed one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from pipelines.stories.profile import Profile
from pipelines.stories.skeletons import alike

LinkKind = Literal["retold", "same_event"]
Rarity = Callable[[str], float]
"""How rare a name or number is among the articles of the time, 0 to 1."""

MANY_NUMBERS = 1.0
"""Telling numbers from which two texts without common ones contradict each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What two texts share. Sums are of how telling and how rare each thing is, shares are of the text with less."""

    names: float
    """Sum over shared names."""
    name_share: float
    """Share of the names of the text with fewer."""
    name_overlap: float
    """The same of the geometric mean of both: low where one of them tells of much else."""
    numbers: float
    """Sum over shared numbers."""
    number_share: float
    """Share of the numbers of the text with fewer."""
    fewest_numbers: float
    """Sum over the numbers of that text."""
    same_day: bool
    """Whether a day is named in both."""
    other_day: bool
    """Whether both name days, and none in common."""
    hours: float
    """Between their publication."""
    shared: tuple[str, ...]
    """Names and numbers that both have, as spelled in the newer one, the most telling first."""

    @property
    def score(self) -> float:
        """0 to 1: names and numbers in equal parts, and a tenth for the day."""
        names = self.name_share * min(1.0, self.names / 4)
        numbers = self.number_share * min(1.0, self.numbers / 1.2)
        return round(0.45 * names + 0.45 * numbers + 0.1 * self.same_day, 3)


def evidence(new: Profile, stored: Profile, rarity: Rarity, hours: float) -> Evidence:
    """What a new text shares with a stored one. hours: between their publication."""
    names = {
        key: min(telling, stored.names[key][1]) * rarity(key)
        for key, (spelling, telling) in new.names.items()
        if key in stored.names and alike(spelling, stored.names[key][0])
    }
    numbers = {key: telling * rarity(key) for key, telling in new.numbers.items() if key in stored.numbers}
    named, numbered = sum(names.values()), sum(numbers.values())
    sums = [sum(t * rarity(key) for key, (_, t) in each.names.items()) for each in (new, stored)]
    fewest = min(sum(t * rarity(key) for key, t in each.numbers.items()) for each in (new, stored))
    return Evidence(
        names=named,
        name_share=named / max(0.1, min(sums)),
        name_overlap=named / max(0.1, (sums[0] * sums[1]) ** 0.5),
        numbers=numbered,
        number_share=numbered / max(0.1, fewest),
        fewest_numbers=fewest,
        same_day=bool(new.days & stored.days),
        other_day=bool(new.days and stored.days) and not new.days & stored.days,
        hours=hours,
        shared=_spelled(new, names, numbers),
    )


def same_event(found: Evidence) -> bool:
    """Whether that is enough.

    The bounds were set on the development half of the labelled set (tests/benchmarks). There pairs of one event share
    numbers worth .55 and more, or nearly all names; look-alikes with as many names share numbers worth .3 at most, or
    less than a tenth of those they have.
    """
    if found.fewest_numbers >= MANY_NUMBERS and found.number_share < 0.25:
        return False  # a template filled in anew, or another meeting
    if found.other_day and found.hours > 12:
        return False
    if found.name_overlap < 0.37:
        return False  # one of them is a round-up
    by_both = found.names >= 2.5 and found.name_share >= 0.45 and found.numbers >= 0.55 and found.number_share >= 0.3
    by_numbers = found.names >= 1.2 and found.name_share >= 0.4 and found.numbers >= 1.6 and found.number_share >= 0.5
    return by_both or by_numbers or _by_names(found)


def _by_names(found: Evidence) -> bool:
    """Nearly all names, on one day, and no number against it."""
    if not (found.names >= 3.4 and found.name_share >= 0.75 and found.name_overlap >= 0.65):
        return False
    agreed = found.number_share >= 0.4 or found.fewest_numbers < 0.4
    return agreed and (found.same_day or not found.other_day) and found.hours <= 36


def related(found: Evidence) -> bool:
    """Whether a text may lie in one story with another of which it is no near relation: no sign against it."""
    against = found.fewest_numbers >= 2 * MANY_NUMBERS and found.number_share < 0.1
    return found.name_share >= 0.3 and not against


def kind_of(found: Evidence) -> LinkKind:
    """retold: nearly all names and numbers are the same, as in a translation or rewrite of the other text."""
    enough = found.name_share >= 0.55 and found.number_share >= 0.6 and found.numbers >= 0.8
    return "retold" if enough and found.hours <= 24 else "same_event"


def _spelled(new: Profile, names: dict[str, float], numbers: dict[str, float]) -> tuple[str, ...]:
    weights = {new.names[key][0]: weight for key, weight in names.items()} | {
        key.rstrip("Ldy"): weight for key, weight in numbers.items() if weight >= 0.25
    }
    return tuple(sorted(weights, key=lambda word: -weights[word]))[:12]
