"""list, show, search and stories: what is stored, in the terminal. Nothing heavy is imported: they start at once."""

from __future__ import annotations

from datetime import tzinfo
from typing import Any

import click

from crawler.cli import Folders
from crawler.cli.bounds import chosen, configured_zone, edits_option, since_time
from crawler.cli.paging import PagedCommand
from crawler.cli.printing import print_article, print_articles, print_hits, print_lineage, print_stories, print_why
from crawler.cli.terminal import print_all_json, print_json
from crawler.visible import visible_lines
from pipelines.querying.grammar import parse
from pipelines.querying.tree import wanted_terms
from pipelines.store.reading.articles import changes, newest, one, resolve
from pipelines.store.reading.facets import topic_labels
from pipelines.store.reading.lineage import as_json, lineage
from pipelines.store.reading.opening import reading
from pipelines.store.reading.selection import Selection
from pipelines.store.reading.stories import inbox

_LIMIT = click.option("--limit", type=click.IntRange(1), default=30, show_default=True, help="Most rows shown.")
_SINCE = click.option("--since", help="Fetched since then: 24h, 7d, or a day such as 2024-07-25.")
_JSON = click.option("--json", "as_lines", is_flag=True, help="JSON lines, with every field.")


@click.command("list", cls=PagedCommand)
@click.option("--source", help="Id of a source.")
@click.option("--day", help="Day they were stored, in the configured time zone.")
@click.option("--language", "lang", help="ISO 639-1 code.")
@click.option("--country", help="ISO 3166-1 code of a country they are about.")
@click.option("--topic", help="IPTC Media Topic: its code, or how its label begins.")
@click.option("--agency", help="Key of an agency.")
@click.option("--story", help="Id of a story.")
@click.option("--copies/--no-copies", default=False, help="Whether to list copies beside their originals.")
@click.option("--revised", is_flag=True, help="Only articles that their outlet changed after the first version.")
@click.option("--edits", help="Only articles changed in this way: silent, headline, number, takedown ...")
@_SINCE
@_LIMIT
@_JSON
@click.pass_obj
def list_articles(folders: Folders, /, **options: object) -> None:
    """The newest stored articles.

    Piped, one tab-separated row each: id, time, source, language, agency, number of copies, title, URL.
    """
    zone = configured_zone(folders)
    fields = ("source", "day", "lang", "country", "topic", "agency", "story")
    tree = chosen({name: _text(options[name]) for name in fields})
    with reading(folders.data) as db:
        selection = Selection(
            tree=tree,
            since=since_time(_text(options["since"]), zone),
            copies=bool(options["copies"]),
            zone=zone,
            labels=topic_labels(db) if options["topic"] else {},
            edits=edits_option(_text(options["edits"]), revised=bool(options["revised"])),
        )
        articles = newest(db, selection, int(str(options["limit"])))
        if not options["as_lines"]:
            print_articles(db, articles, zone)
    if options["as_lines"]:
        print_all_json(articles)


def _text(value: object) -> str | None:
    return None if value is None else str(value)


@click.command("show", cls=PagedCommand)
@click.argument("article")
@click.option("--why", is_flag=True, help="Where each field comes from, and which words earned its tags.")
@click.option("--lineage", "tree", is_flag=True, help="Who credits and who repeats whom.")
@click.option("--text", "text_only", is_flag=True, help="The clean text alone.")
@_JSON
@click.pass_obj
def show(folders: Folders, /, article: str, **options: bool) -> None:
    """One stored article. ARTICLE is its id, at least 6 characters of it, or its URL."""
    zone = configured_zone(folders)
    with reading(folders.data) as db:
        ident = resolve(db, article)
        held = one(db, ident)
        learned = changes(db, ident) if options["why"] else []
        branches = lineage(db, ident) if options["tree"] else []
    words = _earned(folders, held) if options["why"] else {}
    if options["as_lines"]:
        extra = {"changes": learned, "words": words} if options["why"] else {}
        print_json(held | extra | ({"lineage": as_json(branches)} if options["tree"] else {}))
    elif options["text_only"]:
        click.echo(visible_lines(held["text"]))
    else:
        print_article(held, zone, whole=not (options["why"] or options["tree"]))
        if options["why"]:
            _print_reasons(held, words)
            print_why(held, learned, zone)
        if options["tree"]:
            print_lineage(held, branches)


