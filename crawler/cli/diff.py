"""presswatch diff: what an outlet changed in an article, word by word, and when a phrase came or went."""

from __future__ import annotations

from dataclasses import dataclass

import click

from crawler.cli import Folders
from crawler.cli.bounds import configured_zone
from crawler.cli.history_lines import print_history, print_phrase, step_json
from crawler.cli.paging import PagedCommand
from crawler.cli.terminal import print_all_json, print_json
from pipelines.errors import PresswatchError
from pipelines.store.reading.articles import resolve
from pipelines.store.reading.history import History, Step, between, history
from pipelines.store.reading.opening import reading
from pipelines.store.reading.phrases import Sought, phrase_history


class NoSuchVersion(PresswatchError):
    """A version that is not stored."""

    exit_code = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What stood on the command line."""

    first: int | None
    last: int | None
    phrase: str | None
    as_lines: bool


@click.command(cls=PagedCommand)
@click.argument("article")
@click.option("--from", "first", type=int, help="The version to begin with (default: the one before --to).")
@click.option("--to", "last", type=int, help="The version to end with (default: the newest).")
@click.option("--phrase", help="Only when these words came and went.")
@click.option("--json", "as_lines", is_flag=True, help="One JSON object.")
@click.pass_obj
def diff(folders: Folders, /, article: str, **given: object) -> None:
    """What changed from version to version. ARTICLE is its id, at least 6 characters of it, or its URL.

    Each step tells its types, when both versions were fetched, and what time of modification the page claims. What went
    stands in [-...-], what came in {+...+}, or in colours. A version that came of reading an old page anew is told as
    ours, since the outlet changed nothing.
    """
    options, zone = Options(**given), configured_zone(folders)  # type: ignore[arg-type]  # click gives what its options say
    with reading(folders.data) as db:
        ident = resolve(db, article)
        if options.phrase is not None:
            quoted = '"{}"'.format(options.phrase.replace('"', " "))
            bearers = phrase_history(db, Sought(query=quoted, ident=ident), 1)
            print_all_json(bearers) if options.as_lines else print_phrase(bearers, zone)
            return
        known = history(db, ident)
    steps = _chosen(known, options)
    if options.as_lines:
        print_json(_as_json(known, steps))
    else:
        print_history(known, steps, zone)


def _chosen(known: History, options: Options) -> list[Step]:
    """All steps, or the one that was asked for."""
    if options.first is None and options.last is None:
        return list(known.steps)
    last = options.last if options.last is not None else known.versions[-1].revision
    first = options.first if options.first is not None else last - 1
    stored = [version.revision for version in known.versions]
    for number in (first, last):
        if number not in stored:
            cause = f"stored are {', '.join(map(str, stored))}"
            raise NoSuchVersion("no such version", str(number), cause, "choose others with --from and --to")
    return [between(known, first, last)]


def _as_json(known: History, steps: list[Step]) -> dict[str, object]:
    newest = known.versions[-1]
    names = ("revision", "title", "fetched", "published", "modified", "modified_raw", "word_count", "extractor")
    return {
        "id": newest.id,
        "url": newest.url,
        "source": newest.source,
        "versions": [{name: getattr(version, name) for name in names} for version in known.versions],
        "steps": [step_json(step) for step in steps],
        "events": known.events,
    }
