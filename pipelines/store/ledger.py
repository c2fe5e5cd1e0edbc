"""The ledger: every URL that was ever wanted and what became of it, and every document that is polled.

All functions take a connection inside a transaction that the writer commits. Times are ISO text (pipelines.clock).
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson

from pipelines.article import Link, PageRef, link_from_json
from pipelines.clock import iso
from pipelines.reasons import Reason
from pipelines.store.parameters import stands_for
from pipelines.urls import InvalidUrl, host_of, url_key

INGESTED = "ingest"
"""In the place of the document that named a URL: its page was brought by a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A row of `urls`, as a fetch needs it."""

    key: int
    """Row key."""
    id: str
    """The article's id."""
    url: str
    """As first found."""
    source: str
    """Source id; '' where none is configured."""
    host: str
    """host[:port]."""
    first_seen: str
    """When the link was first seen."""
    attempts: int
    """Fetches that failed so far."""
    link: Link
    """What the document claimed that named it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Where and when links were found."""

    source: str
    """Source id."""
    document: str | None
    """URL of the feed, sitemap or section page, or INGESTED; None: named by hand."""
    now: str
    """Present time."""
    since: str | None = None
    """Links known to be older than this are entered, but not returned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What became of a fetch that stored nothing."""

    state: str
    """rejected or failed."""
    reason: Reason
    detail: str
    next_try: str | None = None
    """When a failed URL is wanted again."""
    page: PageRef | None = None
    """The archived raw page, where there is one."""


class Forgotten(Exception):
    """The URL's article was removed by `presswatch forget`."""


def want(db: sqlite3.Connection, links: Iterable[Link], finding: Finding) -> list[tuple[int, str]]:
    """Enter links not known yet as wanted; returns (key, host) of the new rows, newest article first.

    Documents list the newest first; rows are made in reverse, so that a higher key is a newer link. A link whose URL
    cannot be read is passed over: discovery has counted it.
    """
    new: list[tuple[int, str]] = []
    for link in reversed(list(links)):
        try:
            key, host, id_ = url_key(link.url), host_of(link.url), new_id()
        except InvalidUrl:
            continue
        if db.execute("SELECT 1 FROM aliases WHERE url_key = ?", (key,)).fetchone() or stands_for(db, key, id_):
            continue
        cursor = db.execute(
            "INSERT INTO urls (id, url_key, url, source, host, state, first_seen, document, link, unseen) SELECT"
            " ?1, ?2, ?3, ?4, ?5, 'wanted', ?6, ?7, ?8, (SELECT counted FROM documents WHERE url = ?7)"
            " WHERE true ON CONFLICT (url_key) DO NOTHING",
            (id_, key, link.url, finding.source, host, finding.now, finding.document, orjson.dumps(link).decode()),
        )
        old = finding.since and link.published and link.published < finding.since
        if cursor.rowcount and not old:
            new.append((int(cursor.lastrowid or 0), host))
    return new[::-1]


def want_again(db: sqlite3.Connection, url: str, finding: Finding) -> tuple[int, str]:
    """Enter one URL named by hand as wanted, whatever became of it before; returns (key, host).

    Raises InvalidUrl, and Forgotten for one that was removed for good.
    """
    if is_forgotten(db, url):
        raise Forgotten(url)
    found = want(db, [Link(url=url)], finding)
    if found:
        return found[0]
    key = url_key(url)
    alias = db.execute("SELECT id FROM aliases WHERE url_key = ?", (key,)).fetchone()
    column, value = ("id", alias["id"]) if alias else ("url_key", key)
    row = db.execute(f"SELECT key, host FROM urls WHERE {column} = ?", (value,)).fetchone()  # noqa: S608 - one of two names
    cleared = "document = NULL, reason = NULL, detail = NULL, next_try = NULL"
    db.execute(f"UPDATE urls SET state = 'wanted', {cleared} WHERE key = ?", (row["key"],))  # noqa: S608 - a constant
    return int(row["key"]), str(row["host"])


