"""Every URL wanted has one row and one state."""

import pytest

from pipelines.article import Link, PageRef
from pipelines.reasons import Reason
from pipelines.store import documents, ledger
from pipelines.store.catalogue import open_catalogue
from pipelines.store.documents import Outcome
from pipelines.store.ledger import Finding, Verdict

NOW = "2026-01-02T00:00:00+00:00"
LATER = "2026-01-02T01:00:00+00:00"
FEED = Finding(source="infobae", document="https://www.infobae.com/rss", now=NOW)


@pytest.fixture
def db(tmp_path):
    connection = open_catalogue(tmp_path)
    yield connection
    connection.close()


def link(name: str, published: str | None = None) -> Link:
    return Link(url=f"https://www.infobae.com/politica/2026/01/01/{name}/", title=name, published=published)


def test_links_are_wanted_once_and_come_newest_first(db):
    first = ledger.want(db, [link("b"), link("a")], FEED)
    again = ledger.want(db, [link("c"), link("b"), link("a")], FEED)
    assert len(first) == 2
    assert len(again) == 1
    urls = [
        w.url.rsplit("/", 2)[1] for w in ledger.claim(db, [key for key, _ in ledger.open_urls(db, ["infobae"], NOW)])
    ]
    assert urls == ["c", "b", "a"]


def test_a_claimed_row_is_not_claimed_twice(db):
    [(key, host)] = ledger.want(db, [link("a")], FEED)
    assert host == "www.infobae.com"
    assert [w.link.title for w in ledger.claim(db, [key])] == ["a"]
    assert ledger.claim(db, [key]) == []


def test_what_was_being_fetched_is_wanted_again_after_a_kill(db):
    [(key, _)] = ledger.want(db, [link("a")], FEED)
    ledger.claim(db, [key])
    assert ledger.open_urls(db, ["infobae"], NOW) == []
    assert ledger.release(db) == 1
    assert [k for k, _ in ledger.open_urls(db, ["infobae"], NOW)] == [key]


def test_old_links_are_entered_but_not_returned(db):
    since = Finding(source="infobae", document=None, now=NOW, since="2026-01-01T00:00:00+00:00")
    links = [link("old", "2025-12-01T00:00:00+00:00"), link("new", "2026-01-01T12:00:00+00:00"), link("unknown")]
    assert len(ledger.want(db, links, since)) == 2
    assert len(ledger.open_urls(db, ["infobae"], NOW)) == 3
    assert len(ledger.open_urls(db, ["infobae"], NOW, since.since)) == 2


def test_a_failed_url_comes_back_when_its_time_has_come(db):
    [(key, _)] = ledger.want(db, [link("a")], FEED)
    [wanted] = ledger.claim(db, [key])
    verdict = Verdict(state="failed", reason=Reason.TIMEOUT, detail="60 s", next_try=LATER)
    ledger.settle(db, wanted.key, verdict, NOW)
    assert ledger.due_again(db, ["infobae"], NOW) == []
    assert ledger.due_again(db, ["infobae"], LATER) == [(key, "www.infobae.com")]
    assert ledger.claim(db, [key])[0].attempts == 1


def test_an_alias_is_known_and_never_wanted(db):
    [(key, _)] = ledger.want(db, [link("a")], FEED)
    [wanted] = ledger.claim(db, [key])
    ledger.settle_stored(db, key, PageRef(warc="x.warc.gz", offset=7), NOW)
    ledger.learn_alias(db, link("other-address").url, wanted.id)
    assert ledger.want(db, [link("other-address")], FEED) == []
    assert ledger.owner_of(db, link("other-address").url) == wanted.id
    assert ledger.want_again(db, link("other-address").url, FEED) == (key, "www.infobae.com")


def test_a_url_with_a_row_of_its_own_becomes_no_alias(db):
    ledger.want(db, [link("a"), link("b")], FEED)
    ledger.learn_alias(db, link("b").url, "somebody else")
    assert ledger.owner_of(db, link("b").url) != "somebody else"


def test_validators_come_from_complete_answers_only(db):
    url = "https://www.infobae.com/rss"
    documents.enter(db, "infobae", [(url, "feed")])
    documents.record(db, url, Outcome(status=200, etag='"1"', last_modified="Thu", new=3), NOW)
    assert documents.get(db, url, LATER).conditional
    documents.record(db, url, Outcome(status=304), NOW)
    assert documents.get(db, url, NOW).etag == '"1"'
    documents.record(db, url, Outcome(status=200, etag='"bad"', reason=Reason.TRUNCATED), NOW)
    polled = documents.get(db, url, NOW)
    assert (polled.etag, polled.last_modified, polled.errors) == ('"1"', "Thu", 1)


def test_a_full_fetch_is_due_after_some_days(db):
    url = "https://www.infobae.com/rss"
    documents.enter(db, "infobae", [(url, "feed")])
    documents.record(db, url, Outcome(status=200, etag='"stuck"'), NOW)
    assert not documents.get(db, url, "2026-01-06T00:00:00+00:00").conditional


def test_an_index_that_names_a_configured_document_does_not_take_it_over(db):
    own, index = "https://www.infobae.com/news.xml", "https://www.infobae.com/index.xml"
    documents.enter(db, "infobae", [(own, "sitemap"), (index, "sitemap")])
    documents.enter(db, "other", [(own, "sitemap")], index)
    polled = documents.get(db, own, NOW)
    assert (polled.parent, polled.source) == (None, "infobae")


BY_HAND = Finding(source="", document=None, now=NOW)


def failed_by_hand(db, url: str) -> int:
    key, _ = ledger.want_again(db, url, BY_HAND)
    ledger.claim(db, [key])
    ledger.settle(db, key, Verdict(state="failed", reason=Reason.TIMEOUT, detail="", next_try=LATER), NOW)
    return key


def test_what_was_named_by_hand_comes_back_whatever_its_source(db):
    key = failed_by_hand(db, "https://elsewhere.example/2026/a-note")
    assert ledger.due_again(db, ["infobae"], NOW) == []
    assert ledger.due_again(db, ["infobae"], LATER) == [(key, "elsewhere.example")]
    assert ledger.named_by_hand(db, ["infobae"], NOW) == []
    assert ledger.named_by_hand(db, ["infobae"], LATER) == [(key, "elsewhere.example")]


def test_a_link_of_a_source_that_is_no_longer_asked_comes_back_only_where_it_was_named_by_hand(db):
    named, other = [key for key, _ in ledger.want(db, [link("a"), link("b")], FEED)]
    for wanted in ledger.claim(db, [named, other]):
        ledger.settle(db, wanted.key, Verdict(state="failed", reason=Reason.TIMEOUT, detail="", next_try=LATER), NOW)
    assert ledger.due_again(db, [], LATER) == []
    failed_by_hand(db, link("a").url)
    assert [key for key, _ in ledger.due_again(db, [], LATER)] == [named]
    assert ledger.named_by_hand(db, ["infobae"], LATER) == []  # it is among those of its source


@pytest.mark.parametrize(
    ("look", "index"),
    [(ledger.due_again, "urls_again"), (ledger.open_urls, "urls_open"), (ledger.named_by_hand, "urls_by_hand")],
)
def test_looking_for_work_reads_the_open_urls_only(db, look, index):
    """SQLite uses a partial index only where its condition stands in the query."""
    seen = []
    db.set_trace_callback(seen.append)
    look(db, ["infobae"], NOW)
    db.set_trace_callback(None)
    [query] = seen
    plan = " ".join(row["detail"] for row in db.execute(f"EXPLAIN QUERY PLAN {query}"))
    assert index in plan
