"""What the reader asked for, as it stands in the URL, and the URLs that lead on from there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import quote, urlencode, urlsplit

from pipelines.querying.grammar import filter_of, parse
from pipelines.querying.tree import Node
from pipelines.store.reading.facets import FACETS
from pipelines.store.reading.inbox import REVIEWS, Order
from pipelines.store.reading.selection import all_of

FILTERS = (*FACETS, "watch")
"""Facets that are fields of the query language; `language` is its lang."""
ORDERS: dict[str, Order] = {"spread": "spread", "rank": "rank"}
_LONGEST_CURSOR = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One view of the inbox."""

    q: str = ""
    """The query as typed."""
    filters: Mapping[str, str] = field(default_factory=dict)
    """Chosen value of each of FILTERS."""
    review: str = ""
    """One of REVIEWS; '': whatever was decided."""
    label: str = ""
    """A reviewer's label; '': any or none."""
    by: Order = "newest"
    """What comes first."""
    after: str = ""
    """Where the page before ended."""
    lang: str | None = None
    """Language of the interface, where it was chosen by hand."""

    @staticmethod
    def of(params: Mapping[str, str]) -> View:
        """The view that a query string describes; what it does not know is left out."""
        review, lang = params.get("review", ""), params.get("lang")
        return View(
            q=params.get("q", "").strip(),
            filters={name: params[name] for name in FILTERS if params.get(name)},
            review=review if review in REVIEWS else "",
            label=params.get("label", ""),
            by=ORDERS.get(params.get("by", ""), "newest"),
            after=params.get("after", "")[:_LONGEST_CURSOR],
            lang=lang if lang in ("en", "es") else None,
        )

    def query(self) -> Node | None:
        """The search words alone. Raises QueryError."""
        return parse(self.q) if self.q else None

    def tree(self) -> Node | None:
        """Search words and facets as one selection. Raises QueryError."""
        facets = [filter_of("lang" if name == "language" else name, value) for name, value in self.filters.items()]
        return all_of(self.query(), *facets)

    @property
    def chosen(self) -> dict[str, str]:
        """Everything by which the view is narrowed beside the query."""
        more = {"review": self.review, "label": self.label}
        return {**self.filters, **{name: value for name, value in more.items() if value}}

    def url(self, path: str = "/") -> str:
        """The first page of this view."""
        return self.to(path)

    def next(self, after: str) -> str:
        """The page of this view that follows."""
        return self.to("/", after=after)

    def to(self, path: str, **more: str) -> str:
        """A page of the desk from which a link leads back to this view."""
        by = self.by if self.by != "newest" else ""
        kept = {"q": self.q, **self.chosen, "by": by, "lang": self.lang or ""}
        pairs = {name: value for name, value in (kept | more).items() if value}
        return f"{path}?{urlencode(pairs)}" if pairs else path

    def plain(self, path: str, **more: str) -> str:
        """A page of the desk without this view."""
        return View(lang=self.lang).to(path, **more)

    def story(self, ident: str) -> str:
        """A story's page."""
        return self.to(f"/story/{quote(ident, safe='')}")

    def article(self, ident: str, **more: str) -> str:
        """An article's page."""
        return self.to(f"/article/{quote(ident, safe='')}", **more)

    def compare(self, old: str, new: str) -> str:
        """Two articles side by side."""
        return self.to(f"/compare/{quote(old, safe='')}/{quote(new, safe='')}")

    def home(self) -> str:
        """The inbox."""
        return self.plain("/")

    def overview(self) -> str:
        """The overview."""
        return self.plain("/overview")

    def sources(self) -> str:
        """The page of the sources."""
        return self.plain("/sources")

    def source(self, ident: str) -> str:
        """What is stored of one source."""
        return self.plain("/", source=ident)

    def topic(self, code: str) -> str:
        """What is stored on one topic."""
        return self.plain("/", topic=code)

    def narrowed(self, name: str, value: str) -> str:
        """The address with a facet set."""
        return self._without(name).to("/", **{name: value})

    def widened(self, name: str) -> str:
        """The address without a facet."""
        return self._without(name).url()

    def unfiltered(self) -> str:
        """The address without any facet."""
        return View(q=self.q, by=self.by, lang=self.lang).url()

    def sorted_by(self, by: Order) -> str:
        """The address in another order."""
        return replace(self, by=by).url()

    def _without(self, name: str) -> View:
        if name in ("review", "label"):
            return View(
                q=self.q, filters=self.filters, by=self.by, lang=self.lang,
                review="" if name == "review" else self.review, label="" if name == "label" else self.label,
            )  # fmt: skip
        return replace(self, filters={key: value for key, value in self.filters.items() if key != name})


def outward(url: str | None) -> str | None:
    """A URL that may become a link: http or https with a host, and nothing else; None for any other."""
    if not url or any(letter <= " " for letter in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme.lower() in ("http", "https") and parts.hostname else None


def inward(path: str) -> str:
    """A path of the desk to go on to, as a form names it; '/' for anything that could lead elsewhere."""
    fine = path.startswith("/") and not path.startswith(("//", "/\\")) and len(path) < 4000
    return path if fine and all(" " < letter < "\x7f" and letter != "\\" for letter in path) else "/"
