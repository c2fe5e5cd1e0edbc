"""report: the desk's pages as files."""

from __future__ import annotations

from pathlib import Path

import click

from crawler.cli import Folders


@click.command()
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="Folder of the files.")
@click.option("--since", default="7d", show_default=True, help="How far back: 24h, 7d, or a day.")
@click.option("--limit", type=click.IntRange(1, 20_000), default=500, show_default=True, help="Most stories.")
@click.option("--lang", type=click.Choice(["en", "es"]), default="en", show_default=True, help="Of the interface.")
@click.pass_obj
def report(folders: Folders, /, out: Path, since: str, **chosen: object) -> None:
    """Write what is stored as a static site: it opens from disk, without a server, and prints well."""
    from crawler.cli.bounds import since_time
    from crawler.cli.review import desk_of
    from crawler.desk.pages import Pages
    from crawler.desk.render import environment
    from crawler.desk.report import Report, write_report
    from crawler.desk.words import load_words
    from pipelines.clock import utc_now

    desk = desk_of(folders.config, folders.data)
    pages = Pages(desk=desk, templates=environment(desk), words=load_words(), clock=utc_now)
    limit, language = int(str(chosen["limit"])), str(chosen["lang"])
    wanted = Report(out=out, since=since_time(since, desk.zone) or "", limit=limit, language=language)
    written = write_report(pages, wanted)
    click.echo(f"{written['stories']} stories, {written['articles']} articles: {out / 'index.html'}")
    if written["left_out"] > 0:
        click.echo(f"{written['left_out']} older stories were left out; --limit takes more", err=True)
