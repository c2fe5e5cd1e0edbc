"""Raw pages in DATA/pages: WARC 1.1 files that only ever grow, and are made good after a crash.

The writer appends a batch, calls `sync`, and commits `lengths` with the catalogue: a page is known only once its bytes
are on the disk. What lies beyond the known lengths at the next start is set aside by `Archive.recover`.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Iterator
from datetime import UTC
from itertools import count
from pathlib import Path
from typing import Protocol

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from crawler.warc import Original, PageRecord, info_member, page_members, payload_digest, split_head
from pipelines.article import PageRef
from pipelines.clock import Clock, iso
from pipelines.errors import FolderError

__all__ = ["Archive", "Digests", "Original", "PageRecord", "RecentDigests", "read_page", "responses"]

_SOFTWARE = "presswatch"
_FOLDER = "pages"
_PATTERN = "presswatch-*.warc.gz"
_NONE = -1  # the file descriptor of no file


class Digests(Protocol):
    """Knows which payloads are kept already."""

    def find(self, digest: str) -> Original | None:
        """The kept response with this payload, or None."""

    def remember(self, digest: str, original: Original) -> None:
        """A response with a payload not kept before was appended."""

    def forget(self, names: set[str]) -> None:
        """Files of these names are going to be deleted."""


class RecentDigests:
    """The payloads of the last `limit` responses, in memory. Forgetting one costs only the space of a second copy."""

    def __init__(self, limit: int = 20_000) -> None:
        self._limit = limit
        self._known: OrderedDict[str, Original] = OrderedDict()

    def find(self, digest: str) -> Original | None:
        return self._known.get(digest)

    def remember(self, digest: str, original: Original) -> None:
        self._known[digest] = original
        if len(self._known) > self._limit:
            self._known.popitem(last=False)

    def forget(self, names: set[str]) -> None:
        self._known = OrderedDict(item for item in self._known.items() if item[1].warc not in names)


class Archive:
    """Appends pages to the newest file of a folder, and begins another each day (UTC) and when it passes the limit.

    folder: DATA/pages. clock: names new files. limit_bytes: length at which the next page begins a new file. digests:
    which payloads are kept already; a page that repeats one is written as a revisit record without body. Not for
    several threads or processes at once. Raises OSError when the disk refuses; the file is then as before the page.
    """

    def __init__(self, folder: Path, *, clock: Clock, limit_bytes: float = 1e9, digests: Digests | None = None) -> None:
        self._folder = folder
        self._clock = clock
        self._limit = limit_bytes
        self._digests = digests if digests is not None else RecentDigests()
        self._lengths: dict[str, int] = {}
        self._file = _NONE
        self._name = ""
        self._dirty = False

    def append(self, page: PageRecord) -> PageRef:
        """Write a page. It is safe from a power cut only after `sync`."""
        return self.keep(page)[0]

    def keep(self, page: PageRecord) -> tuple[PageRef, PageRef | None]:
        """As `append`; answers also where the payload lies that the page repeats, None where it brought its own."""
        digest = payload_digest(page.body)
        original = self._digests.find(digest) if page.body else None
        answer, request = page_members(page, digest, original)
        self._turn_page()
        offset = self._lengths[self._name]
        self._write(answer + request)
        if original is None:
            kept = Original(url=page.url, fetched=page.fetched, warc=self._name, offset=offset)
            self._digests.remember(digest, kept)
        repeated = PageRef(warc=original.warc, offset=original.offset) if original else None
        return PageRef(warc=self._name, offset=offset), repeated

    def sync(self) -> None:
        """Bring everything appended to the disk."""
        if self._dirty:
            os.fsync(self._file)
            self._dirty = False

    def lengths(self) -> dict[str, int]:
        """Length of each file written to, by its path below DATA. To be committed after `sync`."""
        return {f"{_FOLDER}/{name}": length for name, length in self._lengths.items()}

    def close(self) -> None:
        """Sync and close the open file."""
        self.sync()
        if self._file != _NONE:
            os.close(self._file)
            self._file = _NONE

    def _turn_page(self) -> None:
        """Have a file open that is below the limit."""
        if self._file == _NONE:
            newest = max(self._folder.glob(_PATTERN), default=None)
            if newest is not None and newest.stat().st_size < self._limit:
                self._open(newest, os.O_APPEND)
        full = self._file != _NONE and self._lengths[self._name] >= self._limit
        if self._file == _NONE or full or self._day_of(self._name) != f"{self._clock().astimezone(UTC):%Y%m%d}":
            self.close()
            self._begin_file()

    @staticmethod
    def _day_of(name: str) -> str:
        return name.removeprefix("presswatch-")[:8]

    def closed_files(self) -> dict[str, tuple[float, int]]:
        """POSIX time of the last record, and size, of every file but the one that is written to."""
        others = [(path.name, path.stat()) for path in self._folder.glob(_PATTERN) if path.name != self._name]
        return {name: (stat.st_mtime, stat.st_size) for name, stat in others}

    def release(self, names: list[str]) -> None:
        """Know nothing of these files any more; within the transaction that takes them out of the catalogue."""
        self._lengths = {name: length for name, length in self._lengths.items() if name not in names}
        self.forget_payloads(names)

    def forget_payloads(self, names: list[str]) -> None:
        """Write no revisit of a page in these files."""
        self._digests.forget(set(names))

    def drop(self, names: list[str]) -> None:
        """Delete files that nothing refers to any more."""
        for name in names:
            (self._folder / name).unlink(missing_ok=True)

    def _begin_file(self) -> None:
        now = self._clock().astimezone(UTC)
        for number in count():
            path = self._folder / f"presswatch-{now:%Y%m%d%H%M%S}-{number:05}.warc.gz"
            if not path.exists() and not _bad(path).exists():
                break
        self._folder.mkdir(parents=True, exist_ok=True)
        self._open(path, os.O_CREAT | os.O_EXCL | os.O_APPEND)
        _sync_folder(self._folder)
        self._write(info_member(path.name, iso(now), _SOFTWARE))

    def _open(self, path: Path, flags: int) -> None:
        self._file = os.open(path, os.O_WRONLY | flags, 0o644)
        self._name = path.name
        self._lengths[self._name] = os.fstat(self._file).st_size

    def _write(self, data: bytes) -> None:
        """All of the data, or on an error nothing of it."""
        start = self._lengths[self._name]
        self._dirty = True
        left = memoryview(data)
        try:
            while left:
                left = left[os.write(self._file, left) :]
        except OSError:
            os.ftruncate(self._file, start)
            raise
        self._lengths[self._name] = start + len(data)

    @staticmethod
    def recover(folder: Path, known: dict[str, int]) -> list[str]:
        """Cut every file to the length the catalogue knows; what lies beyond goes to `<name>.bad`, and is never lost.

        folder: DATA/pages. known: lengths by path below DATA (entries of other folders are passed over). A file the
        catalogue does not know is set aside whole. Returns a warning for each file that was not as expected.
        """
        lengths = {Path(path).name: length for path, length in known.items() if Path(path).parent.name == _FOLDER}
        warnings = []
        for path in sorted(folder.glob("*.warc.gz")):
            warnings += _make_good(path, lengths.pop(path.name, None))
        return warnings + [
            f"{folder / name}: is gone, the catalogue knows {size} bytes" for name, size in lengths.items()
        ]


def _make_good(path: Path, known: int | None) -> list[str]:
    size = path.stat().st_size
    if known is None:
        _set_aside(path, 0)
        path.unlink()
        _sync_folder(path.parent)
        return [f"{path}: unknown to the catalogue, set aside as {_bad(path).name}"]
    if size < known:
        return [f"{path}: has {size} bytes, the catalogue knows {known}"]
    if size > known:
        _set_aside(path, known)
        os.truncate(path, known)
        return [f"{path}: {size - known} bytes the catalogue does not know, set aside in {_bad(path).name}"]
    return []


def _set_aside(path: Path, start: int) -> None:
    """Append a file's bytes from `start` to its .bad file, on the disk before this returns."""
    with path.open("rb") as source, _bad(path).open("ab") as target:
        source.seek(start)
        while block := source.read(1 << 20):
            target.write(block)
        target.flush()
        os.fsync(target.fileno())
    _sync_folder(path.parent)


