"""Alarms from the catalogue: raised once, told, and ended when the source is well again. Time is given by hand."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from pipelines.clock import iso
from pipelines.store import alarms
from pipelines.store.catalogue import open_catalogue
from pipelines.store.reading import signs
from pipelines.store.reading.sources import by_source
from pipelines.watching.signs import alarms_of

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FEED = "https://diario.example/rss"


@pytest.fixture
def db(tmp_path) -> sqlite3.Connection:
    db = open_catalogue(tmp_path)
    db.execute("INSERT INTO documents (url, source, kind) VALUES (?, 'diario', 'feed')", (FEED,))
    yield db
    db.close()


def store(db, moment: datetime, words: int = 400, reason: str | None = None) -> None:
    """What the writer leaves of a page that was published and fetched at a time."""
    number = db.execute("SELECT count(*) FROM urls").fetchone()[0]
    when, ident, state = iso(moment), f"{number:032x}", "failed" if reason else "stored"
    db.execute(
        "INSERT INTO urls (id, url_key, url, source, host, state, reason, first_seen, settled, link)"
        " VALUES (?1, ?1, ?1, 'diario', 'diario.example', ?2, ?3, ?4, ?4, '{}')",
        (ident, state, reason, when),
    )
    if state == "stored":
        db.execute(
            "INSERT INTO articles (id, revision, latest, file, file_offset, day, source, url, kind, access, published,"
            " first_seen, fetched, word_count, content_hash, line)"
            " VALUES (?1, 1, 1, '', 0, '', 'diario', ?1, 'article', 'full', ?2, ?2, ?2, ?3, ?1, '')",
            (ident, when, words),
        )


def polled(db, moment: datetime, reason: str | None = None, errors: int = 0) -> None:
    db.execute(
        "UPDATE documents SET last_poll = ?1, counted = CASE WHEN ?2 IS NULL THEN ?1 ELSE counted END, reason = ?2,"
        " errors = ?3",
        (iso(moment), reason, errors),
    )


def steady(db, days: int) -> datetime:
    """An article an hour for some days; returns the end."""
    for n in range(24 * days):
        store(db, MONDAY + n * HOUR)
    return MONDAY + 24 * days * HOUR


def look(db, now: datetime) -> list[alarms.Alarm]:
    found = {"diario": alarms_of(signs.signs_of(db, "diario", [FEED]), UTC)}
    return alarms.review(db, found, iso(now))


def learn(db, now: datetime) -> None:
    signs.keep_usual(db, "diario", signs.learned(db, "diario", UTC), iso(now))


def test_silence_raises_one_alarm_and_the_next_article_ends_it(db):
    end = steady(db, 14)
    learn(db, end)
    for hours in range(1, 9):
        polled(db, end + hours * HOUR)
        assert look(db, end + hours * HOUR) == []
    polled(db, end + 10 * HOUR)
    [raised] = look(db, end + 10 * HOUR)
    assert (raised.source, raised.kind, raised.raised) == ("diario", "silent", True)
    assert "nothing new for 11 hours" in raised.detail
    polled(db, end + 30 * HOUR)
    assert look(db, end + 30 * HOUR) == []
    [active] = alarms.active(db)
    assert (active["since"], active["detail"][:23]) == (iso(end + 10 * HOUR), "nothing new for 31 hours"[:23])
    store(db, end + 31 * HOUR)
    polled(db, end + 31 * HOUR)
    [ended] = look(db, end + 31 * HOUR)
    assert (ended.kind, ended.raised) == ("silent", False)
    assert alarms.active(db) == []
    assert [row["until"] for row in alarms.raised_after(db, 0)] == [iso(end + 31 * HOUR)]


def test_a_silence_never_becomes_usual(db):
    end = steady(db, 14)
    before = signs.learned(db, "diario", UTC)
    polled(db, end + 60 * DAY)
    assert signs.learned(db, "diario", UTC) == before
    learn(db, end + 60 * DAY)
    assert [alarm.kind for alarm in look(db, end + 60 * DAY)] == ["silent"]


def test_what_was_published_before_we_watched_is_not_counted(db):
    for n in range(48):
        store(db, MONDAY + n * HOUR)
    db.execute("UPDATE urls SET first_seen = ?", (iso(MONDAY + 47 * HOUR),))
    assert signs.learned(db, "diario", UTC) is None


def test_a_feed_that_turns_into_a_page_and_back(db):
    polled(db, MONDAY, "not_a_feed", 1)
    assert [(a.kind, a.raised) for a in look(db, MONDAY)] == [("not_a_feed", True)]
    polled(db, MONDAY + HOUR)
    assert [(a.kind, a.raised) for a in look(db, MONDAY + HOUR)] == [("not_a_feed", False)]


def test_a_redesign_that_leaves_no_text_is_drift_until_pages_are_read_again(db):
    end = steady(db, 2)
    for n in range(5):
        store(db, end + n * HOUR, reason="empty")
    assert [a.kind for a in look(db, end + 5 * HOUR)] == ["drift"]
    store(db, end + 6 * HOUR)
    assert [(a.kind, a.raised) for a in look(db, end + 6 * HOUR)] == [("drift", False)]


def test_texts_that_collapse_are_drift(db):
    end = steady(db, 2)
    for n in range(10):
        store(db, end + n * HOUR, words=80)
    [alarm] = look(db, end + 10 * HOUR)
    assert alarm.detail == "the last 10 articles have 80 words, where 400 are usual"


def test_alarms_of_sources_that_were_not_looked_at_stay(db):
    alarms.review(db, {"other": {"failing": "down"}}, iso(MONDAY))
    assert look(db, MONDAY + HOUR) == []
    assert [a["source"] for a in alarms.active(db)] == ["other"]
    assert [a.raised for a in alarms.review(db, {"other": {}}, iso(MONDAY))] == [False]


def test_status_has_a_row_for_each_source_the_troubled_first(db):
    end = steady(db, 14)
    learn(db, end)
    polled(db, end, "timeout", 2)
    alarms.review(db, {"zz": {"failing": "down"}}, iso(end))
    rows = by_source(db, {"quiet": ["https://quiet.example/rss"], "diario": [FEED], "zz": []}, end)
    assert [row["source"] for row in rows] == ["zz", "diario", "quiet"]
    row = rows[1]
    assert (row["errors"], row["error"], row["error_url"]) == (2, "timeout", FEED)
    assert row["last_article"] == iso(end - HOUR)
    assert row["articles_24h"] == 23  # the one at the full hour a day ago is a day old
    assert row["usual_per_day"] == pytest.approx(24, abs=0.2)
    assert rows[2]["next_poll"] is None
