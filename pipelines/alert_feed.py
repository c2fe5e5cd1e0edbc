"""The RSS feed of a watchlist: its newest alerts, one item each (RSS 2.0, rssboard.org/rss-specification). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape

from pipelines.alert_messages import Entry, badges, clean, excerpt_of, title_of, why_of

ITEMS = 50
"""Most alerts that a feed shows."""


def feed_of(name: str, entries: Sequence[Entry], home: str) -> bytes:
    """The feed in UTF-8. entries: newest first; home: URL of who publishes it. The guid of an item is its alert's id.

    The same alerts give the same bytes: the feed says when its newest alert was made, not when it was written.
    """
    built = [_element("lastBuildDate", _date(entries[0].alert["at"]))] if entries else []
    channel = [
        _element("title", f"presswatch: {clean(name)}"),
        _element("link", home),
        _element("description", f"What the watchlist {clean(name)} caught: titles and excerpts, copies folded."),
        *built,
        *(_item(entry) for entry in entries),
    ]
    body = "\n".join(channel)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel>\n{body}\n</channel></rss>\n'.encode()


def _item(entry: Entry) -> str:
    article, alert = entry.article, entry.alert
    notes = [f"{entry.outlet}; {why_of(alert)}", *badges(article)]
    description = " ".join([excerpt_of(article), *(f"[{note}]" for note in notes)])
    parts = [
        _element("title", title_of(article)),
        _element("link", clean(article["url"])),
        _element("description", escape(clean(description))),  # it is HTML, and a text within XML
        _element("pubDate", _date(alert["at"])),
        f'<guid isPermaLink="false">{escape(alert["id"])}</guid>',
        *(_element("category", clean(term)) for term in alert["terms"]),
    ]
    return "<item>" + "".join(parts) + "</item>"


def _element(name: str, text: str) -> str:
    return f"<{name}>{escape(text)}</{name}>"


def _date(moment: str) -> str:
    return format_datetime(datetime.fromisoformat(moment))
