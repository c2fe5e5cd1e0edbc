"""A news source as configured: one table of sources.toml."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One outlet or agency: where its articles are found and how it is to be treated."""

    id: str
    """Name of the table in sources.toml: a-z, 0-9 and '-'; also the spider's name and the JSONL file's."""
    name: str
    """The outlet as people write it."""
    domains: tuple[str, ...]
    """Host names that belong to it, each with all its subdomains; articles elsewhere are not fetched."""
    country: str | None = None
    """ISO 3166-1 alpha-2 code of the outlet's home; None where unknown."""
    language: str | None = None
    """ISO 639-1 code it mainly writes in; None where unknown."""
    feeds: tuple[str, ...] = ()
    """URLs of RSS, Atom or JSON feeds."""
    sitemaps: tuple[str, ...] = ()
    """URLs of sitemaps, news sitemaps or sitemap indexes."""
    sections: tuple[str, ...] = ()
    """URLs of pages that list articles."""
    groups: tuple[str, ...] = ()
    """Names under which several sources are crawled and filtered together."""
    enabled: bool = True
    """Whether it is crawled when no source is named."""
    every: float | None = None
    """Seconds between polls; None lets presswatch decide."""
    delay: float = 1.0
    """Seconds between two requests to one host."""
    budget: int | None = None
    """Most requests a day (in the configured time zone); None: no limit."""
    allow_private: bool = False
    """Whether its hosts may be loopback or private addresses."""
    headers: dict[str, str] = field(default_factory=dict)
    """Extra request headers, sent to its own domains only and never logged."""
    cookies: dict[str, str] = field(default_factory=dict)
    """Cookies, sent to its own domains only and never logged."""
    templates: bool = True
    """Whether a learned site template may read its pages."""
    select: str | None = None
    """CSS selector of the element that holds the article's text; None: found by itself."""
    remove: tuple[str, ...] = ()
    """CSS selectors of elements that are not text."""
    until: str | None = None
    """CSS selector of the first element that no longer belongs to the text."""
    keep_pages: float | None = None
    """Seconds for which raw pages are kept; None: for ever."""
    kind: str = "outlet"
    """'outlet' or 'agency'."""

    def owns(self, host: str) -> bool:
        """Whether a host name (without port) is one of its domains or below one."""
        host = host.lower().rstrip(".")
        return any(host == domain or host.endswith("." + domain) for domain in self.domains)
