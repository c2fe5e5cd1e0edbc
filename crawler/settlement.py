"""What the writer does with what was fetched: jobs over a Transaction, each ending in one outcome."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from importlib.metadata import version

from crawler.comparing import Comparison, Outdated
from crawler.holding_back import distrust, remember
from crawler.polling import retry
from crawler.polling.revisiting import Age, first_visit
from crawler.warc import PageRecord
from crawler.writer import Transaction
from pipelines.addresses import same_page
from pipelines.article import Article, PageRef, Reading, Rejected
from pipelines.clock import iso
from pipelines.reasons import Reason
from pipelines.rereading import KEY, MARK
from pipelines.revising.judging import Judged
from pipelines.revising.wording import said
from pipelines.settle import settle
from pipelines.store import captures, comparing, ledger, parameters, revisits, templates
from pipelines.store.captures import Capture
from pipelines.store.ledger import Verdict, Wanted
from pipelines.store.revisits import PageState
from pipelines.store.templates import Learned
from pipelines.urls import host_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """The one outcome of one fetch."""

    wanted: Wanted
    state: str
    """stored, unchanged, held (not trusted), rejected, failed, wanted (it waits for a new day), or of a revisit gone or
    postponed."""
    reason: Reason | None = None
    detail: str = ""
    article: Article | None = None
    """The stored version; None where none was written."""
    id: str | None = None
    """Id of the stored article that the URL stands for; None where there is none."""
    copy: bool = False
    """Whether the stored version repeats an earlier article."""
    retry_in: float | None = None
    """Seconds after which this run tries again; None: it does not."""
    learned: tuple[str, Learned] | None = None
    """Site of a page that taught, and what is known of it then; None: the page taught nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A fetch that stored nothing."""

    wanted: Wanted
    reason: Reason
    detail: str
    attempts: int
    """Attempts that one run may make."""
    retry_after: float | None = None
    """Seconds that the server asked for."""
    tomorrow: str | None = None
    """When the daily budgets begin anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A page that was read."""

    wanted: Wanted
    record: PageRecord | None
    """As it goes into the archive; None for a text that came without its page."""
    final_url: str
    result: Reading | Rejected
    attempts: int
    """Attempts that one run may make."""
    plan: tuple[float, ...] = ()
    """Ages in seconds at which a stored article is looked at again."""
    comparison: Comparison | None = None
    """What the reading was held against; None: nothing, as with what was fetched elsewhere."""


def settle_failure(transaction: Transaction, failure: Failure, page: PageRef | None = None) -> Settled:
    """Write a failure or rejection, and when it is tried again."""
    if failure.reason is Reason.BUDGET:
        ledger.postpone(transaction.db, failure.wanted.key, failure.reason, failure.tomorrow or transaction.now)
        return Settled(wanted=failure.wanted, state="wanted", reason=failure.reason, detail=failure.detail)
    decision = retry(failure.reason, failure.wanted.attempts, failure.attempts, failure.retry_after)
    next_try = None if decision.wait is None else _later(transaction.now, decision.wait)
    verdict = Verdict(state=decision.state, reason=failure.reason, detail=failure.detail, next_try=next_try, page=page)
    ledger.settle(transaction.db, failure.wanted.key, verdict, transaction.now)
    return Settled(
        wanted=failure.wanted,
        state=decision.state,
        reason=failure.reason,
        detail=failure.detail,
        retry_in=decision.wait if decision.in_run else None,
    )


def settle_arrival(transaction: Transaction, arrival: Arrival) -> Settled:
    """Archive a page and take its article into the catalogue, or write why it is none. Raises Outdated."""
    refuse_outdated(transaction, arrival)
    owner = ledger.owner_of(transaction.db, arrival.final_url)
    if any(ledger.is_forgotten(transaction.db, url) for url in _addresses(arrival)):
        return _refuse_forgotten(transaction, arrival)
    page = _keep(transaction, arrival.record, owner or arrival.wanted.id) if arrival.record else None
    if owner not in (None, arrival.wanted.id):
        same = Rejected(reason=Reason.SAME_ARTICLE, detail=f"leads to {arrival.final_url}")
        return replace(_reject(transaction, arrival, same, page), id=owner)
    if isinstance(arrival.result, Rejected):
        return _reject(transaction, arrival, arrival.result, page)
    return _take(transaction, arrival, arrival.result, page)


def _keep(transaction: Transaction, record: PageRecord, article: str) -> PageRef:
    """Archive a page as one of an article."""
    page, original = transaction.archive.keep(record)
    captures.note(transaction.db, Capture(page=page, id=article, original=original))
    return page


def _refuse_forgotten(transaction: Transaction, arrival: Arrival) -> Settled:
    """Neither the page nor what its link claimed is kept."""
    ledger.scrub(transaction.db, arrival.wanted.key)
    detail = "leads to an article that was removed"
    failure = Failure(wanted=arrival.wanted, reason=Reason.FORGOTTEN, detail=detail, attempts=arrival.attempts)
    return settle_failure(transaction, failure)


def _addresses(arrival: Arrival) -> list[str]:
    result = arrival.result
    return [arrival.final_url] if isinstance(result, Rejected) else other_addresses(arrival.final_url, result.article)


def _reject(transaction: Transaction, arrival: Arrival, rejected: Rejected, page: PageRef | None) -> Settled:
    failure = Failure(wanted=arrival.wanted, reason=rejected.reason, detail=rejected.detail, attempts=arrival.attempts)
    return settle_failure(transaction, failure, page)


def _take(transaction: Transaction, arrival: Arrival, reading: Reading, page: PageRef | None) -> Settled:
    article = replace(reading.article, id=arrival.wanted.id, page=page)
    why = page and distrust(transaction.db, reading, arrival.wanted.key)
    if why:
        return _hold(transaction, arrival, article, why)
    judged = judge_arrival(transaction, arrival, article)
    if judged and judged.verdict == "revision":
        _catch_up(transaction, arrival)
    settling = transaction.settling(article, reading.fingerprint, judged=judged)
    settle(settling)
    _plan_visits(transaction, arrival, article)
    ledger.settle_stored(transaction.db, arrival.wanted.key, page, transaction.now)
    if page:
        remember(transaction.db, article, arrival.wanted.key)
    for url in other_addresses(arrival.final_url, article):
        ledger.learn_alias(transaction.db, url, article.id)
    parameters.observe(transaction.db, arrival.final_url, article)
    state = "unchanged" if settling.unchanged else "stored"
    return Settled(
        wanted=arrival.wanted,
        state=state,
        article=article,
        id=article.id,
        copy=article.duplicate_of is not None,
        learned=_teach(transaction, arrival, reading),
    )


def _hold(transaction: Transaction, arrival: Arrival, article: Article, why: str) -> Settled:
    """Keep a page, and store nothing of it until `replay` or a person trusts it."""
    key = arrival.wanted.key
    verdict = Verdict(state="held", reason=Reason.DRIFT, detail=why, page=article.page)
    ledger.settle(transaction.db, key, verdict, transaction.now)
    remember(transaction.db, article, key, held=True)
    return Settled(wanted=arrival.wanted, state="held", reason=Reason.DRIFT, detail=why)


def refuse_outdated(transaction: Transaction, arrival: Arrival) -> None:
    """Raise Outdated where another version became the newest since the reading was held against what was stored."""
    held = arrival.comparison
    if held and comparing.newest_revision(transaction.db, arrival.wanted.id) != held.revision:
        raise Outdated


def judge_arrival(transaction: Transaction, arrival: Arrival, article: Article) -> Judged | None:
    """What a reading is beside the stored version; None where none is stored."""
    earlier = arrival.comparison.earlier if arrival.comparison else None
    return comparing.judged(transaction.db, replace(article, id=arrival.wanted.id), earlier)


def _catch_up(transaction: Transaction, arrival: Arrival) -> None:
    """Before a revision of the outlet's, one of ours, where the stored version is read otherwise today: so each version
    differs from the one before it by what its author changed, and by nothing else."""
    before = arrival.comparison.reading if arrival.comparison else None
    stored = comparing.newest(transaction.db, arrival.wanted.id)
    if before is None or stored is None or stored.textless:
        return
    old, now = stored.article, before.article
    if said(old.title, old.text) != said(now.title, now.text):
        ours = replace(now, id=old.id, page=old.page)
        ours.provenance = {**now.provenance, KEY: f"{MARK} by presswatch {version('presswatch')}"}
        settle(transaction.settling(ours, before.fingerprint, reread=True))


def _teach(transaction: Transaction, arrival: Arrival, reading: Reading) -> tuple[str, Learned] | None:
    """Fold what the page teaches about its site into the catalogue."""
    lesson = reading.evidence.get("lesson")
    if lesson is None:
        return None
    site = host_of(arrival.final_url)
    return site, templates.teach(transaction.db, site, lesson)


def _plan_visits(transaction: Transaction, arrival: Arrival, article: Article) -> None:
    """Only what has a page of its own can be looked at again."""
    first = first_visit(Age.of(article), datetime.fromisoformat(transaction.now), arrival.plan)
    if first and arrival.record:
        moments = iso(first.since), iso(first.next)
        revisits.plan(transaction.db, arrival.wanted.key, page_state(arrival.record), moments)


def page_state(record: PageRecord) -> PageState:
    """What an answer said of the version of its page."""
    headers = {name.lower(): value for name, value in record.headers}
    return PageState(etag=headers.get("etag"), last_modified=headers.get("last-modified"), size=len(record.body))


def other_addresses(final_url: str, article: Article) -> list[str]:
    """Where the page answered, and its canonical link if that is plainly the same page."""
    named = article.canonical_url
    return [final_url, *([named] if named and same_page(named, final_url) else [])]


def _later(now: str, seconds: float) -> str:
    return iso(datetime.fromisoformat(now) + timedelta(seconds=seconds))
