"""What a crawl is asked to do, and what came of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any

from crawler.settlement import Settled
from pipelines.reasons import Reason, is_fault
from pipelines.store.documents import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What to crawl once."""

    sources: tuple[str, ...] = ()
    """Source ids; empty with no `urls`: every enabled source."""
    urls: tuple[str, ...] = ()
    """Single articles, fetched whatever became of them before."""
    since: str | None = None
    """ISO time: links known to be older are entered, but not fetched now."""
    limit: int | None = None
    """Most articles to fetch; the others stay wanted."""
    revisit: bool = False
    """Whether to look again at stored articles whose turn has come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A URL that was wanted and is not stored."""

    url: str
    reason: str
    detail: str
    fault: bool
    """Whether it makes the crawl exit with 1."""


@dataclass(slots=True, kw_only=True)
class Summary:
    """What came of a crawl; counts are of articles, by their last outcome."""

    stored: int = 0
    copies: int = 0
    """How many of the stored repeat an earlier article."""
    unchanged: int = 0
    held: int = 0
    """Pages that are not trusted, and kept for `replay`."""
    rejected: dict[str, int] = field(default_factory=dict)
    failed: dict[str, int] = field(default_factory=dict)
    polls: int = 0
    polls_unchanged: int = 0
    left: int = 0
    """What was found and not settled, since the crawl was stopped; it is fetched by the next one."""
    seconds: float = 0.0
    missing: list[Missing] = field(default_factory=list)
    articles: list[str] = field(default_factory=list)
    """Ids of what was asked for by URL and is stored."""

    @property
    def exit_code(self) -> int:
        """0, or 1 when something wanted could not be had."""
        return int(any(missing.fault for missing in self.missing))


def summary_from_json(data: dict[str, Any]) -> Summary:
    """A Summary from its JSON object."""
    return Summary(**{**data, "missing": [Missing(**missing) for missing in data["missing"]]})


def wish_from_json(data: dict[str, Any]) -> Wish:
    """A Wish from its JSON object."""
    return Wish(**{**data, "sources": tuple(data["sources"]), "urls": tuple(data["urls"])})


class Report:
    """Collects the outcomes of one wish. A URL that failed and was tried again counts by its last outcome."""

    def __init__(self) -> None:
        self.found = 0
        self.asked: set[int] = set()
        self.settled: dict[int, Settled] = {}
        self.polls: dict[str, Outcome] = {}
        self.own: set[str] = set()
        self.bad_urls: list[Missing] = []

    def page(self, settled: Settled) -> None:
        """Note what became of an article's URL, without keeping its text."""
        self.settled[settled.wanted.key] = replace(settled, article=None, learned=None)

    def poll(self, url: str, outcome: Outcome, *, own: bool = True) -> None:
        """Note how the poll of a document went. own: the configuration names it, not another document."""
        self.polls[url] = outcome
        if own:
            self.own.add(url)

    def not_followed(self, url: str, root: str) -> None:
        """Note a document that was not asked, since another led too deep or to too many."""
        detail = f"too deep or too many documents below {root}"
        self.bad_urls.append(Missing(url=url, reason=Reason.TOO_LARGE, detail=detail, fault=True))

    def bad_url(self, url: str, detail: str) -> None:
        """Note a URL named by hand that cannot be read."""
        self.bad_urls.append(Missing(url=url, reason=Reason.BAD_URL, detail=detail, fault=True))

    def forgotten(self, url: str) -> None:
        """Note a URL named by hand that was removed for good."""
        missing = Missing(url=url, reason=Reason.FORGOTTEN, detail="it is never fetched again", fault=False)
        self.bad_urls.append(missing)

    def unknown_source(self, name: str) -> None:
        """Note a source that the one who crawls does not know, since its configuration is older than the wish."""
        detail = "the running `presswatch run` has no such source; let it read its configuration anew (SIGHUP)"
        self.bad_urls.append(Missing(url=name, reason=Reason.BAD_URL, detail=detail, fault=True))

    def summary(self, seconds: float) -> Summary:
        """The whole."""
        settled = list(self.settled.values())
        polls = list(self.polls.values())
        return Summary(
            stored=sum(s.state == "stored" for s in settled),
            copies=sum(s.state == "stored" and s.copy for s in settled),
            unchanged=sum(s.state == "unchanged" for s in settled),
            held=sum(s.state == "held" for s in settled),
            rejected=_counts(settled, "rejected"),
            failed=_counts(settled, "failed"),
            polls=len(polls),
            polls_unchanged=sum(poll.status == 304 for poll in polls),
            seconds=round(seconds, 1),
            missing=[*self.bad_urls, *self._missing_documents(), *(_missing(s) for s in settled if s.reason)],
            articles=[s.id for s in settled if s.id and s.wanted.key in self.asked],
        )

    def _missing_documents(self) -> list[Missing]:
        """A document that the configuration names is always wanted: whatever kept it away is a fault.

        Not so one that another names: an old index may list what is gone.
        """
        return [
            Missing(url=url, reason=poll.reason, detail=poll.detail, fault=self._is_fault(url, poll.reason))
            for url, poll in self.polls.items()
            if poll.reason
        ]

    def _is_fault(self, url: str, reason: Reason) -> bool:
        return reason is not Reason.BUDGET and (url in self.own or (is_fault(reason) and reason is not Reason.REFUSED))


def _counts(settled: list[Settled], state: str) -> dict[str, int]:
    return dict(Counter(str(s.reason) for s in settled if s.state == state).most_common())


def _missing(settled: Settled) -> Missing:
    reason = settled.reason or Reason.EMPTY
    fault = settled.state == "failed" or is_fault(reason)
    return Missing(url=settled.wanted.url, reason=reason, detail=settled.detail, fault=fault)
