"""The opening of wire copy: `MADRID, 25 Jul. (EUROPA PRESS) -`, `MOSCOW, July 25. /TASS/.`, `(Reuters) -`.

One grammar serves all agencies: place, perhaps a country or region, perhaps a date, the agency's mark in brackets or
slashes, and a dash or full stop. Only openings of another build are regular expressions of agencies.toml.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

REACH = 300
"""A dateline begins within this many characters."""

_PLACE = r"(?P<place>[^\W\d_][\w’'.\-]*(?:[ /][\w’'.\-]+){0,5}?)"
_DATE = (
    r"(?P<date>\d{1,2}(?:º|\.)?(?:\s(?:de\s|of\s)?[^\W\d_]{3,10}\.?)?(?:,?\s(?:de\s|del\s)?\d{4})?\.?"
    r"|[^\W\d_]{3,10}\.?\s\d{1,2}(?:,?\s\d{4})?\.?|\d{1,2}[./]\d{1,2}[./]\d{2,4})"
)
_HEAD = re.compile(
    rf"{_PLACE}(?:\s\([^()]{{2,30}}\))?(?:,\s(?P<region>[^\W\d_][^,()\d]{{0,28}}))??(?:[,.]?\s{_DATE})?\s?[.,]?\s?"
)
_MARK = re.compile(r"\((?P<bracket>[^()\n]{2,40})\)|/\s?(?P<slash>[^\W\d_][^/()\n]{1,24}?)\s?/")
_TAIL = re.compile(r"\s?[.:]?\s?[-–—]{1,2}\s*|\.\s*")
_BARE = re.compile(r"(?P<name>[^\W\d_][\w ’'\-]{1,28}?)\s?\.\s?[-–—]{1,2}\s*")
_SPANISH_MONTH = r"(?:ene|feb|mar|abr|may|jun|jul|ago|sept?|oct|nov|dic)"
_LOST = re.compile(
    rf"{_PLACE}(?:\s\([^\W\d_][^()\n]{{1,30}}\))?,\s(?P<date>\d{{1,2}}\s{_SPANISH_MONTH}\.?)\s(?=[\"'“«¿¡]?[A-ZÁÉÍÓÚÑ])"
)
_HINT = re.compile(r"[(/–—]|-\s|\d\s[a-z]{3}")
_SMALL_WORDS = frozenset(
    {
        "de",
        "del",
        "la",
        "las",
        "los",
        "el",
        "do",
        "da",
        "dos",
        "das",
        "di",
        "am",
        "an",
        "der",
        "den",
        "im",
        "upon",
        "sur",
        "sous",
        "le",
        "les",
        "du",
        "y",
        "e",
        "and",
        "und",
        "i",
        "al",
        "von",
    }
)
_NO_PLACE = frozenset(
    {
        "lunes",
        "martes",
        "miércoles",
        "jueves",
        "viernes",
        "sábado",
        "domingo",
        "hoy",
        "ayer",
        "actualizado",
        "publicado",
        "redacción",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DatelineMatch:
    """A dateline found at the start of a text."""

    place: str | None
    """City as written; None where the opening names none."""
    date: str | None
    """Date as written; None where there is none."""
    agency: str | None
    """Key of agencies.toml; None where no known agency is named."""
    text: str
    """The opening as written, up to its dash."""
    end: int
    """Offset in the text at which the report itself begins."""


def find_dateline(
    text: str, known: Callable[[str], str | None], forms: tuple[tuple[re.Pattern[str], str], ...]
) -> DatelineMatch | None:
    """The dateline within the first REACH characters, at the start of one of the first lines; None where there is none.

    known: the agency key for a mark such as `EUROPA PRESS` or `dpa/lni`; forms: expressions of another build with keys.
    """
    head = text[:REACH]
    if not _HINT.search(head):
        return None
    for start, line in _first_lines(head):
        found = _special(line, forms) or _common(line, known) or _bare(line, known) or _lost(line)
        if found:
            return _shifted(found, start)
    return None


def _first_lines(head: str) -> Iterator[tuple[int, str]]:
    start = 0
    for line in head.split("\n")[:3]:
        indent = len(line) - len(line.lstrip())
        yield start + indent, line[indent:]
        start += len(line) + 1


def _shifted(found: DatelineMatch, start: int) -> DatelineMatch:
    return DatelineMatch(
        place=found.place, date=found.date, agency=found.agency, text=found.text, end=found.end + start
    )


def _common(line: str, known: Callable[[str], str | None]) -> DatelineMatch | None:
    """place, date (MARK) -, or (MARK) - alone. A mark without a date needs its dash: brackets alone prove nothing."""
    for mark in _MARK.finditer(line, 0, 120):
        agency = known(mark["bracket"] or mark["slash"])
        head = _HEAD.fullmatch(line, 0, mark.start())
        if head and not _is_place(head["place"]):
            continue
        if not head and mark.start():
            continue
        tail = _TAIL.match(line, mark.end())
        date = head["date"] if head else None
        dash = tail is not None and tail[0].strip() != "."
        if (agency and (date or dash)) or (date and dash and _looks_like_mark(mark["bracket"])):
            end = tail.end() if tail else mark.end()
            return _match(line, end, agency, (head["place"] if head else None, date))
    return None


def _looks_like_mark(mark: str | None) -> bool:
    """An unknown agency's sign: one word of capitals. `(Japan)` after a city is a country."""
    return bool(mark and len(mark) < 12 and mark.isupper() and mark.isalpha())


def _special(line: str, forms: tuple[tuple[re.Pattern[str], str], ...]) -> DatelineMatch | None:
    for pattern, key in forms:
        if found := pattern.match(line):
            groups = found.groupdict()
            place = groups.get("place") or groups.get("place2")
            if place is None or _is_place(place):
                return _match(line, found.end(), key, (place, groups.get("date")))
    return None


def _bare(line: str, known: Callable[[str], str | None]) -> DatelineMatch | None:
    """`EFE.- El ministro`: the outlet kept nothing but the name."""
    found = _BARE.match(line)
    agency = known(found["name"]) if found else None
    return _match(line, found.end(), agency, (None, None)) if found and agency else None


def _lost(line: str) -> DatelineMatch | None:
    """`Shanghái (China), 14 feb La mitad`: resellers that cut the bracket out of a dateline of EFE's form."""
    found = _LOST.match(line)
    if not found or not _is_place(found["place"]):
        return None
    return _match(line, found.end(), None, (found["place"], found["date"]))


def _is_place(words: str) -> bool:
    first, *rest = re.split(r"[ /]", words.strip())
    if first[0].islower() or first.casefold().rstrip(",.") in _NO_PLACE:
        return False
    return all(not word[:1].islower() or word in _SMALL_WORDS for word in rest)


def _match(line: str, end: int, agency: str | None, where: tuple[str | None, str | None]) -> DatelineMatch:
    place, date = where
    while end < len(line) and line[end] == " ":
        end += 1
    return DatelineMatch(
        place=place.strip() if place else None,
        date=date.strip() if date else None,
        agency=agency,
        text=line[:end].strip(),
        end=end,
    )
