"""What a visit does with a reading: a known headline is a test, a page gone a takedown, an outdated one redone."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from revised_texts import AT, FERRY, LATER, after, version

from crawler.archive import Archive
from crawler.comparing import Comparison, Outdated
from crawler.revisiting import Visited, settle_visit
from crawler.settlement import Arrival, settle_arrival
from crawler.warc import PageRecord
from crawler.writer import Transaction
from pipelines.article import Link, Reading, article_from_json
from pipelines.fingerprint import fingerprint
from pipelines.reasons import Reason
from pipelines.revising.judging import Earlier
from pipelines.store import comparing, ledger, revisits
from pipelines.store.catalogue import open_catalogue
from pipelines.store.forgetting import Forgetting, remove
from pipelines.store.ledger import Finding
from pipelines.text import content_hash

URL = "https://elpuerto.example/2"
GONE = (Reason.GONE, "404")


class Outlet:
    """A folder in which one article is stored, and visits to it."""

    def __init__(self, folder):
        folder.mkdir()
        self.db = open_catalogue(folder)
        self.archive = Archive(folder / "pages", clock=lambda: datetime(2031, 3, 10, 8, tzinfo=UTC))
        self.db.execute("BEGIN")
        self.transaction = Transaction(
            db=self.db, archive=self.archive, now=LATER, zone=UTC, window=timedelta(hours=72)
        )
        ledger.want(self.db, [Link(url=URL)], Finding(source="elpuerto", document=None, now=AT))
        self.wanted = ledger.known(self.db, URL)
        self.first = version(FERRY, id="", url=URL, title="Ferry runs aground off Skerray")
        settle_arrival(self.transaction, self.arrival(self.first, Comparison(revision=0)))

    def arrival(self, article, comparison):
        article = replace(article, content_hash=content_hash(article.title, article.text))
        record = PageRecord(
            url=URL, status_line="HTTP/1.1 200 OK", headers=[], request_headers=[], body=article.text.encode(),
            fetched=article.fetched, ip=None,
        )  # fmt: skip
        reading = Reading(article=article, fingerprint=fingerprint(article.text))
        return Arrival(
            wanted=self.wanted, record=record, final_url=URL, result=reading, attempts=1, plan=(60.0, 1e9),
            comparison=comparison,
        )  # fmt: skip

    def shows(self, article):
        """A visit that reads this, and reads the stored page as it was stored."""
        stored = comparing.newest(self.db, self.wanted.id)
        earlier = Earlier(
            revision=stored.article.revision, article=stored.article, how="both pages read by template 3", verified=True
        )
        return self.visit(self.arrival(article, Comparison(revision=earlier.revision, earlier=earlier)))

    def visit(self, found):
        [visit] = revisits.due(self.db, ["elpuerto"], "2099-01-01T00:00:00+00:00", 10)
        visited = Visited(visit=visit, found=found, plan=(60.0, 1e9), asked=None, tomorrow=LATER)
        return settle_visit(self.transaction, visited)

    def all(self, query):
        return [tuple(row) for row in self.db.execute(query).fetchall()]


@pytest.fixture
def outlet(tmp_path):
    made = Outlet(tmp_path / "data")
    yield made
    made.db.rollback()
    made.archive.close()
    made.db.close()


def test_headlines_that_alternate_between_visits_are_one_revision(outlet):
    other = replace(outlet.first, title="Panic as ferry hits rocks")
    states = [outlet.shows(article).state for article in (other, outlet.first, other, outlet.first)]
    assert states == ["stored", "unchanged", "unchanged", "unchanged"]
    assert outlet.all("SELECT type, revision FROM edits") == [("headline_test", 2)]
    assert outlet.all("SELECT count(*) FROM changes WHERE field = 'headline_test'") == [(1,)]
    assert outlet.all("SELECT count(*) FROM captures") == [(2,)]


def test_a_takedown_is_an_edit_of_the_version_shown_last(outlet):
    outlet.shows(after(outlet.first, ("84 people", "79 people")))
    outlet.visit(GONE)
    assert ("takedown", 2) not in outlet.all("SELECT type, revision FROM edits")
    outlet.visit(GONE)
    assert set(outlet.all("SELECT type, revision FROM edits")) == {("number", 2), ("takedown", 2)}
    outlet.visit("unchanged")
    assert outlet.all("SELECT count(*) FROM changes WHERE field = 'takedown'") == [(2,)]


def test_what_was_held_against_an_older_version_is_refused_before_anything_is_written(outlet):
    changed = after(outlet.first, ("84 people", "79 people"))
    late = outlet.arrival(replace(changed, title="Late"), Comparison(revision=1))
    outlet.shows(changed)
    before = outlet.archive.lengths()
    with pytest.raises(Outdated):
        outlet.visit(late)
    with pytest.raises(Outdated):
        settle_arrival(outlet.transaction, late)
    assert outlet.archive.lengths() == before
    assert outlet.all("SELECT max(revision) FROM articles") == [(2,)]


def test_what_only_our_reader_sees_becomes_a_version_of_ours_before_the_outlets(outlet):
    stored = comparing.newest(outlet.db, outlet.wanted.id)
    better = replace(outlet.first, text=FERRY + "\nThe harbour stays closed until Tuesday.")
    reading = Reading(article=replace(better, content_hash=content_hash(better.title, better.text)), fingerprint=[])
    earlier = Earlier(revision=1, article=better, how="both pages read by template 4", verified=True)
    held = Comparison(revision=1, earlier=earlier, reading=reading)
    assert outlet.visit(outlet.arrival(better, held)).state == "unchanged"
    outlet.visit(outlet.arrival(after(better, ("84 people", "79 people")), held))
    rows = outlet.all("SELECT line FROM articles ORDER BY key")
    lines = [article_from_json(json.loads(line)) for (line,) in rows]
    assert [line.edits for line in lines] == [[], ["reread"], ["number"]]
    assert lines[1].page == stored.page
    assert "harbour" in lines[1].text


def test_a_forgotten_article_leaves_no_word_of_its_versions(outlet):
    outlet.shows(after(outlet.first, ("84 people", "79 people")))
    held = "SELECT count(*) FROM versions_fts WHERE versions_fts MATCH 'skerray'"
    assert outlet.all(held) == [(1,)]
    remove(Forgetting(db=outlet.db, ids=[outlet.wanted.id], now=LATER, zone=UTC))
    assert outlet.all(held) == outlet.all("SELECT count(*) FROM edits") == [(0,)]
