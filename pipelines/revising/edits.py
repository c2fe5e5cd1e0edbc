"""What an outlet changed, named: the types of one revision."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.article import Article
from pipelines.fingerprint import body
from pipelines.revising.aligning import Row, Span, align, spans
from pipelines.revising.notes import is_correction
from pipelines.revising.quotes import Quotes, compare_quotes
from pipelines.revising.window import differing
from pipelines.revising.wording import folded_words, is_slip, lines_of, numbers, plain, shingles

MEANING: dict[str, str] = {
    "headline": "another headline",
    "headline_test": "a headline that alternates with another one: a test, counted once",
    "number": "another number in the same place",
    "quote_removed": "a quote is gone",
    "quote_added": "a quote was added",
    "quote_changed": "a quote says something else",
    "paragraph_removed": "a paragraph is gone",
    "paragraph_added": "a paragraph was added",
    "correction": "a note says that the text was corrected",
    "agency_dropped": "the credit of an agency is gone",
    "agency_added": "an agency is credited that was not before",
    "dateline": "another dateline, or none any more",
    "byline": "other authors",
    "wording": "other words within a paragraph",
    "typo": "spelling, accents or punctuation",
    "moved": "paragraphs in another order, split or joined",
    "access": "more of the text can be read than before",
    "restored": "the text of an earlier version came back",
    "silent": "the text changed, and the time of modification that the page claims did not",
    "live": "a live blog went on",
    "takedown": "the page is no longer shown",
    "reread": "no change by the outlet: presswatch read the same page anew",
}
"""Every type of edit, with its meaning."""

_SHORT_SPAN = 8
"""Words of the longest passage in which a changed number is one number in place of another."""
_FEW = 3
"""Words of the longest passage that gets or loses a number for the number's sake."""
_LINE = 4
"""Words of the shortest paragraph that counts as one; a shorter line is wording."""
_ELSEWHERE = 0.7
"""Share of a passage's four-word sequences that must stand in the other version: it was moved there."""
_INFERRED = frozenset({"copy", "learned"})
"""Where an agency comes from that the page does not name."""
_ACCESS = {"headline": 0, "partial": 1, "full": 2}


def edits_between(before: Article, after: Article) -> tuple[str, ...]:
    """The types of the edits that lead from one version to the next, in the order of MEANING; of both readings alike.

    A live blog is told anew with every entry: its revisions are `live`, whatever they change.
    """
    if after.kind == "live":
        return ("live",)
    found = {*_of_headline(before, after), *_of_text(before, after), *_of_origin(before, after)}
    if _ACCESS[before.access] < _ACCESS[after.access]:
        found = {"access", *(found & {"headline"})}
    elif is_silent(before, after) and found - {"headline", "byline", "correction"} and "correction" not in found:
        found.add("silent")
    return tuple(name for name in MEANING if name in found)


def is_silent(before: Article, after: Article) -> bool:
    """Whether the time of modification that the page claims was not raised.

    Only a page that claims one can fail to raise it; one that claims a day alone can do so on a later day only.
    """
    if before.modified is None:
        return False
    if after.modified is None:
        return True
    day_only = ":" not in (after.modified_raw or after.modified)
    return after.modified <= before.modified and not (day_only and after.fetched[:10] <= after.modified[:10])


def rows_of(before: Article, after: Article) -> list[Row]:
    """The paragraphs of two versions side by side, without what is none of the article's."""
    return align(lines_of(before.text), lines_of(after.text))


def _of_headline(before: Article, after: Article) -> Iterator[str]:
    old, new = plain(before.title or ""), plain(after.title or "")
    if old == new:
        return
    yield "headline"
    told, tells = numbers(old), numbers(new)
    if not (told <= tells or tells <= told):  # a headline that drops its number tells less, and nothing else
        yield "number"
    if is_correction(new) and not is_correction(old):
        yield "correction"


