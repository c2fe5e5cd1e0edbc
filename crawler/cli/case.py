"""`presswatch case save`: a page as a test case, with what is read from it now."""

from __future__ import annotations

import gzip
import re
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import click
import orjson

from crawler.cli import Folders
from crawler.cli.extract import page_of
from crawler.configuration import load
from crawler.reading.process import knowledge_of
from pipelines.article import Article, Page, Reading, Rejected, link_from_json
from pipelines.errors import PresswatchError
from pipelines.run import read

_PACKED = 32_768
"""Pages from this size are kept packed."""
_LATER = frozenset(
    {
        *(
            "id",
            "revision",
            "edits",
            "duplicate_of",
            "duplicate_kind",
            "story",
            "watchlists",
            "page",
            "schema",
            "extractor",
        ),
        *("countries", "countries_mentioned", "places", "people", "organisations", "topics"),
    }
)
"""Fields a case says nothing of: what only the catalogue knows, what changes with a library's version, and the tags,
which depend on lists that users edit."""


@click.group()
def case() -> None:
    """Save pages as test cases."""


@case.command()
@click.argument("what", metavar="FILE|URL")
@click.option("--url", help="The address a saved FILE was fetched from.")
@click.option("--name", required=True, help="Name of the case: a-z, 0-9 and '-'.")
@click.option(
    "--into", type=click.Path(path_type=Path, file_okay=False), default=Path("tests/cases"), show_default=True
)
@click.pass_obj
def save(folders: Folders, /, what: str, **options: Any) -> None:  # noqa: ANN401 - click's options, typed by their declarations
    """Write FOLDER/NAME with the page, what was known of it, and what is read from it now.

    Look at expected.json before you keep it: from then on it is what must come out.
    """
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", options["name"]):
        raise click.BadParameter("a-z, 0-9 and '-' only", param_hint="--name")
    config = load(folders.config)
    page = page_of(what, options["url"], config)
    folder = options["into"] / options["name"]
    try:
        folder.mkdir(parents=True)
    except FileExistsError as error:
        raise PresswatchError("cannot save the case", str(folder), "it exists", "choose another --name") from error
    write_case(folder, page)
    _write(folder / "expected.json", outcome(read(page, knowledge_of(config))))
    click.echo(f"saved {folder}")


def write_case(folder: Path, page: Page) -> None:
    """Write a page into an existing folder: page.html or page.html.gz (the body as received), and case.json."""
    known = asdict(page)
    body = known.pop("body")
    packed = len(body) >= _PACKED
    (folder / ("page.html.gz" if packed else "page.html")).write_bytes(gzip.compress(body, mtime=0) if packed else body)
    _write(folder / "case.json", known)


def load_case(folder: Path) -> Page:
    """The page that write_case wrote."""
    known = orjson.loads((folder / "case.json").read_bytes())
    packed = folder / "page.html.gz"
    body = gzip.decompress(packed.read_bytes()) if packed.exists() else (folder / "page.html").read_bytes()
    link = link_from_json(known["link"]) if known["link"] else None
    return Page(**{**known, "link": link, "body": body})


def outcome(result: Reading | Rejected) -> dict[str, Any]:
    """What a case expects: the article's fields but for _LATER, or {"rejected": reason}."""
    if isinstance(result, Rejected):
        return {"rejected": result.reason.value}
    wanted = [field.name for field in fields(Article) if field.name not in _LATER]
    article = orjson.loads(orjson.dumps(result.article))
    return {name: article[name] for name in wanted}


def _write(path: Path, value: object) -> None:
    path.write_bytes(orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
