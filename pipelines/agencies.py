"""News agencies: their names, datelines, bylines, sections and addresses, as agencies.toml states them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from pipelines.datelines import DatelineMatch, find_dateline
from pipelines.errors import ConfigurationError

_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PREFIX = re.compile(
    r"(?:by|por|von|par|di|da|de|from|with|agencia|ag[eê]ncia|agenzia|agence|redacci[oó]n|redazione|redaktion|reda[cç][aã]o"
    r"|rep[oó]rter(?:es)? d[ao]|text[oe]?|con|com|avec|mit|informaci[oó]n de)\b[\s:/.\-]*",
    re.IGNORECASE,
)
_PIECES = re.compile(r"\s*[/|,;()–—]\s*|\s+-\s+|\s+(?:y|e|and|et|und|&)\s+")
_ROLE = re.compile(
    r"(?:editor|writer|correspondent|reporter|journalist|photographer|staff|news|newsroom)s?", re.IGNORECASE
)
_LISTS = ("bylines", "sections", "domains")
_OPTIONAL = {"dateline", "bylines", "sections"}
_REQUIRED = {"country", "names", "domains"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """One table of agencies.toml."""

    key: str
    """Name of the table."""
    name: str
    """The first name of the table, as shown."""
    country: str
    """ISO 3166-1 code of its home."""
    domains: tuple[str, ...]
    """Its own host names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a URL's path that says the article is agency copy."""

    part: str
    """The path up to and with that part: `/america/agencias/`."""
    agency: str | None
    """Key of the agency it names; None for a section of all agencies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agencies:
    """All known agencies. Immutable; every question is a look-up or one short pass."""

    agencies: Mapping[str, Agency]
    """By key."""
    names: Mapping[str, str]
    """Folded name -> key."""
    spellings: Mapping[str, str]
    """Folded byline spelling -> key; holds all names too."""
    domains: Mapping[str, str]
    """Host name -> key."""
    sections: Mapping[str, str | None]
    """Folded path part without slashes -> key; None for a section of all agencies."""
    forms: tuple[tuple[re.Pattern[str], str], ...]
    """Datelines of another build than the common one, with their keys."""

    @classmethod
    def from_table(cls, table: Mapping[str, Any]) -> Agencies:
        """Build from the parsed agencies.toml; raises ConfigurationError with table, key and how to mend it."""
        agencies: dict[str, Agency] = {}
        names: dict[str, str] = {}
        spellings: dict[str, str] = {}
        domains: dict[str, str] = {}
        sections: dict[str, str | None] = dict.fromkeys(map(_bare_part, _wire_sections(table)))
        forms: list[tuple[re.Pattern[str], str]] = []
        for key, entry in table.items():
            if key == "wire":
                continue
            own = _checked(key, entry)
            written = [name for language in own["names"].values() for name in language]
            agencies[key] = Agency(key=key, name=written[0], country=own["country"], domains=tuple(own["domains"]))
            names.update((fold(name), key) for name in written)
            spellings.update((fold(name), key) for name in [*written, *own.get("bylines", [])])
            domains.update((domain.lower(), key) for domain in own["domains"])
            sections.update((_bare_part(part), key) for part in own.get("sections", []))
            if "dateline" in own:
                forms.append((_compiled(key, own["dateline"]), key))
        return cls(
            agencies=agencies, names=names, spellings=spellings, domains=domains, sections=sections, forms=tuple(forms)
        )

    def title(self, key: str) -> str:
        """The agency's name as shown."""
        return self.agencies[key].name

    def by_name(self, name: str) -> str | None:
        """The key for a name, whatever its case and accents; None if it is no agency's."""
        return self.names.get(fold(name))

    def by_domain(self, host: str) -> str | None:
        """The key for a host name or one below an agency's; None otherwise."""
        labels = host.lower().rstrip(".").split(".")
        return next((k for i in range(len(labels)) if (k := self.domains.get(".".join(labels[i:])))), None)

    def dateline(self, text: str) -> DatelineMatch | None:
        """The dateline that opens a text; see pipelines.datelines."""
        return find_dateline(text, self._marked, self.forms)

    def byline(self, name: str) -> str | None:
        """The key of the first agency a byline names; None for people and newsrooms."""
        return next(self._bylines(name), None)

    def bylines(self, name: str) -> tuple[str, ...]:
        """The keys of all agencies a byline names (`AP and Reuters`), in order."""
        return tuple(dict.fromkeys(self._bylines(name)))

    def alone(self, name: str) -> str | None:
        """The key for a name with nothing beside it but words such as `By` or `Redacción` before it."""
        for _ in range(3):
            if key := self.spellings.get(fold(name)):
                return key
            prefix = _PREFIX.match(name.strip())
            if not prefix:
                return None
            name = name.strip()[prefix.end() :]
        return None

    def section(self, url: str) -> Section | None:
        """The wire section a URL lies in; the last part of the path is the article's own and does not count.

        Two letters count only right before a date or the article itself: `/ap/amapa/` is a Brazilian state.
        """
        parts = urlsplit(url).path.lower().rstrip("/").split("/")
        for n, part in enumerate(parts[:-1]):
            after = parts[n + 1]
            if part in self.sections and (len(part) > 2 or after[:1].isdigit() or n + 2 == len(parts)):
                return Section(part="/".join(parts[: n + 1]) + "/", agency=self.sections[part])
        return None

    def _marked(self, mark: str) -> str | None:
        """The agency of a dateline's mark; `dpa/lni` and `ANSA-AFP` belong to the first they name."""
        if key := self.by_name(mark):
            return key
        return next((key for piece in re.split(r"[/,\-]", mark) if (key := self.by_name(piece))), None)

    def _bylines(self, name: str) -> Iterator[str]:
        if len(name) > 160 or "@" in name or "://" in name:
            return
        if key := self.alone(name):
            yield key
            return
        for piece, comma in _pieces(name):
            key = self.alone(piece)
            if key and not (comma and len(piece) == 2):  # "John Doe, PA" lives in Pennsylvania
                yield key
            elif found := self._with_role(piece):
                yield found

    def _with_role(self, piece: str) -> str | None:
        """`PA Political Editor`, `Reuters Staff`."""
        words = _PREFIX.sub("", piece, count=1).split()
        if not 2 <= len(words) <= 6 or not _ROLE.fullmatch(words[-1]):
            return None
        return next((key for n in (3, 2, 1) if n < len(words) and (key := self.by_name(" ".join(words[:n])))), None)


