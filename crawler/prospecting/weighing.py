"""Which of the documents found are worth polling. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from crawler.prospecting.front import Named, is_comment_feed
from crawler.prospecting.probes import Probe

MAX_FEEDS, MAX_SITEMAPS = 6, 2
SAME = 0.8
"""Share of a document's links that another one has, above which it brings nothing of its own."""
STALE = timedelta(days=30)
"""A document whose newest item is older has fallen asleep."""
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
    usable, refused = _sorted_out(probes, now)
    feeds, same = _different([p for p in usable if p.form in ("feed", "json")], MAX_FEEDS)
    refused += same
    news = [p for p in usable if p.told == "news sitemap"]
    plain = [p for p in usable if p.form in ("urlset", "text") and p not in news]
    sitemaps, same = _different(news, MAX_SITEMAPS)
    refused += same
    if not feeds and not sitemaps and plain:
        small = [p for p in plain if len(p.links) <= LARGE]
        sitemaps, plain = small[:1], [p for p in plain if p not in small[:1]]
    refused += [Weighed(probe=p, why="an archive, for `presswatch backfill`") for p in plain]
    pages = [p for p in usable if p.form == "html" and p.kind == "section"]
    sections = [] if feeds or sitemaps else pages
    return Choice(feeds=tuple(feeds), sitemaps=tuple(sitemaps), sections=tuple(sections), refused=tuple(refused))


def _sorted_out(probes: Iterable[Probe], now: datetime) -> tuple[list[Probe], list[Weighed]]:
    usable: list[Probe] = []
    refused: list[Weighed] = []
    for probe in probes:
        why = _fault(probe, now)
        if why:
            refused.append(Weighed(probe=probe, why=why))
        else:
            usable.append(probe)
    return usable, refused


def _fault(probe: Probe, now: datetime) -> str:
    """Why a document is of no use by itself; '' where it may be."""
    if probe.kind == "feed" and holds_comments(probe):
        return "readers' comments"
    if probe.reason is not None:
        return probe.why
    if probe.form == "index":
        return "an index, for `presswatch backfill`"
    age = probe.pace(now).age(now)
    if probe.form in ("feed", "json") and age is not None and age > STALE and probe.found_by != "given":
        return f"asleep: its newest item is {age.days} days old"
    return ""


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
