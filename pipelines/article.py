"""The data dictionary: what is found, fetched, read and stored.

Times are text in UTC, ISO 8601 with offset, whole seconds (pipelines.clock). An absent value is None, never "".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from pipelines.reasons import Reason

SCHEMA = 1
"""Version of a stored line; article.schema.json describes it."""

Kind = Literal["article", "live", "gallery", "video", "opinion", "press_release"]
Access = Literal["full", "partial", "headline"]
Precision = Literal["second", "day"]
CreditKind = Literal[
    "canonical", "structured", "credit_url", "dateline", "copyright", "credit_name", "byline", "section", "copy"
]
CopyKind = Literal["exact", "copy", "contained"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link to an article, with what the feed, sitemap or section page that carried it claims about it."""

    url: str
    """Absolute http(s) URL as found, without fragment."""
    title: str | None = None
    """Headline as plain text."""
    summary: str | None = None
    """Teaser as plain text."""
    content: str | None = None
    """Whole article as HTML, where a feed carries it (content:encoded, content_html)."""
    published: str | None = None
    """Claimed time of publication, in UTC."""
    published_raw: str | None = None
    """The same as the document spells it."""
    modified: str | None = None
    """Claimed time of the last change, in UTC."""
    authors: tuple[str, ...] = ()
    """Names as the document gives them."""
    keywords: tuple[str, ...] = ()
    """Categories or news keywords."""
    language: str | None = None
    """Language code as the document gives it."""
    image: str | None = None
    """URL of the lead image."""
    origin: str | None = None
    """URL of the medium it was taken from (RSS source, Atom via)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A fetched page: the bytes as received, and what was known before it was read."""

    url: str
    """The URL that was wanted."""
    final_url: str
    """The URL that answered, after redirects."""
    source: str
    """Id of the source it belongs to; '' where none is configured for its domain."""
    body: bytes
    """The body as received, before content decoding."""
    headers: dict[str, str]
    """Response headers: names in small letters, several values joined by ', '."""
    status: int = 200
    """HTTP status."""
    fetched: str
    """When the answer was complete."""
    first_seen: str
    """When the link was first seen."""
    link: Link | None = None
    """What the feed or sitemap claimed; None for a URL that was named by hand."""


@dataclass(slots=True, kw_only=True)
class Dateline:
    """The opening of wire copy: `MADRID, 25 Jul. (EUROPA PRESS) -`."""

    place: str | None = None
    """City as written, without country; None where the dateline has none."""
    date: str | None = None
    """Date as written."""
    agency: str | None = None
    """Key of agencies.toml; None where the dateline names no known agency."""


@dataclass(slots=True, kw_only=True)
class Credit:
    """A text's statement of where it comes from."""

    kind: CreditKind
    """Where the statement stands; see CreditKind."""
    name: str | None = None
    """Who is credited, as written or as known for the address; None where only an address is given."""
    url: str | None = None
    """Address of the credited text, without tracking parameters; None where only a name is given."""
    evidence: str
    """The words or markup that say so."""
    confidence: float
    """0 to 1."""
    agency: str | None = None
    """Key of agencies.toml, where the credited is a known agency."""
    article_id: str | None = None
    """Id of the credited article, where it is stored; None otherwise."""


@dataclass(slots=True, kw_only=True)
class Topic:
    """A subject by the IPTC Media Topics."""

    code: str
    """`medtop:20000638`."""
    label: str
    """Its English label."""
    score: float
    """0 to 1."""


@dataclass(slots=True, kw_only=True)
class PageRef:
    """Where the raw page lies."""

    warc: str
    """File name below DATA/pages."""
    offset: int
    """Byte at which the record's gzip member begins."""


