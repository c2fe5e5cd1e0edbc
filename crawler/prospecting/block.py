"""A source's table as it is written into sources.toml: commented with what was seen, and when. Pure."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import tomlkit

from crawler.configuration import format_duration
from crawler.configuration.lists.rows import one_line
from crawler.prospecting.pace import interval, spoken
from crawler.prospecting.probes import Probe
from crawler.prospecting.proposing import Home
from crawler.prospecting.samples import Sample
from crawler.prospecting.weighing import Choice


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A source as it is proposed."""

    id: str
    name: str
    domains: tuple[str, ...]
    home: Home
    choice: Choice
    samples: tuple[Sample, ...]
    allow_private: bool
    now: datetime

    @property
    def enabled(self) -> bool:
        """Whether it is worth crawling: of what was sampled, at least one could be read whole."""
        return any(sample.good for sample in self.samples)

    @property
    def every(self) -> float | None:
        """Seconds between polls; None leaves it to presswatch."""
        return interval(probe.pace(self.now) for probe in self.choice.taken)


def block_of(proposal: Proposal) -> str:
    """The table with its comments, ready to be appended."""
    day = proposal.now.date().isoformat()
    good = sum(sample.good for sample in proposal.samples)
    lines = [
        f"[{proposal.id}]",
        f"# Looked at on {day}: {good} of {len(proposal.samples)} sampled articles read whole.",
    ]
    lines += [f"# {sample.url}: {sample.why}"[:300] for sample in proposal.samples if sample.why]
    lines += [f"name = {_text(proposal.name)}", *_home(proposal.home), f"domains = {_list(proposal.domains)}"]
    lines += _documents("feeds", proposal.choice.feeds, proposal.now)
    lines += _documents("sitemaps", proposal.choice.sitemaps, proposal.now)
    lines += _documents("sections", proposal.choice.sections, proposal.now)
    if every := proposal.every:
        lines.append(f'every = "{format_duration(every)}"  # {_rate(proposal)}')
    if proposal.allow_private:
        lines.append("allow_private = true  # asked for by --allow-private")
    if not proposal.enabled:
        lines.append("enabled = false  # no sampled article could be read whole; see above")
    return "\n".join(one_line(line) if line.startswith("#") else line for line in lines) + "\n"


def values_of(block: str) -> dict[str, Any]:
    """Keys and values of a block, for checking; raises TOMLDecodeError."""
    table: dict[str, Any] = next(iter(tomllib.loads(block).values()))
    return table


def _home(home: Home) -> list[str]:
    lines = []
    for key, value, by in (("country", home.country, home.country_by), ("language", home.language, home.language_by)):
        lines.append(f'{key} = "{value}"  # {one_line(by)}' if value else f"# {key} is not known: nothing says it")
    return lines


def _documents(key: str, probes: Iterable[Probe], now: datetime) -> list[str]:
    lines = []
    for probe in probes:
        pace = probe.pace(now)
        age = f", newest {spoken(pace.age(now))} old" if pace.newest else ""
        whole = ", whole texts" if any(link.content for link in probe.links) else ""
        lines += [f"# {probe.told}: {pace.items} items{age}{whole}; by {probe.found_by}"]
    found = [probe.url for probe in probes]
    return [*lines, f"{key} = {_list(found)}"] if found else []


def _rate(proposal: Proposal) -> str:
    rates = [rate for probe in proposal.choice.taken if (rate := probe.pace(proposal.now).per_day)]
    return f"about {max(rates):.0f} items a day" if rates and max(rates) >= 1 else "less than one item a day"


def _text(text: str) -> str:
    return tomlkit.string(one_line(text)).as_string()


def _list(values: Iterable[str]) -> str:
    texts = [_text(value) for value in values]
    if len(texts) == 1:
        return f"[{texts[0]}]"
    return "[\n" + "".join(f"    {text},\n" for text in texts) + "]"
