"""After sleep or a restart: each once, the most awaited first, not all at once."""

from dataclasses import dataclass

from crawler.polling.catching_up import AT_ONCE, DAY, SPREAD, Overdue, awaited, missed, pick, quota


@dataclass
class One:
    overdue: Overdue


def one(last: float | None, rate: float = 1e-3) -> One:
    return One(Overdue(last=last, planned=300.0, rate=rate))


def test_the_busiest_and_longest_unseen_go_first():
    quiet, busy, fresh = one(8 * 3600, 1e-5), one(8 * 3600, 1e-2), one(600, 1e-2)
    assert pick([quiet, fresh, busy], 240) == [busy, fresh, quiet]
    assert awaited(one(None).overdue) == awaited(one(30 * DAY).overdue)


def test_few_go_at_once_and_many_are_spread_within_the_budget():
    assert quota(3, 240) == AT_ONCE
    assert quota(240, 2400) == 240 / SPREAD
    assert quota(100_000, 240) == 8  # twice the usual 4 a second


def test_all_overdue_polls_go_out_once_and_in_a_bounded_time():
    waiting = [one(8 * 3600.0, 1e-4 * n) for n in range(1, 436)]
    sizes, seen = [], []
    while waiting:
        batch = pick(waiting, 240)
        seen += batch
        waiting = [each for each in waiting if each not in batch]
        sizes.append(len(batch))
    assert max(sizes) <= 8
    assert len(sizes) <= 90
    assert len(seen) == len({id(each) for each in seen}) == 435


def test_missed_polls_are_counted_without_the_one_that_is_due():
    assert missed(one(8 * 3600.0).overdue) == 8 * 12 - 1
    assert missed(one(310.0).overdue) == 0
    assert missed(one(None).overdue) == 0
    assert missed(one(-4000.0).overdue) == 0
