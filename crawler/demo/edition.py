"""What the newsroom publishes at the moment: visible pieces, their present text and look, and the rendered answers.

Every answer is rendered once and kept until something changes, so that the server is fast enough for a load test.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock
from urllib.parse import urlsplit

from crawler.demo.exchange import Body, make_body
from crawler.demo.layouts import environment
from crawler.demo.pieces import Piece, addressed, slug
from crawler.demo.sites import Document, Site, load_sites
from pipelines.clock import Clock


@dataclass(slots=True, kw_only=True)
class _Shown:
    """A piece and its present state."""

    piece: Piece
    visible: bool
    changed: datetime
    """When its page last changed, for Last-Modified."""


class Edition:
    """All sites at one moment, and the ways they change. Safe to use from several threads."""

    def __init__(self, port: int, clock: Clock) -> None:
        self._port, self._clock = port, clock
        self.sites = {site.host: site for site in load_sites()}
        self._hosts = {site.id: host for host, site in self.sites.items()}
        self._layouts = {site.id: site.layout for site in self.sites.values()}
        self._shown = {(p.site, p.path): self._first(p) for site in self.sites.values() for p in site.pieces}
        self._redesigned: set[str] = set()
        self._templates = environment()
        self._rendered: dict[tuple[str, str, bool], Body | None] = {}
        self._lock = Lock()

    def base(self, site: str) -> str:
        """The address of a site, without a slash at the end."""
        return f"http://{self._hosts[site]}:{self._port}"

    def _first(self, piece: Piece) -> _Shown:
        return _Shown(piece=addressed(piece, self.base), visible=not piece.held, changed=piece.modified)

    @property
    def pieces(self) -> list[Piece]:
        """Every piece as it stands now, held ones included, in a fixed order."""
        return [shown.piece for shown in self._shown.values()]

    # changes -----------------------------------------------------------------------------------------------------

    def publish(self, url: str) -> None:
        """Show a piece that was held back."""
        with self._lock:
            shown = self._find(url)
            shown.visible, shown.changed = True, self._clock()
            self._rendered.clear()

    def withdraw(self, url: str) -> None:
        """Show a piece no longer."""
        with self._lock:
            self._find(url).visible = False
            self._rendered.clear()

    def revise(self, url: str) -> Piece:
        """Change a piece's text as its file says, and return it as it is now."""
        with self._lock:
            shown = self._find(url)
            shown.piece, shown.changed = shown.piece.revised(), self._clock()
            self._rendered.clear()
            return shown.piece

    def redesign(self, site: str) -> None:
        """Give all pages of a site another markup around the same text."""
        with self._lock:
            self._redesigned.add(site)
            for shown in self._shown.values():
                shown.changed = self._clock() if shown.piece.site == site else shown.changed
            self._rendered.clear()

    def _find(self, url: str) -> _Shown:
        parts = urlsplit(url)
        return self._shown[self.sites[parts.hostname or ""].id, parts.path]

    # answers -----------------------------------------------------------------------------------------------------

    def answer(self, host: str, path: str, *, starved: bool = False) -> Body | None:
        """What stands at a path of a host; None: nothing does. starved: feeds and lists name no piece."""
        site = self.sites.get(host)
        if site is None:
            return None
        with self._lock:
            key = (host, path, starved)
            if key not in self._rendered:
                self._rendered[key] = self._render(site, path, starved=starved)
            return self._rendered[key]

    def _render(self, site: Site, path: str, *, starved: bool) -> Body | None:
        shown = self._shown.get((site.id, path))
        if shown is not None:
            return self._page(site, shown) if shown.visible else None
        document = next((d for d in site.documents if d.path == path), None)
        if document is None:
            document = _below(site, path)
        return self._document(site, document, starved=starved) if document else None

    def _page(self, site: Site, shown: _Shown) -> Body:
        piece = shown.piece
        layout = site.redesign if site.id in self._redesigned and piece.layout != "empty.html" else None
        names = {"piece": piece, "related": [self._by_key(key) for key in piece.related], "latest": self._latest(site)}
        markup = self._draw(layout or piece.layout or site.layout, site, **names)
        body = make_body(markup.encode(site.encoding, "xmlcharrefreplace"), site.type, shown.changed)
        return replace(body, status=piece.status)

    def _document(self, site: Site, document: Document, *, starved: bool) -> Body | None:
        chosen = [] if starved else self._named(site, document)
        if document.below and not chosen and not starved:
            return None
        changed = max(s.changed for s in self._shown.values() if s.piece.site == site.id and s.visible)
        names = {"document": document, "pieces": [s.piece for s in chosen], "changed": changed}
        content = self._draw(document.template, site, **names).encode(site.encoding, "xmlcharrefreplace")
        return make_body(gzip.compress(content, mtime=0) if document.gzipped else content, document.type, changed)

    def _named(self, site: Site, document: Document) -> list[_Shown]:
        """The visible pieces a document names, newest first."""
        chosen = [
            s for s in self._shown.values() if s.visible and s.piece.site == site.id and _names(document, s.piece)
        ]
        return sorted(chosen, key=lambda s: s.piece.published, reverse=True)[document.skip :][: document.limit]

    def _latest(self, site: Site) -> list[Piece]:
        """What the "latest news" box of a page shows."""
        return [s.piece for s in self._named(site, Document(path="/", template="", type="", limit=4))]

    def _by_key(self, key: str) -> Piece:
        return next(s.piece for s in self._shown.values() if s.piece.key == key)

    def _draw(self, template: str, site: Site, **names: object) -> str:
        return self._templates.get_template(template).render(site=site, base=self.base(site.id), **names)


def _below(site: Site, path: str) -> Document | None:
    """The list page of one keyword or author."""
    folder = next((d for d in site.documents if d.below and path.startswith(d.path) and path.endswith("/")), None)
    return replace(folder, path=path) if folder else None


def _names(document: Document, piece: Piece) -> bool:
    """Whether a document names a piece."""
    if document.below:
        return slug(document.path.rsplit("/", 2)[1]) in {slug(word) for word in (*piece.keywords, *piece.authors)}
    if not piece.path.startswith(document.prefix):
        return False
    if not f"{piece.published:%Y-%m}".startswith(document.month):
        return False
    if document.sections and not set(document.sections) & set(piece.section):
        return False
    return document.videos if piece.role == "video" else piece.listed or document.all
