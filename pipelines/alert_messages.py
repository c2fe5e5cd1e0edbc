"""What an alert or alarm says: as JSON for programs, as text for mail and notices. Pure.

Title and excerpt, never the whole article; what is inferred is said to be.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from pipelines.alerts import inferred

VERSION = 1
"""Version of the JSON's form."""
EXCERPT = 240
"""Characters of an article that are shown at most."""
SHORTEST = 40
"""Characters that are shown of a text that is hardly longer."""
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
"""Controls, characters that turn text around (UAX #9), and what XML cannot hold."""
_WHY = {
    "new": "new story",
    "independent": "the story goes on: an independent text",
    "term": "the story goes on: for the first time",
}

Record = dict[str, Any]
"""An article's stored line with present values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryFacts:
    """What is known of a story."""

    id: str
    outlets: tuple[str, ...]
    """Names of the outlets that have it, the first one first."""
    copies: int
    """Articles that repeat another."""
    first_title: str
    """Headline of its first article."""
    first_url: str
    first_time: str
    """When that appeared, ISO."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One alert with what it is about."""

    alert: Record
    """A row of `alerts`."""
    article: Record
    outlet: str
    """Name of the article's outlet."""
    time: str
    """When the article appeared, ISO."""
    story: StoryFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What a message is."""

    id: str
    """Of the message."""
    watchlist: str
    """Id of the watchlist."""
    name: str
    """How people call it."""
    urgency: str
    created: str
    """When the message was entered, ISO."""
    more: int = 0
    """Alerts beyond those that are told."""


def alert_json(heading: Heading, entries: Sequence[Entry]) -> Record:
    """The body of a webhook: {version, id, kind, created, urgency, watchlist: {id, name}, alerts: [...],
    more: how many are left out}."""
    return {
        "version": VERSION,
        "id": heading.id,
        "kind": "alert",
        "created": heading.created,
        "urgency": heading.urgency,
        "watchlist": {"id": heading.watchlist, "name": heading.name},
        "alerts": [_entry_json(entry) for entry in entries],
        "more": heading.more,
    }


def alert_subject(heading: Heading, entries: Sequence[Entry]) -> str:
    """One line."""
    if len(entries) == 1:
        return f"{heading.name}: {title_of(entries[0].article)}"[:200]
    return f"{heading.name}: {len(entries) + heading.more} alerts"


def alert_text(heading: Heading, entries: Sequence[Entry], zone: tzinfo) -> str:
    """Plain text, ending with the message's id."""
    parts = ["\n".join(_entry_lines(entry, zone)) for entry in entries]
    if heading.more:
        parts.append(f"and {heading.more} more")
    return "\n\n".join([*parts, f"-- \n{heading.name} (watchlist {heading.watchlist}), message {heading.id}"]) + "\n"


def alarm_json(id_: str, alarm: Record, created: str) -> Record:
    """The body of a webhook for an alarm about a source."""
    shown = {name: alarm[name] for name in ("source", "kind", "since", "detail", "until")}
    return {"version": VERSION, "id": id_, "kind": "alarm", "created": created, "alarm": shown}


def alarm_subject(alarm: Record) -> str:
    """One line."""
    return clean(f"{alarm['source']} is {alarm['kind'].replace('_', ' ')}" + (" no more" if alarm["until"] else ""))


def alarm_text(id_: str, alarm: Record, zone: tzinfo) -> str:
    """Plain text, ending with the message's id."""
    lines = [alarm_subject(alarm), f"since {shown_time(alarm['since'], zone)}: {clean(alarm['detail'])}"]
    return "\n".join([*lines, "", f"-- \npresswatch status says more; message {id_}"]) + "\n"


def badges(article: Record) -> list[str]:
    """What is inferred of an article, each in a few words."""
    return [f"{fact.field} inferred ({fact.how})" for fact in inferred(article)]


def title_of(article: Record) -> str:
    """Its headline on one line; its address where it has none."""
    return clean(article["title"] or article["url"])


def excerpt_of(article: Record, width: int = EXCERPT) -> str:
    """The beginning of an article, cut after a word: at most half of it, so that a short one is not told whole."""
    text = clean(article["text"][: 2 * width])
    width = min(width, max(len(text) // 2, SHORTEST))
    if len(text) <= width:
        return text
    cut = text[:width].rpartition(" ")[0] or text[:width]
    return cut.rstrip(" ,;:.-") + "…"


def shown_time(moment: str, zone: tzinfo) -> str:
    """`2024-07-25 09:30` in a zone."""
    return datetime.fromisoformat(moment).astimezone(zone).strftime("%Y-%m-%d %H:%M")


def clean(text: str) -> str:
    """One line without characters that hide, turn text around, or are no text."""
    return " ".join(_HIDDEN.sub(" ", text).split())


def plural(number: int, word: str, words: str | None = None) -> str:
    """`1 copy`, `2 copies`."""
    return f"{number:,} {word if number == 1 else words or word + 's'}"


def why_of(alert: Record) -> str:
    """Why an alert was made, in words."""
    terms = ", ".join(clean(term) for term in alert["fresh"] if alert["why"] == "term")
    return " ".join(part for part in (_WHY[alert["why"]], terms) if part)


def _entry_json(entry: Entry) -> Record:
    article, alert = entry.article, entry.alert
    names = ("id", "revision", "url", "source", "language", "agency", "published", "published_precision", "first_seen")
    return {
        "id": alert["id"],
        "why": alert["why"],
        "terms": alert["terms"],
        "first_terms": alert["fresh"],
        "at": alert["at"],
        "article": {
            **{name: article[name] for name in (*names, "countries", "kind", "access")},
            "outlet": entry.outlet,
            "title": title_of(article),
            "excerpt": excerpt_of(article),
            "topics": [topic["code"] for topic in article["topics"]],
        },
        "inferred": [{"field": f.field, "value": f.value, "how": f.how} for f in inferred(article)],
        "story": {
            "id": entry.story.id,
            "outlets": list(entry.story.outlets),
            "copies": entry.story.copies,
            "first": {"title": entry.story.first_title, "url": entry.story.first_url, "at": entry.story.first_time},
        },
    }


def _entry_lines(entry: Entry, zone: tzinfo) -> list[str]:
    article, story = entry.article, entry.story
    agency = f", agency {article['agency']}" if article["agency"] else ""
    lines = [
        title_of(article),
        f"{entry.outlet}, {shown_time(entry.time, zone)}{agency}",
        excerpt_of(article),
        article["url"],
        f"{why_of(entry.alert)}; caught by {', '.join(clean(term) for term in entry.alert['terms'])}",
    ]
    if len(story.outlets) > 1 or story.copies:
        folded = f", {plural(story.copies, 'copy', 'copies')} folded" if story.copies else ""
        lines.append(f"first: {story.outlets[0]}, {shown_time(story.first_time, zone)}; "
                     f"{plural(len(story.outlets), 'outlet')}{folded}")  # fmt: skip
    return [line for line in [*lines, *(f"[{badge}]" for badge in badges(article))] if line]
