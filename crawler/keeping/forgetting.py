"""Removing articles from a held data folder: one transaction decides, then the files follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path

from crawler.archive import read_page
from crawler.folder import HeldFolder
from crawler.keeping.blanking import span_of
from crawler.keeping.finishing import finish
from pipelines.article import PageRef
from pipelines.clock import iso
from pipelines.store import captures
from pipelines.store.captures import Capture
from pipelines.store.forgetting import Forgetting, move_page, remove
from pipelines.store.pages import FOLDER
from pipelines.store.rebuilding import Rewrite, decide, lay_out


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """What a removal took away."""

    articles: int
    pages: int
    """Raw pages."""
    files: int
    """Files of lines that were written anew."""


def forget(held: HeldFolder, ids: Sequence[str], zone: tzinfo) -> Removed:
    """Remove articles everywhere, and leave their tombstones. Killed at any moment, it is done wholly or not at all.

    Raises FolderError where a raw page cannot be found in its file, OSError and sqlite3.Error where the disk refuses.
    """
    held.db.execute("PRAGMA secure_delete = ON")
    held.db.execute("BEGIN IMMEDIATE")
    try:
        removed = _decide(held, ids, zone)
        held.db.execute("COMMIT")
    except BaseException:
        if held.db.in_transaction:
            held.db.execute("ROLLBACK")
        raise
    finish(held.db, held.path)
    return removed


def _decide(held: HeldFolder, ids: Sequence[str], zone: tzinfo) -> Removed:
    work = Forgetting(db=held.db, ids=ids, now=iso(held.clock()), zone=zone)
    pages = [page for id_ in ids for page in captures.of_article(held.db, id_)]
    held.archive.forget_payloads([page.warc for page in pages])
    for page in pages:
        _save_repeating(held, work, page)
        _blank(held, page)
    remove(work)
    for path in sorted(work.paths):
        lay_out(held.db, held.path, path)
    _announce_pages(held)
    return Removed(articles=len(ids), pages=len(pages), files=len(work.paths))


def _save_repeating(held: HeldFolder, work: Forgetting, page: PageRef) -> None:
    """Pages of other articles that get their payload from this one are archived again, with a payload of their own."""
    for capture in captures.repeating(held.db, page):
        if capture.id in work.ids:
            continue
        new, original = held.archive.keep(read_page(held.path / FOLDER, capture.page))
        work.paths |= move_page(held.db, capture.id, (capture.page, new))
        captures.drop(held.db, capture.page)
        captures.note(held.db, Capture(page=new, id=capture.id, original=original))
        _blank(held, capture.page)


def _blank(held: HeldFolder, page: PageRef) -> None:
    path = _file(held, page)
    if path.exists():  # else keep_pages or a quota took it long ago
        length = span_of(path, page.offset)
        decide(held.db, Rewrite(path=f"{FOLDER}/{page.warc}", how="blank", start=page.offset, length=length))


def _file(held: HeldFolder, page: PageRef) -> Path:
    return held.path / FOLDER / page.warc


def _announce_pages(held: HeldFolder) -> None:
    """What was archived again is on the disk before the catalogue knows it."""
    held.archive.sync()
    held.db.executemany(
        "INSERT INTO files (path, length, synced) VALUES (?1, ?2, ?2)"
        " ON CONFLICT (path) DO UPDATE SET length = excluded.length, synced = excluded.synced",
        list(held.archive.lengths().items()),
    )