def open_urls(
    db: sqlite3.Connection, sources: Iterable[str], now: str, since: str | None = None
) -> list[tuple[int, str]]:
    """(key, host) of all URLs of these sources that wait to be fetched at `now`, newest first, those that failed last.

    since: those known to be older are left out. The condition of the index urls_open stands in each such query word for
    word: without it SQLite reads every URL of a source.
    """
    rows: list[tuple[int, int, str]] = []
    for source in sources:
        rows += db.execute(
            "SELECT attempts = 0, key, host FROM urls WHERE state IN ('wanted', 'fetching', 'failed', 'held')"
            " AND source = ? AND state IN ('wanted', 'failed')"
            " AND (next_try IS NULL OR next_try <= ? OR next_try > ?)"
            " AND (? IS NULL OR coalesce(json_extract(link, '$.published') >= ?, 1))",
            (source, now, _far(now), since, since),
        ).fetchall()
    rows.sort(key=tuple, reverse=True)
    return [(int(key), str(host)) for _, key, host in rows]


def waiting(db: sqlite3.Connection, source: str, now: str) -> list[tuple[int, str, Link]]:
    """(key, host, its document's claims) of all URLs of one source that wait to be fetched at `now`, newest first."""
    rows = db.execute(
        "SELECT key, host, link FROM urls WHERE state IN ('wanted', 'fetching', 'failed', 'held')"
        " AND source = ? AND (state = 'wanted' OR state = 'failed' AND next_try <= ?)"
        " ORDER BY key DESC",
        (source, now),
    )
    return [(int(row["key"]), str(row["host"]), link_from_json(orjson.loads(row["link"]))) for row in rows]


def named_by_hand(db: sqlite3.Connection, besides: Iterable[str], now: str) -> list[tuple[int, str]]:
    """(key, host) of the URLs that were named by hand and wait to be fetched at `now`, those of no source or another.

    besides: ids of the sources whose URLs are fetched anyway. Whoever named a URL wants it, whatever its source does.
    """
    query = (
        "SELECT key, host FROM urls WHERE document IS NULL AND state IN ('wanted', 'failed')"
        " AND (next_try IS NULL OR next_try <= ?2 OR next_try > ?3)"
        " AND source NOT IN (SELECT value FROM json_each(?1)) ORDER BY key DESC"
    )
    return [(int(key), str(host)) for key, host in db.execute(query, (_json(besides), now, _far(now)))]


def due_again(db: sqlite3.Connection, sources: Iterable[str], now: str) -> list[tuple[int, str]]:
    """(key, host) of the URLs that failed or waited for a new day, and whose next try has come.

    Those of these sources, and all that were named by hand.
    """
    query = (
        "SELECT key, host FROM urls WHERE next_try IS NOT NULL AND (next_try <= ?2 OR next_try > ?3)"
        " AND state IN ('failed', 'wanted')"
        " AND (document IS NULL OR source IN (SELECT value FROM json_each(?1)))"
    )
    return [(int(key), str(host)) for key, host in db.execute(query, (_json(sources), now, _far(now)))]


def _json(names: Iterable[str]) -> str:
    return orjson.dumps(list(names)).decode()


def _far(now: str) -> str:
    """Nothing waits longer than a day: a next try after this was set by a clock that was wrong, and is due."""
    return iso(datetime.fromisoformat(now) + timedelta(days=2))


def claim(db: sqlite3.Connection, keys: Iterable[int]) -> list[Wanted]:
    """Mark rows as being fetched and return them; rows that were settled meanwhile are left out."""
    claimed = []
    for key in keys:
        row = db.execute(
            "UPDATE urls SET state = 'fetching' WHERE key = ? AND state IN ('wanted', 'failed')"
            " RETURNING key, id, url, source, host, first_seen, attempts, link",
            (key,),
        ).fetchone()
        if row:
            claimed.append(wanted_of(row))
    return claimed


