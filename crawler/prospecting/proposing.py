"""What a site is called, where it is at home and what it writes in, from what pages and feeds say. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable
from dataclasses import dataclass

from crawler.configuration.lists.rows import bare_host, slug
from crawler.prospecting.front import Front
from crawler.prospecting.probes import Probe
from crawler.prospecting.samples import Sample
from pipelines.urls import site_of

_LOCALE = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{2}))?(?![A-Za-z])")
_NOT_AT_HOME = frozenset({"LA"})
"""Regions of locales that are no country: es_LA is Latin America."""
_COUNTRY_OF_TLD = {"uk": "GB"}
_NO_COUNTRY_TLDS = frozenset({"ai", "am", "cc", "co", "fm", "gg", "im", "io", "la", "me", "ly", "to", "tv", "ws", "eu"})
"""Country domains that are sold to everyone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """Where a site is at home."""

    language: str | None = None
    """ISO 639-1; None where nothing says it."""
    language_by: str = ""
    """What says it."""
    country: str | None = None
    """ISO 3166-1; None where nothing says it."""
    country_by: str = ""


def home_of(front: Front, host: str, samples: Iterable[Sample], probes: Iterable[Probe]) -> Home:
    """The language of most sampled texts, else of the page, else of the feeds; the country of locale or domain."""
    said = _LOCALE.match(front.locale or "")
    language, language_by = _language(samples, said[1].lower() if said else None, probes)
    tld = host.rpartition(".")[2].lower()
    region = said[2].upper() if said and said[2] else None
    country, country_by = None, ""
    if len(tld) == 2 and tld not in _NO_COUNTRY_TLDS:
        country, country_by = _COUNTRY_OF_TLD.get(tld, tld.upper()), f"domain .{tld}"
    elif region and region not in _NOT_AT_HOME and f"{said[1].lower()}-{region}" != "en-US":  # type: ignore[index]  # region comes from it
        country, country_by = region, f"page says {front.locale}"
    return Home(language=language, language_by=language_by, country=country, country_by=country_by)


def _language(samples: Iterable[Sample], page: str | None, probes: Iterable[Probe]) -> tuple[str | None, str]:
    written = Counter(one.language for one in samples if one.language)
    if written:
        return written.most_common(1)[0][0], "the sampled texts"
    if page and len(page) == 2:
        return page, "page says so"
    listed = Counter(link.language[:2].lower() for probe in probes for link in probe.links if link.language)
    code = listed.most_common(1)[0][0] if listed else None
    return (code, "feed says so") if code and code.isascii() and code.isalpha() else (None, "")


def id_of(host: str, country: str | None, known: Container[str]) -> str:
    """An id from the site's host; the country, then a number is added where it is taken."""
    site = site_of(bare_host(host))
    label = slug(site.split(".")[0] if not site.replace(".", "").isdigit() else site) or "source"
    choices = [label, *([f"{label[:60]}-{country.lower()}"] if country else [])]
    choices += [f"{label[:58]}-{number}" for number in range(2, 1_000)]
    return next(choice for choice in choices if choice not in known)
