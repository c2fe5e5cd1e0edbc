"""What the writer does with a visit to a stored article: a revision, a takedown, or nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from crawler.holding_back import distrust
from crawler.polling.revisiting import MISSES, Plan, Standing, following, judge_visit
from crawler.settlement import Arrival, Settled, judge_arrival, page_state, refuse_outdated, settle_arrival
from crawler.writer import Transaction
from pipelines.article import Reading, Rejected
from pipelines.clock import iso
from pipelines.reasons import Reason
from pipelines.settling import Change
from pipelines.store import comparing, ledger, revisits
from pipelines.store.articles import log_change
from pipelines.store.revisits import Noted, Visit

__all__ = ["Visited", "judge_visit", "settle_visit"]

GONE = frozenset({Reason.GONE, Reason.SOFT_404})
"""What says that the article is no longer shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visited:
    """What a visit brought."""

    visit: Visit
    found: Arrival | tuple[Reason, str] | str
    """The page that was read; why there was none, with its detail; or 'unchanged'."""
    plan: Plan
    asked: float | None
    """Seconds that the server asked to wait."""
    tomorrow: str
    """When the daily budgets begin anew."""


def settle_visit(transaction: Transaction, visited: Visited) -> Settled:
    """Write what a visit found, and when the next one is due. Raises Outdated."""
    found = visited.found
    if isinstance(found, str):
        return _shown(transaction, visited, None)
    if isinstance(found, Arrival):
        if not isinstance(found.result, Rejected):
            return _read(transaction, visited, found, found.result)
        found = found.result.reason, found.result.detail
    return _gone(transaction, visited, found) if found[0] in GONE else _postponed(transaction, visited, found)


def _read(transaction: Transaction, visited: Visited, arrival: Arrival, reading: Reading) -> Settled:
    """A page that says what a stored version says is not archived again."""
    refuse_outdated(transaction, arrival)
    article = visited.visit.wanted.id
    owner = ledger.owner_of(transaction.db, arrival.final_url)
    judged = judge_arrival(transaction, arrival, reading.article)
    if judged and judged.verdict != "revision" and judged.titles:
        tested = comparing.note_test(transaction.db, article, judged.titles)
        if tested:
            log_change(transaction, tested)
    if (judged and judged.verdict != "revision") or owner not in (None, article):
        return _shown(transaction, visited, arrival)
    why = distrust(transaction.db, reading, visited.visit.wanted.key)
    if why:  # what is stored is not overwritten with what may be no text of it
        return _postponed(transaction, visited, (Reason.DRIFT, why))
    settled = settle_arrival(transaction, arrival)
    _shown(transaction, visited, arrival)
    return settled


def _shown(transaction: Transaction, visited: Visited, arrival: Arrival | None) -> Settled:
    """The page is there."""
    visit = visited.visit
    page = page_state(arrival.record) if arrival and arrival.record else None
    if visit.taken_down:
        _tell(transaction, visit, (visit.taken_down, None), "the page is shown again")
    _note(transaction, visited, Standing(since=_moment(visit.since)), Noted(next_visit=None, page=page))
    return Settled(wanted=visit.wanted, state="unchanged", detail="looked at again")


def _gone(transaction: Transaction, visited: Visited, found: tuple[Reason, str]) -> Settled:
    visit = visited.visit
    misses, taken_down = visit.misses + 1, visit.taken_down
    if misses >= MISSES and not taken_down:
        taken_down = transaction.now
        _tell(transaction, visit, (None, taken_down), f"{misses} visits in a row: {found[1] or found[0]}")
    standing = Standing(since=_moment(visit.since), misses=misses)
    _note(transaction, visited, standing, Noted(next_visit=None, misses=misses, taken_down=taken_down))
    return Settled(wanted=visit.wanted, state="gone", detail=found[1])


def _postponed(transaction: Transaction, visited: Visited, found: tuple[Reason, str]) -> Settled:
    """No answer to go by: what was known stays, and the visit is made up for."""
    visit = visited.visit
    errors = visit.errors + (found[0] is not Reason.BUDGET)
    noted = Noted(next_visit=None, errors=errors, misses=visit.misses, taken_down=visit.taken_down)
    if found[0] is Reason.BUDGET:
        revisits.note(transaction.db, visit.wanted.key, replace(noted, next_visit=visited.tomorrow), transaction.now)
    else:
        standing = Standing(since=_moment(visit.since), errors=errors, asked=visited.asked or 0.0)
        _note(transaction, visited, standing, noted)
    return Settled(wanted=visit.wanted, state="postponed", detail=f"{found[0]}: {found[1]}")


def _note(transaction: Transaction, visited: Visited, standing: Standing, noted: Noted) -> None:
    coming = following(standing, _moment(transaction.now), visited.plan)
    noted = replace(noted, next_visit=iso(coming) if coming else None)
    revisits.note(transaction.db, visited.visit.wanted.key, noted, transaction.now)


def _tell(transaction: Transaction, visit: Visit, values: tuple[str | None, str | None], why: str) -> None:
    change = Change(id=visit.wanted.id, field="takedown", old=values[0], new=values[1], why=why)
    log_change(transaction, change)
    if values[1]:
        shown = comparing.newest_revision(transaction.db, visit.wanted.id)
        comparing.note_edits(transaction.db, visit.wanted.id, shown, ["takedown"])


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
