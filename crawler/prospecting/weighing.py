"""Which of the documents found are worth polling. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from crawler.prospecting.front import Named, is_comment_feed
from crawler.prospecting.probes import Probe

MAX_FEEDS, MAX_SITEMAPS = 6, 2
SAME = 0.8
"""Share of a document's links that another one has, above which it brings nothing of its own."""
STALE = timedelta(days=30)
"""A document so far behind the newest of its site has fallen asleep."""
LARGE = 2_000
"""Entries of a sitemap that is an archive: far too much to be polled."""
_COMMENT_TITLE = re.compile(
    r"(?:comment(?:s|aire)? (?:on|sur|by)|by:|comentario (?:en|de|sobre)|coment[aá]rio (?:em|sobre)"
    r"|kommentar (?:zu|von))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A document and what is to become of it."""

    probe: Probe
    why: str = ""
    """Why it is not taken; '' where it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a source is to poll."""

    feeds: tuple[Probe, ...] = ()
    sitemaps: tuple[Probe, ...] = ()
    sections: tuple[Probe, ...] = ()
    refused: tuple[Weighed, ...] = ()

    @property
    def taken(self) -> tuple[Probe, ...]:
        """All that is polled."""
        return (*self.feeds, *self.sitemaps, *self.sections)


def choose(probes: Iterable[Probe], now: datetime) -> Choice:
    """Take feeds first, then news sitemaps, a small sitemap where there is neither, and sections last."""
    probes = list(probes)
    usable, refused = _sorted_out(probes, now)
    feeds, same = _different([p for p in usable if p.form in ("feed", "json")], MAX_FEEDS)
    refused += same
    listed = {link.url for probe in feeds for link in probe.links}
    news = [p for p in usable if p.told == "news sitemap"]
    own = [p for p in news if not listed.issuperset(link.url for link in p.links)]
    refused += [Weighed(probe=p, why="brings only what the feeds bring") for p in news if p not in own]
    sitemaps, same = _different(own, MAX_SITEMAPS)
    refused += same
    plain = [p for p in usable if p.form in ("urlset", "text") and p not in news]
    if not feeds and not sitemaps:
        small = sorted((p for p in plain if len(p.links) <= LARGE), key=lambda p: _newest(p, now), reverse=True)
        sitemaps = [_index_of(p, probes) for p in small[:1]]
        plain = [p for p in plain if p not in small[:1]]
        refused = [w for w in refused if w.probe.url not in {p.url for p in sitemaps}]
    refused += [Weighed(probe=p, why="an archive, for `presswatch backfill`") for p in plain]
    pages = [p for p in usable if p.form == "html" and p.kind == "section"]
    sections = [] if feeds or sitemaps else pages
    return Choice(feeds=tuple(feeds), sitemaps=tuple(sitemaps), sections=tuple(sections), refused=tuple(refused))


def _newest(probe: Probe, now: datetime) -> str:
    newest = probe.pace(now).newest
    return newest.isoformat() if newest else ""


def _index_of(sitemap: Probe, probes: list[Probe]) -> Probe:
    """The index that names a sitemap, with its links, else the sitemap: next month's will be another one."""
    named = (p for p in probes if any(child.url == sitemap.url for child in p.children))
    index = next(named, None)
    return replace(index, links=sitemap.links) if index else sitemap


def _sorted_out(probes: list[Probe], now: datetime) -> tuple[list[Probe], list[Weighed]]:
    """Usable ones, and those that are of no use by themselves or beside the others."""
    faults = [(probe, _fault(probe)) for probe in probes]
    usable = [probe for probe, why in faults if not why]
    refused = [Weighed(probe=probe, why=why) for probe, why in faults if why]
    newest = max((at for probe in usable if (at := probe.pace(now).newest)), default=None)
    asleep = [probe for probe in usable if newest and _asleep(probe, newest, now)]
    refused += [Weighed(probe=p, why=f"asleep: its newest item is {_days(p, now)} days old") for p in asleep]
    return [probe for probe in usable if probe not in asleep], refused


def _asleep(probe: Probe, newest: datetime, now: datetime) -> bool:
    """Whether a document is far behind another of the same site; one that a person named is not judged."""
    own = probe.pace(now).newest
    return own is not None and newest - own > STALE and probe.found_by != "given"


def _days(probe: Probe, now: datetime) -> int:
    age = probe.pace(now).age(now)
    return age.days if age else 0


def _fault(probe: Probe) -> str:
    """Why a document is of no use by itself; '' where it may be."""
    if probe.kind == "feed" and holds_comments(probe):
        return "readers' comments"
    if probe.reason is not None:
        return probe.why
    if probe.form == "index":
        return "an index, for `presswatch backfill`"
    return "" if probe.links else "without a single item"


def holds_comments(probe: Probe) -> bool:
    """Whether a feed holds readers' comments: by its address or title, or by most of its items' titles."""
    if is_comment_feed(Named(url=probe.url, title=probe.title)):
        return True
    titles = [link.title for link in probe.links if link.title]
    return bool(titles) and sum(bool(_COMMENT_TITLE.match(title)) for title in titles) * 2 > len(titles)


def _different(probes: list[Probe], most: int) -> tuple[list[Probe], list[Weighed]]:
    """Documents that each bring something of their own, richest first."""
    taken: list[Probe] = []
    refused: list[Weighed] = []
    seen: set[str] = set()
    for probe in sorted(probes, key=_richness, reverse=True):
        links = {link.url for link in probe.links}
        if links and len(links & seen) >= SAME * len(links):
            refused.append(Weighed(probe=probe, why="brings what another one brings"))
        elif len(taken) == most:
            refused.append(Weighed(probe=probe, why=f"more than {most}"))
        else:
            taken.append(probe)
            seen |= links
    return taken, refused


def _richness(probe: Probe) -> tuple[int, int]:
    """Whole texts in the feed are worth most, then the number of items."""
    return sum(bool(link.content) for link in probe.links), len(probe.links)
