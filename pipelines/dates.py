"""Dates as pages spell them, read into UTC."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pipelines.article import Precision
from pipelines.clock import iso

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""Nothing is taken to be published before."""
LATEST = timedelta(days=1)
"""How far after its fetching a page may claim to be published: time zones and clocks that are off."""

_ISO = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})"
    r"(?:[T\s,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(Z|UTC|GMT|(?:UTC|GMT)?\s?[+-]\d{1,2}:?(?:\d{2})?)?)?",
    re.IGNORECASE,
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?(Z)?)?$")
_UNIX = re.compile(r"(\d{10})(\d{3})?$")
_NUMERIC = re.compile(r"\b(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b")
_DAY_FIRST = re.compile(
    r"\b(\d{1,2})(?:st|nd|rd|th|er|º|\.)?\s+(?:de\s+|of\s+)?([^\W\d_]{3,12})\.?,?\s+(?:de[l]?\s+)?(\d{4})\b"
)
_MONTH_FIRST = re.compile(r"\b([^\W\d_]{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b")
_TIME = re.compile(r"\b(\d{1,2})[:.h](\d{2})(?:[:.](\d{2}))?\s*([ap])?\.?(?:m\b)?", re.IGNORECASE)
_ZONE = re.compile(
    r"(?<![\w:])(Z|UTC|GMT|EST|EDT|CST|CDT|MST|MDT|PST|PDT|BST|CEST|CET|ART)?\s?([+-]\d{1,2}:?(?:\d{2})?)?\s*\)?\s*$",
    re.IGNORECASE,
)
_URL_DATE = re.compile(r"(?<!\d)(19[9]\d|20\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?!\d)")
_URL_SHORT_DATE = re.compile(r"/(19[9]\d|20\d\d)/(1[0-2]|[1-9])/(3[01]|[12]\d|[1-9])/")
_URL_NAMED_DATE = re.compile(r"/(19[9]\d|20\d\d)/([a-z]{3,9})/(3[01]|[12]\d|0?[1-9])/")

_OFFSETS = dict(
    zip(
        ("Z", "UTC", "GMT", "BST", "CET", "CEST", "ART", "EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT"),
        (0, 0, 0, 1, 1, 2, -3, -5, -4, -6, -5, -7, -6, -8, -7),
        strict=True,
    )
)
"""Hours from UTC of the abbreviations that pages write."""

_MONTHS: dict[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "jan january enero ene janeiro janvier janv januar janner gennaio gen stycznia ocak",
            "feb february febrero fevereiro fev fevrier fevr februar febbraio lutego subat",
            "mar march marzo marco mars marz mrz marca mart maart",
            "apr april abril abr avril avr aprile kwietnia nisan",
            "may mayo maio mai maggio mag maja mayis mei",
            "jun june junio junho juin juni giugno giu czerwca haziran",
            "jul july julio julho juillet juil juli luglio lug lipca temmuz",
            "aug august agosto ago aout sierpnia agustos augustus",
            "sep sept september septiembre setiembre setembro set septembre settembre wrzesnia eylul",
            "oct october octubre outubro out octobre oktober okt ottobre ott pazdziernika ekim",
            "nov november noviembre novembro novembre listopada kasim",
            "dec december diciembre dic dezembro dez decembre dezember dicembre grudnia aralik",
        ),
        start=1,
    )
    for name in names.split()
}
"""Names without accents in English, Spanish, Portuguese, French, German, Italian, Polish, Turkish, Dutch."""

_ZONES: dict[str, str] = dict(
    pair.split("=", 1)
    for pair in [
        "AR=America/Argentina/Buenos_Aires",
        "BO=America/La_Paz",
        "CL=America/Santiago",
        "CO=America/Bogota",
        "CR=America/Costa_Rica",
        "CU=America/Havana",
        "DO=America/Santo_Domingo",
        "EC=America/Guayaquil",
        "GT=America/Guatemala",
        "HN=America/Tegucigalpa",
        "MX=America/Mexico_City",
        "NI=America/Managua",
        "PA=America/Panama",
        "PE=America/Lima",
        "PY=America/Asuncion",
        "SV=America/El_Salvador",
        "UY=America/Montevideo",
        "VE=America/Caracas",
        "BR=America/Sao_Paulo",
        "US=America/New_York",
        "AT=Europe/Vienna",
        "BE=Europe/Brussels",
        "CH=Europe/Zurich",
        "CZ=Europe/Prague",
        "DE=Europe/Berlin",
        "DK=Europe/Copenhagen",
        "ES=Europe/Madrid",
        "FI=Europe/Helsinki",
        "FR=Europe/Paris",
        "GB=Europe/London",
        "GR=Europe/Athens",
        "HU=Europe/Budapest",
        "IE=Europe/Dublin",
        "IT=Europe/Rome",
        "NL=Europe/Amsterdam",
        "NO=Europe/Oslo",
        "PL=Europe/Warsaw",
        "PT=Europe/Lisbon",
        "RO=Europe/Bucharest",
        "SE=Europe/Stockholm",
        "TR=Europe/Istanbul",
        "UA=Europe/Kyiv",
        "IL=Asia/Jerusalem",
        "IN=Asia/Kolkata",
        "JP=Asia/Tokyo",
        "KR=Asia/Seoul",
        "ZA=Africa/Johannesburg",
    ]
)
"""The zone most of a country's newsrooms write in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A date as read."""

    at: datetime
    """In UTC; midnight where only the day is known."""
    precision: Precision
    """second or day."""
    local: bool = False
    """Whether it was written without offset and read in the given zone."""

    @property
    def text(self) -> str:
        """As stored."""
        return iso(self.at)


