"""What sites were seen to do with query parameters: rows of the catalogue, from which aliases follow.

A key, once given, is never made anew: what was learned only keeps further addresses of a known page from being fetched.
All functions take a connection inside a transaction that the writer commits.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from pipelines.addresses import Twin, changes_nothing, host_in, parameters, without
from pipelines.article import Article
from pipelines.urls import InvalidUrl, url_key

OPEN = 400
"""Pages of one parameter that wait for a second value; older ones make room."""
FEW = 8
"""An address with more parameters teaches nothing."""

_PAGE = "host = ? AND parameter = ? AND base = ?"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """A page under one value of a parameter."""

    value: str
    """'' for the page without it."""
    article: Article
    """What stood there."""
    claimed: bool = False
    """Whether its canonical link keeps the parameter."""


def observe(db: sqlite3.Connection, url: str, article: Article) -> None:
    """Learn from a stored page: url is where it answered."""
    try:
        key = url_key(url)
        canonical = url_key(article.canonical_url) if article.canonical_url else ""
    except InvalidUrl:
        return
    here, host = parameters(key), host_in(key)
    if len(here) <= FEW:
        for name, value in here.items():
            page = (host, name, without(key, [name]))
            _note(db, page, _Seen(value=value, article=article, claimed=name in parameters(canonical)))
    rows = db.execute("SELECT parameter FROM parameter_pages WHERE host = ? AND base = ?", (host, key)).fetchall()
    for (name,) in rows:  # the same page without it
        _note(db, (host, name, key), _Seen(value="", article=article))


def _note(db: sqlite3.Connection, page: tuple[str, str, str], seen: _Seen) -> None:
    row = db.execute(f"SELECT value, article, same FROM parameter_pages WHERE {_PAGE}", page).fetchone()  # noqa: S608 - a constant
    first = row or _bare(db, page[2], seen)
    if row is None:
        value, id_ = (first[0], first[1]) if first else (seen.value, seen.article.id)
        db.execute("INSERT INTO parameter_pages VALUES (?, ?, ?, ?, ?, NULL, NULL)", (*page, value, id_))
        _make_room(db, page[:2])
    same = _compared(db, first, seen) if first else None
    if seen.claimed or (same is False):
        db.execute(f"UPDATE parameter_pages SET same = 0 WHERE {_PAGE}", page)  # noqa: S608 - a constant
    elif same:
        query = f"UPDATE parameter_pages SET same = coalesce(same, 1), content_hash = ? WHERE {_PAGE}"  # noqa: S608 - a constant
        db.execute(query, (seen.article.content_hash, *page))


def _bare(db: sqlite3.Connection, base: str, seen: _Seen) -> tuple[str, str] | None:
    """The page without the parameter, where that is stored as an article of its own."""
    row = db.execute("SELECT id FROM urls WHERE url_key = ? AND state = 'stored'", (base,)).fetchone()
    return ("", row[0]) if row and row[0] != seen.article.id else None


def _compared(db: sqlite3.Connection, first: tuple[str, str], seen: _Seen) -> bool | None:
    """Whether two values lead to one text; None where that cannot be told: it was revised in between, or forgotten."""
    if first[0] == seen.value or first[1] == seen.article.id:
        return None
    row = db.execute("SELECT content_hash, duplicate_of FROM articles WHERE id = ? AND latest", (first[1],)).fetchone()
    if row is None:
        return None
    if row[0] == seen.article.content_hash:
        return True
    copies = seen.article.duplicate_of in (first[1], row[1]) and seen.article.duplicate_kind == "copy"
    return None if copies else False


def _make_room(db: sqlite3.Connection, parameter: tuple[str, str]) -> None:
    db.execute(
        "DELETE FROM parameter_pages WHERE host = ?1 AND parameter = ?2 AND same IS NULL AND base IN (SELECT base"
        " FROM parameter_pages WHERE host = ?1 AND parameter = ?2 AND same IS NULL LIMIT -1 OFFSET ?3)",
        (*parameter, OPEN),
    )


def base_of(db: sqlite3.Connection, key: str) -> str | None:
    """The key without the parameters that change nothing at its site; None where it has none of these."""
    if "?" not in key:
        return None
    dropped = [name for name in parameters(key) if _changes_nothing(db, host_in(key), name)]
    return without(key, dropped) if dropped else None


def _changes_nothing(db: sqlite3.Connection, host: str, name: str) -> bool:
    rows = db.execute(
        "SELECT content_hash, same FROM parameter_pages WHERE host = ? AND parameter = ? AND same IS NOT NULL",
        (host, name),
    )
    return changes_nothing(Twin(content_hash=content_hash, same=bool(same)) for content_hash, same in rows)


def stands_for(db: sqlite3.Connection, key: str, id_: str) -> bool:
    """Enter a new address of a page: whether one is known already that differs in nothing that counts at its site.

    Then the address becomes another name of that page's article. Otherwise its bare form stands for `id_` from now on.
    """
    base = base_of(db, key)
    if base is None or db.execute("SELECT 1 FROM urls WHERE url_key = ?", (key,)).fetchone():
        return False
    row = db.execute(
        "SELECT id FROM urls WHERE url_key = ?1 UNION ALL SELECT id FROM aliases WHERE url_key = ?1 LIMIT 1", (base,)
    ).fetchone()
    alias = (key, row[0]) if row else (base, id_)
    db.execute("INSERT INTO aliases (url_key, id) VALUES (?, ?) ON CONFLICT (url_key) DO NOTHING", alias)
    return row is not None


def forget(db: sqlite3.Connection, id_: str) -> None:
    """Keep nothing of an article that is removed but that its address was seen to change or not."""
    db.execute("UPDATE parameter_pages SET article = '', content_hash = NULL WHERE article = ?", (id_,))
