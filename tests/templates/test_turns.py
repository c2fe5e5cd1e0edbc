"""Pages of a site are read at once, and one after the other while they teach."""

import asyncio

from crawler.turns import AT_ONCE, Turns


async def page(turns, log, name, committed):
    """A page on its way: read, and settled once the commit comes."""
    with await turns.enter("site") as turn:
        log.append(f"{name} begins")
        await asyncio.sleep(0)
        turn.was_read()
        await committed.wait()
    log.append(f"{name} ends")


async def settle_all(learning, count):
    turns, log, committed = Turns(lambda _: learning), [], asyncio.Event()
    pages = [asyncio.create_task(page(turns, log, str(number), committed)) for number in range(count)]
    for _ in range(50):
        await asyncio.sleep(0)
    begun = sum("begins" in line for line in log)
    committed.set()
    await asyncio.gather(*pages)
    return begun, log


def test_pages_that_teach_wait_for_each_other_in_their_order():
    begun, log = asyncio.run(settle_all(learning=True, count=5))
    assert begun == 1
    assert log == [f"{number} {what}" for number in range(5) for what in ("begins", "ends")]


def test_others_are_read_at_once_whatever_the_commits_do():
    begun, log = asyncio.run(settle_all(learning=False, count=AT_ONCE + 7))
    assert begun == AT_ONCE + 7
    assert len(log) == 2 * (AT_ONCE + 7)


def test_a_page_that_is_given_up_in_the_queue_holds_up_no_other():
    async def one_leaves():
        turns, log, committed = Turns(lambda _: True), [], asyncio.Event()
        first, second, third = (asyncio.create_task(page(turns, log, name, committed)) for name in "abc")
        await asyncio.sleep(0)
        second.cancel()
        committed.set()
        await asyncio.gather(first, second, third, return_exceptions=True)
        return log

    assert asyncio.run(one_leaves()) == ["a begins", "a ends", "c begins", "c ends"]
