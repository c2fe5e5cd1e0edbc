"""Reading a query: words, "phrases", =exact, prefix*, NEAR/n, AND, OR, NOT or -, (groups), and field:value.

Words next to each other must all occur. NEAR binds strongest, then NOT, then AND, then OR. AND, OR, NOT and NEAR are
operators in capitals alone. `parse` gives a tree (pipelines.querying.tree).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from pipelines.querying.errors import QueryError
from pipelines.querying.fields import TERMS, checked
from pipelines.querying.tree import Filter, Node, Term

if TYPE_CHECKING:
    from lark import Lark, Token, UnexpectedToken

LONGEST = 10_000
"""Characters of a query."""
DEEPEST = 40
"""Levels of parentheses."""
MOST = 500
"""Words, phrases, signs and field values."""

_GRAMMAR = r"""
start: _either
_either: either | _every
_every: every | _single
_single: negation | _joined
_joined: near | _part
either: _every (OR _every)+
every: _single (_AND? _single)+
negation: (NOT | MINUS)+ _joined
near: _part (NEAR _part)+
_part: group | term | field
group: OPEN _either CLOSE
field: FIELD (term | group)
term: EXACT? (PHRASE | WORD)

OR.9: /OR(?=[\s()"]|$)/
_AND.9: /AND(?=[\s()"]|$)/
NOT.9: /NOT(?=[\s()"]|$)/
NEAR.9: /NEAR(?:\/\d+)?(?=[\s()"]|$)/
MINUS.9: /-(?=[^\s-])/
EXACT.9: /=(?=[^\s=])/
FIELD.8: /[^\W\d_]+:/
PHRASE.7: /(?:"[^"]*"|“[^“”]*”|«[^«»]*»)\*?/
OPEN: "("
CLOSE: ")"
WORD: /[^\s()"“«]+/
%ignore /\s+/
"""

_MISSING = "add one, or put AND, OR, NOT and NEAR in quotes to search for them"


def parse(query: str) -> Node:
    """The tree of a query. Raises QueryError where it is malformed, empty, too large, or only says what must not be."""
    from lark import UnexpectedCharacters, UnexpectedToken
    from lark.exceptions import VisitError

    from pipelines.querying.building import Builder

    if len(query) > LONGEST:
        raise QueryError(query, LONGEST, f"it has more than {LONGEST} characters", "shorten it")
    try:
        _check_size(query)
        return Builder(query).whole(_parser().parse(query))
    except UnexpectedCharacters as error:  # all other signs may stand in a word
        raise QueryError(query, error.pos_in_stream or 0, "this quote is never closed", "close or remove it") from error
    except UnexpectedToken as error:
        raise _explained(query, error) from error
    except VisitError as error:
        if isinstance(error.orig_exc, QueryError):
            raise error.orig_exc from None
        raise


def filter_of(field: str, value: str) -> Node:
    """The node that field:"value" stands for. Raises QueryError where the value does not fit."""
    if field in TERMS:
        return Term(words=value, field="title" if field == "title" else "author")
    try:
        return Filter(field=field, value=checked(field, value))
    except ValueError as error:
        raise QueryError(f"{field}:{value}", len(field) + 1, f"{value!r} does not fit {field}:", str(error)) from error


@cache
def _parser() -> Lark:
    """Built when the first query is read: it takes as long as reading twenty of them."""
    from lark import Lark

    return Lark(_GRAMMAR, parser="lalr", lexer="basic", maybe_placeholders=False)


def _check_size(query: str) -> None:
    depth = 0
    for number, token in enumerate(_parser().lex(query)):
        if number >= MOST:
            raise QueryError(query, _at(token), f"it has more than {MOST} parts", "shorten it")
        depth += (token.type == "OPEN") - (token.type == "CLOSE")
        if depth > DEEPEST:
            raise QueryError(query, _at(token), f"more than {DEEPEST} parentheses are open", "simplify it")


def _at(token: Token) -> int:
    return int(token.start_pos or 0)


def _explained(query: str, error: UnexpectedToken) -> QueryError:
    """What a person should know of a sign that cannot stand where it stands."""
    token: Token = error.token
    at = len(query) if token.type == "$END" else _at(token)
    before = [read for read in _parser().lex(query) if _at(read) < at]
    opened = _open_groups(before)
    if token.type == "CLOSE" and not opened:
        return QueryError(query, at, "this ')' closes nothing", "remove it or open it with '('")
    if before and before[-1].type == "FIELD":
        return QueryError(query, at, f"a value is missing after {before[-1]}", f"write {before[-1]}word")
    if token.type == "$END" and opened and before[-1].type in ("WORD", "PHRASE", "CLOSE"):
        return QueryError(query, opened[-1], "this '(' is never closed", "add ')'")
    mend = "write it between two words: a NEAR/5 b" if token.type == "NEAR" else _MISSING
    return QueryError(query, at, "a word is missing here", mend)


def _open_groups(tokens: list[Token]) -> list[int]:
    """Where the parentheses begin that stand open."""
    opened: list[int] = []
    for token in tokens:
        if token.type == "OPEN":
            opened.append(_at(token))
        elif token.type == "CLOSE":
            opened.pop()
    return opened
