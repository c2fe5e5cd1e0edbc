"""How well stories, credits and retellings are found in the labelled set, in both halves.

    python tests/benchmarks/story_scores.py [--mistakes]

Every article goes through the stages of a live crawl from its text on (READ's `retell`, then SETTLE) into one
catalogue, in order of publication. Printed for each half: B-cubed precision, recall and F1 of stories (Bagga and
Baldwin 1998), wrong merges per 1,000 articles, precision and recall of credits (agency, or article), the share of
retold texts without a credit that are linked to the text they tell again, and precision and recall of the types of
revisions.
"""

from __future__ import annotations

import argparse
import sqlite3
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import orjson
from labelled_news import Labelled, load

from crawler.configuration import load as load_configuration
from crawler.reading.process import knowledge_of
from pipelines.article import Article, Reading
from pipelines.draft import Knowledge
from pipelines.revising.judging import Earlier
from pipelines.run import retell
from pipelines.settle import settle
from pipelines.settling import Settling
from pipelines.source import Source
from pipelines.store import comparing
from pipelines.store.catalogue import open_catalogue
from pipelines.urls import host_of, url_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """What came of one half."""

    articles: int
    stories: int
    precision: float
    """B-cubed, of stories."""
    recall: float
    """B-cubed, of stories."""
    wrong_merges: float
    """Articles per 1,000 that lie in a story of which most articles tell another event."""
    credit_precision: float
    credit_recall: float
    retold: float
    """Share of texts that tell another one again, without a credit, that are linked to it."""
    edit_precision: float
    """Of the types of revisions."""
    edit_recall: float
    """Of the types of revisions."""

    @property
    def f1(self) -> float:
        """B-cubed F1."""
        return 2 * self.precision * self.recall / max(1e-9, self.precision + self.recall)


def filled(folder: Path, labelled: Iterable[Labelled]) -> sqlite3.Connection:
    """A catalogue that the articles were stored in."""
    knowledge = _knowledge(labelled)
    db = open_catalogue(folder)
    db.execute("BEGIN")
    for one in labelled:
        _store(db, one, knowledge)
    return db


def scores(db: sqlite3.Connection, labelled: list[Labelled]) -> Scores:
    """How well it went for some of the articles stored."""
    told = {one.id: one for one in labelled if not one.revises}
    found = dict(db.execute("SELECT id, story FROM articles WHERE latest").fetchall())
    precision, recall = _b_cubed({id_: one.story for id_, one in told.items()}, found)
    right, given, wanted = _credits(db, labelled)
    typed = _edits(db, labelled)
    return Scores(
        articles=len(told),
        stories=len({one.story for one in told.values()}),
        precision=precision,
        recall=recall,
        wrong_merges=1000 * len(list(wrong_merges(told, found))) / len(told),
        credit_precision=len(right) / max(1, len(given)),
        credit_recall=len(right) / max(1, len(wanted)),
        retold=_retold(db, told),
        edit_precision=sum(map(len, typed[0])) / max(1, sum(map(len, typed[1]))),
        edit_recall=sum(map(len, typed[0])) / max(1, sum(map(len, typed[2]))),
    )