def known(db: sqlite3.Connection, url: str) -> Wanted | None:
    """The row that a URL stands for, whatever its state; None where it is not known or cannot be read."""
    row = db.execute(
        "SELECT key, id, url, source, host, first_seen, attempts, link FROM urls WHERE id = ?", (owner_of(db, url),)
    ).fetchone()
    return wanted_of(row) if row else None


def release(db: sqlite3.Connection) -> int:
    """At start: what a killed run was fetching is wanted again; returns how many."""
    return db.execute("UPDATE urls SET state = 'wanted' WHERE state = 'fetching'").rowcount


def settle(db: sqlite3.Connection, key: int, verdict: Verdict, now: str) -> None:
    """Write what became of a fetch that stored nothing."""
    db.execute(
        "UPDATE urls SET state = ?, reason = ?, detail = ?, next_try = ?, settled = ?,"
        " attempts = attempts + (? = 'failed'), warc = coalesce(?, warc), warc_offset = coalesce(?, warc_offset)"
        " WHERE key = ?",
        (
            verdict.state,
            verdict.reason,
            verdict.detail[:500],
            verdict.next_try,
            now,
            verdict.state,
            verdict.page.warc if verdict.page else None,
            verdict.page.offset if verdict.page else None,
            key,
        ),
    )


def postpone(db: sqlite3.Connection, key: int, reason: Reason, until: str) -> None:
    """Put a URL back that was not fetched, and let it wait until then."""
    db.execute("UPDATE urls SET state = 'wanted', reason = ?, next_try = ? WHERE key = ?", (reason, until, key))


def settle_stored(db: sqlite3.Connection, key: int, page: PageRef | None, now: str) -> None:
    """Write that a URL's article is stored."""
    db.execute(
        "UPDATE urls SET state = 'stored', reason = NULL, detail = NULL, next_try = NULL, attempts = 0, settled = ?,"
        " warc = coalesce(?, warc), warc_offset = coalesce(?, warc_offset) WHERE key = ?",
        (now, page.warc if page else None, page.offset if page else None, key),
    )


def learn_alias(db: sqlite3.Connection, url: str, article_id: str) -> None:
    """Note that `url` is another address of a stored article, unless it is known by itself."""
    try:
        key = url_key(url)
    except InvalidUrl:
        return
    db.execute(
        "INSERT INTO aliases (url_key, id) SELECT ?1, ?2 WHERE NOT EXISTS (SELECT 1 FROM urls WHERE url_key = ?1)"
        " ON CONFLICT (url_key) DO NOTHING",
        (key, article_id),
    )


def owner_of(db: sqlite3.Connection, url: str) -> str | None:
    """Id of the article that a URL stands for; None where it is not known or cannot be read."""
    try:
        key = url_key(url)
    except InvalidUrl:
        return None
    row = db.execute(
        "SELECT id FROM urls WHERE url_key = ?1 UNION ALL SELECT id FROM aliases WHERE url_key = ?1 LIMIT 1", (key,)
    ).fetchone()
    return str(row["id"]) if row else None


def is_forgotten(db: sqlite3.Connection, url: str) -> bool:
    """Whether a URL stands for an article that was removed for good."""
    owner = owner_of(db, url)
    query = "SELECT 1 FROM urls WHERE id = ? AND state = 'rejected' AND reason = ?"
    return owner is not None and db.execute(query, (owner, Reason.FORGOTTEN)).fetchone() is not None


def scrub(db: sqlite3.Connection, key: int) -> None:
    """Keep of a link nothing but its address: what the document claimed about it is dropped."""
    (url,) = db.execute("SELECT url FROM urls WHERE key = ?", (key,)).fetchone()
    db.execute("UPDATE urls SET link = ? WHERE key = ?", (orjson.dumps(Link(url=url)).decode(), key))


def new_id() -> str:
    """128 random bits in hex."""
    return secrets.token_hex(16)


def wanted_of(row: sqlite3.Row) -> Wanted:
    """A row of `urls` as Wanted."""
    values = {name: row[name] for name in ("key", "id", "url", "source", "host", "first_seen", "attempts")}
    return Wanted(**values, link=link_from_json(orjson.loads(row["link"])))
