"""What becomes of the rows of a list: added, already there, or refused. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

from crawler.configuration.lists.rows import Row, bare_host, slug
from crawler.configuration.problems import Place, Problems
from crawler.configuration.settings import Settings
from crawler.configuration.sources import source_of
from crawler.configuration.table import Table
from pipelines.source import Source

_ORDER = ("name", "country", "language", "domains", "feeds", "sitemaps", "sections", "kind", "groups", "enabled")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What becomes of one row."""

    outcome: Literal["added", "already there", "refused"]
    """What becomes of it."""
    where: str
    """Where the row stands in the list."""
    id: str
    """Id of the new source, or of the one that is there; of a refused row what it would have been."""
    why: str = ""
    """Why it is refused, or by what it was found to be there."""
    values: dict[str, Any] = field(default_factory=dict)
    """Keys and values of the new table in sources.toml; empty unless added."""


def decide(rows: Iterable[Row], sources: dict[str, Source]) -> Iterator[Verdict]:
    """A verdict for each row in order, given the sources that are there; a row also meets those added before it."""
    known = {id_: id_ for id_ in sources}
    for source in sources.values():
        known.update(dict.fromkeys(map(feed_key, source.feeds), source.id))
    for row in rows:
        verdict = _decide(row, known)
        if verdict.outcome == "added":
            known[verdict.id] = verdict.id
            known.update(dict.fromkeys(map(feed_key, verdict.values.get("feeds", ())), verdict.id))
        yield verdict


def feed_key(url: str) -> str:
    """What two spellings of one feed address share: http or https, the case of the host, a slash at the end."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return url
    query = f"?{parts.query}" if parts.query else ""
    return f"//{parts.netloc.lower().removeprefix('www.')}{parts.path.rstrip('/')}{query}"


def _decide(row: Row, known: dict[str, str]) -> Verdict:
    values = _completed(row.values)
    id_ = values.pop("id", "") or _new_id(values, known)
    if row.fault:
        return Verdict(outcome="refused", where=row.where, id=id_, why=row.fault)
    if row.values.get("id") and id_ in known:
        return Verdict(outcome="already there", where=row.where, id=id_, why="by its id")
    for feed in values.get("feeds", ()):
        if feed_key(feed) in known:
            return Verdict(
                outcome="already there", where=row.where, id=known[feed_key(feed)], why=f"by its feed {feed}"
            )
    why = "; ".join(_faults(id_, values))
    if why:
        return Verdict(outcome="refused", where=row.where, id=id_, why=why)
    ordered = {key: values[key] for key in _ORDER if key in values}
    return Verdict(outcome="added", where=row.where, id=id_, values=ordered)


def _completed(values: dict[str, Any]) -> dict[str, Any]:
    """A row's values with codes in the usual case and the domains of its addresses where it names none."""
    values = dict(values)
    if "country" in values:
        values["country"] = values["country"].upper()
    if "language" in values:
        values["language"] = values["language"].lower().replace("_", "-").partition("-")[0]
    if not values.get("domains"):
        addresses = (url for key in ("sections", "sitemaps", "feeds") for url in values.get(key, ()))
        values["domains"] = list(dict.fromkeys(host for host in map(_host, addresses) if host))
    return values


def _host(url: str) -> str:
    try:
        return bare_host(urlsplit(url).hostname or "")
    except ValueError:
        return ""


def _new_id(values: dict[str, Any], known: dict[str, str]) -> str:
    """An id from the name, else from the host; a number is added where it is taken."""
    domains = values.get("domains") or ["source"]
    base = slug(values.get("name", "")) or slug(domains[0]) or "source"
    choices = [base, *(f"{base[:60]}-{number}" for number in range(2, len(known) + 3))]
    return next(choice for choice in choices if choice not in known)


def _faults(id_: str, values: dict[str, Any]) -> list[str]:
    """What loading the new table would complain about."""
    problems = Problems()
    source_of(id_, Table(values, Place(file="", table=id_), problems), Settings())
    return [f"{problem.cause}: {problem.mend}" for problem in problems.found]