def wrong_merges(told: dict[str, Labelled], found: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Articles that lie in another event's story, and that story."""
    stories: dict[str, Counter[str]] = defaultdict(Counter)
    for id_, one in told.items():
        stories[found[id_]][one.story] += 1
    for id_, one in told.items():
        most = stories[found[id_]].most_common(1)[0]
        if stories[found[id_]][one.story] < most[1] or (one.story != most[0]):
            yield id_, found[id_]


def _knowledge(labelled: Iterable[Labelled]) -> Knowledge:
    known = knowledge_of(load_configuration(Path(__file__).parents[2] / "config"))
    names = {one.source for one in labelled}
    sources = {name: Source(id=name, name=name.title(), domains=(f"{name}.example",)) for name in names}
    return Knowledge(
        sources=sources, agencies=known.agencies, topics=known.topics, gazetteer=known.gazetteer, zone=known.zone
    )


def _store(db: sqlite3.Connection, one: Labelled, knowledge: Knowledge) -> None:
    seen = one.published
    article = Article(id=one.id, url=one.url, source=one.source, title=one.title, text=one.text, first_seen=seen,
                      fetched=seen)  # fmt: skip
    article.published, article.published_precision = seen, "second"
    if one.revises:
        article.published = one.first_published
    article.modified = article.modified_raw = article.published if "silent" in one.types else seen
    reading = retell(article, knowledge)
    assert isinstance(reading, Reading), one.version
    db.execute(
        "INSERT OR IGNORE INTO urls (id, url_key, url, source, host, state, first_seen, link)"
        " VALUES (?, ?, ?, ?, ?, 'stored', ?, '{}')",
        (one.id, url_key(one.url), one.url, one.source, host_of(one.url), seen),
    )
    judged = comparing.judged(db, reading.article, _earlier(db, one.id))
    settle(Settling(article=reading.article, fingerprint=reading.fingerprint, db=db, now=seen, judged=judged))


def _earlier(db: sqlite3.Connection, id_: str) -> Earlier | None:
    """The version before. Both texts came the same way, as two pages that one reader read."""
    stored = comparing.newest(db, id_)
    how = "both from their texts"
    article = stored.article if stored else None
    return Earlier(revision=article.revision, article=article, how=how, verified=True) if article else None


def _b_cubed(truth: dict[str, str], found: dict[str, str]) -> tuple[float, float]:
    both = Counter((truth[id_], found[id_]) for id_ in truth)
    true, made = Counter(truth.values()), Counter(found[id_] for id_ in truth)
    precision = sum(both[truth[id_], found[id_]] / made[found[id_]] for id_ in truth)
    recall = sum(both[truth[id_], found[id_]] / true[truth[id_]] for id_ in truth)
    return precision / len(truth), recall / len(truth)


Edges = set[tuple[str, str]]


def _credits(db: sqlite3.Connection, labelled: list[Labelled]) -> tuple[Edges, Edges, Edges]:
    """Edges (article, agency or credited article): right ones, all that were found, all there are."""
    newest = {one.id: one for one in labelled}  # in order of publication: the last version stands
    wanted = {(id_, one.agency) for id_, one in newest.items() if one.agency}
    wanted |= {(id_, one.credits) for id_, one in newest.items() if one.credits}
    given: Edges = set()
    for article, agency, target, kind in db.execute("SELECT article, agency, target, kind FROM credits"):
        given |= {(article, value) for value in (agency, None if kind == "copy" else target) if value}
    given |= set(db.execute("SELECT id, agency FROM articles WHERE latest AND agency IS NOT NULL").fetchall())
    given = {(edge[0], edge[1]) for edge in given if edge[0] in newest}
    return given & wanted, given, wanted


def _edits(db: sqlite3.Connection, labelled: list[Labelled]) -> tuple[list[set[str]], list[set[str]], list[set[str]]]:
    """Types of each revision: right ones, all that were found, all there are."""
    right, given, wanted, number = [], [], [], Counter[str]()
    for one in labelled:
        number[one.id] += 1
        if one.revises:
            (line,) = db.execute(
                "SELECT line FROM articles WHERE id = ? AND revision = ?", (one.id, number[one.id])
            ).fetchone()
            found = set(orjson.loads(line)["edits"])
            right.append(found & one.types)
            given.append(found)
            wanted.append(set(one.types))
    return right, given, wanted


def _retold(db: sqlite3.Connection, told: dict[str, Labelled]) -> float:
    links: dict[str, set[str]] = defaultdict(set)
    for article, other in db.execute("SELECT article, other FROM story_links"):
        links[article].add(other)
        links[other].add(article)
    asked = [one for one in told.values() if one.rewrite_of]
    return sum(one.rewrite_of in links[one.id] for one in asked) / max(1, len(asked))


def _mistakes(db: sqlite3.Connection, labelled: list[Labelled], say: Callable[[str], None]) -> None:
    told = {one.id: one for one in labelled if not one.revises}
    found = dict(db.execute("SELECT id, story FROM articles WHERE latest").fetchall())
    for id_, story in wrong_merges(told, found):
        say(f"  wrong merge: {id_} ({told[id_].story}) in the story of {story}")
    parts: dict[str, set[str]] = defaultdict(set)
    for id_, one in told.items():
        parts[one.story].add(found[id_])
    for name, split in parts.items():
        if len(split) > 1:
            say(f"  in parts: {name}: {sorted(split)}")
    for one, *sets in zip([one for one in labelled if one.revises], *_edits(db, labelled)[1:], strict=True):
        say(f"  {one.version}: found {sorted(sets[0])}, is {sorted(sets[1])}") if sets[0] != sets[1] else None
    right, given, wanted = _credits(db, labelled)
    say(f"  wrong credits: {sorted(given - right)}\n  missed credits: {sorted(wanted - right)}")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mistakes", action="store_true", help="List them, of the half for development.")
    asked = parser.parse_args()
    labelled = load()
    with tempfile.TemporaryDirectory() as folder:
        db = filled(Path(folder), labelled)
        for name, held_out in (("development", False), ("held out", True)):
            half = [one for one in labelled if one.held_out is held_out]
            got = scores(db, half)
            print(f"{name}: {got.articles} articles in {got.stories} stories")
            print(f"  stories   B-cubed F1 {got.f1:.3f} (precision {got.precision:.3f}, recall {got.recall:.3f}),"
                  f" wrong merges per 1,000 articles {got.wrong_merges:.1f}")  # fmt: skip
            print(f"  credits   precision {got.credit_precision:.3f}, recall {got.credit_recall:.3f}")
            print(f"  retold    {got.retold:.3f} of the rewrites and translations without a credit are linked")
            print(f"  revisions precision {got.edit_precision:.3f}, recall {got.edit_recall:.3f} of their types")
            if asked.mistakes and not held_out:
                _mistakes(db, half, print)
        db.close()


if __name__ == "__main__":
    main()
