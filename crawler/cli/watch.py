"""watch: what watchlists there are, and what one would catch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo
from typing import TYPE_CHECKING

import click

from crawler.cli import Folders
from crawler.cli.bounds import since_time
from crawler.cli.precision_report import percent
from crawler.cli.terminal import (
    fit,
    highlighted,
    local,
    on_terminal,
    print_json,
    print_tabs,
    screen_width,
    styled,
)
from crawler.visible import visible
from pipelines.errors import ConfigurationError
from pipelines.excerpts import marked, passage
from pipelines.querying.tree import Node, Term, wanted_terms
from pipelines.store.reading.articles import Record
from pipelines.watchlists import Watchlist

if TYPE_CHECKING:
    from crawler.configuration import Configuration


@dataclass(frozen=True, slots=True, kw_only=True)
class Would:
    """An article that a watchlist would have caught."""

    held: Record
    """The article."""
    terms: list[str]
    """The words and phrases of the query that hold."""


@click.group("watch")
def watch() -> None:
    """Watchlists: what there is, and what one would have caught."""


@watch.command("list")
@click.option("--json", "as_json", is_flag=True, help="JSON lines.")
@click.pass_obj
def list_watchlists(folders: Folders, *, as_json: bool) -> None:
    """The watchlists, with what they caught so far and how much of it reviewers wanted.

    Piped, one tab-separated row each: id, name, urgency, channels, articles caught, when last, precision.
    """
    from crawler.configuration import load
    from pipelines.store.catalogue import FILE_NAME

    config = load(folders.config)
    told = _told(folders, config) if (folders.data / FILE_NAME).exists() else {}
    for watchlist in config.watchlists.values():
        _print_watchlist(watchlist, told.get(watchlist.id, (0, None, None)), config.settings.zone, as_json=as_json)
    if not config.watchlists:
        click.echo(f"no watchlist yet: describe one in {config.files['watchlists.toml']}", err=True)


Told = tuple[int, str | None, float | None]
"""Articles caught, when last, precision."""


def _told(folders: Folders, config: Configuration) -> dict[str, Told]:
    from pipelines.store import watch_hits
    from pipelines.store.reading.opening import reading
    from pipelines.store.reading.precision import precision, total

    with reading(folders.data) as db:
        shares = {id_: total(months).share for id_, months in precision(db, config.settings.zone).items()}
        return {id_: (*counted, shares.get(id_)) for id_, counted in watch_hits.counts(db).items()}


def _print_watchlist(watchlist: Watchlist, told: Told, zone: tzinfo, *, as_json: bool) -> None:
    caught, last, share = told
    channels = ",".join(watchlist.channels)
    if as_json:
        facts = {"id": watchlist.id, "name": watchlist.name, "query": watchlist.query, "enabled": watchlist.enabled}
        facts |= {"urgency": watchlist.urgency, "channels": list(watchlist.channels)}
        print_json(facts | {"caught": caught, "last": last, "precision": share})
    elif on_terminal():
        state = watchlist.urgency if watchlist.enabled else "off"
        counts = f"{caught:>6} caught, last {local(last, zone)}, precision {percent(share)}"
        click.echo(f"{styled(fit(watchlist.id, 24), 'bold')} {state:<7} {counts}  {visible(channels)}")
    else:
        exact = "" if share is None else f"{share:.3f}"
        print_tabs([watchlist.id, watchlist.name, watchlist.urgency, channels, caught, last, exact])


@watch.command("test")
@click.argument("name", required=False)
@click.option("--query", help="A query to try instead of a watchlist's.")
@click.option("--since", default="7d", show_default=True, help="Fetched since then: 24h, 7d, or a day.")
@click.option("--limit", type=click.IntRange(1), default=100, show_default=True, help="Most articles shown.")
@click.option("--json", "as_json", is_flag=True, help="JSON lines.")
@click.pass_obj
def test_watchlist(folders: Folders, /, name: str | None, **options: object) -> None:
    """What the watchlist NAME would have caught, with the words that earned it. Nothing is sent or written.

    Piped, one tab-separated row each: id, time, source, language, agency, title, URL, words.
    """
    from crawler.configuration import load
    from pipelines.querying.grammar import parse

    config = load(folders.config)
    tree = parse(_query(name, options["query"], config))
    zone, limit = config.settings.zone, int(str(options["limit"]))
    found = _would(folders, tree, zone, str(options["since"]))
    for would in found[:limit]:
        _print_would(would, wanted_terms(tree), zone, as_json=bool(options["as_json"]))
    stories = len({would.held["story"] or would.held["id"] for would in found})
    copies = sum(would.held["duplicate_of"] is not None for would in found)
    shown = f", the newest {limit} are shown" if len(found) > limit else ""
    click.echo(f"{len(found)} articles in {stories} stories, {copies} of them copies{shown}", err=True)


def _query(name: str | None, query: object, config: Configuration) -> str:
    from crawler.configuration.problems import did_you_mean

    if (name is None) == (query is None):
        raise click.UsageError("give either the name of a watchlist or --query")
    if query is not None:
        return str(query)
    watchlist = config.watchlists.get(name or "")
    if watchlist is None:
        mend = did_you_mean(name or "", config.watchlists) if config.watchlists else "describe it there"
        raise ConfigurationError("no such watchlist", name or "", f"{config.files['watchlists.toml']} has none", mend)
    return watchlist.query


_MOST = 10_000
"""Articles looked at."""


def _would(folders: Folders, tree: Node, zone: tzinfo, since: str) -> list[Would]:
    """The catalogue finds the articles; the watchlists' own matching says by which words."""
    from pipelines.clock import day
    from pipelines.querying.document import document_of
    from pipelines.querying.percolator import Percolator
    from pipelines.store.reading.articles import newest
    from pipelines.store.reading.facets import topic_labels
    from pipelines.store.reading.opening import reading
    from pipelines.store.reading.selection import Selection

    percolator = Percolator({"": tree}, zone)
    with reading(folders.data) as db:
        selection = Selection(tree=tree, since=since_time(since, zone), zone=zone, labels=topic_labels(db))
        found = newest(db, selection, _MOST)
    asked = ((held, percolator.caught_by(document_of(held, day(held["fetched"], zone)))) for held in found)
    return [Would(held=held, terms=caught[0].terms) for held, caught in asked if caught]


def _print_would(would: Would, terms: list[Term], zone: tzinfo, *, as_json: bool) -> None:
    held = would.held
    names = ("id", "url", "source", "language", "agency", "title", "published", "first_seen", "story", "duplicate_of")
    moment = held["published"] or held["first_seen"]
    shown = passage(held["text"], terms, width=240)
    if as_json:
        excerpt = [{"text": text, "hit": hit} for text, hit in shown]
        print_json({name: held[name] for name in names} | {"terms": would.terms, "excerpt": excerpt})
    elif on_terminal():
        badge = "  copy" if held["duplicate_of"] else ""
        click.echo(styled(highlighted(marked(held["title"] or "[no headline]", terms)), "bold"))
        about = f"{held['id'][:8]}  {local(moment, zone)}  {visible(held['source'])}{badge}  {' · '.join(would.terms)}"
        click.echo(styled(visible(about), "dim"))
        click.echo(f"  {highlighted(passage(held['text'], terms, width=2 * screen_width() - 20))}\n")
    else:
        row = [held["id"], moment, *(held[name] for name in ("source", "language", "agency", "title", "url"))]
        print_tabs([*row, "; ".join(would.terms)])
