"""What the reader asked for, as it stands in the URL, and the URLs that lead on from there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode, urlsplit

from pipelines.querying.grammar import filter_of, parse
from pipelines.querying.tree import Node
from pipelines.store.reading.facets import FACETS
from pipelines.store.reading.selection import all_of

LAST_PAGE = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One view of the inbox."""

    q: str = ""
    """The query as typed."""
    filters: Mapping[str, str] = field(default_factory=dict)
    """Chosen value of each facet."""
    by: str = "date"
    """date or rank."""
    page: int = 1
    """From 1."""
    lang: str | None = None
    """Language of the interface, where it was chosen by hand."""

    @staticmethod
    def of(params: Mapping[str, str]) -> View:
        """The view that a query string describes; what it does not know is left out."""
        page = params.get("page", "1")
        return View(
            q=params.get("q", "").strip(),
            filters={name: params[name] for name in FACETS if params.get(name)},
            by="rank" if params.get("by") == "rank" else "date",
            page=min(int(page), LAST_PAGE)
            if page.isascii() and page[:4].isdigit() and len(page) < 5 and page != "0"
            else 1,
            lang=params.get("lang") if params.get("lang") in ("en", "es") else None,
        )

    def query(self) -> Node | None:
        """The search words alone. Raises QueryError."""
        return parse(self.q) if self.q else None

    def tree(self) -> Node | None:
        """Search words and facets as one selection. Raises QueryError."""
        facets = [filter_of("lang" if name == "language" else name, value) for name, value in self.filters.items()]
        return all_of(self.query(), *facets)

    def url(self, page: int = 1) -> str:
        """The address of this view at one of its pages."""
        return self.to("/", **({"page": str(page)} if page > 1 else {}))

    def to(self, path: str, **more: str) -> str:
        """A page of the desk from which a link leads back to this view."""
        kept = {"q": self.q, **self.filters, "by": self.by if self.by != "date" else "", "lang": self.lang or ""}
        pairs = {name: value for name, value in (kept | more).items() if value}
        return f"{path}?{urlencode(pairs)}" if pairs else path

    def narrowed(self, name: str, value: str) -> str:
        """The address with a facet set."""
        return replace(self, filters={**self.filters, name: value}).url()

    def widened(self, name: str) -> str:
        """The address without a facet."""
        return replace(self, filters={key: value for key, value in self.filters.items() if key != name}).url()

    def unfiltered(self) -> str:
        """The address without any facet."""
        return replace(self, filters={}).url()

    def sorted_by(self, by: str) -> str:
        """The address in another order."""
        return replace(self, by=by).url()


def outward(url: str | None) -> str | None:
    """A URL that may become a link: http or https with a host, and nothing else; None for any other."""
    if not url or any(letter <= " " for letter in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme.lower() in ("http", "https") and parts.hostname else None
