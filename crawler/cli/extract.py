"""`presswatch extract`: the clean text of a URL, a saved file, or a manifest of saved pages."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

import click
import orjson

from crawler.cli import Folders
from crawler.cli.taught_sites import TaughtSites
from crawler.configuration import Configuration, load
from crawler.reading.process import knowledge_of
from pipelines.article import Article, Page, Reading, Rejected
from pipelines.clock import iso, utc_now
from pipelines.dates import parse_date
from pipelines.draft import Knowledge
from pipelines.errors import PresswatchError
from pipelines.reasons import MEANING, Reason, is_fault
from pipelines.run import read
from pipelines.source import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A saved page as named by a person or a row of a manifest."""

    path: Path
    """An .html file, or one packed with gzip (.gz)."""
    url: str
    """The address it was fetched from."""
    fetched: str
    """When, in UTC."""


@click.command()
@click.argument("what", required=False, metavar="URL|FILE")
@click.option("--url", help="The address a saved FILE was fetched from.")
@click.option("--manifest", type=click.Path(path_type=Path, dir_okay=False, exists=True), help="Read many saved pages.")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="Write here instead of to standard output."
)
@click.option("--json", "as_json", is_flag=True, help="Print the article as one JSON line.")
@click.pass_obj
def extract(folders: Folders, /, **options: Any) -> None:  # noqa: ANN401 - click's options, each typed by its declaration
    """Print the clean text of a URL or a saved FILE.

    A manifest holds one JSON object a line: {id, url, html, fetched?}, where html is the path of an .html or .html.gz
    file beside the manifest. For each row, in order, one line is written: the article with "ref": id, or
    {"ref": id, "rejected": {reason, detail}}. Rows missed through a fault are listed on standard error, exit code 1.
    """
    what, manifest = options["what"], options["manifest"]
    if bool(what) == bool(manifest):
        raise click.UsageError("name either one URL or FILE, or a --manifest")
    config = load(folders.config)
    knowledge = knowledge_of(config)
    with options["out"].open("wb") if options["out"] else nullcontext(sys.stdout.buffer) as out:
        if manifest:
            sys.exit(_extract_all(manifest, out, knowledge))
        result = read(page_of(what, options["url"], config), knowledge)
        out.write(_line(result) if options["as_json"] else _readable(result).encode())
        out.flush()
        sys.exit(_missed(what, result))


def page_of(what: str, url: str | None, config: Configuration) -> Page:
    """The page behind a command's argument: fetched where it is an http(s) URL, else a saved file.

    url: where the saved file came from; None takes the file's own address. Raises PresswatchError.
    """
    if what.startswith(("http://", "https://")):
        from crawler.fetch_one import fetch_one

        return fetch_one(what, config)
    path = Path(what)
    saved = Saved(path=path, url=url or path.absolute().as_uri(), fetched=iso(utc_now()))
    try:
        return saved_page(saved, config.sources.values())
    except OSError as error:
        raise PresswatchError(
            "cannot read", what, error.strerror or str(error), "name a URL or an HTML file"
        ) from error


def saved_page(saved: Saved, sources: Iterable[Source]) -> Page:
    """A saved page as if it had just been fetched; raises OSError where the file cannot be read."""
    host = urlsplit(saved.url).hostname or ""
    return Page(
        url=saved.url,
        final_url=saved.url,
        source=next((source.id for source in sources if source.owns(host)), ""),
        body=saved.path.read_bytes(),
        headers={"content-encoding": "gzip"} if saved.path.suffix == ".gz" else {},
        fetched=saved.fetched,
        first_seen=saved.fetched,
    )


def _extract_all(manifest: Path, out: IO[bytes], knowledge: Knowledge) -> int:
    """Answer every row of a manifest in order; returns the exit code."""
    exit_code = 0
    sites = TaughtSites(knowledge)
    with manifest.open("rb") as rows:
        for number, row in enumerate(rows, 1):
            if row.strip():
                ref, url, result = _answer(row, manifest.parent, (knowledge, sites))
                out.write(_line(result, ref=ref))
                exit_code |= _missed(f"{url} (row {number})", result)
    out.flush()
    return exit_code


def _answer(row: bytes, folder: Path, reader: tuple[Knowledge, TaughtSites]) -> tuple[object, str, Reading | Rejected]:
    """A row's id, its URL, and what its page is; whatever is wrong with it is a Rejected, so that the rest is read."""
    ref: object = None
    url = "?"
    knowledge, sites = reader
    try:
        fields = orjson.loads(row)
        ref = fields.get("id")
        url = fields["url"]
        page = saved_page(_saved(fields, folder), knowledge.sources.values())
        site = str(fields.get("site") or urlsplit(url).netloc)
    except OSError as error:
        return ref, url, Rejected(reason=Reason.EMPTY, detail=f"cannot read the file: {error.strerror}")
    except (KeyError, AttributeError, TypeError, ValueError) as error:
        return ref, str(url), Rejected(reason=Reason.BAD_URL, detail=f"the row cannot be used: {error!r}")
    try:
        return ref, url, sites.read(page, site)
    except Exception as error:  # noqa: BLE001 - the page that breaks the reader must not take the others with it
        return ref, url, Rejected(reason=Reason.EXTRACT_CRASH, detail=repr(error))


def _saved(fields: dict[str, Any], folder: Path) -> Saved:
    given = parse_date(str(fields.get("fetched") or ""))
    return Saved(path=folder / fields["html"], url=fields["url"], fetched=given.text if given else iso(utc_now()))


def _line(result: Reading | Rejected, **extra: object) -> bytes:
    """The stored form as one JSON line."""
    if isinstance(result, Rejected):
        fields: dict[str, Any] = {"rejected": {"reason": result.reason.value, "detail": result.detail}}
    else:
        fields = asdict(result.article)
    return orjson.dumps(extra | fields, option=orjson.OPT_APPEND_NEWLINE)


def _missed(what: str, result: Reading | Rejected) -> int:
    """Say on stderr what was wanted and could not be had; returns the exit code."""
    if not isinstance(result, Rejected) or not is_fault(result.reason):
        return 0
    click.echo(f"missed: {what}: {result.reason.value}: {result.detail}", err=True)
    return 1


def _readable(result: Reading | Rejected) -> str:
    if isinstance(result, Rejected):
        return f"no article ({result.reason.value}): {MEANING[result.reason]}: {result.detail}\n"
    return "\n\n".join(_blocks(result.article)) + "\n"


def _blocks(article: Article) -> Iterator[str]:
    yield article.title or "(no headline)"
    if article.subtitle:
        yield article.subtitle
    shown = article.published or "(no date)"
    day = shown[:10] if article.published_precision == "day" else shown
    yield " · ".join([day, ", ".join(article.authors) or "(unsigned)", article.kind, article.access, article.url])
    yield from article.text.split("\n")
