"""What differs between two texts that share most of their words.

Agency wire is full of templates: daily prices, results, market reports share most words and no facts. So two texts
are aligned, and a short passage that one says in place of the other's is a conflict where both hold numbers, or both
hold names, and none in common. A copy has few of them, a filled-in template has one in every line.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from pipelines.fingerprint import codes, fold, folded, hashes, lexed

LONGEST_SPAN = 8
"""Words of the longest replaced passage that is compared; a longer one is a rewritten passage, not a filled blank."""
HINT = 512
"""Differing words that are expected: rapidfuzz then looks along a band first, and finds the same in two thirds of the
time."""
CONFLICTS_PER_100 = 3.0
"""Conflicts per 100 matched words that a copy may have."""
FILLED_PER_100 = 2.0
"""The same where little else differs: nobody but a template's blanks was touched."""
FILLED = 3, 0.8
"""From so many conflicts on, and from this share of all short differences, blanks were filled in. Among 2,400 generated
copies none but announced updates, which change every number, met both this and FILLED_PER_100."""
CORRECTED_PER_100 = 6.0
"""The same where a headline says that the text corrects another."""

_CORRECTION = re.compile(
    r"\A\W*(?:correcci[oó]n|corrige|rectific|fe de erratas|errata|correct(?:ion|ed|s)\b|clarification|corre[cç][aã]o"
    r"|correctif|rectificatif|berichtigung|korrektur|rettifica|correzione|actualizaci[oó]n|update\b)"
    r"|[(\[](?:actualiz|ampliad|corregid|updat|correct|atualiz|corrigid|aktualisiert|korrigiert|aggiornat)",
    re.IGNORECASE,
)
_DAYS_MONTHS_DIRECTIONS = """
lunes martes miercoles jueves viernes sabado domingo monday tuesday wednesday thursday friday saturday sunday
segunda terca quarta quinta sexta lundi mardi mercredi jeudi vendredi samedi dimanche montag dienstag mittwoch
donnerstag freitag samstag sonntag lunedi martedi mercoledi giovedi venerdi sabato domenica
enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre
january february march april june july august september october november december
janeiro fevereiro marco maio junho julho setembro outubro novembro dezembro
janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre januar februar marz juni juli
oktober dezember gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre
primer primera primero segundo tercer tercera tercero cuarto cuarta first second third fourth
norte sur oeste noroeste noreste suroeste sureste north south east west
sube subio subida bajada alza caida subieron bajaron gano perdio up down rose fell gained lost higher lower rise fall
"""
_WHICH = frozenset(_DAYS_MONTHS_DIRECTIONS.split())
"""Words that say which day, month, quarter, direction: a template's blanks that are neither numbers nor names."""
_SENTENCE_START = re.compile(r"(?:\A|[.!?:;…\n\"“”«»¿¡(–—-])[\W_]*(\w+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text made ready for comparing."""

    title: str
    """The headline, '' where it has none."""
    words: list[str]
    """The words of the body, as written."""
    codes: array[int]
    """A number for each word, the same for what differs in nothing but case and accents: quicker to align."""
    body: str
    """The body itself, without dateline and credit lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """How two texts line up."""

    matched: int
    """Words that are the same in both, in order."""
    conflicts: int
    """Short replaced passages whose numbers or names contradict each other."""
    edits: int = 0
    """Short passages that differ in all."""

    @property
    def filled(self) -> bool:
        """Whether the differences are a template's blanks rather than an editor's work."""
        return self.conflicts >= FILLED[0] and self.conflicts >= FILLED[1] * self.edits

    @property
    def per_100(self) -> float:
        """Conflicts per 100 matched words."""
        return 100.0 * self.conflicts / max(1, self.matched)


@lru_cache(maxsize=64)  # what was copied once is copied again soon
def prepare(title: str | None, text: str) -> Text:
    """A headline and a body text made ready for comparing. Of a text of any length, what a fingerprint looks at."""
    rest, found = lexed(text)
    return Text(title=title or "", words=found, codes=codes(hashes(found)), body=rest)


def _openers(text: Text, asked: set[str]) -> set[str]:
    """Those of some words that stand only where a sentence begins: their capital letter says nothing."""
    begin = Counter(word for word in _SENTENCE_START.findall(text.body) if word in asked)
    return {word for word, n in begin.items() if text.words.count(word) <= n}


def differences(a: Text, b: Text) -> Differences:
    """Align two texts word by word and count what matches and what conflicts."""
    if a.codes == b.codes:
        return Differences(matched=len(a.words), conflicts=0)
    spans = _spans(a, b)
    matched = sum(len(span_a) for span_a, _, equal in spans if equal)
    edited = [(x, y) for x, y, equal in spans if not equal and (x or y) and max(len(x), len(y)) <= LONGEST_SPAN]
    replaced = [([a.words[i] for i in x], [b.words[i] for i in y]) for x, y in edited if x and y]
    doubtful = [(x, y) for x, y in replaced if _may_conflict(x, y)]
    asked = {word for pair in doubtful for span in pair for word in span if word[0].isupper()}
    openers = _openers(a, asked) | _openers(b, asked) if asked else set()
    conflicts = sum(_conflict(x, y, openers) for x, y in doubtful)
    return Differences(matched=matched, conflicts=conflicts, edits=len(edited))


def agree(a: Text, b: Text) -> bool:
    """Whether two texts that share most words also tell the same facts."""
    found = differences(a, b)
    if found.per_100 <= FILLED_PER_100:
        return True
    if _CORRECTION.search(a.title) or _CORRECTION.search(b.title):
        return found.per_100 <= CORRECTED_PER_100
    return found.per_100 <= CONFLICTS_PER_100 and not found.filled


def _spans(a: Text, b: Text) -> list[tuple[range, range, bool]]:
    """The two texts cut into passages that are equal and passages that are not, neighbours joined."""
    joined: list[tuple[range, range, bool]] = []
    start_a = start_b = 0
    for op in Levenshtein.opcodes(a.codes, b.codes, score_hint=HINT):
        if op.tag != "equal":
            continue
        if op.src_start > start_a or op.dest_start > start_b:
            joined.append((range(start_a, op.src_start), range(start_b, op.dest_start), False))
        joined.append((range(op.src_start, op.src_end), range(op.dest_start, op.dest_end), True))
        start_a, start_b = op.src_end, op.dest_end
    joined.append((range(start_a, len(a.words)), range(start_b, len(b.words)), False))
    return joined


def _may_conflict(a: list[str], b: list[str]) -> bool:
    """Whether it has to be known which capitals only begin a sentence; that costs more than all the rest."""
    first, second = _names(a, set()), _names(b, set())
    return (bool(first) and bool(second) and first != second) or _conflict(a, b, set())


def _conflict(a: list[str], b: list[str], openers: set[str]) -> bool:
    """Whether two passages in the same place both hold numbers, names, or words like days, with none in common."""
    for kind in (_numbers, _names, _which):
        first, second = kind(a, openers), kind(b, openers)
        if first and second and not first & second and (kind is not _numbers or _digits(a) != _digits(b)):
            return True
    return False


def _numbers(span: list[str], _: set[str]) -> set[str]:
    return {word for word in span if word[0].isdigit()}


def _digits(span: list[str]) -> str:
    """All digits of a passage: 1.300 and 1300 are one number in two spellings."""
    return "".join(filter(str.isdigit, "".join(span)))


def _which(span: list[str], _: set[str]) -> set[str]:
    return set(folded(span)) & _WHICH


def _names(span: list[str], openers: set[str]) -> set[str]:
    return {fold(word) for word in span if word[0].isupper() and word not in openers}