def _of_text(before: Article, after: Article) -> Iterator[str]:
    noted, notes = map(_notes, differing(before.text, after.text))
    if notes - noted:
        yield "correction"
    old, new = map(lines_of, differing(body(before.text), body(after.text)))
    if [plain(line) for line in old] == [plain(line) for line in new]:
        return
    quotes = compare_quotes("\n".join(old), "\n".join(new))
    yield from _of_quotes(quotes)
    seen = _Seen(
        gone=tuple(map(plain, (*quotes.removed, *(before for before, _ in quotes.changed)))),
        come=tuple(map(plain, (*quotes.added, *(after for _, after in quotes.changed)))),
        old=_sequences(old),
        new=_sequences(new),
    )
    for row in align([plain(line) for line in old], [plain(line) for line in new]):
        if row.state == "changed":
            yield from _of_changed(row, seen)
        elif row.state in ("added", "removed"):
            yield from _of_whole(row)
        elif row.state == "moved":
            yield "moved"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """What is known of two texts as wholes, when one paragraph is judged."""

    gone: tuple[str, ...]
    come: tuple[str, ...]
    """What quotes no longer say, and what they say instead."""
    old: set[str]
    new: set[str]

    def tells(self, span: Span) -> bool:
        """Whether a change is one of a quote, and told as that."""
        return _overlaps(span.old, self.gone) or _overlaps(span.new, self.come)

    def moved(self, span: Span) -> bool:
        """Whether both of its sides stand elsewhere in the other text."""
        return _stands(span.new, self.old) and _stands(span.old, self.new)


def _overlaps(text: str, quotes: tuple[str, ...]) -> bool:
    return bool(text) and any(text in quote or quote in text for quote in quotes)


def _of_quotes(found: Quotes) -> Iterator[str]:
    yield from ["quote_removed"] if found.removed else []
    yield from ["quote_added"] if found.added else []
    yield from ["quote_changed"] if found.changed else []


def _notes(text: str) -> set[str]:
    """The notes of correction of a text."""
    return {plain(line) for line in lines_of(text) if is_correction(line)}


def _of_whole(row: Row) -> Iterator[str]:
    """What a paragraph is that stands in one version only; a new note of correction is told as that."""
    text = row.new if row.state == "added" else row.old
    if len(folded_words(text)) < _LINE:
        yield "wording"
    elif row.state == "removed" or not is_correction(text):
        yield f"paragraph_{row.state}"


def _of_changed(row: Row, seen: _Seen) -> Iterator[str]:
    """What changed within a paragraph."""
    for span in spans(row.old, row.new):
        if _is_number(span):
            yield "number"
        elif seen.tells(span):
            continue
        elif seen.moved(span):
            yield "moved"
        elif span.old and span.new:
            yield "typo" if is_slip(span.old, span.new) else "wording"
        else:
            yield "wording" if folded_words(span.old + span.new) else "typo"


def _is_number(span: Span) -> bool:
    """Whether a number stands in the place of another one, or was put in or taken out for itself."""
    old, new = numbers(span.old), numbers(span.new)
    sizes = [len(folded_words(text)) for text in (span.old, span.new)]
    limit = _SHORT_SPAN if old and new else _FEW
    return old != new and max(sizes) <= limit


def _stands(text: str, others: set[str]) -> bool:
    """Whether a passage stands in the other version, too; one of a few words proves nothing, and none does no harm."""
    own = _sequences([text])
    return not text or (len(folded_words(text)) >= _LINE and len(own & others) >= _ELSEWHERE * len(own))


def _sequences(lines: list[str]) -> set[str]:
    return {" ".join(run) for line in lines for run in shingles(folded_words(line))}


def _of_origin(before: Article, after: Article) -> Iterator[str]:
    old, new = _agencies(before), _agencies(after)
    if old - new:
        yield "agency_dropped"
    if new - old:
        yield "agency_added"
    if _dateline(before) != _dateline(after):
        yield "dateline"
    if [plain(name) for name in before.authors] != [plain(name) for name in after.authors]:
        yield "byline"


def _agencies(article: Article) -> set[str]:
    """The agencies that the page itself names; what was inferred from another article is none of them."""
    own = article.provenance.get("agency") not in _INFERRED
    named = {article.agency if own else None, article.dateline.agency if article.dateline else None}
    said_so = (credit.agency for credit in article.credits if credit.kind not in _INFERRED)
    return {agency for agency in (*named, *said_so) if agency}


def _dateline(article: Article) -> tuple[str | None, ...]:
    line = article.dateline
    return (line.place, line.date, line.agency) if line else ()
