"""One article of the newsroom: a text file with a TOML head between two `+++` lines, then its paragraphs.

Paragraphs are parted by blank lines; one that begins with `## ` is a heading within the text. `{infobae}` stands for
the address of that site, wherever the newsroom happens to listen.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

_HEAD = re.compile(r"\+\+\+\n(.*?)\n\+\+\+\n(.*)", re.DOTALL)
_ADDRESS = re.compile(r"\{([a-z]+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """What changes when a piece is revised."""

    title: str | None = None
    """The new headline; None: it stays."""
    old: str | None = None
    """Words of the text that are replaced; None: none are."""
    new: str = ""
    """What stands in their place."""
    added: str | None = None
    """A paragraph put at the end; None: none is."""
    modified: datetime
    """The time of the change that the page claims."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One article as its outlet means it: what a perfect reader would find, and what the page shows beside that."""

    key: str
    """`site/file name`: how pieces name each other."""
    site: str
    """Id of the site it stands on."""
    path: str
    """Path of its page."""
    url: str = ""
    """Address of its page; '' until the newsroom has a port."""
    role: str = "article"
    """What it is there for: seed, copy, rewrite, lookalike, wire, bulletin, live, video, paywalled, soft_404 ..."""
    outcome: str = "stored"
    """What should become of it: stored, either (a video page), or a value of pipelines.reasons.Reason."""
    title: str
    """Headline."""
    subtitle: str | None = None
    """Standfirst; None: the page has none, and the feed's description is empty."""
    authors: tuple[str, ...] = ()
    """Names of people who signed it."""
    byline: str | None = None
    """What is printed where the author stands; None: nothing, or the first author."""
    agency: str | None = None
    """Key of the agency that wrote it; None: the outlet's own."""
    dateline: str | None = None
    """The opening of wire copy as printed before the first paragraph; None: none is printed."""
    credit: str | None = None
    """The last line, which says where the text comes from; None: there is none."""
    section: tuple[str, ...] = ()
    """Names of its sections, narrowest first."""
    keywords: tuple[str, ...] = ()
    """The publisher's keywords."""
    countries: tuple[str, ...] = ()
    """ISO codes of the countries it is about."""
    caption: str | None = None
    """Caption of its image, with the photo credit; None: it has no image."""
    related: tuple[str, ...] = ()
    """Keys of the pieces its page recommends inside the body."""
    copy_of: str | None = None
    """Key of the piece whose text it repeats; None: its text is its own."""
    rewrite_of: str | None = None
    """Key of the piece it tells again in other words or another language."""
    layout: str | None = None
    """Template of its page; None: its site's."""
    status: int = 200
    """HTTP status of its page."""
    listed: bool = True
    """Whether feeds and sitemaps name it; section pages always do."""
    held: bool = False
    """Whether it stays unpublished until the newsroom is told to publish it."""
    published: datetime
    """First publication, in UTC."""
    modified: datetime
    """Last change, in UTC."""
    revision: Revision | None = None
    """What changes when it is revised; None: a paragraph is added, unlike all others."""
    paragraphs: tuple[str, ...] = ()
    """The text, without title, dateline and credit."""

    @property
    def text(self) -> str:
        """The clean text: paragraphs parted by newlines, heading marks removed."""
        return "\n".join(paragraph.removeprefix("## ") for paragraph in self.paragraphs)

    @property
    def words(self) -> int:
        """Number of words in the text (`\\w[\\w'’.-]*`)."""
        return len(re.findall(r"\w[\w'’.-]*", self.text))

    @property
    def code(self) -> str:
        """The 26 capital letters and digits by which Arc names a story or an image."""
        return hashlib.blake2b(self.key.encode(), digest_size=13).hexdigest().upper()

    def revised(self) -> Piece:
        """The piece after its revision."""
        change = self.revision or Revision(added=f"{self.paragraphs[0]} ({self.words})", modified=self.modified)
        paragraphs = (
            tuple(p.replace(change.old, change.new) for p in self.paragraphs) if change.old else self.paragraphs
        )
        extra = (change.added,) if change.added else ()
        title = change.title or self.title
        return replace(self, title=title, paragraphs=paragraphs + extra, modified=change.modified)


def slug(words: str) -> str:
    """Words as they stand in an address: small letters without accents, joined by '-'."""
    plain = unicodedata.normalize("NFKD", words.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def read_piece(path: Path, site: str) -> Piece:
    """The piece a text file holds; raises ValueError where the file has no head."""
    match = _HEAD.match(path.read_text(encoding="utf-8"))
    if match is None:
        raise ValueError(f"{path.name}: no TOML head between two +++ lines")
    head = tomllib.loads(match[1])
    paragraphs = tuple(" ".join(block.split()) for block in match[2].split("\n\n") if block.strip())
    return _build(head, key=f"{site}/{path.stem}", site=site, paragraphs=paragraphs)


def _build(head: dict[str, Any], **known: Any) -> Piece:  # noqa: ANN401 - a TOML head holds any of TOML's types
    """A Piece from a TOML head: lists become tuples, `modified` defaults to `published`."""
    values: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in head.items()}
    if "revision" in head:
        values["revision"] = Revision(**head["revision"])
    values.setdefault("modified", values["published"])
    return Piece(**values, **known)


def addressed(piece: Piece, base: Callable[[str], str]) -> Piece:
    """The piece with its own URL and every `{site}` in its text and credit replaced by that site's address."""

    def fill(text: str) -> str:
        return _ADDRESS.sub(lambda match: base(match[1]), text)

    credit = fill(piece.credit) if piece.credit else None
    paragraphs = tuple(fill(paragraph) for paragraph in piece.paragraphs)
    return replace(piece, url=base(piece.site) + piece.path, credit=credit, paragraphs=paragraphs)