def _bad(path: Path) -> Path:
    return path.with_name(path.name + ".bad")


def _sync_folder(folder: Path) -> None:
    """A new name is on the disk only when its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read_page(folder: Path, ref: PageRef) -> PageRecord:
    """The page at a reference; the body of a revisit is read from its original.

    Raises FolderError where the file is missing or no page begins there.
    """
    try:
        with (folder / ref.warc).open("rb") as stream:
            stream.seek(ref.offset)
            records = iter(ArchiveIterator(stream, no_record_parse=True))
            page, original = _read_answer(next(records))
            request = next(records, None)
            fields = split_head(request.raw_stream.read())[1] if request and request.rec_type == "request" else []
    except (OSError, StopIteration, ArchiveLoadFailed, ValueError) as error:
        where = f"{folder / ref.warc} at byte {ref.offset}"
        raise FolderError("cannot read a page", where, str(error) or "nothing there", "restore the file") from error
    body = page.body if original is None else read_page(folder, original).body
    return _with(page, body, fields)


def responses(folder: Path) -> Iterator[tuple[PageRef, PageRecord]]:
    """Every page of every file, oldest file first; revisits with the body of their original."""
    for path in sorted(folder.glob(_PATTERN)):
        for offset in _offsets(path):
            ref = PageRef(warc=path.name, offset=offset)
            yield ref, read_page(folder, ref)


def _offsets(path: Path) -> list[int]:
    with path.open("rb") as stream:
        records = ArchiveIterator(stream, no_record_parse=True)
        return [records.get_record_offset() for record in records if record.rec_type in ("response", "revisit")]


def _read_answer(record: ArcWarcRecord) -> tuple[PageRecord, PageRef | None]:
    """A response or revisit record, and for a revisit where its original lies."""
    named = record.rec_headers
    if record.format != "warc" or record.rec_type not in ("response", "revisit"):
        raise ValueError("no page begins there")
    start_line, fields, body = split_head(record.raw_stream.read())
    page = PageRecord(
        url=named.get_header("WARC-Target-URI"),
        status_line=start_line,
        headers=fields,
        body=body,
        fetched=named.get_header("WARC-Date").replace("Z", "+00:00"),
        ip=named.get_header("WARC-IP-Address"),
    )
    if record.rec_type == "response":
        return page, None
    file, offset = named.get_header("WARC-Refers-To-Filename"), named.get_header("WARC-Refers-To-File-Offset")
    return page, PageRef(warc=file, offset=int(offset))


def _with(page: PageRecord, body: bytes, request_headers: list[tuple[str, str]]) -> PageRecord:
    return PageRecord(
        url=page.url,
        status_line=page.status_line,
        headers=page.headers,
        request_headers=request_headers,
        body=body,
        fetched=page.fetched,
        ip=page.ip,
    )