def zone_of(country: str | None) -> tzinfo:
    """The zone in which an outlet of a country writes local times; UTC where it is not known."""
    return _zone(_ZONES.get((country or "").upper(), "UTC"))


@cache
def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except ZoneInfoNotFoundError:  # a machine without time zone data
        return UTC


def parse_date(raw: str, zone: tzinfo = UTC) -> Moment | None:
    """A date or time as spelled in a page or feed; None where it cannot be read.

    Read are ISO 8601 in all its careless forms, RFC 822, Unix seconds and milliseconds, and dates with the month's
    name in nine languages. A time without offset is taken in `zone`. Two numbers below 13 are read day first.
    """
    raw = raw.strip()[:100]
    for reader in (_unix, _iso, _compact, _named, _numeric, _week):
        try:
            moment = reader(raw, zone)
        except (ValueError, OverflowError):
            continue
        if moment is not None:
            return moment
    return None


def plausible(moment: Moment, fetched: str) -> bool:
    """Whether a page fetched then can have been published at that moment."""
    return EARLIEST <= moment.at <= datetime.fromisoformat(fetched) + LATEST


def url_date(url: str) -> str | None:
    """The day in a URL's path as `2024-07-25`; None without one."""
    path = urlsplit(url).path
    found = _URL_DATE.search(path) or _URL_SHORT_DATE.search(path) or _URL_NAMED_DATE.search(path.lower())
    if not found:
        return None
    month = _MONTHS.get(found[2]) or (int(found[2]) if found[2].isdigit() else None)
    return f"{found[1]}-{month:02}-{int(found[3]):02}" if month else None


def _moment(
    day: tuple[int, int, int], clock: tuple[int, int, int] | None, offset: tzinfo | None, zone: tzinfo
) -> Moment:
    if clock is None:
        return Moment(at=datetime(*day, tzinfo=UTC), precision="day")
    at = datetime(*day, *clock, tzinfo=offset or zone)
    return Moment(at=at.astimezone(UTC), precision="second", local=offset is None)


def _unix(raw: str, zone: tzinfo) -> Moment | None:  # noqa: ARG001 - as the other readers
    found = _UNIX.match(raw)
    return Moment(at=datetime.fromtimestamp(int(found[1]), UTC), precision="second") if found else None


def _iso(raw: str, zone: tzinfo) -> Moment | None:
    found = _ISO.match(raw)
    if not found:
        return None
    day = (int(found[1]), int(found[2]), int(found[3]))
    clock = (int(found[4]), int(found[5]), int(found[6] or 0)) if found[4] else None
    return _moment(day, clock, _offset(found[7]), zone)


def _compact(raw: str, zone: tzinfo) -> Moment | None:
    found = _COMPACT.match(raw)
    if not found:
        return None
    clock = (int(found[4]), int(found[5]), int(found[6] or 0)) if found[4] else None
    return _moment((int(found[1]), int(found[2]), int(found[3])), clock, _offset(found[7]), zone)


def _week(raw: str, zone: tzinfo) -> Moment | None:  # noqa: ARG001 - as the other readers
    return Moment(at=datetime.fromisoformat(raw).replace(tzinfo=UTC), precision="day") if "W" in raw else None


def _named(raw: str, zone: tzinfo) -> Moment | None:
    folded = _plain(raw)
    if found := _DAY_FIRST.search(folded):
        day, month, year = found.groups()
    elif found := _MONTH_FIRST.search(folded):
        month, day, year = found.groups()
    else:
        return None
    number = _MONTHS.get(month)
    if number is None:
        return None
    return _with_time((int(year), number, int(day)), folded[: found.start()] + " " + folded[found.end() :], zone)


def _numeric(raw: str, zone: tzinfo) -> Moment | None:
    found = _NUMERIC.search(raw)
    if not found:
        return None
    day, month = int(found[1]), int(found[2])
    if month > 12:
        day, month = month, day
    return _with_time((int(found[3]), month, day), raw[: found.start()] + " " + raw[found.end() :], zone)


def _with_time(day: tuple[int, int, int], rest: str, zone: tzinfo) -> Moment:
    found = _TIME.search(rest)
    if not found:
        return _moment(day, None, None, zone)
    hour = int(found[1]) % 12 + (12 if found[4].lower() == "p" else 0) if found[4] else int(found[1])
    named = _ZONE.search(rest[found.end() :])
    return _moment(day, (hour, int(found[2]), int(found[3] or 0)), _offset(named[0]) if named else None, zone)


def _offset(text: str | None) -> tzinfo | None:
    """The offset from UTC in `Z`, `+0200`, `-3`, `GMT-3`, `EST`; None where there is none."""
    text = (text or "").strip(" )").upper()
    found = re.search(r"([+-])(\d{1,2}):?(\d{2})?$", text)
    if found:
        size = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
        return timezone(size if found[1] == "+" else -size)
    return timezone(timedelta(hours=_OFFSETS[text])) if text in _OFFSETS else None


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.lower())
    return "".join(char for char in decomposed if not unicodedata.combining(char))