@lru_cache(maxsize=8192)  # the names of all sources are compared with every unknown name
def fold(name: str) -> str:
    """A name for comparison: no accents, no case, single spaces, without `The` and outer punctuation."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return " ".join(plain.casefold().split()).strip(" .,:;-–—()[]*").removeprefix("the ")


def _pieces(name: str) -> Iterator[tuple[str, bool]]:
    """The parts of a byline, and whether a comma stands before each."""
    start, comma = 0, False
    for gap in _PIECES.finditer(name):
        yield name[start : gap.start()].strip(), comma
        start, comma = gap.end(), "," in gap[0]
    yield name[start:].strip(), comma


def _bare_part(part: str) -> str:
    return part.strip("/").lower()


def _wire_sections(table: Mapping[str, Any]) -> list[str]:
    wire = table.get("wire", {})
    if not isinstance(wire, dict) or set(wire) - {"sections"}:
        raise _wrong("wire", "may hold nothing but `sections`", 'write sections = ["/agencias/"]')
    _check_list("wire", "sections", wire.get("sections", []))
    return list(wire.get("sections", []))


def _checked(key: str, entry: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever the TOML file holds
    if not isinstance(entry, dict):
        raise _wrong(key, "is not a table", f"write [{key}] and its keys below it")
    if not _KEY.fullmatch(key):
        raise _wrong(key, "is no key", "use small letters a-z, digits and '-'")
    if unknown := set(entry) - _REQUIRED - _OPTIONAL:
        raise _wrong(f"{key}.{min(unknown)}", "is unknown", f"use {', '.join(sorted(_REQUIRED | _OPTIONAL))}")
    if missing := _REQUIRED - set(entry):
        raise _wrong(f"{key}.{min(missing)}", "is missing", "add it")
    _check_values(key, entry)
    return entry


def _check_values(key: str, entry: dict[str, Any]) -> None:
    if not re.fullmatch("[A-Z]{2}", str(entry["country"])):
        raise _wrong(f"{key}.country", "is no country code", 'write two capital letters, as in country = "ES"')
    if not isinstance(entry["names"], dict) or not any(entry["names"].values()):
        raise _wrong(f"{key}.names", "holds no name", 'write names = { es = ["EFE"] }')
    for language, names in entry["names"].items():
        _check_list(f"{key}.names", language, names)
    for name in _LISTS:
        _check_list(key, name, entry.get(name, []))


def _check_list(table: str, key: str, value: object) -> None:
    if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
        raise _wrong(f"{table}.{key}", "is not a list of texts", f'write {key} = ["...", "..."]')


def _compiled(key: str, expression: object) -> re.Pattern[str]:
    try:
        return re.compile(str(expression))
    except re.error as error:
        raise _wrong(
            f"{key}.dateline", str(error), "mend the regular expression (single quotes keep it literal)"
        ) from None


def _wrong(which: str, cause: str, mend: str) -> ConfigurationError:
    return ConfigurationError("cannot read the agencies", f"agencies.toml: [{which}]", cause, mend)
