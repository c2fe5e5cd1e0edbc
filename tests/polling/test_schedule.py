"""The schedule over a real data folder and a clock of our own: sleep, restarts, and clocks that jump."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta

import pytest

from crawler import configuration
from crawler.folder import HeldFolder
from crawler.scheduler import Schedule
from crawler.session import Assignment, Session
from crawler.wish import Wish
from crawler.work import PollWork
from pipelines.clock import iso
from pipelines.reasons import Reason
from pipelines.store import documents, ledger
from pipelines.store.documents import Outcome
from pipelines.store.ledger import Finding, Verdict

SOURCES = 24


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


class Desk:
    """A session whose spider is the test: it takes the polls handed out and answers that nothing changed."""

    def __init__(self, session: Session, clock: Clock) -> None:
        self.session, self.clock, self.schedule = session, clock, Schedule(session)

    async def tick(self, *, answer: bool = True) -> list[str]:
        await self.schedule.tick()
        works = [w for w in iter(self.session.dispatcher._next, None) if isinstance(w, PollWork)]
        if answer:
            await asyncio.gather(*(self.session.intake._settle_poll(work, Outcome(status=304)) for work in works))
        return [work.document.url for work in works]

    async def tick_on(self, seconds: int, step: int = 1) -> list[list[str]]:
        told = []
        for _ in range(0, seconds, step):
            self.clock.now += timedelta(seconds=step)
            told.append(await self.tick())
        return told


@pytest.fixture
def at_desk(tmp_path):
    config = tmp_path / "conf"
    config.mkdir()
    (config / "sources.toml").write_text(
        "\n".join(
            f'[s{n}]\nname = "S{n}"\ndomains = ["s{n}.example"]\nfeeds = ["https://s{n}.example/rss"]\n'
            for n in range(SOURCES)
        )
    )
    (config / "presswatch.toml").write_text('workers = 1\npoll_every = "5m"\ndisk_floor = "none"\n')
    clock = Clock()

    def run(work):
        async def main():
            session = Session(
                Assignment(
                    config=configuration.load(config), held=HeldFolder(tmp_path / "data", "run", clock), readers=()
                )
            )
            await session.begin()
            try:
                return await work(Desk(session, clock))
            finally:
                await session.close(0)

        return asyncio.run(main())

    return run


def flat(told: list[list[str]]) -> list[str]:
    return [url for each in told for url in each]


def test_all_are_polled_once_at_first_then_each_at_its_interval(at_desk):
    async def work(desk):
        first = flat(await desk.tick_on(20))
        assert sorted(set(first)) == sorted(first)
        assert len(first) == SOURCES
        assert flat(await desk.tick_on(240, 10)) == []
        again = flat(await desk.tick_on(90, 5))
        assert sorted(again) == sorted(first)

    at_desk(work)


def test_after_eight_hours_of_sleep_each_is_polled_once_spread_and_the_missed_are_counted(at_desk, caplog):
    async def work(desk):
        await desk.tick_on(10)
        desk.clock.now += timedelta(hours=8)
        told = await desk.tick_on(20)
        assert sorted(flat(told)) == sorted({url for each in told for url in each})
        assert len(flat(told)) == SOURCES
        assert max(map(len, told)) < SOURCES / 2

    with caplog.at_level(logging.WARNING, "presswatch"):
        at_desk(work)
    [line] = [r.getMessage() for r in caplog.records if "missed" in r.getMessage()]
    assert f"of {SOURCES} documents" in line
    count = int(line.split()[1])
    assert SOURCES * 85 < count < SOURCES * 105  # 95 intervals of 5 minutes each


def test_a_restart_polls_what_is_overdue_and_nothing_else(at_desk):
    async def work(desk):
        await desk.tick_on(10)

    async def later(desk):
        desk.clock.now += timedelta(seconds=100)
        assert flat(await desk.tick_on(5)) == []
        desk.clock.now += timedelta(hours=3)
        assert len(flat(await desk.tick_on(30))) == SOURCES

    at_desk(work)
    at_desk(later)


@pytest.mark.parametrize("jump", [timedelta(hours=-1), timedelta(days=-400), timedelta(days=400)])
def test_a_clock_that_jumps_neither_stalls_nor_storms(at_desk, jump):
    async def work(desk):
        await desk.tick_on(10)
        desk.clock.now += jump
        told = await desk.tick_on(20)
        assert max(map(len, told)) < SOURCES / 2
        assert len(flat(told)) == SOURCES
        assert flat(await desk.tick_on(200, 10)) == []
        assert len(set(flat(await desk.tick_on(1500, 20)))) == SOURCES

    at_desk(work)


def test_what_a_wrong_clock_planned_for_next_year_is_polled_now(at_desk):
    async def work(desk):
        await desk.tick_on(60)
        url = "https://s1.example/rss"
        far = iso(desk.clock.now + timedelta(days=365))
        await desk.session.writer.do(lambda transaction: documents.postpone(transaction.db, url, far))
        assert flat(await desk.tick_on(1)) == [url]

    at_desk(work)


def test_a_poll_that_hangs_is_not_handed_out_twice_and_holds_up_no_other(at_desk):
    async def work(desk):
        hanging = await desk.tick(answer=False)
        others = flat(await desk.tick_on(720, 5))
        assert hanging
        assert set(hanging).isdisjoint(others)
        assert min(others.count(url) for url in set(others)) >= 2
        assert len(set(others)) == SOURCES - len(hanging)

    at_desk(work)


def test_a_url_named_by_hand_of_no_source_is_tried_again_when_its_time_has_come(at_desk):
    async def work(desk):
        session = desk.session
        [row] = await session.writer.do(_fail_by_hand)
        await desk.schedule.tick()
        assert session.dispatcher.waiting()["pages"] == 0
        desk.clock.now += timedelta(hours=1)
        await desk.schedule.tick()
        assert session.dispatcher.waiting()["pages"] == 1
        assert session.open_urls(session.catalogue, Wish())[0] == row
        assert session.open_urls(session.catalogue, Wish(sources=("s1",))) == []

    at_desk(work)


def _fail_by_hand(transaction) -> list[tuple[int, str]]:
    finding = Finding(source="", document=None, now=transaction.now)
    row = ledger.want_again(transaction.db, "https://elsewhere.example/a-note", finding)
    later = iso(datetime.fromisoformat(transaction.now) + timedelta(minutes=15))
    failed = Verdict(state="failed", reason=Reason.TIMEOUT, detail="", next_try=later)
    ledger.settle(transaction.db, row[0], failed, transaction.now)
    return [row]


def test_failures_back_off_linearly_and_end_at_the_first_success(at_desk):
    async def work(desk):
        [work] = [w for w in [await _poll_of(desk, "https://s1.example/rss")] if w]
        waits = []
        for status in (None, None, None, 304):
            outcome = Outcome(status=status, reason=None if status else "timeout")
            document = documents.get(desk.session.catalogue, work.document.url, iso(desk.clock.now))
            await desk.session.intake._settle_poll(PollWork(document=document, scope=work.scope), outcome)
            [row] = documents.watched(desk.session.catalogue, work.document.url)
            waits.append((datetime.fromisoformat(row.next_poll) - desk.clock.now).total_seconds())
        assert waits == pytest.approx([600, 900, 1200, 300], rel=0.06)

    at_desk(work)


async def _poll_of(desk: Desk, url: str) -> PollWork:
    document = documents.get(desk.session.catalogue, url, iso(desk.clock.now))
    return PollWork(document=document, scope=desk.session.endless)
