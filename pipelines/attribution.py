"""Who is meant: names and addresses in credits, told apart from the outlet that carries the text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from pipelines.agencies import fold
from pipelines.article import Credit, CreditKind
from pipelines.authors import outlet_names
from pipelines.draft import Draft, Knowledge
from pipelines.urls import InvalidUrl, same_site, url_key, without_tracking

MAX_EVIDENCE = 300
"""Characters of evidence that are kept."""
_HOST = re.compile(r"(?:[\w-]+\.)+[a-z]{2,6}", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A statement of origin, before it is known who is meant."""

    kind: CreditKind
    """Where it stands."""
    evidence: str
    """Its words or markup."""
    confidence: float
    """0 to 1."""
    name: str | None = None
    """Who is credited, as written."""
    url: str | None = None
    """Address of the credited text, as written."""
    agency: str | None = None
    """Key of agencies.toml, where it is known already."""


class Attribution:
    """Answers for one page: is this name or address somebody else's, and whose?"""

    def __init__(self, draft: Draft, knowledge: Knowledge) -> None:
        self._page = draft.page.final_url
        self._host = urlsplit(self._page).hostname or ""
        self._own = {draft.page.url, draft.page.final_url}
        self._source = draft.source
        self._knowledge = knowledge
        self._outlet = {_letters(name) for name in outlet_names(draft)}

    def known(self, name: str) -> str | None:
        """The shown name of an agency or configured outlet; None for any other name, and for this outlet itself."""
        if self.is_self(name):
            return None
        key = self._knowledge.agencies.alone(name)
        if key:
            return self._knowledge.agencies.title(key)
        if _HOST.fullmatch(name):
            return self.whose(f"https://{name}")
        folded = fold(name)
        found = [source for source in self._knowledge.sources.values() if fold(source.name) == folded]
        return None if any(s.owns(self._host) for s in found) else next((s.name for s in found), None)

    def is_self(self, name: str) -> bool:
        """Whether a name is the outlet's own."""
        return _letters(name) in self._outlet

    def elsewhere(self, url: str | None) -> str | None:
        """An address on another site than this page's, absolute and without tracking parameters; None for any other."""
        if not url:
            return None
        try:
            address = without_tracking(urljoin(self._page, url.strip()))
            host = urlsplit(address).hostname or ""
            if same_site(address, self._page) or (self._source is not None and self._source.owns(host)):
                return None
            if any(url_key(address) == url_key(own) for own in self._own):
                return None
        except (InvalidUrl, ValueError):
            return None
        return address

    def credit(self, statement: Statement) -> Credit:
        """The statement with its name and agency filled in."""
        agencies = self._knowledge.agencies
        host = (urlsplit(statement.url).hostname or "") if statement.url else ""
        agency = statement.agency or (agencies.byline(statement.name) if statement.name else None)
        agency = agency or (agencies.by_domain(host) if host else None)
        name = self._outlet_of(host) or statement.name or (agencies.title(agency) if agency else None)
        return Credit(
            kind=statement.kind,
            name=name,
            url=statement.url,
            evidence=statement.evidence[:MAX_EVIDENCE],
            confidence=statement.confidence,
            agency=agency,
        )

    def whose(self, url: str) -> str | None:
        """The outlet or agency an address belongs to, by name; None where it is not known."""
        host = urlsplit(url).hostname or ""
        key = self._knowledge.agencies.by_domain(host)
        return self._outlet_of(host) or (self._knowledge.agencies.title(key) if key else None)

    def _outlet_of(self, host: str) -> str | None:
        found = (source.name for source in self._knowledge.sources.values() if host and source.owns(host))
        return next(found, None)


def _letters(name: str) -> str:
    """`F.A.Z.` and `FAZ` are one name."""
    return re.sub(r"\W", "", fold(name))
