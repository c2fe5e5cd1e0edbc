"""The search language: words, "phrases", -word or NOT, OR, prefix*, (groups), and field:value.

Words next to each other must all occur. Case and accents do not matter. Fields: source, country, lang, topic, agency,
title, day, story, kind, before (a day, exclusive) and after (a day, inclusive). `parse` gives a tree; the store turns
it into SQL.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from pipelines.errors import PresswatchError

FIELDS = ("source", "country", "lang", "topic", "agency", "title", "day", "story", "kind", "before", "after")
LONGEST = 2000
"""Characters of a query."""
DEEPEST = 40
"""Levels of parentheses."""
MOST = 200
"""Words, phrases and field values."""


class QueryError(PresswatchError):
    """A query that cannot be read; `column` is the character, from 1, at which it goes wrong."""

    exit_code = 2

    def __init__(self, query: str, column: int, cause: str, mend: str) -> None:
        self.column = column
        super().__init__("cannot read the query", f"{query!r}, column {column}", cause, mend)


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A word or phrase that must occur."""

    words: str
    """As typed, without quotes."""
    prefix: bool = False
    """Whether the last word may go on."""
    title: bool = False
    """Whether it must stand in the headline."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """A field that must have a value."""

    field: str
    """One of FIELDS, but title."""
    value: str
    """In the field's own spelling: country codes large, all other codes small."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Not:
    """What must not hold."""

    part: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class And:
    """What must all hold."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Or:
    """Of which one at least must hold."""

    parts: tuple[Node, ...]


Node = Term | Filter | Not | And | Or


def parse(query: str) -> Node:
    """The tree of a query. Raises QueryError where it is malformed, empty, or says only what must not occur."""
    if len(query) > LONGEST:
        raise QueryError(query[:40] + "…", LONGEST, f"it has more than {LONGEST} characters", "shorten it")
    reader = _Reader(query)
    tree = reader.whole()
    if not _says_something(tree):
        raise QueryError(query, 1, "it only says what must not occur", "add a word or a field that must")
    return tree


def filter_of(field: str, value: str) -> Node:
    """The node that field:"value" stands for. Raises QueryError where the value does not fit."""
    return parse(f'{field}:"{value.replace(chr(34), " ")}"')


def wanted_terms(node: Node) -> list[Term]:
    """The words and phrases a match may show, for highlighting and ranking; those under NOT left out."""
    if isinstance(node, Term):
        return [node]
    if isinstance(node, And | Or):
        return [term for part in node.parts for term in wanted_terms(part)]
    return []


def _says_something(node: Node) -> bool:
    if isinstance(node, And):
        return any(_says_something(part) for part in node.parts)
    if isinstance(node, Or):
        return all(_says_something(part) for part in node.parts)
    return not isinstance(node, Not)


_TOKEN = re.compile(
    r"""(?P<space>\s+) | (?P<open>\() | (?P<close>\)) | (?P<minus>-(?=[^\s-]))
      | (?P<item>(?:(?P<field>[^\W\d_]+):)? (?: "(?P<phrase>[^"]*)"(?P<star>\*?) | (?P<word>[^\s()"]+) ))
      | (?P<bad>.)""",
    re.VERBOSE | re.DOTALL,
)


class _Reader:
    """Reads one query from left to right: OR binds weakest, then juxtaposition and AND, then NOT and '-'."""

    def __init__(self, query: str) -> None:
        self.query = query
        self.tokens = [token for token in _TOKEN.finditer(query) if token.lastgroup != "space"]
        if len(self.tokens) > MOST:
            raise QueryError(query, self.tokens[MOST].start() + 1, f"it has more than {MOST} parts", "shorten it")
        self.at = 0
        self.depth = 0

    def whole(self) -> Node:
        tree = self.either()
        if self.at < len(self.tokens):  # only a closing parenthesis ends `either` early
            raise self.error("this ')' closes nothing", "remove it or open it with '('")
        return tree

    def either(self) -> Node:
        parts = [self.every()]
        while self.sees("OR"):
            self.at += 1
            parts.append(self.every())
        return parts[0] if len(parts) == 1 else Or(parts=tuple(parts))

    def every(self) -> Node:
        parts = [self.single()]
        while self.at < len(self.tokens) and not self.sees("OR") and not self.sees(")"):
            self.at += self.sees("AND")
            parts.append(self.single())
        return parts[0] if len(parts) == 1 else And(parts=tuple(parts))

    def single(self) -> Node:
        negative = False
        while self.sees("NOT") or self.sees("-"):
            negative = not negative
            self.at += 1
        part = self.group() if self.sees("(") else self.item()
        return Not(part=part) if negative else part

    def group(self) -> Node:
        opened = self.tokens[self.at]
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.error(f"more than {DEEPEST} parentheses are open", "simplify it")
        self.at += 1
        inner = self.either()
        if not self.sees(")"):
            raise QueryError(self.query, opened.start() + 1, "this '(' is never closed", "add ')'")
        self.at += 1
        self.depth -= 1
        return inner

    def item(self) -> Node:
        if self.at >= len(self.tokens) or self.text() in ("AND", "OR", ")"):
            raise self.error("a word is missing here", "add one, or put AND, OR and NOT in quotes to search for them")
        token = self.tokens[self.at]
        if token["item"] is None:
            cause = "this quote is never closed" if token[0] == '"' else f"{token[0]!r} cannot stand here"
            raise self.error(cause, "close or remove it")
        self.at += 1
        return _item(self.query, token)

    def text(self) -> str:
        return self.tokens[self.at][0] if self.at < len(self.tokens) else ""

    def sees(self, what: str) -> bool:
        return self.text() == what

    def error(self, cause: str, mend: str) -> QueryError:
        column = self.tokens[self.at].start() if self.at < len(self.tokens) else len(self.query)
        return QueryError(self.query, column + 1, cause, mend)


def _item(query: str, token: re.Match[str]) -> Node:
    """A word, a phrase, or field:value."""
    name, column = token["field"], token.start() + 1
    value = token["phrase"] if token["phrase"] is not None else token["word"]
    if name and name not in FIELDS:
        raise QueryError(query, column, f"there is no field {name!r}", f"use {', '.join(FIELDS)}, or put it in quotes")
    if name and name != "title":
        return Filter(field=name, value=_checked(query, token, value.strip()))
    prefix = bool(token["star"]) or (token["phrase"] is None and value.endswith("*"))
    words = value.rstrip("*") if token["phrase"] is None else value
    if not any(letter.isalnum() for letter in words):
        raise QueryError(query, column, "it holds no letter or digit", "search for a word")
    return Term(words=words, prefix=prefix, title=name == "title")


def _checked(query: str, token: re.Match[str], value: str) -> str:
    check, mend = _CHECKS.get(token["field"], (_small, "give a value"))
    try:
        return check(value)
    except ValueError as error:
        column = token.start() + len(token["field"]) + 2
        raise QueryError(query, column, f"{value!r} does not fit {token['field']}:", mend) from error


def _small(value: str) -> str:
    if not value:
        raise ValueError(value)
    return value.casefold()


def _country(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{2}", value):
        raise ValueError(value)
    return value.upper()


def _moment(value: str) -> str:
    datetime.fromisoformat(value)
    return value


def _day(value: str) -> str:
    return datetime.strptime(value, "%Y-%m-%d").date().isoformat()  # noqa: DTZ007 - a calendar day has no zone


_CHECKS: dict[str, tuple[Callable[[str], str], str]] = {
    "country": (_country, "give a two-letter ISO code such as ES"),
    "before": (_moment, "give a day such as 2024-07-25"),
    "after": (_moment, "give a day such as 2024-07-25"),
    "day": (_day, "give a day such as 2024-07-25"),
}
