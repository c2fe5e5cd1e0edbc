"""What a poll teaches: rates, the next poll, and the indexes above."""

from datetime import UTC, datetime, timedelta

import pytest

from crawler.folder import HeldFolder
from crawler.poll_settlement import Manner, Poll, learned, settle_poll
from crawler.polling.pacing import Pace
from crawler.polling.rates import Seen
from crawler.writer import Transaction
from pipelines.article import Link
from pipelines.clock import iso
from pipelines.store import documents
from pipelines.store.documents import Outcome, Watched
from pipelines.store.ledger import Finding

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
FEED = "https://s.example/rss"
MANNER = Manner(
    pace=Pace(least=60, most=86400, c=10.0), every=None, floor=0, chance=0.5, tomorrow="2026-03-02T00:00:00+00:00"
)


@pytest.fixture
def db(tmp_path):
    folder = HeldFolder(tmp_path / "data", "crawl", lambda: NOW)
    documents.enter(folder.db, "s", [(FEED, "feed")])
    yield folder
    folder.close()


def link(number: int, published: datetime | None = None) -> Link:
    return Link(url=f"https://s.example/nota-{number}", published=iso(published) if published else None)


def poll(folder: HeldFolder, links: list[Link], *, at: datetime = NOW, url: str = FEED, **outcome):
    given = {"status": 200, **outcome}
    transaction = Transaction(db=folder.db, archive=folder.archive, now=iso(at), zone=UTC, window=timedelta(hours=72))
    finding = Finding(source="s", document=url, now=iso(at))
    errors = 1 if given.get("reason") else 0
    settled = settle_poll(
        transaction,
        Poll(url=url, finding=finding, outcome=Outcome(**given), manner=MANNER, errors=errors, links=tuple(links)),
    )
    [row] = documents.watched(folder.db, url)
    return settled, row


def test_the_first_poll_takes_the_rate_from_the_dates_of_the_items(db):
    links = [link(n, NOW - timedelta(hours=n)) for n in range(1, 25)]
    settled, row = poll(db, links)
    assert len(settled.new) == 24
    assert row.items == pytest.approx(24, rel=0.1)
    assert settled.wait == pytest.approx(600, rel=0.1)  # one article an hour


def test_a_poll_that_shows_nothing_known_halves_the_interval_at_once(db):
    poll(db, [link(n, NOW - timedelta(hours=n)) for n in range(1, 25)])
    later = NOW + timedelta(minutes=10)
    usual, _ = poll(db, [link(100), link(1)], at=later)
    overflow, row = poll(db, [link(n) for n in range(200, 203)], at=later + timedelta(minutes=10))
    assert overflow.wait < 0.6 * usual.wait
    assert row.counted == iso(later + timedelta(minutes=10))


def test_a_failure_changes_no_rate_and_a_ttl_holds_until_an_answer_drops_it(db):
    _, first = poll(db, [link(1)], ttl=3600.0)
    failed, row = poll(db, [], status=503, reason="throttled", ttl=7200.0, at=NOW + timedelta(hours=1))
    assert (row.items, row.counted, row.ttl) == (first.items, first.counted, 3600.0)
    assert failed.wait == pytest.approx(7200)
    kept, _ = poll(db, [], status=304, at=NOW + timedelta(hours=3))
    assert kept.wait == pytest.approx(3600)
    _, row = poll(db, [link(1)], at=NOW + timedelta(hours=4))
    assert row.ttl is None


def test_hourly_advice_does_not_make_a_busy_feed_stale_but_what_the_server_says_holds(db):
    busy = [link(n, NOW - timedelta(minutes=20 * n)) for n in range(1, 49)]
    advised, row = poll(db, busy, advice=3600.0)
    assert advised.wait == row.ttl == 900
    ordered, row = poll(db, busy, advice=3600.0, ttl=1800.0, at=NOW + timedelta(hours=1))
    assert ordered.wait == row.ttl == 1800


def test_the_advice_of_a_quiet_feed_is_followed(db):
    advised, row = poll(db, [link(1, NOW - timedelta(days=2))], advice=7200.0)
    assert advised.wait == row.ttl == 7200


def test_what_children_bring_counts_for_their_index_too(db):
    documents.enter(db.db, "s", [("https://s.example/map.xml", "sitemap")])
    documents.enter(db.db, "s", [("https://s.example/part.xml", "sitemap")], "https://s.example/map.xml")
    poll(db, [link(1)], url="https://s.example/part.xml")
    poll(db, [link(1), link(2), link(3)], url="https://s.example/part.xml", at=NOW + timedelta(hours=1))
    [index] = documents.watched(db.db, "https://s.example/map.xml")
    assert index.items == 2


def test_after_a_gap_an_overflowing_feed_is_not_taken_for_a_quiet_one():
    before = Watched(
        url=FEED,
        source="s",
        parent=None,
        items=0.0,
        observed=3600.0,
        counted=iso(NOW - timedelta(hours=20)),
        ttl=None,
        last_poll=None,
        next_poll=None,
    )
    links = tuple(link(n, NOW - timedelta(minutes=n)) for n in range(1, 31))
    assert learned(before, links, 30, iso(NOW)).seconds == pytest.approx(3600 + 1800, rel=0.01)
    assert learned(before, links, 29, iso(NOW)).seconds == pytest.approx(3600 + 72_000, rel=0.06)
    assert learned(before, links, 30, iso(NOW)) != Seen()
