"""presswatch export: what is stored, in the forms that others read."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from crawler.cli import Folders
from crawler.cli.bounds import chosen, configured_zone, since_time
from crawler.configuration.loading import load_settings, load_sources
from crawler.visible import visible
from pipelines.clock import iso, utc_now
from pipelines.errors import PresswatchError
from pipelines.store.reading.opening import reading

if TYPE_CHECKING:
    from pipelines.store.reading.selection import Selection

_FILTERS = ("source", "country", "topic", "lang", "agency", "story")
_FORMATS = ("jsonl", "csv", "xlsx", "parquet", "ninjs", "rss", "jsonfeed", "opml", "wacz")
_BINARY = ("xlsx", "parquet", "wacz")
_A_FEED = 100
"""Articles of an RSS or JSON feed where --limit does not say."""
_HOME = "http://127.0.0.1:8787/"
"""The review desk, where it is by default."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be exported."""

    folders: Folders
    data: Path
    """The data folder."""
    options: dict[str, Any]
    """The filters as given."""

    def selection(self, db: sqlite3.Connection) -> Selection:
        """The filters as a selection. Raises QueryError."""
        from pipelines.querying.grammar import parse
        from pipelines.store.reading.facets import topic_labels
        from pipelines.store.reading.selection import Selection, all_of

        zone, query = configured_zone(self.folders), self.options["query"]
        filters = chosen({name: self.options[name] for name in _FILTERS})
        trees = [tree for tree in (filters, parse(query) if query else None) if tree is not None]
        return Selection(
            tree=all_of(*trees) if trees else None,
            since=since_time(self.options["since"], zone),
            copies=self.options["copies"],
            zone=zone,
            labels=topic_labels(db),
        )

    def records(self, db: sqlite3.Connection, most: int | None = None) -> Iterator[dict[str, Any]]:
        """The articles, newest first, as they stand now."""
        from pipelines.store.reading.articles import each

        return each(db, self.selection(db), self.options["limit"] or most)


