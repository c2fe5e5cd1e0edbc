"""When a stored article is looked at again, and what its page then says."""

from datetime import UTC, datetime, timedelta

import pytest

from crawler.polling.revisiting import (
    DAY,
    FREE,
    HOUR,
    LAST_LOOKS,
    Age,
    Standing,
    first_visit,
    following,
    judge_visit,
    leads_away,
    next_visit,
    visits_now,
)
from pipelines.reasons import Reason

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
PLAN = (900.0, HOUR, 3 * HOUR, DAY, 7 * DAY)
PAGE = "https://diario.example/politica/2026/03/01/el-senado/"


def ago(seconds: float) -> datetime:
    return NOW - timedelta(seconds=seconds)


def first(published: datetime | None, *, to_the_day: bool = False) -> float:
    """Seconds until the first visit of an article seen and stored now."""
    age = Age(published=published, to_the_day=to_the_day, first_seen=NOW)
    return (first_visit(age, NOW, PLAN).next - NOW).total_seconds()


def test_the_plan_counts_from_publication():
    assert first(ago(0)) == 900
    assert first(ago(600)) == 300
    assert first(ago(2 * HOUR)) == HOUR
    assert first(ago(2 * DAY)) == 5 * DAY


def test_a_claim_that_is_missing_or_cannot_be_right_gives_way_to_when_it_was_seen():
    assert first(None) == 900
    assert first(NOW + timedelta(days=9)) == 900
    assert first(ago(12 * HOUR), to_the_day=True) == 900


def test_old_news_are_looked_at_once():
    age = Age(published=ago(400 * DAY), to_the_day=False, first_seen=NOW)
    visit = first_visit(age, NOW, PLAN)
    assert visit.next == NOW + timedelta(days=7)
    assert next_visit(visit.since, visit.next, PLAN) is None


def test_an_empty_plan_is_none():
    assert first_visit(Age(published=NOW, to_the_day=False, first_seen=NOW), NOW, ()) is None
    assert following(Standing(since=NOW, errors=1), NOW, ()) is None


def test_missed_visits_are_made_once():
    assert next_visit(ago(5 * HOUR), NOW, PLAN) == ago(5 * HOUR) + timedelta(days=1)


def test_a_page_found_gone_is_looked_at_soon_and_once_down_now_and_then_but_not_for_ever():
    since = ago(2 * DAY)
    assert following(Standing(since=since, misses=1), NOW, PLAN) == NOW + timedelta(seconds=900)
    assert following(Standing(since=since, misses=2), NOW, PLAN) == since + timedelta(days=7)
    old = ago(30 * DAY)
    assert following(Standing(since=old, misses=2), NOW, PLAN) == NOW + timedelta(days=7)
    assert following(Standing(since=old, misses=LAST_LOOKS), NOW, PLAN) is None


def test_a_visit_that_failed_is_made_up_for_later_each_time_and_heeds_the_server():
    old = ago(30 * DAY)
    waits = [following(Standing(since=old, errors=n), NOW, PLAN) for n in (1, 2, 3)]
    assert waits == [NOW + timedelta(hours=n) for n in (1, 2, 3)]
    assert following(Standing(since=old, errors=4), NOW, PLAN) is None
    assert following(Standing(since=old, errors=1, asked=7200), NOW, PLAN) == NOW + timedelta(hours=2)


@pytest.mark.parametrize(
    ("final", "away"),
    [
        (PAGE, False),
        ("https://diario.example/", True),
        ("https://www.diario.example/index.html", True),
        ("https://diario.example/politica/", True),
        ("https://diario.example/politica/2026/03/01/el-senado-debate/", False),
        ("https://diario.example/politica/2026/03/01/el-senado/amp/", False),
        ("https://otro.example/politica/nota/", False),
    ],
)
def test_a_redirect_to_the_front_page_or_a_section_above_is_no_article(final, away):
    assert leads_away(PAGE, final) is away
    assert judge_visit(PAGE, final, 200, None) == ((Reason.GONE, f"leads to {final}") if away else None)


def test_articles_named_by_their_query_alone_do_not_lead_away():
    assert not leads_away("https://diario.example/?p=12", "https://diario.example/?p=12")
    assert leads_away("https://diario.example/nota.php?id=12", "https://diario.example/")


def test_304_is_unchanged_and_a_fault_is_passed_on():
    assert judge_visit(PAGE, PAGE, 304, (Reason.HTTP_ERROR, "HTTP 304")) == "unchanged"
    assert judge_visit(PAGE, PAGE, 404, (Reason.GONE, "HTTP 404")) == (Reason.GONE, "HTTP 404")


def test_visits_wait_for_what_is_new_and_keep_to_their_share_of_the_day():
    assert visits_now(1, 0, 0) == 0
    assert visits_now(0, 0, 0) == FREE
    assert visits_now(0, 10_000, FREE + 5000) == 0
    assert visits_now(0, 10_000, 4000) == FREE + 1000
