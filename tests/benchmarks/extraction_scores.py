"""How well saved pages are read, against what people say stands on them.

A labelled folder holds manifest.jsonl, a JSON object a line: {id, source, url, html, truth, site?, crawl_date?}. html
is the path of a page beside it, plain or packed with gzip; source names the data set; truth holds text, and title, date
(ISO 8601) and authors where they are known. Rows without a text are left out.

Body texts are compared by their runs of four words (the measure of Zyte's article-extraction-benchmark): what both
have, what was invented and what was missed, as shares of the page, so that every page weighs the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from statistics import mean
from typing import Any

import orjson

from crawler.cli.extract import Saved, saved_page
from crawler.cli.taught_sites import TaughtSites
from crawler.configuration import load
from crawler.configuration.files import shipped_folder
from crawler.reading.process import knowledge_of
from pipelines.article import Article, Rejected
from pipelines.dates import parse_date
from pipelines.draft import Knowledge

_RUN = 4
"""Words of a run."""
_NOW = "2031-01-01T00:00:00+00:00"
"""When a page was fetched of which the manifest does not say it: no date on it lies in the future then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A saved page and what stands on it."""

    id: str
    """As the manifest names it."""
    dataset: str
    """Whose labels these are."""
    site: str
    """Pages of one site teach one another."""
    page: Saved
    """Where it lies."""
    truth: dict[str, Any]
    """text, and title, date, authors where known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A page that was read, and how well."""

    labelled: Labelled
    """The page and its labels."""
    article: Article | None
    """What was read; None: it was refused."""
    shares: tuple[float, float, float]
    """Runs of words found, invented and missed."""
    right: dict[str, bool] = field(default_factory=dict)
    """Of title, date and authors that are labelled: whether each is as labelled."""

    @property
    def f1(self) -> float:
        """Of the page's text."""
        return page_f1(self.shares)


def labelled_pages(folder: Path) -> list[Labelled]:
    """The pages of a folder that have a text for label, in the manifest's order."""
    with (folder / "manifest.jsonl").open("rb") as lines:
        rows = [orjson.loads(line) for line in lines if line.strip()]
    return [_labelled(row, folder) for row in rows if row["truth"].get("text")]


def _labelled(row: dict[str, Any], folder: Path) -> Labelled:
    page = Saved(path=folder / row["html"], url=row["url"], fetched=_fetched(row.get("crawl_date")))
    site = row.get("site") or row["url"].split("/")[2]
    return Labelled(id=row["id"], dataset=row["source"], site=site, page=page, truth=row["truth"])


def _fetched(raw: str | None) -> str:
    given = parse_date(raw or "")
    return given.text if given else _NOW


def shipped_knowledge() -> Knowledge:
    """What the program knows where nobody configured it."""
    return knowledge_of(load(shipped_folder()))


def read_pages(pages: Iterable[Labelled], knowledge: Knowledge) -> Iterator[Judged]:
    """Each page as a live crawl would read it: earlier pages of its site teach it."""
    sites = TaughtSites(knowledge)
    for one in pages:
        result = sites.read(saved_page(one.page, knowledge.sources.values()), one.site)
        yield judged(one, None if isinstance(result, Rejected) else result.article)


def judged(one: Labelled, article: Article | None) -> Judged:
    """How well a page was read."""
    text = article.text if article else ""
    return Judged(
        labelled=one, article=article, shares=shares(one.truth["text"], text), right=_right(one.truth, article)
    )


def shares(true: str, found: str) -> tuple[float, float, float]:
    """Of all runs of words in two texts: found in both, only in what was found, only in the true one."""
    wanted, given = _runs(true), _runs(found)
    both = (wanted & given).total()
    every = wanted.total() + given.total() - both
    return (both / every, (given.total() - both) / every, (wanted.total() - both) / every) if every else (0, 0, 0)


def _runs(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    width = min(_RUN, len(words))
    return Counter(tuple(words[at : at + width]) for at in range(len(words) - width + 1)) if words else Counter()


def page_f1(shares: tuple[float, float, float]) -> float:
    """F1 of one page; two empty texts are alike."""
    found, invented, missed = shares
    return 2 * found / (2 * found + invented + missed) if any(shares) else 1.0


def text_f1(pages: Iterable[tuple[float, float, float]]) -> float:
    """F1 of a data set: from mean precision over pages with any text read, and mean recall over those with one."""
    pages = list(pages)
    precision = [found / (found + invented) for found, invented, _ in pages if found + invented]
    recall = [found / (found + missed) for found, _, missed in pages if found + missed]
    p, r = (mean(values) if values else 0.0 for values in (precision, recall))
    return 2 * p * r / (p + r) if p + r else 0.0


def _right(truth: dict[str, Any], article: Article | None) -> dict[str, bool]:
    found = {}
    if truth.get("title"):
        found["title"] = article is not None and _plain(article.title) == _plain(truth["title"])
    if truth.get("date"):
        found["date"] = article is not None and truth["date"][:10] in _days(article, truth["date"])
    if truth.get("authors"):
        found["authors"] = article is not None and set(map(_plain, article.authors)) == set(
            map(_plain, truth["authors"])
        )
    return found


def _plain(text: str | None) -> str:
    return re.sub(r"\W+", " ", unicodedata.normalize("NFKC", text or "")).strip().lower()


def _days(article: Article, true: str) -> set[str]:
    """The days a time may be told as: as written, in UTC, and where the label was written."""
    days = {(article.published or "")[:10], (article.published_raw or "")[:10]}
    zone = datetime.fromisoformat(true).tzinfo
    if article.published and zone:
        days.add(datetime.fromisoformat(article.published).astimezone(zone).date().isoformat())
    return days


def figures(pages: Iterable[Judged]) -> dict[str, dict[str, float]]:
    """Of each data set: text (F1), title, date, authors (shares as labelled), read (share not refused)."""
    sets: dict[str, list[Judged]] = defaultdict(list)
    for one in pages:
        sets[one.labelled.dataset].append(one)
    return {name: _figures(found) for name, found in sets.items()}


def _figures(pages: list[Judged]) -> dict[str, float]:
    found = {"text": text_f1(one.shares for one in pages)}
    for name in ("title", "date", "authors"):
        right = [one.right[name] for one in pages if name in one.right]
        if right:
            found[name] = mean(right)
    return found | {"read": mean(one.article is not None for one in pages)}
