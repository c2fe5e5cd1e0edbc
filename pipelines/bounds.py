"""Nothing that a page or a feed claims is kept longer than anything honest would be.

A megabyte of title is no title: it would swell the catalogue, every list and every alert. What is too long is cut where
a beginning still tells something, and dropped where it does not.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipelines.article import Article, Rejected
from pipelines.draft import Draft, Knowledge

CUT = {
    "title": 1_000,
    "subtitle": 5_000,
    "summary": 5_000,
    "section": 300,
    "content": 300_000,
    "text": 300_000,
    "published_raw": 200,
    "modified_raw": 200,
}
"""Most characters of texts whose beginning tells something. No article has a text of so many: that is some fifty
thousand words. What was cut of one is said in the provenance, and its page is in the archive."""
DROPPED = {"canonical_url": 8_000, "image": 8_000, "origin": 8_000, "language": 100}
"""Characters beyond which a value is none."""
LISTED = {"authors": (50, 200), "keywords": (100, 200)}
"""Most entries of a list, and most characters of each."""
RIGHTS = 1_000
"""Most characters of one statement about rights."""


def bound(draft: Draft, _knowledge: Knowledge) -> Rejected | None:
    """READ stage: cut what the page claims."""
    bound_article(draft.article)
    return None


def bound_article(article: Article) -> None:
    """Cut what is claimed of an article, in place."""
    if len(article.text) > CUT["text"]:
        article.provenance["cut"] = f"the first {CUT['text']:,} of {len(article.text):,} characters of the text"
    for name in (*CUT, *DROPPED, *LISTED):
        if name in Article.__slots__ and (value := getattr(article, name)):
            setattr(article, name, bounded(name, value))
    if article.rights:
        article.rights = {key: value[:RIGHTS] for key, value in article.rights.items()}


def bounded_claims(claims: Mapping[str, Any]) -> dict[str, Any]:
    """The same for what a document claims of an article: values of Link's fields."""
    return {name: bounded(name, value) if value else value for name, value in claims.items()}


def bounded(name: str, value: Any) -> Any:  # noqa: ANN401 - a text or a list of texts, as the field of that name holds
    """A field's value within its bounds; values of other fields as they are."""
    if name in CUT:
        return value[: CUT[name]]
    if name in DROPPED:
        return value if len(value) <= DROPPED[name] else None
    if name in LISTED:
        most, length = LISTED[name]
        return type(value)(each[:length] for each in value[:most])
    return value
