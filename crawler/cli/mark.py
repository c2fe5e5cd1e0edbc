"""mark: what a reviewer decides about an article."""

from __future__ import annotations

import getpass

import click

from crawler.cli import Folders
from crawler.cli.bounds import configured_zone
from pipelines.errors import ConfigurationError
from pipelines.store import marks
from pipelines.store.marks import Mark


@click.command("mark")
@click.argument("article")
@click.argument("decision", type=click.Choice(["relevant", "irrelevant", "undo"]))
@click.option("--watchlist", help="Id of the watchlist it is about; none: all that caught the article.")
@click.option("--label", help="A word to sort by.")
@click.option("--note", help="A remark.")
@click.option("--by", "reviewer", help="Who decides (default: the name you are logged in with).")
@click.pass_obj
def mark(folders: Folders, /, article: str, **options: str | None) -> None:
    """Say whether an article is what you look for; the latest decision counts, and `undo` takes yours back.

    ARTICLE is its id, at least 6 characters of it, or its URL. What comes of it: `presswatch stats --by watchlist`.
    """
    from crawler.keeping.marking import deciding
    from pipelines.store.reading.articles import resolve

    watchlist, reviewer = options["watchlist"], options["reviewer"] or _myself()
    if watchlist is not None:
        _check_watchlist(folders, watchlist)
    with deciding(folders.data, configured_zone(folders)) as log:
        ident = resolve(log.db, article)
        if options["decision"] == "undo":
            marks.undo(log, ident, reviewer, watchlist)
        else:
            marks.mark(log, _mark_of(ident, reviewer, options))
    click.echo(f"{ident}: {options['decision']}, by {reviewer}")


def _mark_of(article: str, reviewer: str, options: dict[str, str | None]) -> Mark:
    return Mark(
        article=article,
        reviewer=reviewer,
        decision="relevant" if options["decision"] == "relevant" else "irrelevant",
        watchlist=options["watchlist"],
        label=options["label"],
        note=options["note"],
    )


def _myself() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # no such user, as in a container
        return "unknown"


def _check_watchlist(folders: Folders, watchlist: str) -> None:
    """Raise ConfigurationError for one that is not configured: a slip of the pen would count nowhere."""
    from crawler.configuration import load
    from crawler.configuration.problems import did_you_mean

    known = load(folders.config).watchlists
    if watchlist not in known:
        mend = did_you_mean(watchlist, known) if known else "describe it in watchlists.toml"
        raise ConfigurationError("no such watchlist", watchlist, "watchlists.toml has no table of this name", mend)
