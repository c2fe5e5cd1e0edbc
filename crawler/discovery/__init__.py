"""Discovery: the article links in a feed, sitemap or section page. Pure: bytes in, links out.

    RSS 0.91-2.0, Atom 0.3/1.0   feeds.py, items.py; faults: mending.py, then tolerant.py (feedparser)
    JSON Feed                    jsonfeed.py
    sitemap, news sitemap, index sitemaps.py
    section page                 sections.py, judged by judging.py

What a document is, is told by its content (content.py), never by its address, header or configured kind. No entity is
expanded, no DTD loaded, nothing fetched; every reader is bounded in bytes and entries.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from crawler.discovery.content import FEED_LIMIT, SITEMAP_LIMIT, Content, Hostile, tell
from crawler.discovery.documents import Child, Discovered, Document
from crawler.discovery.feeds import read_feed
from crawler.discovery.jsonfeed import read_json
from crawler.discovery.sections import read_section
from crawler.discovery.sitemaps import read_archive_index, read_index, read_list, read_urlset
from pipelines.encoding import BadEncoding, TooLarge
from pipelines.reasons import Reason
from pipelines.source import Source

__all__ = ["Child", "Discovered", "Document", "discover"]


def discover(document: Document, source: Source) -> Discovered:
    """What a document offers the source; `reason` says why nothing is usable. Raises for nothing a server may send."""
    limit = SITEMAP_LIMIT if document.kind == "sitemap" else FEED_LIMIT
    if len(document.body) > limit:
        return Discovered(reason=Reason.TOO_LARGE, detail=f"more than {limit} bytes")
    if not document.body.strip():
        return Discovered(reason=Reason.NOT_A_FEED, detail="an empty body")
    try:
        content = tell(document)
    except Hostile as error:
        return Discovered(reason=Reason.NOT_A_FEED, detail=f"refused: {error}")
    except TooLarge as error:
        return Discovered(reason=Reason.TOO_LARGE, detail=str(error))
    except BadEncoding as error:
        return Discovered(reason=Reason.TRUNCATED, detail=f"gzip: {error}")
    return replace(_judged(_read(content, document, source), content), form=content.form)


_READERS: dict[str, Callable[[bytes, str, Source], Discovered]] = {
    "feed": read_feed,
    "urlset": read_urlset,
    "index": read_index,
    "text": read_list,
    "json": read_json,
}


def _read(content: Content, document: Document, source: Source) -> Discovered:
    if content.form == "index" and document.archive:
        return read_archive_index(content.body, document.url, source)
    if reader := _READERS.get(content.form):
        return reader(content.body, document.url, source)
    if content.form == "html" and document.kind == "section":
        return read_section(document, source)
    if content.form == "html":
        return _nothing(f"an HTML page where a {document.kind} is expected")
    return _nothing(f"neither XML, JSON nor HTML: begins with {document.body[:20]!r}")


def _nothing(detail: str) -> Discovered:
    return Discovered(reason=Reason.NOT_A_FEED, detail=detail)


def _judged(found: Discovered, content: Content) -> Discovered:
    """With what was wrong already before it was read, and with a reason where nothing is usable."""
    found = replace(found, degraded=found.degraded or content.degraded)
    if found.links or found.documents or found.reason:
        return replace(found, detail=found.degraded or "") if not found.reason else found
    if not found.skipped and content.form != "html" and not found.degraded:
        return replace(found, detail="no entries")  # a news sitemap at night is empty, and well
    seen = f"{found.skipped} entries, none usable" if found.skipped else "no entries"
    return replace(found, reason=Reason.NO_LINKS, detail=f"{seen} ({found.degraded})" if found.degraded else seen)
