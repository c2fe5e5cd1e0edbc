"""SETTLE: a page that hides the agency whose text it carries is told by a copy of it that names the agency.

What is inferred is marked so: as a credit of kind `copy`, which leads to the naming copy and quotes it, and with the
provenance `copy`. Nothing is inferred from what was inferred itself, nor where copies name several agencies.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

import orjson

from pipelines.article import Article, Credit
from pipelines.dedup import window_time
from pipelines.settling import Change, Settling
from pipelines.store import attributions

SURE = 0.9
"""How much of a credit's confidence is left for what is inferred from it."""
LONGER = 1.15
"""A text that is longer than the naming one by more than this holds something of its own: it is not the agency's."""
MOST = 60
"""Copies of one text that are looked at."""

_FAMILY = """
    SELECT id, agency, word_count, line FROM articles WHERE latest AND id != ?1 AND (id = ?2 OR duplicate_of = ?2
        OR id IN (SELECT value FROM json_each(?3))) ORDER BY agency IS NULL, key LIMIT ?4
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One of the copies of a text."""

    id: str
    """Its article id."""
    agency: str | None
    """Key of its agency, be it printed or inferred."""
    words: int
    """Length of its text."""
    time: str
    """When it was published, as far as that can be believed."""
    signed: bool
    """Whether people sign it."""
    named: Credit | None
    """The credit by which its own page names the agency; None where it does not."""
    credits: list[dict[str, Any]] = field(default_factory=list)
    """Its credits, as its line has them."""


def infer_agency(settling: Settling) -> None:
    """SETTLE stage: give the agency that one of the copies names to those whose pages hide it."""
    family = _family(settling)
    if not family:
        return
    own = _member(settling.article)
    naming = [member for member in (own, *family) if member.named]
    if len({member.agency for member in naming}) != 1:
        return
    for member in (own, *family):
        source = next((one for one in naming if may_infer(member, one)), None)
        if source and source.named:
            _tell(settling, member, _inferred(source))


def may_infer(hiding: Member, naming: Member) -> bool:
    """Whether the agency that one copy names is that of another, too.

    Not where the other holds more text; nor where people sign it and it was there first: it may be the original.
    """
    first = hiding.signed and hiding.time < naming.time
    return hiding.agency is None and naming is not hiding and hiding.words <= LONGER * naming.words and not first


def _family(settling: Settling) -> list[Member]:
    """The other copies of the article's text, those whose agency is known first; none where there is nothing to do."""
    article = settling.article
    root = article.duplicate_of or article.id
    followers = [c.id for c in settling.changes if c.field == "duplicate_of" and c.new == root]
    values = (article.id, root, orjson.dumps(followers).decode(), MOST)
    rows = settling.db.execute(_FAMILY, values).fetchall()
    agencies = [article.agency, *(row["agency"] for row in rows)]
    if not any(agencies) or all(agencies):
        return []
    return [_stored(orjson.loads(row["line"]), row["agency"]) for row in rows]


def _member(article: Article) -> Member:
    given = [asdict(credit) for credit in article.credits]
    provenance = article.provenance.get("agency")
    return Member(
        id=article.id,
        agency=article.agency,
        words=article.word_count,
        time=window_time(article),
        signed=bool(article.authors),
        named=_naming(given, article.agency, provenance),
        credits=given,
    )


def _stored(line: dict[str, Any], agency: str | None) -> Member:
    return Member(
        id=line["id"],
        agency=agency,
        words=line["word_count"],
        time=min(line["published"] or line["first_seen"], line["first_seen"]),
        signed=bool(line["authors"]),
        named=_naming(line["credits"], line["agency"], line["provenance"].get("agency")),
        credits=line["credits"],
    )


def _naming(given: list[dict[str, Any]], agency: str | None, provenance: str | None) -> Credit | None:
    """The surest credit that names the agency; what was inferred does not count. An agency's own page needs none."""
    if agency is None or provenance == "copy":
        return None
    if provenance == "source":
        return Credit(kind="byline", agency=agency, evidence="it is the agency's own page", confidence=0.95)
    found = [Credit(**credit) for credit in given if credit["agency"] == agency and credit["kind"] != "copy"]
    return max(found, key=lambda credit: credit.confidence, default=None)


def _inferred(source: Member) -> Credit:
    named = source.named
    assert named  # noqa: S101 - the caller has looked
    return Credit(
        kind="copy",
        name=named.name,
        agency=named.agency,
        article_id=source.id,
        evidence=f"a copy of this text says: {named.evidence}",
        confidence=round(SURE * named.confidence, 3),
    )


def _tell(settling: Settling, member: Member, credit: Credit) -> None:
    article = settling.article
    if member.id == article.id:
        article.agency = credit.agency
        article.provenance["agency"] = "copy"
        article.credits.append(credit)
        return
    old = attributions.standing(settling.db, member.id, member.credits)
    why = credit.evidence[:200]
    attributions.add(settling.db, member.id, asdict(credit))
    settling.changes += [
        Change(id=member.id, field="agency", old=None, new=credit.agency, why=why),
        Change(id=member.id, field="credits", old=old, new=[*old, asdict(credit)], why=why),
    ]
