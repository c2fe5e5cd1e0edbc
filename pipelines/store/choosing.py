"""Which articles a person means by a URL, an id, the beginning of one, or a query."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass
from datetime import tzinfo

from pipelines.errors import PresswatchError
from pipelines.querying.grammar import parse
from pipelines.reasons import Reason
from pipelines.store.ledger import owner_of
from pipelines.store.reading.facets import topic_labels
from pipelines.store.reading.selection import Selection, statement

_ID = re.compile(r"[0-9a-f]{6,32}")
_FACTS = """
SELECT u.id, u.url, u.source, u.state, a.title, a.first_seen,
    (SELECT count(*) FROM articles v WHERE v.id = u.id) AS versions,
    (SELECT count(*) FROM captures c WHERE c.id = u.id) AS pages,
    (SELECT count(*) FROM articles d WHERE d.duplicate_of = u.id AND d.latest) AS copies
FROM urls u LEFT JOIN articles a ON a.id = u.id AND a.latest WHERE u.id = ?
"""


class NothingMeant(PresswatchError):
    """Nothing that is known answers to what was given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """One article, or a URL that never became one."""

    id: str
    url: str
    source: str
    state: str
    """State of its URL."""
    title: str | None
    """None where nothing is stored, or it has no headline."""
    first_seen: str | None
    """None where nothing is stored."""
    versions: int
    """Stored versions."""
    pages: int
    """Raw pages."""
    copies: int
    """Stored articles that repeat it."""


def meant(db: sqlite3.Connection, text: str, zone: tzinfo) -> list[Meant]:
    """The articles that a text means, newest first. Raises NothingMeant, and QueryError for a malformed query."""
    text = text.strip()
    ids = _ids(db, text, zone)
    found = [Meant(**dict(row)) for id_ in ids for row in db.execute(_FACTS, (id_,)).fetchall()]
    if not found:
        raise NothingMeant("nothing to forget", text, "nothing that is stored or known fits", "see `presswatch list`")
    return found


def _ids(db: sqlite3.Connection, text: str, zone: tzinfo) -> list[str]:
    if "://" in text and " " not in text:
        owner = owner_of(db, text)
        return [owner] if owner and not _buried(db, owner) else []
    if _ID.fullmatch(text):
        ids = _beginning(db, text)
        if len(ids) > 1:
            raise NothingMeant("not clear which article", text, "several ids begin so", "give more of the id")
        if ids:
            return ids
    return _matching(db, text, zone)


def _beginning(db: sqlite3.Connection, text: str) -> list[str]:
    query = "SELECT id FROM urls WHERE id >= ? AND id < ? AND reason IS NOT ? LIMIT 2"
    return [str(row["id"]) for row in db.execute(query, (text, text + "g", Reason.FORGOTTEN))]


def _buried(db: sqlite3.Connection, id_: str) -> bool:
    query = "SELECT 1 FROM urls WHERE id = ? AND reason = ?"
    return db.execute(query, (id_, Reason.FORGOTTEN)).fetchone() is not None


def _matching(db: sqlite3.Connection, query: str, zone: tzinfo) -> list[str]:
    asked = statement(Selection(tree=parse(query), zone=zone, labels=topic_labels(db)))
    asked.prepare(db)
    rows = db.execute(f"SELECT a.id FROM {asked.tables} WHERE {asked.where} ORDER BY {asked.order}", asked.values)  # noqa: S608 - values are bound
    return [str(row["id"]) for row in rows]
