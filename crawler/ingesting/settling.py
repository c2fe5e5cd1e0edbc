"""What the writer does with an ingested article: at most once, and never over what is newer."""

from __future__ import annotations

from dataclasses import dataclass, replace

from crawler.settlement import Arrival, settle_arrival
from crawler.warc import PageRecord
from crawler.writer import Transaction
from pipelines.article import Article, Link, Reading
from pipelines.store import ledger
from pipelines.store.ledger import Finding, Wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingested:
    """A row that was read."""

    reading: Reading
    record: PageRecord | None
    """None for a text that came without its page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of a row."""

    outcome: str
    """stored, known, older (than the version that is stored), refused, left out, or passed over (never an article)."""
    why: str = ""
    id: str = ""
    """The article's id; '' where there is none."""
    title: str = ""


def settle_ingested(transaction: Transaction, ingested: Ingested) -> Taken:
    """Store an article unless this very text, or a later version, is stored; the ledger then knows its URL."""
    article = ingested.reading.article
    wanted = _known(transaction, article)
    if wanted is None:
        if ledger.is_forgotten(transaction.db, article.url):
            return Taken(outcome="left out", why="was removed with `presswatch forget`")
        wanted = _enter(transaction, article)
    elif settled := _already(transaction, article, wanted.id):
        return settled
    seen = min(article.first_seen, wanted.first_seen)
    reading = replace(ingested.reading, article=replace(article, first_seen=seen))
    settled_as = settle_arrival(
        transaction,
        Arrival(wanted=wanted, record=ingested.record, final_url=article.url, result=reading, attempts=1),
    )
    if settled_as.article is None:
        return Taken(outcome="left out", why=settled_as.detail)
    return Taken(outcome="stored", id=wanted.id, title=article.title or "")


def _known(transaction: Transaction, article: Article) -> Wanted | None:
    """The row of its address, or of the canonical one it names."""
    found = ledger.known(transaction.db, article.url)
    if found is None and article.canonical_url:
        found = ledger.known(transaction.db, article.canonical_url)
    return found


def _already(transaction: Transaction, article: Article, id_: str) -> Taken | None:
    """What stands against storing it: the same text, or one that was fetched later; None where nothing does."""
    rows = transaction.db.execute(
        "SELECT content_hash, fetched FROM articles WHERE id = ? ORDER BY revision", (id_,)
    ).fetchall()
    if any(row["content_hash"] == article.content_hash for row in rows):
        return Taken(outcome="known", id=id_, title=article.title or "")
    if rows and rows[-1]["fetched"] > article.fetched:
        return Taken(outcome="older", why=f"a version of {rows[-1]['fetched']} is stored", id=id_)
    return None


def _enter(transaction: Transaction, article: Article) -> Wanted:
    finding = Finding(source=article.source, document=ledger.INGESTED, now=article.first_seen)
    ledger.want(transaction.db, [Link(url=article.url)], finding)
    entered = ledger.known(transaction.db, article.url)
    if entered is None:  # rows.address has let only readable ones pass
        raise ValueError(article.url)
    return entered
