"""Metadata with which `datasette DATA/presswatch.db` is pleasant (docs.datasette.io, Metadata).

What a catalogue is for stands first, with its columns told and the usual facets; the inner tables are hidden.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

_SHOWN: dict[str, dict[str, Any]] = {
    "articles": {
        "title": "Articles",
        "description": "Every stored version of every article; latest = 1 for the newest of each. "
        "`line` is the whole article as JSON.",
        "label_column": "title",
        "sort_desc": "fetched",
        "size": 50,
        "facets": ["source", "language", "agency", "kind"],
        "columns": {
            "id": "The article; all its versions share it.",
            "published": "When it was published, as claimed (UTC).",
            "first_seen": "When its link was first seen (UTC).",
            "fetched": "When this version was fetched (UTC).",
            "agency": "The news agency whose text it is, as known now.",
            "story": "The id of the article that began its story.",
            "duplicate_of": "The id of the article whose text it repeats.",
            "line": "The article as JSON, its text included.",
        },
    },
    "article_values": {
        "title": "Tags",
        "description": "Countries, topics, people, places, organisations, authors and keywords of the newest versions; "
        "`article` is articles.key.",
        "facets": ["field"],
        "size": 50,
    },
    "credits": {
        "title": "Credits",
        "description": "Who says that a text comes from whom, and by which words; `target` is the credited article.",
        "facets": ["kind", "agency"],
    },
    "duplicates": {
        "title": "Copies",
        "description": "Articles and the earlier ones whose text they repeat.",
        "facets": ["kind"],
    },
    "edits": {
        "title": "Edits",
        "description": "What outlets changed after the first version.",
        "facets": ["type"],
    },
    "changes": {
        "title": "Learned later",
        "description": "What became known after an article was written: a copy found, a story joined, a mark.",
        "sort_desc": "at",
        "facets": ["field"],
    },
    "marks": {
        "title": "Review decisions",
        "description": "What reviewers found relevant or irrelevant.",
        "facets": ["reviewer", "decision", "watchlist"],
    },
    "watch_hits": {
        "title": "Watchlist hits",
        "description": "Which article version a watchlist caught, and by which words.",
        "sort_desc": "at",
        "facets": ["watchlist"],
    },
    "urls": {
        "title": "Wanted addresses",
        "description": "Every address that was wanted, and what became of it.",
        "label_column": "url",
        "facets": ["state", "source", "reason"],
        "size": 50,
    },
    "documents": {
        "title": "Feeds, sitemaps and section pages",
        "description": "What is polled, and how the last poll went.",
        "label_column": "url",
        "facets": ["kind", "last_status"],
    },
    "alarms": {"title": "Alarms", "description": "Sources that are not well.", "facets": ["kind"]},
}
_STORIES = """
select a.story, count(*) as articles, count(distinct a.source) as outlets, min(a.first_seen) as first_seen,
    (select f.title from articles f where f.id = a.story and f.latest = 1) as headline
from articles a where a.latest = 1 and a.fetched >= :since
group by a.story order by outlets desc, articles desc limit 100
"""
_TAGGED = """
select a.id, a.published, a.source, a.title, a.url from article_values v join articles a on a.key = v.article
where v.field = :field and v.value = :value order by a.published desc limit 200
"""


def metadata(tables: Iterable[str], name: str = "presswatch") -> dict[str, Any]:
    """metadata.json for a catalogue with these tables. name: the database's, its file name without the ending."""
    described: dict[str, Mapping[str, Any]] = {}
    for table in sorted(tables):
        described[table] = _SHOWN.get(table, {"hidden": True})
    return {
        "title": "presswatch",
        "description": "News articles as they were published, with copies folded into stories.",
        "databases": {
            name: {
                "tables": described,
                "queries": {
                    "stories": {"title": "The widest stories since a day", "sql": _STORIES.strip()},
                    "tagged": {"title": "Articles by country, topic, person ...", "sql": _TAGGED.strip()},
                },
            }
        },
    }
