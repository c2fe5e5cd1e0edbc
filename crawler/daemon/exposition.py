"""Metrics as text: the Prometheus exposition format 0.0.4."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

Samples = Iterable[tuple[Mapping[str, str], float]]
"""(labels, value) pairs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """One metric with all its samples."""

    name: str
    """Without the prefix `presswatch_`, unless it begins with `process_`."""
    kind: str
    """counter or gauge."""
    help: str
    """One sentence."""
    samples: Samples
    """Labels and values."""


def render(families: Iterable[Family]) -> str:
    """The page that a scrape gets. Labels keep their order; a family without samples is left out."""
    return "".join(_lines(family) for family in families)


def _lines(family: Family) -> str:
    name = family.name if family.name.startswith("process_") else f"presswatch_{family.name}"
    samples = [f"{name}{_labels(labels)} {value:.15g}\n" for labels, value in family.samples]
    if not samples:
        return ""
    return f"# HELP {name} {family.help}\n# TYPE {name} {family.kind}\n" + "".join(samples)


def _labels(labels: Mapping[str, str]) -> str:
    pairs = [f'{name}="{_escaped(value)}"' for name, value in labels.items()]
    return "{" + ",".join(pairs) + "}" if pairs else ""


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("\n", "\\n").replace('"', '\\"')