@click.command()
@click.option("--format", "form", type=click.Choice(_FORMATS), help="What to write.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="File to write; none: standard output.")
@click.option("--since", help="Fetched since then: 24h, 7d, or a day such as 2024-07-25.")
@click.option("--source", help="Id of a source.")
@click.option("--country", help="ISO 3166-1 code of a country they are about.")
@click.option("--topic", help="IPTC Media Topic: its code, or how its label begins.")
@click.option("--language", "lang", help="ISO 639-1 code.")
@click.option("--agency", help="Key of an agency.")
@click.option("--query", help="A query, as for `search`.")
@click.option("--story", help="Id of a story; for wacz also the id or URL of one of its articles.")
@click.option("--copies/--no-copies", default=True, help="Whether copies stand beside their originals.")
@click.option("--limit", type=click.IntRange(1), help="Most articles; feeds hold 100 where this is not given.")
@click.option("--rebuild", is_flag=True, help="Make articles/ and changes/ anew from the catalogue.")
@click.option("--datasette", is_flag=True, help="Write metadata.json for `datasette DATA/presswatch.db`.")
@click.pass_obj
def export(folders: Folders, /, *, form: str | None, rebuild: bool, datasette: bool, **options: Any) -> None:  # noqa: ANN401 - click's options
    """Write articles as others read them, with all that was learned of them later.

    jsonl (article.schema.json), csv, xlsx, parquet (needs presswatch[parquet]), ninjs (3.1, one item a line), rss and
    jsonfeed (the newest), opml (the sources' feeds), wacz (the evidence of one --story: raw pages, versions, hashes).
    --rebuild makes the files of lines anew; those that are as they should be are left alone.
    """
    if (form is not None) + rebuild + datasette != 1:
        raise click.UsageError("say what to export: --format F, --datasette or --rebuild")
    data = folders.data if folders.data_given else load_settings(folders.config).data
    if rebuild:
        _rebuild(data)
        return
    wanted, out = Wanted(folders=folders, data=data, options=options), options["out"]
    if out is None and form in _BINARY:
        raise click.UsageError(f"{form} goes to a file: give --out FILE")
    if form == "wacz" and not options["story"]:
        raise click.UsageError("an evidence pack is of one story: give --story ID (see `presswatch stories`)")
    write = _datasette if datasette else _WRITERS[str(form)]
    with _written(out) as stream:
        count = write(wanted, stream)
    if out is not None:
        click.echo(f"{visible(str(out))}: {count} {_UNITS.get(form or 'datasette', 'articles')}", err=True)


_UNITS = {"wacz": "raw pages", "opml": "sources", "datasette": "tables"}


@contextmanager
def _written(out: Path | None) -> Iterator[IO[bytes]]:
    """Where the bytes go; a file appears whole or not at all."""
    if out is None:
        yield sys.stdout.buffer
        sys.stdout.flush()
        return
    part = out.with_name(f"{out.name}.part")
    try:
        with part.open("w+b") as stream:
            yield stream
        part.replace(out)
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            raise
        raise PresswatchError("cannot write", str(out), error.strerror or str(error), "choose another --out") from error
    finally:
        part.unlink(missing_ok=True)


def _rebuild(data: Path) -> None:
    from crawler.folder import HeldFolder
    from crawler.keeping.holding import held_alone
    from crawler.keeping.rebuilding import rebuild as rebuild_files

    with held_alone(HeldFolder(data, "export")) as held:
        rebuilt = rebuild_files(held)
    for path in rebuilt.paths:
        click.echo(visible(path))
    click.echo(f"{len(rebuilt.paths)} of {rebuilt.files} files made anew")


def _jsonl(wanted: Wanted, out: IO[bytes]) -> int:
    from pipelines.exporting.json_lines import write_jsonl

    with reading(wanted.data) as db:
        return write_jsonl(wanted.records(db), out)


def _csv(wanted: Wanted, out: IO[bytes]) -> int:
    from pipelines.exporting.csv_table import write_csv

    with reading(wanted.data) as db:
        return write_csv(wanted.records(db), out)


def _xlsx(wanted: Wanted, out: IO[bytes]) -> int:
    from pipelines.exporting.xlsx_book import write_xlsx

    with reading(wanted.data) as db:
        return write_xlsx(wanted.records(db), out)


def _parquet(wanted: Wanted, out: IO[bytes]) -> int:
    from pipelines.exporting.parquet_file import write_parquet

    with reading(wanted.data) as db:
        return write_parquet(wanted.records(db), out)


def _ninjs(wanted: Wanted, out: IO[bytes]) -> int:
    from pipelines.exporting.json_lines import write_jsonl
    from pipelines.exporting.ninjs import Known, item_of

    outlets = {source.id: source.name for source in load_sources(wanted.folders.config).values()}
    with reading(wanted.data) as db:
        gone = db.execute("SELECT u.id FROM revisits r JOIN urls u ON u.key = r.url WHERE r.taken_down IS NOT NULL")
        known = Known(outlets=outlets, gone={row["id"] for row in gone})
        return write_jsonl((item_of(record, known) for record in wanted.records(db)), out)


def _feed(wanted: Wanted, out: IO[bytes], name: str) -> int:
    from pipelines.exporting import feeds

    with reading(wanted.data) as db:
        records = list(wanted.records(db, _A_FEED))
    narrowed = " ".join(str(wanted.options[key]) for key in (*_FILTERS, "query") if wanted.options[key])
    about = feeds.About(title=f"presswatch: {narrowed}" if narrowed else "presswatch", home=_HOME)
    out.write(feeds.rss(records, about) if name == "rss" else feeds.json_feed(records, about))
    return len(records)


def _opml(wanted: Wanted, out: IO[bytes]) -> int:
    from crawler.configuration.lists.opml import write_opml

    asked = {"id": wanted.options["source"], "country": wanted.options["country"], "language": wanted.options["lang"]}
    found = [
        source
        for source in load_sources(wanted.folders.config).values()
        if source.feeds and all(value in (None, getattr(source, name)) for name, value in asked.items())
    ]
    found = list(islice(found, wanted.options["limit"]))
    out.write(write_opml(found).encode())
    return len(found)


def _wacz(wanted: Wanted, out: IO[bytes]) -> int:
    from crawler.evidence import pack_of
    from pipelines.exporting.wacz import write_wacz

    with reading(wanted.data) as db:
        return write_wacz(pack_of(db, wanted.data, wanted.options["story"], iso(utc_now())), out)


def _datasette(wanted: Wanted, out: IO[bytes]) -> int:
    import orjson

    from pipelines.exporting.datasette import metadata

    with reading(wanted.data) as db:
        tables = [str(row[0]) for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    out.write(orjson.dumps(metadata(tables), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    return len(tables)


_WRITERS: dict[str, Callable[[Wanted, IO[bytes]], int]] = {
    "jsonl": _jsonl,
    "csv": _csv,
    "xlsx": _xlsx,
    "parquet": _parquet,
    "ninjs": _ninjs,
    "rss": lambda wanted, out: _feed(wanted, out, "rss"),
    "jsonfeed": lambda wanted, out: _feed(wanted, out, "jsonfeed"),
    "opml": _opml,
    "wacz": _wacz,
}
