"""For `show --why`: the words that earned a stored article its topics and countries, by the lists of today."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from crawler.cli.terminal import styled
from crawler.configuration import load
from crawler.visible import visible
from pipelines.tags import Piece
from pipelines.tags.places import Gazetteer
from pipelines.tags.reasons import country_reasons, reasons
from pipelines.tags.topics import Topics

Earned = dict[str, list[str]]
"""By code: the words that spoke for it, weightiest first; none where today's lists would not give it."""


def tag_words(held: dict[str, Any], config: Path | None) -> dict[str, Earned]:
    """The words that earned a stored article each of its `topics`, its `countries`, and the others it `mentioned`.

    Raises ConfigurationError.
    """
    configuration = load(config)
    source = configuration.sources.get(held["source"])
    piece, language = _piece(held, source.country if source else None), held["language"]
    topics = Topics.from_table(configuration.topics, configuration.topics_model)
    by_topic, by_country = reasons(topics, piece, language), country_reasons(Gazetteer.shipped(), piece, language)
    about = held["countries"]
    return {
        "topics": _of((topic["code"] for topic in held["topics"]), by_topic),
        "countries": _of(about, by_country),
        "mentioned": _of((code for code in held["countries_mentioned"] if code not in about), by_country),
    }


def print_words(held: dict[str, Any], found: dict[str, Earned]) -> None:
    """One line a tag."""
    labels = {topic["code"]: topic["label"] for topic in held["topics"]}
    click.echo("\n" + styled("Words that earned its tags", "bold"))
    for code, words in found["topics"].items():
        click.echo(f"  topic {visible(labels[code])} ({visible(code)}): {_listed(words, 'none by the rules of today')}")
    for code, names in found["countries"].items():
        click.echo(f"  about {visible(code)}: {_listed(names, 'no name of it by the lists of today')}")
    for code, names in found["mentioned"].items():
        click.echo(f"  mentions {visible(code)}: {_listed(names, 'no name of it by the lists of today')}")
    if not any(found.values()):
        click.echo("  it has neither topics nor countries")


def _listed(words: list[str], otherwise: str) -> str:
    return ", ".join(visible(word) for word in words) or otherwise


def _of(codes: Iterable[str], earned: Earned) -> Earned:
    return {code: earned.get(code, []) for code in codes}


def _piece(held: dict[str, Any], home: str | None) -> Piece:
    return Piece(
        title=held["title"] or "",
        text="\n".join(part for part in (held["subtitle"], held["text"]) if part),
        url=held["url"],
        section=held["section"],
        keywords=tuple(held["keywords"]),
        home=home,
    )