def _earned(folders: Folders, held: dict[str, Any]) -> dict[str, dict[str, list[str]]]:
    from crawler.cli.words_why import tag_words  # the lists would slow the start of all others

    return tag_words(held, folders.config)


def _print_reasons(held: dict[str, Any], words: dict[str, dict[str, list[str]]]) -> None:
    from crawler.cli.words_why import print_words

    print_words(held, words)


@click.command("search", cls=PagedCommand)
@click.argument("query", nargs=-1, required=True)
@click.option(
    "--by", type=click.Choice(["date", "rank"]), default="date", show_default=True, help="Newest or best first."
)
@click.option("--copies/--no-copies", default=False, help="Whether to list copies beside their originals.")
@_SINCE
@_LIMIT
@_JSON
@click.option("--history", is_flag=True, help="When the words first appeared, and who dropped them: all versions.")
@click.pass_obj
def search(folders: Folders, /, query: tuple[str, ...], **options: object) -> None:
    """Stored articles that hold given words.

    Words must all occur; also "a phrase", -word or NOT, OR, (groups), prefix*, a NEAR/5 b (at most 5 words between),
    and the fields title: author: source: country: lang: topic: agency: kind: story: watch: day: before:2024-07-25
    (not that day) after:2024-07-25 (that day too), also as title:(a OR b). Case and accents do not matter, but ñ is
    no n; =Word stands as written. A query that begins with '-' goes after '--'.

    --by rank puts what holds the words more often, or in its headline, first; of words that occur everywhere, and no
    other condition, the 5,000 matches stored last are put in order. --history takes all of this: what must not occur
    is looked for in the same version, fields are those of the newest one.
    """
    zone = configured_zone(folders)
    if options["history"]:
        _search_history(folders, " ".join(query), zone, options)
        return
    tree = parse(" ".join(query))
    with reading(folders.data) as db:
        selection = Selection(
            tree=tree,
            since=since_time(_text(options["since"]), zone),
            copies=bool(options["copies"]),
            by_rank=options["by"] == "rank",
            zone=zone,
            labels=topic_labels(db),
        )
        articles = newest(db, selection, int(str(options["limit"])))
    if options["as_lines"]:
        print_all_json(articles)
    else:
        print_hits(articles, wanted_terms(tree), zone)


def _search_history(folders: Folders, query: str, zone: tzinfo, options: dict[str, object]) -> None:
    """When words first appeared, in all versions of all articles."""
    from crawler.cli.history_lines import print_phrase
    from pipelines.store.reading.phrases import Sought, phrase_history

    with reading(folders.data) as db:
        bearers = phrase_history(db, Sought(query=query, zone=zone), int(str(options["limit"])))
    print_all_json(bearers) if options["as_lines"] else print_phrase(bearers, zone)


@click.command("stories", cls=PagedCommand)
@click.argument("story", required=False)
@_SINCE
@_LIMIT
@_JSON
@click.pass_obj
def stories(folders: Folders, /, story: str | None, **options: object) -> None:
    """Stories with their copies folded, newest first; or one STORY with its timeline.

    Piped, one tab-separated row each: id, time of the first article, outlets, copies, first outlet, agencies,
    languages, countries, headline. STORY is its id, or the id (its beginning will do) or URL of one of its articles:
    then who had it first, as far as the clocks can tell, when the others followed, and what each cut and added.
    """
    zone = configured_zone(folders)
    if story is not None:
        _tell_story(folders, story, zone, as_lines=bool(options["as_lines"]))
        return
    selection = Selection(since=since_time(_text(options["since"]), zone))
    with reading(folders.data) as db:
        page = inbox(db, selection, limit=int(str(options["limit"])))
    print_stories(page.stories, zone, as_lines=bool(options["as_lines"]))


def _tell_story(folders: Folders, story: str, zone: tzinfo, *, as_lines: bool) -> None:
    from crawler.cli.storylines import print_storyline  # what compares texts would slow the start of all others
    from pipelines.store.reading.storyline import as_json as story_json
    from pipelines.store.reading.storyline import storyline

    with reading(folders.data) as db:
        found = storyline(db, story)
    print_json(story_json(found)) if as_lines else print_storyline(found, zone)
