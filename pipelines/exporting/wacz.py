"""The evidence of a story as one file: WACZ 1.1.1 (specs.webrecorder.net/wacz/1.1.1), as ReplayWeb.page opens it.

A ZIP archive with the raw pages (WARC), their index (CDXJ), the list of pages, files of our own, and a manifest with
the SHA-256 of each. WARC and index are stored as they are: a reader picks single records out of them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import IO, Any
from urllib.parse import unquote_to_bytes, urlsplit
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import orjson

VERSION = "1.1.1"
_WARC = "data.warc.gz"
_WWW = re.compile(r"^www\d*\.")
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One raw page, as gzip members of a WARC file."""

    id: str
    """Names the page within the pack."""
    url: str
    """The URL that answered."""
    fetched: str
    """When the answer was complete, ISO 8601, as in the record."""
    status: int
    """HTTP status."""
    mime: str
    """Media type without parameters."""
    digest: str
    """Of the payload, as WARC names it: `sha1:` and base32."""
    answer: bytes
    """The response record."""
    request: bytes
    """The records that follow it; b'' where there is none."""
    title: str | None = None
    """Headline of the article that was read from it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """What goes into a file."""

    title: str
    """Headline of the story."""
    description: str
    """What this is, for a person, in Markdown."""
    created: str
    """When it is made, ISO 8601."""
    software: str
    """Who makes it."""
    info: bytes
    """The warcinfo record, as a gzip member."""
    captures: Iterable[Capture]
    """The raw pages, gone through once."""
    files: Mapping[str, bytes] = field(default_factory=dict)
    """Further files, by a path outside archive/, indexes/ and pages/."""


class _Digested:
    """A member of the archive, hashed and measured as it is written."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._hash = hashlib.sha256()
        self.length = 0

    def write(self, data: bytes) -> None:
        self._stream.write(data)
        self._hash.update(data)
        self.length += len(data)

    def facts(self, path: str) -> dict[str, Any]:
        """Its entry in the manifest."""
        name = path.rpartition("/")[2]
        return {"name": name, "path": path, "hash": f"sha256:{self._hash.hexdigest()}", "bytes": self.length}


def write_wacz(pack: Pack, out: IO[bytes]) -> int:
    """Write a pack; returns how many raw pages it holds. The pages are streamed; only index and list are held."""
    with ZipFile(out, "w") as archive:
        writer = _Writer(archive, pack.created)
        pages = writer.records(pack)
        header = {"format": "json-pages-1.0", "id": "pages", "title": "All pages"}
        writer.file("pages/pages.jsonl", b"".join(map(_line, (header, *pages))))
        for path, data in pack.files.items():
            if data:  # a data package with an empty table is none (specs.frictionlessdata.io)
                writer.file(path, data)
        manifest = orjson.dumps(_manifest(pack, writer.resources, pages), option=orjson.OPT_INDENT_2)
        writer.file("datapackage.json", manifest)
        digest = {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(manifest).hexdigest()}"}
        writer.file("datapackage-digest.json", orjson.dumps(digest))
    return len(pages)


class _Writer:
    """Puts files into the archive and remembers their hashes."""

    def __init__(self, archive: ZipFile, created: str) -> None:
        self._archive = archive
        self._date = datetime.fromisoformat(created).astimezone(UTC).timetuple()[:6]
        self.resources: list[dict[str, Any]] = []

    def file(self, path: str, data: bytes) -> None:
        """A file that a reader reads whole."""
        with self._archive.open(self._entry(path, ZIP_DEFLATED), "w") as stream:
            member = _Digested(stream)
            member.write(data)
        self.resources.append(member.facts(path))

    def records(self, pack: Pack) -> list[dict[str, Any]]:
        """The WARC file and its index; the list of pages."""
        path, index, pages = f"archive/{_WARC}", [], []
        with self._archive.open(self._entry(path, ZIP_STORED), "w", force_zip64=True) as stream:
            member = _Digested(stream)
            member.write(pack.info)
            for capture in pack.captures:
                index.append(index_line(capture, member.length))
                pages.append(_page(capture))
                member.write(capture.answer)
                member.write(capture.request)
        self.resources.append(member.facts(path))
        with self._archive.open(self._entry("indexes/index.cdx", ZIP_STORED), "w") as stream:
            member = _Digested(stream)
            member.write(b"".join(sorted(index)))
        self.resources.append(member.facts("indexes/index.cdx"))
        return pages

    def _entry(self, path: str, how: int) -> ZipInfo:
        entry = ZipInfo(path, self._date)
        entry.compress_type = how
        return entry


def index_line(capture: Capture, offset: int) -> bytes:
    """The CDXJ line of a record that begins at a byte of the WARC file (specs.webrecorder.net/cdxj/0.1.0)."""
    stamp = f"{datetime.fromisoformat(capture.fetched).astimezone(UTC):%Y%m%d%H%M%S}"
    facts = {
        "url": capture.url,
        "mime": capture.mime,
        "status": str(capture.status),
        "digest": capture.digest,
        "length": str(len(capture.answer)),
        "offset": str(offset),
        "filename": _WARC,
    }
    return f"{surt(capture.url)} {stamp} ".encode() + _line(facts)


def surt(url: str) -> str:
    """The key of a URL as pywb sorts and asks for it: host turned round, no scheme, no www, arguments in order.

    It is the Internet Archive's Sort-friendly URI Reordering Transform, but for the session ids that it drops.
    """
    parts = urlsplit(url)
    host = _WWW.sub("", _ascii(parts.hostname or ""))
    port = f":{parts.port}" if parts.port not in (None, _PORTS.get(parts.scheme)) else ""
    query = "&".join(sorted(_escaped(parts.query).lower().split("&")))
    key = f"{','.join(reversed(host.split('.')))}{port}){_path(_escaped(parts.path))}{'?' + query if query else ''}"
    return key.lower()


def _ascii(host: str) -> str:
    """A host name as it is asked for; as written where it cannot be one."""
    try:
        return host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        return host


def _path(path: str) -> str:
    """A path without doubled slashes, dots and its last slash."""
    kept: list[str] = []
    for part in path.split("/"):
        if part == "..":
            kept = kept[:-1]
        elif part not in ("", "."):
            kept.append(part)
    return "/" + "/".join(kept)


def _escaped(text: str) -> str:
    """Escaped as little as can be, whatever was escaped before, even twice."""
    plain, before = text.encode("utf-8", "surrogatepass"), b""
    while plain != before:
        plain, before = unquote_to_bytes(plain), plain
    return "".join(chr(byte) if 0x20 < byte < 0x7F and byte not in b"#%" else f"%{byte:02x}" for byte in plain)


def _page(capture: Capture) -> dict[str, Any]:
    moment = datetime.fromisoformat(capture.fetched).astimezone(UTC)
    page = {"id": capture.id, "url": capture.url, "ts": f"{moment:%Y-%m-%dT%H:%M:%SZ}"}
    return page | ({"title": capture.title} if capture.title else {})


def _manifest(pack: Pack, resources: list[dict[str, Any]], pages: list[dict[str, Any]]) -> dict[str, Any]:
    main = {"mainPageUrl": pages[0]["url"], "mainPageDate": pages[0]["ts"]} if pages else {}
    return {
        "profile": "data-package",
        "wacz_version": VERSION,
        "title": pack.title,
        "description": pack.description,
        "created": pack.created,
        "software": pack.software,
        **main,
        "resources": resources,
    }


def _line(value: object) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE)
