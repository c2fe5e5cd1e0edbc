"""Reviewed texts, as people name their topics, made ready to learn from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pipelines.tags import LOOKED_AT, Piece, evidence
from pipelines.tags.language import language_of
from pipelines.tags.learned import terms_of
from pipelines.tags.learning import Reviewed
from pipelines.tags.topics import Topics
from pipelines.tags.words import Words, fold_name


@dataclass(slots=True, kw_only=True)
class Reviewer:
    """Reads rows by the topics of a configuration."""

    topics: Topics
    """The rules, without anything learned."""
    table: Mapping[str, Any]
    """The tables of topics.toml."""
    names: dict[str, str] = field(init=False)
    """Folded name of a topic -> its code."""

    def __post_init__(self) -> None:
        self.names = {
            section: self.topics.rules[places[0]].code
            for section, places in self.topics.sections.items()
            if len(places) == 1
        }
        for name, topic in self.table.items():
            code = topic["code"]
            for each in (*topic["label"].values(), name, code, code.partition(":")[2]):
                self.names[fold_name(each)] = code

    def read(self, row: Mapping[str, Any]) -> tuple[str, Reviewed]:
        """Language and text of a row {title, text, topic, ...}. Raises ValueError where it teaches nothing."""
        piece, topic = _piece(row), self._codes(row)
        language, _ = language_of(piece.title, piece.text, piece.hints)
        if language is None:
            raise ValueError("its language cannot be told")
        title, text = Words.of(piece.title), Words.of(piece.text[:LOOKED_AT])
        ruled = {each.code: each.score for each in self.topics.ruled(title, text, language, evidence(piece))}
        return language, Reviewed(terms=terms_of(title.folded, text.folded), ruled=ruled, topic=topic)

    def _codes(self, row: Mapping[str, Any]) -> tuple[str, ...]:
        told = row.get("topic") or row.get("topics")
        named = told if isinstance(told, list) else [told]
        names = [name for name in named if isinstance(name, str)]
        if not names or len(names) < len(named):
            raise ValueError("no `topic` that is a text or a list of texts")
        for name in names:
            if fold_name(name) not in self.names:
                raise ValueError(f"topics.toml has no topic {name!r}")
        return tuple(dict.fromkeys(self.names[fold_name(name)] for name in names))


def _piece(row: Mapping[str, Any]) -> Piece:
    texts = {key: row.get(key) or "" for key in ("title", "text", "url", "section", "language")}
    keywords = row.get("keywords") or []
    if not all(isinstance(text, str) for text in (*texts.values(), *keywords)):
        raise ValueError("a title, text, url, section, language or keyword that is no text")
    if not texts["title"] and not texts["text"]:
        raise ValueError("neither title nor text")
    return Piece(
        title=texts["title"],
        text=texts["text"],
        url=texts["url"],
        section=texts["section"] or None,
        keywords=tuple(keywords),
        hints=(texts["language"] or None,),
    )
