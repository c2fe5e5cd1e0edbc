"""`presswatch tag`: a filter that reads no data folder."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any, BinaryIO

import click
import orjson

from crawler.configuration import load
from pipelines.agencies import Agencies
from pipelines.tags import Piece, Tags, tags_of
from pipelines.tags.places import Gazetteer
from pipelines.tags.reasons import country_reasons, reasons
from pipelines.tags.topics import Topics

TEXTS = ("title", "text", "url", "section", "byline", "source_country", "language")
"""Keys of a row that hold text where they are there."""


@click.command()
@click.argument("file", type=click.File("rb"))
@click.option("--why", is_flag=True, help="Also tell the words that earned each, as `topics_why` and `countries_why`.")
@click.pass_context
def tag(ctx: click.Context, file: BinaryIO, *, why: bool) -> None:
    """Tag the articles of FILE ('-': standard input).

    FILE holds one JSON object a line: {id, title, text, url?, section?, keywords?, byline?, source_country?,
    language?}. Each is printed again, in order, with language, countries, countries_mentioned, places, people,
    organisations, topics and agency. `language` of the row is believed only where the text is too short to tell. A
    row that cannot be read is named on standard error, and makes the exit code 1.
    """
    configuration = load(ctx.obj.config)
    gazetteer, topics = Gazetteer.shipped(), Topics.from_table(configuration.topics, configuration.topics_model)
    agencies = Agencies.from_table(configuration.agencies)
    out, faults = sys.stdout.buffer, 0
    for number, row in _rows(file):
        if isinstance(row, ValueError):
            faults += 1
            click.echo(f"error: line {number}: {row}", err=True)
            continue
        found = _fields(tags_of(_piece(row), gazetteer, topics)) | {"agency": agency_of(row, agencies)}
        if why:
            found["topics_why"] = reasons(topics, _piece(row), found["language"])
            found["countries_why"] = country_reasons(gazetteer, _piece(row), found["language"])
        out.write(orjson.dumps(row | found, option=orjson.OPT_APPEND_NEWLINE))
    out.flush()
    if faults:
        sys.exit(1)


def agency_of(row: dict[str, Any], agencies: Agencies) -> str | None:
    """The agency a row names, by its dateline, byline, or URL section; None where it names none."""
    line = agencies.dateline(row.get("text") or "")
    if line and line.agency:
        return line.agency
    byline = agencies.byline(row["byline"]) if row.get("byline") else None
    section = agencies.section(row["url"]) if row.get("url") else None
    return byline or (section.agency if section else None)


def _rows(lines: Iterable[bytes]) -> Iterator[tuple[int, dict[str, Any] | ValueError]]:
    """Line numbers from 1 with the row, or with what is wrong with it."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield number, _checked(orjson.loads(line))
            except ValueError as error:
                yield number, error


def _checked(row: Any) -> dict[str, Any]:  # noqa: ANN401 - anything a line of JSON can hold
    if not isinstance(row, dict):
        raise ValueError("not a JSON object")  # noqa: TRY004 - one error for all that a row can have wrong
    for key in TEXTS:
        if row.get(key) is not None and not isinstance(row[key], str):
            raise ValueError(f"{key!r} is not a text")
    if not (row.get("title") or row.get("text")):
        raise ValueError("neither 'title' nor 'text'")
    keywords = row.get("keywords") or []
    if not isinstance(keywords, list) or not all(isinstance(word, str) for word in keywords):
        raise ValueError("'keywords' is not a list of texts")
    return row


def _piece(row: dict[str, Any]) -> Piece:
    return Piece(
        title=row.get("title") or "",
        text=row.get("text") or "",
        url=row.get("url") or "",
        section=row.get("section"),
        keywords=tuple(row.get("keywords") or ()),
        home=(row.get("source_country") or "").upper() or None,
        hints=(row.get("language"),),
    )


def _fields(found: Tags) -> dict[str, Any]:
    return {
        "language": found.language,
        "countries": found.geography.countries,
        "countries_mentioned": found.geography.mentioned,
        "places": found.geography.places,
        "people": found.people,
        "organisations": found.organisations,
        "topics": [asdict(topic) for topic in found.topics],
    }
