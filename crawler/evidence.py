"""What is stored of a story, gathered for an evidence pack: its raw pages, all versions, and what was learned later."""

from __future__ import annotations

import re
import sqlite3
import zlib
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import orjson

from crawler.archive import read_page
from crawler.keeping.blanking import span_of
from crawler.warc import info_member, page_members, payload_digest
from pipelines.article import PageRef
from pipelines.errors import PresswatchError
from pipelines.exporting.wacz import Capture, Pack
from pipelines.store import captures
from pipelines.store.reading.articles import changes, of_stories, resolve, revisions

_MARKDOWN = re.compile(r"[!-,./:-@\[-`{-~]")
_GZIP = zlib.MAX_WBITS | 16


def pack_of(db: sqlite3.Connection, data: Path, story: str, now: str) -> Pack:
    """The pack of a story. story: its id, or the beginning of the id, or the URL, of one of its articles.

    Records are copied as they stand; one that only repeats another page gets its payload, so that the pack stands
    alone. Raises NotStored, and PresswatchError where no raw page is kept.
    """
    ident = resolve(db, story)
    (held,) = of_stories(db, [_story_of(db, ident)]).values()
    members = sorted(held, key=lambda record: (record["published"] or record["first_seen"], record["id"]))
    if not any(captures.of_article(db, record["id"]) for record in members):
        mend = "a pack is made while its pages are kept (`keep_pages`)"
        raise PresswatchError("no evidence", story, "none of its raw pages is kept", mend)
    software = f"presswatch {version('presswatch')}"
    first = members[0]
    return Pack(
        title=first["title"] or first["url"],
        description=f"{len(members)} articles of one story, first told by {_unmarked(first['source'])}: raw pages, and "
        "in presswatch/ every stored version (articles.jsonl) and what was learned later (changes.jsonl).",
        created=now,
        software=software,
        info=info_member("data.warc.gz", now, software),
        captures=_captures(db, data / "pages", members),
        files={
            "presswatch/articles.jsonl": _lines(line for record in members for line in revisions(db, record["id"])),
            "presswatch/changes.jsonl": _lines(
                {"id": record["id"]} | change for record in members for change in changes(db, record["id"])
            ),
        },
    )


def _unmarked(text: str) -> str:
    """A text that Markdown takes for nothing but itself (CommonMark 0.31, 2.4), without line breaks."""
    return _MARKDOWN.sub(lambda found: "\\" + found[0], " ".join(text.split()))


def _story_of(db: sqlite3.Connection, ident: str) -> str:
    row = db.execute("SELECT story FROM articles WHERE id = ? AND latest", (ident,)).fetchone()
    return str(row["story"] or ident)


def _captures(db: sqlite3.Connection, pages: Path, members: list[dict[str, Any]]) -> Iterator[Capture]:
    for record in members:
        for number, page in enumerate(captures.of_article(db, record["id"]), 1):
            yield _capture(pages, page, (f"{record['id']}-{number}", record["title"]))


def _capture(pages: Path, page: PageRef, name: tuple[str, str | None]) -> Capture:
    found = read_page(pages, page)
    digest = payload_digest(found.body)
    answer, request = _as_stored(pages / page.warc, page.offset) or page_members(found, digest, None)
    media = next((value for field, value in found.headers if field.lower() == "content-type"), "")
    return Capture(
        id=name[0],
        url=found.url,
        fetched=found.fetched,
        status=int(found.status_line.split()[1]),
        mime=media.partition(";")[0].strip().lower() or "text/html",
        digest=digest,
        answer=answer,
        request=request,
        title=name[1],
    )


def _as_stored(path: Path, offset: int) -> tuple[bytes, bytes] | None:
    """The bytes of a page's answer, and of the request that follows it; None where it only repeats another page."""
    with path.open("rb") as file:
        file.seek(offset)
        data = file.read(span_of(path, offset))
    inflater = zlib.decompressobj(_GZIP)
    head = inflater.decompress(data).partition(b"\r\n\r\n")[0]
    if b"\r\nWARC-Type: revisit\r\n" in head + b"\r\n":
        return None
    length = len(data) - len(inflater.unused_data)
    return data[:length], data[length:]


def _lines(values: Iterator[dict[str, Any]]) -> bytes:
    return b"".join(orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE) for value in values)
