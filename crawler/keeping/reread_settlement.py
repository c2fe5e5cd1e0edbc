"""What the writer does with a page that was read anew."""

from __future__ import annotations

from dataclasses import replace
from importlib.metadata import version

from crawler.holding_back import remember
from crawler.settlement import other_addresses
from crawler.writer import Transaction
from pipelines.article import Article, Reading, Rejected
from pipelines.rereading import KEY, MARK
from pipelines.settle import settle
from pipelines.store import alarms, ledger
from pipelines.store.archived import Archived
from pipelines.store.ledger import Verdict


def settle_reread(transaction: Transaction, archived: Archived, result: Reading | Rejected | None) -> None:
    """Store a new revision of ours, an article that was none before, or the present reason why it is none."""
    if isinstance(result, Reading):
        _store(transaction, archived, result)
    elif isinstance(result, Rejected) and archived.state in ("rejected", "held"):
        verdict = Verdict(state="rejected", reason=result.reason, detail=result.detail)
        ledger.settle(transaction.db, archived.wanted.key, verdict, transaction.now)


def _store(transaction: Transaction, archived: Archived, reading: Reading) -> None:
    article = replace(reading.article, id=archived.wanted.id, page=archived.page)
    addresses = other_addresses(article.url, article)
    if archived.stored is not None:
        _mark(article, archived)
    elif any(_taken(transaction, url, article.id) for url in addresses):
        return  # it was stored from another address meanwhile, or removed for good
    settle(transaction.settling(article, reading.fingerprint, reread=True))
    if archived.stored is None or archived.state == "held":
        ledger.settle_stored(transaction.db, archived.wanted.key, archived.page, transaction.now)
    if archived.state == "held":
        remember(transaction.db, article, archived.wanted.key)
        alarms.end_drift(transaction.db, archived.wanted.source, transaction.now)
    if archived.stored is None:
        for url in addresses:
            ledger.learn_alias(transaction.db, url, article.id)


def _mark(article: Article, archived: Archived) -> None:
    """The line says that the revision is ours. An agency that was learned later is not lost."""
    article.provenance = {**article.provenance, KEY: f"{MARK} by presswatch {version('presswatch')}"}
    written = archived.stored and archived.stored["agency"]
    if article.agency is None and archived.agency != written:
        article.agency = archived.agency
        article.provenance["agency"] = "learned"


def _taken(transaction: Transaction, url: str, id_: str) -> bool:
    owner = ledger.owner_of(transaction.db, url)
    return owner not in (None, id_) or ledger.is_forgotten(transaction.db, url)
