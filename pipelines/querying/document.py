"""One article as a query sees it: the tokens of its pieces, and its fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipelines.article import Article
from pipelines.querying import fold

GAP = 1000
"""Positions between two pieces, more than NEAR reaches."""
SEARCHED = 100_000
"""Characters of a text that queries ask: its beginning, some sixteen thousand words."""
APART = "·"
"""A token between two authors, which no query holds."""

Piece = tuple[int, list[str]]
"""The position of a piece's first token, and its tokens."""


@dataclass(slots=True, kw_only=True)
class Document:
    """What queries ask of one article version."""

    title: str
    """Headline."""
    subtitle: str
    """Standfirst."""
    text: str
    """Clean text, as far as it is searched."""
    authors: Sequence[str]
    """Names."""
    fields: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Values of the filters that compare, by filter: source, country, lang, topic, agency, kind, story, watch, day."""
    labels: tuple[str, ...] = ()
    """Labels of its topics, in small letters."""
    dated: str = ""
    """The time that before: and after: look at, ISO."""
    _folded: list[list[str]] | None = None
    _words: list[list[str] | None] | None = None
    _spelled: list[Piece] | None = None

    @property
    def folded(self) -> list[list[str]]:
        """Folded tokens of headline, standfirst, text and authors: what the full-text index holds. Split once."""
        if self._folded is None:
            walked = [fold.walked(text) for text in self._texts]
            self._folded = [*(tokens for tokens, _ in walked), self._names(fold.tokens)]
            self._words = [words for _, words in walked]
        return self._folded

    @property
    def unlike(self) -> list[str]:
        """The words of headline, standfirst and text whose spelling is not what they are folded to, in order."""
        held = self._words or [None] * len(self._texts)
        words = (held or fold.spelled(text) for held, text in zip(held, self._texts, strict=True))
        return sorted(set[str]().union(*map(fold.unlike, words)))

    def pieces(self) -> list[Piece]:
        """The folded tokens with their positions."""
        return _placed(self.folded)

    def spelled(self) -> list[Piece]:
        """The same tokens as spelled."""
        if self._spelled is None:
            self._spelled = _placed(self._split(fold.spelled))
        return self._spelled

    def spelled_at(self, position: int, number: int) -> Sequence[str]:
        """So many tokens as spelled, from a position on."""
        for start, tokens in reversed(self.spelled()):
            if position >= start:
                return tokens[position - start : position - start + number]
        return ()

    def _split(self, split: Callable[[str], list[str]]) -> list[list[str]]:
        return [*map(split, self._texts), self._names(split)]

    def _names(self, split: Callable[[str], list[str]]) -> list[str]:
        return [token for name in self.authors for token in (*split(name), APART)]

    @property
    def _texts(self) -> tuple[str, str, str]:
        return self.title, self.subtitle, self.text


def document_of(held: Mapping[str, Any], day: str = "") -> Document:
    """The document of an article. held: the fields of pipelines.article.Article as JSON; day: that of its folder."""
    topics = held["topics"]
    fields: dict[str, Iterable[str]] = {
        "source": [held["source"].casefold()],
        "country": held["countries"],
        "lang": [held["language"] or ""],
        "topic": [topic["code"] for topic in topics],
        "agency": [held["agency"] or ""],
        "kind": [held["kind"]],
        "story": [held["story"] or ""],
        "watch": held["watchlists"],
        "day": [day],
    }
    return Document(
        title=held["title"] or "",
        subtitle=held["subtitle"] or "",
        text=held["text"][:SEARCHED],
        authors=held["authors"],
        fields={name: frozenset(filter(None, values)) for name, values in fields.items()},
        labels=tuple(topic["label"].casefold() for topic in topics),
        dated=min(held["published"] or held["first_seen"], held["fetched"]),
    )


def document_of_article(article: Article, day: str = "") -> Document:
    """The same of an article that has no line yet."""
    names = ("source", "countries", "language", "agency", "kind", "story", "watchlists", "title", "subtitle", "text")
    held = {name: getattr(article, name) for name in (*names, "authors", "published", "first_seen", "fetched")}
    return document_of(held | {"topics": [{"code": t.code, "label": t.label} for t in article.topics]}, day)


def _placed(pieces: list[list[str]]) -> list[Piece]:
    placed, start = [], 0
    for tokens in pieces:
        placed.append((start, tokens))
        start += len(tokens) + GAP
    return placed
