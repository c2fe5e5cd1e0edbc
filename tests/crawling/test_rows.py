"""What waits to be fetched: each row once, hosts in turn, and everybody who waits for a row is told."""

from collections import Counter

from crawler.rows import Rows
from crawler.wish import Wish
from crawler.work import Scope


def scope(**given) -> Scope:
    return Scope(wish=Wish(limit=given.pop("limit", None)), **given)


def test_hosts_take_turns():
    rows, one = Rows(), scope()
    for key in range(6):
        rows.enter(key, f"h{key % 2}", (one, False))
    order = [host for _ in range(6) for host, _ in rows.pick(1, 8).values()]
    assert order == ["h0", "h1"] * 3


def test_hosts_share_what_is_picked_at_once():
    rows, one = Rows(), scope()
    for key in range(40):
        rows.enter(key, f"h{key // 10}", (one, False))
    assert Counter(host for host, _ in rows.pick(10, 8).values()) == {"h0": 3, "h1": 3, "h2": 3, "h3": 1}
    assert Counter(host for host, _ in rows.pick(10, 8).values()) == {"h0": 3, "h1": 3, "h2": 3, "h3": 1}


def test_a_host_gets_no_more_than_its_share():
    rows, one = Rows(), scope()
    for key in range(6):
        rows.enter(key, "h", (one, False))
    assert len(rows.pick(10, 2)) == 2
    assert rows.pick(10, 2) == {}
    rows.free("h")
    assert len(rows.pick(10, 2)) == 1


def test_a_second_wish_joins_what_is_queued_and_what_is_under_way():
    rows, first, second = Rows(), scope(), scope()
    assert rows.enter(1, "h", (first, False))
    assert not rows.enter(1, "h", (second, False))
    assert not rows.enter(1, "h", (second, False))
    rows.pick(1, 1)
    third = scope()
    rows.enter(1, "h", (third, False))
    assert rows.leave(1) == [second, third]
    assert (second.open, third.open) == (1, 1)


def test_what_the_schedule_drops_goes_to_the_one_who_joined():
    rows, schedule, wish = Rows(), scope(endless=True), scope()
    rows.enter(1, "h", (schedule, False))
    rows.enter(2, "h", (schedule, False))
    rows.enter(1, "h", (wish, False))
    rows.drop_scheduled()
    assert rows.pick(9, 9) == {1: ("h", wish)}


def test_a_full_wish_hands_its_rows_to_the_others():
    rows, full, other = Rows(), scope(limit=0), scope()
    rows.enter(1, "h", (full, False))
    rows.enter(1, "h", (other, False))
    assert rows.pick(9, 9) == {1: ("h", other)}
    assert full.done.is_set()
