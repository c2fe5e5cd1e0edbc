"""Readers are supervised: late ones are replaced, dead ones cost only the page they were at, twice tried."""

import asyncio
import os
import signal
import subprocess
import sys
from dataclasses import replace

import pytest

from crawler import configuration
from crawler.reading.pool import ReaderPool
from pipelines.article import Page, Reading, Rejected
from pipelines.reasons import Reason

WHEN = "2026-01-01T00:00:00+00:00"
TEXT = " ".join(f"La comisión {n} debatió el presupuesto de obras de la provincia número {n}." for n in range(40))
HEAD = "<html><head><title>El senado debate</title></head>"
GOOD = f"{HEAD}<body><article><h1>El senado debate</h1><p>{TEXT}</p></article></body></html>"
SLOW = f"{HEAD}<body><article {' '.join(f'a{n}' for n in range(200_000))}><p>un texto que tarda</p>"
"""Its parser compares each attribute with all before it."""


def page(html: str) -> Page:
    return Page(
        url="https://diario.example/2026/01/01/una-nota-larga-de-prueba/",
        final_url="https://diario.example/2026/01/01/una-nota-larga-de-prueba/",
        source="",
        body=html.encode(),
        headers={"content-type": "text/html; charset=utf-8"},
        fetched=WHEN,
        first_seen=WHEN,
    )


def pool_with(**settings) -> ReaderPool:
    config = configuration.load(None)
    return ReaderPool(replace(config, settings=replace(config.settings, **settings)))


def in_pool(work, **settings):
    async def main():
        pool = pool_with(**settings)
        pool.start(on_failure=pytest.fail)
        try:
            return await asyncio.wait_for(work(pool), 60)
        finally:
            await pool.close()

    return asyncio.run(main())


def test_pages_are_read_in_parallel_and_answered_each_to_its_asker():
    async def work(pool):
        return await asyncio.gather(*(pool.read(page(GOOD.replace("debate", f"debate {n}"))) for n in range(8)))

    results = in_pool(work, workers=2)
    assert all(isinstance(result, Reading) for result in results)
    assert [result.article.title for result in results] == [f"El senado debate {n}" for n in range(8)]


def test_a_page_that_takes_too_long_is_given_up_and_the_others_are_read():
    async def work(pool):
        await pool.read(page(GOOD))
        return await asyncio.gather(pool.read(page(SLOW)), *(pool.read(page(GOOD)) for _ in range(4)))

    slow, *others = in_pool(
        work, workers=1, read_deadline=4, page_limit_mb=20, page_elements=5_000_000, reader_memory_mb=4096
    )
    assert isinstance(slow, Rejected)
    assert slow.reason is Reason.EXTRACT_TIMEOUT
    assert all(isinstance(result, Reading) for result in others)


def test_a_killed_reader_loses_nothing():
    async def work(pool):
        await pool.read(page(GOOD))
        tasks = [asyncio.create_task(pool.read(page(GOOD))) for _ in range(6)]
        await asyncio.sleep(0.01)
        for reader in pool._started:
            os.kill(reader.process.pid, signal.SIGKILL)
        return await asyncio.gather(*tasks)

    assert all(isinstance(result, Reading) for result in in_pool(work, workers=2))


def test_readers_that_cannot_start_are_reported(monkeypatch):
    monkeypatch.setattr("sys.executable", "/bin/false")

    async def main():
        pool = pool_with(workers=1)
        failed = asyncio.get_running_loop().create_future()
        pool.start(on_failure=failed.set_result)
        try:
            return await asyncio.wait_for(failed, 20)
        finally:
            await pool.close()

    assert "reader processes" in str(asyncio.run(main()))


def test_a_reader_whose_crawler_is_gone_ends_before_it_loads_anything():
    nobody = str(2**30)
    command = [sys.executable, "-X", "importtime", "-m", "crawler.reading", nobody, "512"]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0
    assert "crawler.reading.binding" in done.stderr
    assert "lxml" not in done.stderr