@dataclass(slots=True, kw_only=True)
class Article:
    """One version of one article, as it is stored: one JSON line."""

    id: str = ""
    """128-bit random text, given when the URL was first wanted; all revisions share it."""
    revision: int = 1
    """From 1; (id, revision) names a line."""
    edits: list[str] = field(default_factory=list)
    """What this version changed against the one before: types of pipelines.revising.edits. Empty for the first."""
    url: str
    """The URL that answered, as fetched."""
    canonical_url: str | None = None
    """The page's own canonical link on the same site, absolute; None where it has none."""
    source: str
    """Id of the source; '' where none is configured for its domain."""
    kind: Kind = "article"
    """What sort of piece it is."""
    access: Access = "full"
    """full, partial (paywall), or headline (title and lead only)."""
    title: str | None = None
    """Headline, without the outlet's name."""
    subtitle: str | None = None
    """Standfirst below the headline."""
    text: str = ""
    """The clean text: paragraphs parted by newlines, without title or boilerplate; cut if giant (provenance `cut`)."""
    authors: list[str] = field(default_factory=list)
    """Names of people, without 'By' and without agencies."""
    agency: str | None = None
    """Key of agencies.toml, where the page, or a copy of its text (provenance `copy`), names one; None otherwise."""
    dateline: Dateline | None = None
    """The opening of wire copy; None where there is none."""
    credits: list[Credit] = field(default_factory=list)
    """Every statement of origin, strongest first."""
    section: str | None = None
    """The outlet's section, as written."""
    keywords: list[str] = field(default_factory=list)
    """The publisher's keywords."""
    image: str | None = None
    """URL of the lead image."""
    language: str | None = None
    """ISO 639-1 code, from the text."""
    published: str | None = None
    """Claimed time of publication; midnight UTC where only the day is known."""
    published_precision: Precision | None = None
    """second or day; None where published is None."""
    published_raw: str | None = None
    """The claim as spelled."""
    modified: str | None = None
    """Claimed time of the last change."""
    modified_raw: str | None = None
    """The claim as spelled."""
    first_seen: str
    """When presswatch first saw the link."""
    fetched: str
    """When this version was fetched."""
    word_count: int = 0
    """Number of words in text (`\\w[\\w'’.-]*`)."""
    content_hash: str = ""
    """BLAKE2b-128 over the NFC, whitespace-folded title and text, in hex."""
    duplicate_of: str | None = None
    """Id of the best original this is a copy of; None where it is no copy."""
    duplicate_kind: CopyKind | None = None
    """exact, copy, or contained."""
    story: str | None = None
    """Id of the story: the id of the article that began it."""
    countries: list[str] = field(default_factory=list)
    """ISO 3166-1 codes of the countries it is about, most important first."""
    countries_mentioned: list[str] = field(default_factory=list)
    """ISO codes of all countries that occur, those of `countries` included."""
    places: list[str] = field(default_factory=list)
    """Cities and regions as written."""
    people: list[str] = field(default_factory=list)
    """Names as written."""
    organisations: list[str] = field(default_factory=list)
    """Names as written."""
    topics: list[Topic] = field(default_factory=list)
    """Subjects, highest score first."""
    watchlists: list[str] = field(default_factory=list)
    """Names of the watchlists it hit."""
    rights: dict[str, str] = field(default_factory=dict)
    """Robots meta, TDM and AI opt-outs, licence, isAccessibleForFree, as found."""
    wire: bool = False
    """Whether it is agency copy, by dateline, byline or URL section."""
    provenance: dict[str, str] = field(default_factory=dict)
    """Field -> where its value came from (jsonld, opengraph, meta, feed, template, trafilatura, url, text ...)."""
    page: PageRef | None = None
    """Where the raw page lies; None where none was archived."""
    extractor: str | None = None
    """What found the text: trafilatura, template, feed, with its version; `weeded` where lines were taken out of it."""
    schema: int = SCHEMA
    """Version of this line's form."""


@dataclass(slots=True, kw_only=True)
class Reading:
    """What READ made of a page that is an article."""

    article: Article
    """The article, all but what only the catalogue knows (id, revision, duplicate, story)."""
    fingerprint: list[int] = field(default_factory=list)
    """FracMinHash of the text: sorted signed 64-bit integers (pipelines.fingerprint)."""
    evidence: dict[str, str] = field(default_factory=dict)
    """What the page teaches about its site, for the writer to fold in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A page that is not stored, and why."""

    reason: Reason
    """From the closed list."""
    detail: str = ""
    """What was seen, for a person."""


def article_from_json(data: dict[str, Any]) -> Article:
    """An Article from its JSON object, as orjson wrote it."""
    page, dateline = data["page"], data["dateline"]
    nested = {
        "credits": [Credit(**credit) for credit in data["credits"]],
        "topics": [Topic(**topic) for topic in data["topics"]],
        "page": PageRef(**page) if page else None,
        "dateline": Dateline(**dateline) if dateline else None,
    }
    return Article(**{**data, **nested})


def link_from_json(data: dict[str, Any]) -> Link:
    """A Link from its JSON object, as orjson wrote it."""
    return Link(**{**data, "authors": tuple(data["authors"]), "keywords": tuple(data["keywords"])})
